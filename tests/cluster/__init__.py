"""Runs on a real scheduler with worker processes, over TCP on loopback."""
