"""Formats of event files that are more than JSON Lines: arrays and pages, tables, wrapped logs, Parquet."""
