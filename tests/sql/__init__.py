"""What the generated SQL counts is what the engine counts, on databases that really run it."""
