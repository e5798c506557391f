"""Time zones by name and by offset, and clocks that remember what they showed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actioncli.errors import ActioncliError
from actioncli.events.timestamps import EPOCH
from actioncli.grouping import grouped
from actioncli.zones import as_local, clock_hours, zone

NAMES = (
    "UTC",
    "Asia/Kathmandu",
    "America/St_Johns",
    "Africa/Monrovia",
    "Australia/Lord_Howe",
    "+00:07",
    "-0330",
    "UTC+14",
)
MOMENTS = st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1))
EVERY_MOMENT = st.lists(MOMENTS, min_size=1, max_size=30)


def microseconds(moment: datetime) -> int:
    return (moment.replace(tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("name", "minutes"),
    [
        ("+02:00", 120),
        ("+2", 120),
        ("-0330", -210),
        ("UTC+2", 120),
        ("utc-03:00", -180),
        ("GMT+5:45", 345),
        ("+130", 90),
    ],
)
def test_an_offset_is_a_zone(name: str, minutes: int) -> None:
    assert zone(name).utcoffset(None) == timedelta(minutes=minutes)


@pytest.mark.parametrize("name", ["UTC", "utc", "Z", "+00:00", "-0"])
def test_no_offset_is_utc(name: str) -> None:
    assert zone(name) is UTC


@pytest.mark.parametrize("name", ["+24:00", "+2:60", "2", "+", "", "..", "Europe", "UTC+", "+02:00:00"])
def test_what_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(ActioncliError, match="no such time zone"):
        zone(name)


@given(st.sampled_from(NAMES), EVERY_MOMENT)
def test_a_clock_shows_the_local_hour(name: str, moments: list[datetime]) -> None:
    hour_of = clock_hours(zone(name))
    for moment in moments:
        local = moment.replace(tzinfo=UTC).astimezone(zone(name)).replace(tzinfo=None)
        hours = (local - datetime(1970, 1, 1)).total_seconds() // 3600

        assert hour_of(microseconds(moment)) == hours


@given(st.sampled_from(NAMES), EVERY_MOMENT, st.sampled_from(["monday", "sunday"]))
def test_a_week_is_the_seven_days_from_its_first_day(name: str, moments: list[datetime], start: str) -> None:
    groups = grouped("week", name, week_start=start)
    assert groups is not None
    key_of = groups.period_key()
    assert key_of is not None
    for moment in moments:
        local = moment.replace(tzinfo=UTC).astimezone(zone(name)).date()
        first = datetime.fromisoformat(key_of(microseconds(moment))).date()

        assert first.strftime("%A").lower() == start
        assert timedelta() <= local - first < timedelta(days=7)


@given(MOMENTS)
def test_a_clock_is_turned_back_into_a_moment(moment: datetime) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    local = moment.replace(tzinfo=UTC).astimezone(berlin)
    is_ambiguous = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()

    assert is_ambiguous or as_local(microseconds(local.replace(tzinfo=None)), berlin) == microseconds(moment)
