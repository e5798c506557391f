"""Scan tasks: decode their lines, match the events, hand the results to a collector."""
