"""Explain why conditions do not hold: traces, near misses, the nearest element, differences of texts."""
