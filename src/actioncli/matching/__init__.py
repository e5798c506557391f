"""Compile actions into bit tests and match events."""
