"""Actions as one SQL statement, in the dialect of a database and over a layout of its table."""
