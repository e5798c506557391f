"""Dates: values read as moments, and operands that count back from now (`docs/semantics.md`, section 6).

A moment is a whole number of nanoseconds since 1970-01-01T00:00:00Z; further digits of a fraction are cut off.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from actioncli.events.timestamps import nanoseconds
from actioncli.values import Value

SECOND = 1_000_000_000
"""A second in the unit of moments."""

_DAY = 86_400 * SECOND
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = _EPOCH.toordinal()

_RELATIVE = re.compile(r"-?([0-9]{1,12})([hdwmqysHDWQYSM])")

_STEADY = {"s": SECOND, "M": 60 * SECOND, "h": 3600 * SECOND, "d": _DAY, "w": 7 * _DAY}
"""Units that always last the same."""

_MONTHS = {"m": 1, "q": 3, "y": 12}
"""Units that step through the calendar, in months."""


def moment(value: Value) -> int | None:
    """The moment of a value; None if it is not a time (`docs/semantics.md` 6.1)."""
    return nanoseconds(value)


def relative(operand: Value, now: datetime) -> int | None:
    """The moment of a relative date such as `-7d`; None for any other operand (`docs/semantics.md` 6.2).

    It counts back from `now`, in UTC.
    A count that leads before the year 1 ends at its start: no date that can be read is earlier.
    """
    match = _RELATIVE.fullmatch(operand) if isinstance(operand, str) else None
    if match is None:
        return None
    count, unit = int(match[1]), match[2] if match[2] == "M" else match[2].lower()
    start = (now - _EPOCH) // timedelta(microseconds=1) * (SECOND // 1_000_000)
    if unit in _STEADY:
        return start - count * _STEADY[unit]
    days, time_of_day = divmod(start, _DAY)
    today = date.fromordinal(_EPOCH_DAY + days)
    year, month = divmod(today.year * 12 + today.month - 1 - count * _MONTHS[unit], 12)
    if year < 1:
        return (1 - _EPOCH_DAY) * _DAY
    from calendar import monthrange  # noqa: PLC0415 - few actions count back months

    day = min(today.day, monthrange(year, month + 1)[1])
    return (date(year, month + 1, day).toordinal() - _EPOCH_DAY) * _DAY + time_of_day


def operand_moment(operand: Value, now: datetime) -> int | None:
    """The moment of an operand, absolute or counted back from `now`; None where it cannot be read."""
    absolute = moment(operand)
    return relative(operand, now) if absolute is None else absolute


def names_no_zone(text: str, now: datetime) -> bool:
    """Whether a time names no zone: then UTC may follow it, which is what it means."""
    zoned = (f"{text}Z", f"{text} 00:00Z")
    return any(operand_moment(one, now) == operand_moment(text, now) for one in zoned)
