"""The window of a run: the range of time that `since` and `until` name, and the moment to count relative dates from.

now = now_of(None)
window = window_of("-7d", None, now)
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TypeAlias

from msgspec import Struct

from actioncli.conditions.moments import names_no_zone, operand_moment
from actioncli.errors import ActioncliError
from actioncli.events.timestamps import EARLIEST, EPOCH, LATEST, Microseconds
from actioncli.zones import as_local

When: TypeAlias = "str | datetime"
"""A moment: a datetime, ISO 8601 text, or relative text such as `-7d`.

A time without a zone is in the time zone of the call, which is UTC by default.
"""


class Window(Struct, frozen=True):
    """A half-open range of time. An event without a time is outside of every bounded window."""

    since: Microseconds | None = None
    until: Microseconds | None = None

    def __contains__(self, when: Microseconds | None) -> bool:
        if when is None:
            return self.since is None and self.until is None
        return (self.since is None or self.since <= when) and (self.until is None or when < self.until)

    @property
    def bounded(self) -> bool:
        """Whether it has a start or an end."""
        return self.since is not None or self.until is not None


def now_of(now: When | None, of: tzinfo = UTC, *, prefix: str = "") -> datetime:
    """The moment that relative dates count back from; by default the current time.

    `of` is the zone of a time without one; `prefix` stands before the names of parameters in messages: `--`.

    Raises:
        ActioncliError: the text is not a date.
        TypeError: `now` is neither text nor a date.

    """
    current = datetime.now(UTC)
    pinned = _moment(f"{prefix}now", now, current, of)
    return current if pinned is None else EPOCH + timedelta(microseconds=pinned)


def window_of(since: When | None, until: When | None, now: datetime, of: tzinfo = UTC, *, prefix: str = "") -> Window:
    """The window between two moments; raises the errors of `now_of`, and `ActioncliError` for an empty window."""
    window = Window(_moment(f"{prefix}since", since, now, of), _moment(f"{prefix}until", until, now, of))
    if window.since is not None and window.until is not None and window.since >= window.until:
        raise ActioncliError(f"{prefix}since must be before {prefix}until")
    return window


def _moment(name: str, when: When | None, now: datetime, of: tzinfo) -> Microseconds | None:
    if when is None:
        return None
    if isinstance(when, datetime):
        return ((when if when.tzinfo else when.replace(tzinfo=of)) - EPOCH) // timedelta(microseconds=1)
    if isinstance(when, date):
        return _moment(name, datetime(when.year, when.month, when.day, tzinfo=of), now, of)
    if not isinstance(when, str):
        raise TypeError(
            f"{name}: a datetime, or text such as '2025-02-01' or '-7d', not a value of type {type(when).__name__}"
        )
    nanoseconds = operand_moment(when, now)
    if nanoseconds is None:
        raise ActioncliError(f"{name} {when!r}: not a date; write 2025-02-01, 2025-02-01T12:30 or -7d")
    moment = min(max(nanoseconds // 1_000, EARLIEST), LATEST)
    return min(max(as_local(moment, of), EARLIEST), LATEST) if of is not UTC and names_no_zone(when, now) else moment
