"""Time zones by IANA name or by an offset such as `+02:00`, and local times in them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import TypeVar

from actioncli.errors import ActioncliError
from actioncli.events.timestamps import EPOCH, Microseconds
from actioncli.near import near, shown

Result = TypeVar("Result")

UTC_ZONE = "UTC"

_OFFSET = re.compile(r"(?:UTC|GMT)? ?([+-])([01]?[0-9]|2[0-3])(?::?([0-5][0-9]))?", re.IGNORECASE)

_MINUTE = 60_000_000
_QUARTER = 15 * _MINUTE
"""The offset of every named zone is a multiple of 15 minutes: the moments of a quarter hour share a local hour ..."""
_SETTLED = (datetime(1972, 2, 1, tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)
"""... since Liberia, the last exception, changed its offset in January 1972."""


def zone(name: str) -> tzinfo:
    """The time zone of that name or offset. UTC works without a time zone database.

    Raises:
        ActioncliError: there is no such zone; the message names a similar one if there is one.

    """
    if name.upper() in (UTC_ZONE, "Z"):
        return UTC
    offset = _OFFSET.fullmatch(name)
    if offset:
        sign, hours, minutes = offset.groups()
        size = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return timezone(-size if sign == "-" else size) if size else UTC
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415 - slow to import, and UTC needs none

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # a name such as `Europe` is a directory
        hint = _similar(name) or "use a name such as UTC or Europe/Berlin"
        raise ActioncliError(f"--timezone {name!r}: no such time zone; {hint}") from error


def _similar(name: str) -> str:
    """A question that suggests a zone whose city has this name, or whose name is similar."""
    from zoneinfo import available_timezones  # noqa: PLC0415 - only a wrong name needs them all

    names = sorted(available_timezones())
    wanted = name.casefold().replace(" ", "_")
    for known in names:
        if known.rpartition("/")[2].casefold() == wanted:
            return f"did you mean {shown(known)}?"
    return near(name, names)


def local(moment: datetime, of: tzinfo) -> datetime:
    """The moment in the zone; in UTC where the zone's clock shows a year before 1 or after 9999."""
    try:
        return moment.astimezone(of)
    except OverflowError:
        return moment


def by_local_hour(
    of: tzinfo, made: Callable[[datetime], Result], absent: Result
) -> Callable[[Microseconds | None], Result]:
    """A function that applies `made` to the local time of a moment, and caches the result for each hour.

    `made` must depend only on the local hour and date. `absent` is the result for None.
    """
    known: dict[int, Result] = {}
    step = _QUARTER
    if isinstance(of, timezone) and of.utcoffset(None) % timedelta(minutes=15):
        step = _MINUTE

    def of_moment(moment: Microseconds | None) -> Result:
        if moment is None:
            return absent
        if moment < _SETTLED:
            return made(local(EPOCH + timedelta(microseconds=moment), of))
        number = moment // step
        found = known.get(number)
        if found is None:
            found = known[number] = made(local(EPOCH + timedelta(microseconds=number * step), of))
        return found

    return of_moment


def clock_hours(of: tzinfo) -> Callable[[Microseconds | None], int]:
    """The hour that the zone's clock shows at a moment, as a number of hours since its 1970 began."""
    start, hour = EPOCH.replace(tzinfo=None), timedelta(hours=1)
    return by_local_hour(of, lambda clock: (clock.replace(tzinfo=None) - start) // hour, 0)


def as_local(moment: Microseconds, of: tzinfo) -> Microseconds:
    """The moment at which the zone's clock shows what that of UTC shows at this one."""
    clock = (EPOCH + timedelta(microseconds=moment)).replace(tzinfo=of)
    return (clock - EPOCH) // timedelta(microseconds=1)
