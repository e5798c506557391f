"""Formats of times other than plain ISO 8601 and plain numbers, for `timestamps`.

`docs/semantics.md` 6.1 lists them. A time is a whole number of nanoseconds since 1970-01-01T00:00:00Z.
A date that two countries read as two days, such as `4/1/2026`, is not read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

Nanoseconds: TypeAlias = int

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
DAY = 1440 * MINUTE
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = EPOCH.toordinal()

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    "(?P<name> january|february|march|april|may|june|july|august|september|october|november|december"
    f"|sept|{'|'.join(_MONTHS)} )"
)
_WEEKDAY = "(?: (?: mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun ) (?:day)? (?: ,[ ]* | [ ]+ ) )?"

_YEAR_MONTH_DAY = "(?P<year>[0-9]{4}) (?P<separator>[-/]) (?P<month>[0-9]{1,2}) (?P=separator) (?P<day>[0-9]{1,2})"
_YEAR_MONTH = "(?P<year>[0-9]{4}) [-/] (?P<month>[0-9]{2})"
_DAY_MONTH_YEAR = "(?P<day>[0-9]{2}) (?P<separator>[-/]) (?P<month>[0-9]{2}) (?P=separator) (?P<year>[0-9]{4})"
_COMPACT = "(?P<year>(?:19|20)[0-9]{2}) (?P<month>[0-9]{2}) (?P<day>[0-9]{2})"
_DAY_NAME_YEAR = rf"(?P<day>[0-9]{{1,2}}) (?: [ ]+|[-/] ) {_MONTH} ,? (?: [ ]+|[-/] ) (?P<year>[0-9]{{4}}|[0-9]{{2}})"
_NAME_DAY_YEAR = rf"{_MONTH} [ ]+ (?P<day>[0-9]{{1,2}}) ,? [ ]+ (?P<year>[0-9]{{4}})"
_NAME_YEAR = rf"{_MONTH} [ ]+ (?P<year>[0-9]{{4}})"
_YEAR_NAME_DAY = rf"(?P<year>[0-9]{{4}}) [ -] {_MONTH} (?: [ -]+ (?P<day>[0-9]{{1,2}}) )?"

_HALF = "(?: [ ]? (?P<half>[ap]) m )?"
_FRACTION = "(?: [.,] (?P<fraction>[0-9]*) )?"
_TIME = rf"""
    (?P<hour>[0-9]{{1,2}})
    (?: : (?P<minute>[0-9]{{1,2}}) (?: : (?P<second>[0-9]{{1,2}}) {_FRACTION} )? )? {_HALF}
"""
_WHOLE_TIME = rf"(?P<hour>[0-9]{{1,2}}) (?: : (?P<minute>[0-9]{{1,2}}) (?: : (?P<second>[0-9]{{1,2}}) )? )? {_HALF}"
"""A time after day, month and year in digits; without a fraction."""
_COMPACT_TIME = rf"(?P<hour>[0-9]{{2}}) (?P<minute>[0-9]{{2}}) (?: (?P<second>[0-9]{{2}}) {_FRACTION} )?"
_ZONE = r"""
    (?: [ ]* (?P<zone> z|utc|gmt|ut|msk|msd ) (?![a-z]) )?
    (?: [ ]* (?P<sign>[+-]) (?P<offset_hours>[0-9]{1,2}) (?: :? (?P<offset_minutes>[0-9]{2}) )?
        (?: [ ]+ (?P<label> [a-z]{1,5} | [+-][0-9]{2,4} ) )? )?
    (?P<region> [ ]* (?: \[ [a-z0-9_+/-]+ \] | \( [^()]+ \) ) )?
    (?: [ ] m=[+-][0-9.]+ )?
"""
_US_ZONE = "[ ]+ (?P<us_zone> [ecmp][sd]t )"
_UTC = "(?: [ ]* (?P<zone> z|utc|gmt ) )?"

_PATTERNS = (
    rf"{_YEAR_MONTH_DAY} (?: (?: t | [ ]+ ) {_TIME} )? {_ZONE}",
    rf"{_YEAR_MONTH} (?: [ ]+ {_TIME} {_ZONE} )?",
    rf"{_DAY_MONTH_YEAR} (?: ,? (?: t | [ ]+ ) {_WHOLE_TIME} )? {_ZONE}",
    rf"{_COMPACT} {_UTC}",
    rf"{_COMPACT} (?: t | [ ]+ ) {_COMPACT_TIME} {_ZONE}",
    rf"{_COMPACT} (?: t | [ ]+ ) {_TIME} {_ZONE}",
    rf"{_COMPACT} {_COMPACT_TIME}",
    rf"{_WEEKDAY} {_DAY_NAME_YEAR} (?: (?: ,?[ ]+ | : ) {_TIME} (?: {_US_ZONE} | {_ZONE} ) )?",
    rf"{_WEEKDAY} {_NAME_DAY_YEAR} (?: ,?[ ]+ {_TIME} {_ZONE} )?",
    rf"{_NAME_YEAR} (?: [ ]+ {_TIME} {_ZONE} )?",
    rf"{_YEAR_NAME_DAY} (?: [ ]+ {_TIME} {_ZONE} )?",
    rf"{_WEEKDAY} {_MONTH} [ ]+ (?P<day>[0-9]{{1,2}}) [ ]+ {_TIME} {_ZONE} [ ]+ (?P<year>[0-9]{{4}})",
)
_SPELLINGS = tuple(re.compile(pattern, re.VERBOSE | re.ASCII | re.IGNORECASE) for pattern in _PATTERNS)

_NAMED_OFFSETS = {"msk": 180, "msd": 240}
_US_OFFSETS = {"e": -300, "c": -360, "m": -420, "p": -480}
"""The offsets of RFC 822 zones in minutes, without daylight saving."""

_COUNT = re.compile(r"(?P<sign>-?)(?P<whole>[0-9]{9,19})(?:\.(?P<fraction>[0-9]*))?", re.ASCII)
_SCIENTIFIC = re.compile(r"-?[0-9]{1,20}(?:\.[0-9]{1,20})?[eE]\+?[0-9]{1,2}", re.ASCII)
_MONGO = re.compile(r"""(?:new[ ])?(?:ISODate|Date)\((?:(["'])(?P<text>[^"']+)\1|(?P<count>-?[0-9]{1,18}))\)""")
_DOTNET = re.compile(r"\\?/Date\((?P<count>-?[0-9]{1,18})(?:[+-][0-9]{4})?\)\\?/")
_PANDAS = re.compile(r"""(?:pd\.|pandas\.)?Timestamp\((['"])(?P<text>[^'"]+)\1(?:, tz=(['"])(?P<tz>[^'"]+)\3)?\)""")
_PYTHON = re.compile(
    r"(?:datetime\.)?datetime\((?P<parts>[0-9]{1,6}(?:, ?[0-9]{1,6}){2,6})"
    r"(?:, ?tzinfo=(?:(?:datetime\.)?timezone\.utc|datetime\.UTC|<UTC>|UTC|tzutc\(\)|"
    r"(?:zoneinfo\.)?ZoneInfo\(key='(?:Etc/)?UTC'\)))?\)",
    re.ASCII,
)


def text_nanoseconds(text: str) -> Nanoseconds | None:
    """The moment of a text; None if it is not a time."""
    text = text.strip()
    if not text or len(text) > 100:
        return None
    if text[0] in '{"':
        return _of_json(text)
    for read in (_of_count, _of_calendar, _of_code, _of_iso):
        found = read(text)
        if found is not None:
            return found
    return None


def object_nanoseconds(value: object) -> Nanoseconds | None:
    """The moment of MongoDB's extended JSON: `{"$date": ...}` of a text, milliseconds, or `{"$numberLong": "..."}`."""
    get: Callable[[str], Any] | None = getattr(value, "get", None)
    inner = get("$date") if get else None
    if isinstance(inner, str):
        return text_nanoseconds(inner)
    nested: Callable[[str], Any] | None = getattr(inner, "get", None)
    count = str(nested("$numberLong") if nested else inner)
    return int(count) * 1_000_000 if re.fullmatch("-?[0-9]{1,18}", count, re.ASCII) else None


def _of_json(text: str) -> Nanoseconds | None:
    """The moment of a time that is JSON in a cell of a table."""
    if text[0] == '"':
        return text_nanoseconds(text[1:-1]) if text.endswith('"') and '"' not in text[1:-1] else None
    if '"$date"' not in text:
        return None
    try:
        return object_nanoseconds(json.loads(text))
    except (ValueError, RecursionError):
        return None


def _of_count(text: str) -> Nanoseconds | None:
    """The moment of a number since 1970 of nine digits or more; the number of digits decides the unit."""
    if _SCIENTIFIC.fullmatch(text):
        text = f"{Decimal(text):f}"
    match = _COUNT.fullmatch(text)
    if match is None or (len(match["whole"]) == 14 and _of_calendar(text) is not None):
        return None
    unit = next(unit for digits, unit in _UNITS if len(match["whole"]) <= digits)
    fraction = Decimal(f"0.{match['fraction'] or 0}") * unit
    count = int(match["whole"]) * unit
    # The fraction is truncated towards the past, so that the order of times is kept.
    return -count - -int(-fraction // 1) if match["sign"] else count + int(fraction)


_UNITS = ((11, SECOND), (14, SECOND // 1_000), (17, SECOND // 1_000_000), (19, 1))
"""The unit of a number in nanoseconds, by the most digits that it has in that unit."""


def _of_calendar(text: str) -> Nanoseconds | None:
    for spelling in _SPELLINGS:
        match = spelling.fullmatch(text)
        if match is not None:
            return _assembled({key: value for key, value in match.groupdict().items() if value is not None})
    return None


def _assembled(parts: dict[str, str]) -> Nanoseconds | None:
    """The moment of the parts of a date and a time; None if there is no such date or time."""
    day, time, offset = _day(parts), _time_of_day(parts), _offset(parts)
    if day is None or time is None or offset is None:
        return None
    return (day - _EPOCH_DAY) * DAY + time - offset * MINUTE


def _day(parts: dict[str, str]) -> int | None:
    year = int(parts["year"])
    if len(parts["year"]) == 2:
        year += 2000 if year < 50 else 1900
    name = parts.get("name")
    month = _MONTHS.index(name[:3].lower()) + 1 if name else int(parts["month"])
    try:
        return date(year, month, int(parts.get("day", 1))).toordinal()
    except ValueError:
        return None


def _time_of_day(parts: dict[str, str]) -> Nanoseconds | None:
    """The time since midnight; the second 60 is the next minute, and 24:00 the next day."""
    hour, minute, second = (int(parts.get(key, 0)) for key in ("hour", "minute", "second"))
    nanoseconds = int(parts.get("fraction", "")[:9].ljust(9, "0"))
    if half := parts.get("half"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in "pP" else 0)
    if hour == 24 and (minute or second or nanoseconds):
        return None
    if hour > 24 or minute > 59 or second > 60:
        return None
    return ((hour * 60 + minute) * 60 + second) * SECOND + nanoseconds


def _offset(parts: dict[str, str]) -> int | None:
    """The offset from UTC in minutes."""
    if us_zone := parts.get("us_zone", "").lower():
        return _US_OFFSETS[us_zone[0]] + (60 if us_zone[1] == "d" else 0)
    zone = parts.get("zone", "").lower()
    if "sign" not in parts:
        return None if "region" in parts and not zone else _NAMED_OFFSETS.get(zone, 0)
    hours, minutes = int(parts["offset_hours"]), int(parts.get("offset_minutes", 0))
    offset = (hours * 60 + minutes) * (-1 if parts["sign"] == "-" else 1)
    label = parts.get("label", "").lower()
    repeats = label[:1] not in ("+", "-") or label[:3] == f"{parts['sign']}{hours:02}"
    names_utc = zone == "z" or (offset != 0 and label in ("utc", "gmt", "z"))
    contradicts = names_utc or zone in _NAMED_OFFSETS or not repeats
    return None if hours > 23 or minutes > 59 or contradicts else offset


def _of_code(text: str) -> Nanoseconds | None:
    """The moment of a constructor call, as printed by MongoDB's shell, .NET's JSON, Python and pandas."""
    if match := _MONGO.fullmatch(text) or _DOTNET.fullmatch(text):
        written = match.groupdict().get("text")
        return text_nanoseconds(written) if written else int(match["count"]) * 1_000_000
    if match := _PANDAS.fullmatch(text):
        has_offset = re.search(r"[+-][0-9]{2}:?[0-9]{2}$|Z$", match["text"])
        return text_nanoseconds(match["text"]) if has_offset or match["tz"] in (None, "UTC") else None
    if match := _PYTHON.fullmatch(text):
        try:
            return _since_1970(datetime(*map(int, match["parts"].split(",")), tzinfo=UTC))  # type: ignore[arg-type, misc]
        except ValueError:
            return None
    return None


def _of_iso(text: str) -> Nanoseconds | None:
    """Other forms of ISO 8601: week dates, offsets with seconds."""
    if text.isdigit() or text[10:11] in ("+", "-"):  # datetime reads an offset after a date as a time
        return None
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    return _since_1970(moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment)


def _since_1970(moment: datetime) -> Nanoseconds:
    return (moment - EPOCH) // timedelta(microseconds=1) * 1_000
