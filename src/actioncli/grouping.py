"""The keys of `stats --by`: what the events of an action are grouped by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct

from actioncli.errors import ActioncliError
from actioncli.events.event import Event
from actioncli.events.event_fields import parse_field
from actioncli.events.timestamps import EPOCH, Microseconds
from actioncli.matching.readers import path_reader
from actioncli.values import text_form

EventKey: TypeAlias = Callable[[Event, str], str]
"""The key of an event, from the event and its name."""

PeriodKey: TypeAlias = Callable[["Microseconds | None"], str]
"""The key of an event, from its moment."""

ABSENT = "(none)"
"""The key of events that have no such value."""

QUARTER = 15 * 60 * 1_000_000
"""Every zone's offset is a whole number of quarter hours, so all moments of one share their local hour ..."""
SETTLED = (datetime(1972, 2, 1, tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)
"""... since Liberia's is, the last one that was not."""

PERIODS: dict[str, Callable[[datetime], str]] = {
    "hour": lambda local: f"{local.isoformat()[:13]}:00",
    "day": lambda local: local.date().isoformat(),
    "week": lambda local: _monday(local.date()).isoformat(),
    "month": lambda local: local.isoformat()[:7],
}

MATCHER = "matcher"
UTC_ZONE = "UTC"


class By(Struct, frozen=True):
    """What to group by: a period, `matcher`, `event`, or a field of the event such as `properties.$browser`."""

    text: str
    zone: str = UTC_ZONE

    def check(self) -> None:
        """Refuse a field or a zone that is none, before anything is read."""
        self.event_key()
        self.period_key()

    def event_key(self) -> EventKey | None:
        """The function that gives an event's key; None where the key is a period or a matcher."""
        if self.text in PERIODS or self.text == MATCHER:
            return None
        if self.text == "event":
            return lambda _event, name: name
        read = path_reader(parse_field(self.text, "--by"))
        return lambda event, _name: _text(read(event))

    def period_key(self) -> PeriodKey | None:
        """The function that gives the period of a moment; None where the key is something else."""
        return _period(PERIODS[self.text], zone(self.zone)) if self.text in PERIODS else None


def grouped(by: str | None, timezone: str = UTC_ZONE, top: int | None = None) -> By | None:
    """What to group by, if anything; refuses what is none, and what has no meaning with it, before anything is read."""
    if top is not None and by is None:
        raise ActioncliError("--top counts the groups of --by: name a --by too")
    if top is not None and top < 1:
        raise ActioncliError(f"--top {top}: it is at least 1")
    if timezone != UTC_ZONE and by not in PERIODS:
        raise ActioncliError(f"--timezone is for --by {', '.join(PERIODS)}: name one of them too")
    if by is None:
        return None
    groups = By(by, timezone)
    groups.check()
    return groups


def zone(name: str) -> tzinfo:
    """The time zone of that name; UTC without asking the system, which may have no zones."""
    if name == UTC_ZONE:
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # a name such as `Europe` is a directory
        raise ActioncliError(f"--timezone {name!r}: no such zone; write one such as UTC or Europe/Berlin") from error


def _period(spell: Callable[[datetime], str], zone: tzinfo) -> PeriodKey:
    known: dict[int, str] = {}

    def key(moment: Microseconds | None) -> str:
        if moment is None:
            return ABSENT
        if moment < SETTLED:
            return spell(_local(EPOCH + timedelta(microseconds=moment), zone))
        quarter = moment // QUARTER
        found = known.get(quarter)
        if found is None:
            found = known[quarter] = spell(_local(EPOCH + timedelta(microseconds=quarter * QUARTER), zone))
        return found

    return key


def _local(moment: datetime, zone: tzinfo) -> datetime:
    """The moment in the zone; in UTC where the zone's clock shows a year before 1 or after 9999."""
    try:
        return moment.astimezone(zone)
    except OverflowError:
        return moment


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _text(value: object) -> str:
    return ABSENT if value is None else text_form(value)  # type: ignore[arg-type]


def largest(groups: Sequence[tuple[str, int]], top: int | None, by: By) -> list[str]:
    """The keys to show, of groups given as (key, events): all or the `top` largest; by size, or in their own order."""
    by_size = sorted(groups, key=lambda group: (-group[1], group[0]))[:top]
    keys = [key for key, _ in by_size]
    if by.text == MATCHER:
        return sorted(keys, key=int)
    return sorted(keys) if by.text in PERIODS else keys
