"""The counts of a run: what `stats` prints and the library returns."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class Group(Struct, frozen=True):
    """The events of an action that share a key of `--by`."""

    key: str
    events: int
    users: int


class MatcherStats(Struct, frozen=True):
    """How many events one matcher of an action matches on its own; matchers count from 1."""

    matcher: int
    events: int


class ActionStats(Struct, frozen=True):
    """The counts of one action."""

    action: str
    events: int
    share: float
    """Of all events, 0 to 1."""
    users: int
    """Distinct users, of the kind that `Stats.users` names."""
    first_seen: datetime | None
    last_seen: datetime | None
    matchers: tuple[MatcherStats, ...]
    series: tuple[int, ...] = ()
    """Events in equal intervals of the time of the whole log, for a sparkline."""
    groups: tuple[Group, ...] | None = None
    """None without `--by`."""


class Stats(Struct, frozen=True):
    """The counts of one run."""

    events: int
    matched: int
    unmatched: int
    bad_lines: int
    skipped: int
    """The number of objects without an event name, such as rows of persons."""
    first_seen: datetime | None
    last_seen: datetime | None
    by: str | None
    actions: tuple[ActionStats, ...]
    users: str = "person"
    """What counts as one user: `person` or `distinct_id`."""
    zone: str = "UTC"
    """The time zone of all times."""
