"""The counts of a whole run in one line of words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actioncli.outputs.charts import percent
from actioncli.outputs.times import day

if TYPE_CHECKING:
    from actioncli.stats import Stats


def summary(stats: Stats, *, unicode: bool = True) -> tuple[str, ...]:
    """What the run saw, a part a fact: events, matched, unmatched, the trouble (if any), the days (if any)."""
    share = f" ({percent(stats.matched / stats.events)})" if stats.events else ""
    parts = [
        counted(stats.events, "event"),
        f"{stats.matched:,} matched{share}",
        f"{stats.unmatched:,} unmatched",
    ]
    if stats.bad_lines:
        parts.append(counted(stats.bad_lines, "bad line"))
    if stats.skipped:
        parts.append(f"{counted(stats.skipped, 'row')} without an event")
    if stats.first_seen and stats.last_seen:
        days = dict.fromkeys((day(stats.first_seen), day(stats.last_seen)))
        zone = "" if stats.zone == "UTC" else f" {stats.zone}"
        parts.append((" … " if unicode else " .. ").join(days) + zone)
    return tuple(parts)


USERS_TITLES = {"person": "Users", "distinct_id": "Distinct ids"}
"""The titles of a column of users, by what was counted as one."""


def users_title(stats: Stats) -> str:
    """The title of the column of users."""
    return USERS_TITLES[stats.users]


def counted(number: int, noun: str) -> str:
    """The number and its noun, as in `1 event` and `1,234 events`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
