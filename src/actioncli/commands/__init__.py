"""A command a file: each takes plain arguments and returns an exit code."""
