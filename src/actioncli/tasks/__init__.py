"""Inputs cut into tasks: pieces of work that any process can take."""
