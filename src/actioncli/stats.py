"""The counts of a run as people and scripts see them."""

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
    """What one action matched."""

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
    """Events over equal stretches of the whole log's time, for a sparkline."""
    groups: tuple[Group, ...] | None = None
    """There with `--by` only."""


class Stats(Struct, frozen=True):
    """The counts of one run."""

    events: int
    matched: int
    unmatched: int
    bad_lines: int
    skipped: int
    """Objects without an event's name, such as rows of persons."""
    first_seen: datetime | None
    last_seen: datetime | None
    by: str | None
    actions: tuple[ActionStats, ...]
    users: str = "person"
    """What was counted as a user: `person` or `distinct_id`."""
    zone: str = "UTC"
    """The zone of all times here."""
