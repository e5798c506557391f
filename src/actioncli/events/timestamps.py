"""When an event happened: every spelling of a time that exports use, as microseconds since 1970 in UTC."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

Microseconds: TypeAlias = int

_DATE = re.compile("(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
"""A date of basic format, such as GA4's `event_date`: as seconds these digits would lie in 1970."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = (datetime.max.replace(tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)
EARLIEST = (datetime.min.replace(tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)


LENGTH_WITH_SECONDS = len("2025-02-01T00:00:00")


def timestamp(value: object) -> Microseconds | None:
    """The moment that a value of an export names; None when it names none.

    ISO 8601 with `T` or a blank, any offset or none (UTC); numbers and digits count from 1970, their unit told by size:
    below 1e11 seconds, below 1e14 milliseconds, below 1e17 microseconds, else nanoseconds.
    Eight digits as text are a date (`20250314`), and BigQuery's ` UTC` is an offset.
    """
    if isinstance(value, str):
        return _from_text(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_number(value)
    if isinstance(value, datetime):
        return (value - EPOCH) // timedelta(microseconds=1)
    return None


def timestamps(values: Sequence[object]) -> list[Microseconds | None]:
    """The moments of many values; nothing but `timestamp` of each, in a third of the time where they are ISO 8601."""
    read = _all_iso(values)
    if read is None:
        return [timestamp(value) for value in values]
    return [round(moment.timestamp() * 1e6) for moment in read]


def extremes(values: Sequence[object]) -> tuple[Microseconds, Microseconds] | None:
    """The first and the last of the moments of many values; None if none has one."""
    read = _all_iso(values)
    if read is None:
        moments = [moment for moment in map(timestamp, values) if moment is not None]
        return (min(moments), max(moments)) if moments else None
    return round(min(read).timestamp() * 1e6), round(max(read).timestamp() * 1e6)


def _all_iso(values: Sequence[object]) -> list[datetime] | None:
    """The datetimes of texts that are all ISO 8601 with seconds and a zone, of this age; None for anything else.

    The bounds keep out digits that `fromisoformat` takes for a date of basic format, as `timestamp` does.
    """
    try:
        if not values or min(map(len, values)) < LENGTH_WITH_SECONDS:  # type: ignore[arg-type]
            return None
        read = list(map(datetime.fromisoformat, values))  # type: ignore[arg-type]
        if min(read).year < 1990 or max(read).year > 2189 or min(read).tzinfo is None:
            return None
    except (TypeError, ValueError):
        return None
    return read


def _from_text(text: str) -> Microseconds | None:
    if text.isdigit():  # before fromisoformat, which takes thirteen digits for a date of basic format and an hour
        return _from_odd_text(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _from_odd_text(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    if 1970 < moment.year < 2200:
        return round(moment.timestamp() * 1e6)
    found = (moment - EPOCH) // timedelta(microseconds=1)
    return found if EARLIEST <= found <= LATEST else None  # an offset may lead out of the calendar


def _from_odd_text(text: str) -> Microseconds | None:
    """Digits alone, BigQuery's ` UTC`, small letters and blanks around, and what is left after these."""
    if text.endswith(" UTC"):
        return _from_text(text[:-4])
    if text != (tidy := text.strip().upper()):
        return _from_text(tidy)
    if _DATE.fullmatch(text):
        return _from_text(f"{text[:4]}-{text[4:6]}-{text[6:]}")
    digits = text.removeprefix("-").replace(".", "", 1)
    if digits.isascii() and digits.isdigit() and len(digits) < 25:
        return _from_number(float(text) if "." in text else int(text))
    return None


def _from_number(number: float) -> Microseconds | None:
    size = abs(number)
    if not size < 1e20:
        return None
    if size < 1e11:
        found = round(number * 1_000_000)
    elif size < 1e14:
        found = round(number * 1_000)
    else:
        found = round(number) if size < 1e17 else int(number) // 1_000
    return found if EARLIEST <= found <= LATEST else None


def moment(microseconds: Microseconds | None) -> datetime | None:
    """The same as a datetime in UTC."""
    return None if microseconds is None else EPOCH + timedelta(microseconds=microseconds)
