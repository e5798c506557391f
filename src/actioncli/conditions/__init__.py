"""What a condition can ask: fields, operators and selectors."""
