"""The keys of `stats --by`, by which the events of an action are grouped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import TypeAlias

from msgspec import Struct

from actioncli.errors import ActioncliError
from actioncli.events.event_fields import FieldPath, parse_field
from actioncli.events.timestamps import Microseconds
from actioncli.near import one_of
from actioncli.values import text_form
from actioncli.zones import UTC_ZONE, by_local_hour, zone

PeriodKey: TypeAlias = Callable[["Microseconds | None"], str]
"""The key of an event, from its moment."""

ABSENT = "(none)"
"""The key of events without a value."""

PERIODS: dict[str, Callable[[datetime], str]] = {
    "hour": lambda local: f"{local.isoformat()[:13]}:00",
    "day": lambda local: local.date().isoformat(),
    "week": lambda local: _monday(local.date()).isoformat(),
    "month": lambda local: local.isoformat()[:7],
}

WEEK = "week"
MONDAY, SUNDAY = "monday", "sunday"
"""The first days that weeks can have."""
MATCHER, EVENT = "matcher", "event"


class By(Struct, frozen=True):
    """What to group by: a period, `matcher`, `event`, or a field of the event such as `properties.$browser`."""

    text: str
    zone: str = UTC_ZONE
    week_start: str = MONDAY

    def check(self) -> None:
        """Raise `ActioncliError` for an invalid field or time zone."""
        _ = self.field
        self.period_key()

    @property
    def field(self) -> FieldPath | None:
        """The field to group by; None for a period, `matcher` or `event`."""
        if self.text in PERIODS or self.text in (MATCHER, EVENT):
            return None
        return parse_field(self.text, "--by")

    def period_key(self) -> PeriodKey | None:
        """The function that returns the period of a moment; None if the key is not a period."""
        if self.text not in PERIODS:
            return None
        spell = PERIODS[self.text]
        if self.text == WEEK and self.week_start == SUNDAY:
            spell = _week_of_sunday
        return by_local_hour(zone(self.zone), spell, ABSENT)


def grouped(
    by: str | None, timezone: str = UTC_ZONE, top: int | None = None, week_start: str | None = None
) -> By | None:
    """What to group by, if anything; raises `ActioncliError` for invalid options."""
    if top is not None and by is None:
        raise ActioncliError("--top requires --by")
    if top is not None and top < 1:
        raise ActioncliError(f"--top {top}: must be at least 1")
    zone(timezone)
    if week_start is not None:
        if by != WEEK:
            raise ActioncliError("--week-start requires --by week")
        if week_start not in (MONDAY, SUNDAY):
            raise ActioncliError(f"--week-start {week_start!r}: must be {one_of((MONDAY, SUNDAY))}")
    if by is None:
        return None
    groups = By(by, timezone, week_start or MONDAY)
    groups.check()
    return groups


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _week_of_sunday(local: datetime) -> str:
    return _sunday(local.date()).isoformat()


def _sunday(day: date) -> date:
    """The Sunday on which the week of a day begins; not before the first day of the calendar."""
    ordinal = day.toordinal()
    return date.fromordinal(max(ordinal - ordinal % 7, 1))


def key_text(value: object) -> str:
    """The key of the events with a value of the field to group by."""
    return ABSENT if value is None else text_form(value)  # type: ignore[arg-type]


def largest(groups: Sequence[tuple[str, int]], top: int | None, by: By) -> list[str]:
    """The keys to show of (key, events) groups: all or the `top` largest, by size or in their own order."""
    by_size = sorted(groups, key=lambda group: (-group[1], group[0]))[:top]
    keys = [key for key, _ in by_size]
    if by.text == MATCHER:
        return sorted(keys, key=int)
    return sorted(keys) if by.text in PERIODS else keys
