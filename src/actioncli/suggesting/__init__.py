"""Actions that events suggest: candidates, and how many events each takes."""
