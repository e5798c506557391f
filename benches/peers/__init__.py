"""The benchmark's work as experts of other tools would write it: SQL, expressions, or a loop."""
