"""Finds problems of actions in the events that they match and do not match."""
