"""What goes out: lines, tables, and messages for people."""
