"""The counts of a run in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actioncli.outputs.humanize import counted, day, percent

if TYPE_CHECKING:
    from actioncli.stats import Stats


def summary(stats: Stats, *, unicode: bool = True) -> tuple[str, ...]:
    """The parts of the summary: events, matched, unmatched, bad lines and skipped rows (if any), and days (if any)."""
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
"""The title of the column of users, by what counts as one user."""


def users_title(stats: Stats) -> str:
    """The title of the column of users."""
    return USERS_TITLES[stats.users]
