"""Chunks of lines, and the lazy records in them."""
