"""The counts of a run as people and scripts see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Group:
    """The events of an action that share a key of `--by`."""

    key: str
    events: int
    users: int


@dataclass(frozen=True, slots=True)
class MatcherStats:
    """How many events one matcher of an action matches on its own; matchers count from 1."""

    matcher: int
    events: int


@dataclass(frozen=True, slots=True)
class ActionStats:
    """What one action matched."""

    action: str
    events: int
    share: float
    """Of all events, 0 to 1."""
    users: int
    """Distinct `distinct_id`s."""
    first_seen: datetime | None
    last_seen: datetime | None
    matchers: tuple[MatcherStats, ...]
    series: tuple[int, ...] = ()
    """Events over equal stretches of the whole log's time, for a sparkline."""
    groups: tuple[Group, ...] | None = None
    """There with `--by` only."""


@dataclass(frozen=True, slots=True)
class Stats:
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
