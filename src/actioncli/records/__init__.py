"""Chunks of lines, and the lazy records that they hold."""
