"""Sources in object stores and on web servers: listed once, read in ranges, tried again when a read fails."""
