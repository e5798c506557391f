"""Counts of events that can be added: a `Tally` for each part of a log, and their sum.

There are no global counters: every worker fills its own tallies, and their sum is the tally of the whole log.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct, field

from actioncli.events.timestamps import Microseconds, Unread
from actioncli.matching.matches import VerdictKey
from actioncli.users import Users


class Span(Struct):
    """The first and last time of some events; both None if no event has a time."""

    first: Microseconds | None = None
    last: Microseconds | None = None

    def add(self, moments: Sequence[Microseconds]) -> None:
        """Extend the span to include these times."""
        if moments:
            first, last = min(moments), max(moments)
            self.first = first if self.first is None or first < self.first else self.first
            self.last = last if self.last is None or last > self.last else self.last

    def merge(self, other: Span) -> None:
        """Extend the span to include another one."""
        self.add([found for found in (other.first, other.last) if found is not None])


class Cell(Struct):
    """The counts of the events with the same verdict."""

    events: int = 0
    users: Users = field(default_factory=Users)
    span: Span = field(default_factory=Span)
    hours: Counter[int] = field(default_factory=Counter)
    """Events by hour since 1970, in the time zone."""
    groups: dict[str, tuple[int, Users]] = field(default_factory=dict)
    """Events and users by the key of `--by`."""

    def merge(self, other: Cell) -> None:
        """Add the events of another cell."""
        self.events += other.events
        self.users |= other.users
        self.span.merge(other.span)
        self.hours.update(other.hours)
        for key, (events, users) in other.groups.items():
            had, known = self.groups.get(key, (0, Users()))
            known |= users
            self.groups[key] = (had + events, known)


class Tally(Struct):
    """The counts of a part of a log, by verdict."""

    events: int = 0
    span: Span = field(default_factory=Span)
    cells: dict[VerdictKey, Cell] = field(default_factory=dict)
    unread: Unread = field(default_factory=Unread)
    """The events with an unreadable time."""

    def merge(self, other: Tally) -> None:
        """Add the counts of another part."""
        self.events += other.events
        self.unread.merge(other.unread)
        self.span.merge(other.span)
        for key, cell in other.cells.items():
            mine = self.cells.get(key)
            if mine is None:
                self.cells[key] = cell
            else:
                mine.merge(cell)
