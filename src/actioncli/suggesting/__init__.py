"""Suggests actions: candidates from events, and the number of events that each matches."""
