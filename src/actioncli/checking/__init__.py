"""The rules of `check`: duplicates, conditions without effect, and probable mistakes in valid files."""
