"""Reads times in all formats that exports use, as moments counted from 1970 in UTC.

It reads the times of events, the values and operands of date operators, and options such as `--since`.
Plain ISO 8601 and plain numbers are read here; `time_spellings` reads the others (`docs/semantics.md` 6.1).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from msgspec import Struct

Microseconds: TypeAlias = int
Nanoseconds: TypeAlias = int

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = (datetime.max.replace(tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)
EARLIEST = (datetime.min.replace(tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)


LENGTH_WITH_SECONDS = len("2025-02-01T00:00:00")

_BEFORE_TIME = ("T", " ")
"""The separators of date and time in plain ISO 8601."""

_DIGITS = {10: 1_000_000_000, 13: 1_000_000, 16: 1_000}
"""The unit of a number in nanoseconds, by its usual number of digits."""


def timestamp(value: object) -> Microseconds | None:
    """The moment of a value in microseconds; None if it is not a time.

    ISO 8601 with any offset or none (UTC), counts from 1970, and the other spellings of `docs/semantics.md` 6.1.
    Further digits of a fraction are truncated.
    """
    if isinstance(value, str) and value[10:11] in _BEFORE_TIME:
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            try:
                moment = datetime.fromisoformat(_with_zone_joined(value))
            except ValueError:
                return _cut(nanoseconds(value))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        if 1970 < moment.year < 2200:
            return round(moment.timestamp() * 1e6)
        found = (moment - EPOCH) // timedelta(microseconds=1)
        return found if EARLIEST <= found <= LATEST else None  # an offset can lead out of the calendar
    return _cut(nanoseconds(value))


def nanoseconds(value: object) -> Nanoseconds | None:
    """The moment of a value in nanoseconds; None if it is not a time."""
    if isinstance(value, str):
        found = _of_text(value)
    elif isinstance(value, int | float):
        if isinstance(value, bool):
            return None
        unit = _DIGITS.get(len(digits)) if (digits := str(value)).isdigit() else None
        found = value * unit if unit is not None and isinstance(value, int) else _of_text(_plain_digits(value))
    elif isinstance(value, datetime):
        found = _since_1970(value)
    else:
        found = _of_object(value)
    return found


def _of_text(text: str) -> Nanoseconds | None:
    if text.isdigit():
        unit = _DIGITS.get(len(text)) if text.isascii() else None
        if unit is not None:
            return int(text) * unit
    elif (len(text) == 10 or text[10:11] in _BEFORE_TIME) and not text[26:27].isdigit():
        # A fraction with more digits than a datetime has is read elsewhere.
        try:
            return _since_1970(datetime.fromisoformat(text))
        except ValueError:
            pass
    from actioncli.events.time_spellings import text_nanoseconds  # noqa: PLC0415 - most logs need none

    return text_nanoseconds(text)


def _with_zone_joined(text: str) -> str:
    """The text without the space before its offset, as Snowflake writes it, and with an offset in place of ` UTC`."""
    time, _, zone = text.rpartition(" ")
    if len(time) < LENGTH_WITH_SECONDS:
        return text
    return f"{time}+00:00" if zone == "UTC" else f"{time}{zone}" if zone[:1] in ("+", "-") else text


def _of_object(value: object) -> Nanoseconds | None:
    if value is None or not hasattr(value, "get"):
        return None
    from actioncli.events.time_spellings import object_nanoseconds  # noqa: PLC0415 - most logs need none

    return object_nanoseconds(value)


def _plain_digits(number: float) -> str:
    """A number as text, without a final `.0`."""
    return str(int(number)) if number == number // 1 and abs(number) < 1e20 else repr(number)


def _since_1970(moment: datetime) -> Nanoseconds:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - EPOCH) // timedelta(microseconds=1) * 1_000


def _cut(found: Nanoseconds | None) -> Microseconds | None:
    """Nanoseconds as microseconds; None if outside of the calendar."""
    return found // 1_000 if found is not None and EARLIEST <= found // 1_000 <= LATEST else None


def timestamps(values: Sequence[object]) -> list[Microseconds | None]:
    """The `timestamp` of each value, in a third of the time if all are ISO 8601."""
    read = _all_iso(values)
    if read is None:
        return [timestamp(value) for value in values]
    return [round(moment.timestamp() * 1e6) for moment in read]


class Unread(Struct):
    """The number of values that are not readable as times, and the first of them. Its state grows."""

    events: int = 0
    example: object = None

    def note(self, value: object) -> None:
        """Count a value, unless it is absent or a time."""
        if value is None or value == "" or nanoseconds(value) is not None:
            return
        self.merge(Unread(1, value if isinstance(value, str | int | float) else str(value)))

    def merge(self, other: Unread) -> None:
        """Add the counts of others."""
        self.events += other.events
        self.example = other.example if self.example is None else self.example


def extremes(values: Sequence[object], unread: Unread | None = None) -> tuple[Microseconds, Microseconds] | None:
    """The first and last moment of many values; None if there is none. Unreadable values are counted in `unread`."""
    read = _all_iso(values)
    if read is None:
        moments = []
        for value in values:
            moment = timestamp(value)
            if moment is not None:
                moments.append(moment)
            elif unread is not None:
                unread.note(value)
        return (min(moments), max(moments)) if moments else None
    return round(min(read).timestamp() * 1e6), round(max(read).timestamp() * 1e6)


def _all_iso(values: Sequence[object]) -> list[datetime] | None:
    """The datetimes of texts, if all are ISO 8601 with seconds and a zone, of our time; None otherwise.

    The bounds exclude digits that `fromisoformat` reads as a date in basic format, as in `timestamp`.
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


def moment(microseconds: Microseconds | None) -> datetime | None:
    """A moment as a datetime in UTC."""
    return None if microseconds is None else EPOCH + timedelta(microseconds=microseconds)
