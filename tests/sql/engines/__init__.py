"""Databases that the generated statements run on, each behind the same few words.

    engine = DuckDB()
    if not engine.unavailable():
        engine.load(events, "posthog-export")
        engine.rows(statement)

An engine is a module here, and an item of `ENGINES` in `tests/sql/running.py`.
"""

from __future__ import annotations

from typing import Protocol


class Engine(Protocol):
    """A database that holds one table, `events`, and answers statements about it."""

    name: str
    """The dialect, as sqlglot calls it."""

    def unavailable(self) -> str | None:
        """Why it cannot run here; None if it can."""

    def load(self, events: list[dict[str, object]], layout: str) -> None:
        """Create or replace the table `events`, in that layout, from events as PostHog exports them."""

    def rows(self, statement: str) -> list[dict[str, object]]:
        """What a statement gives: a dict a row, from the names of the columns to values of Python.

        Counts are integers, flags truthy or falsy, moments datetimes with a zone, and null is None.
        """
