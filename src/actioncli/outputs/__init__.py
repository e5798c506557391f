"""Formats for programs, and tables and messages for people."""
