"""What came in: sources, chunks of lines, records, and the elements of an event."""
