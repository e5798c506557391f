"""Moments as text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from actioncli.outputs.humanize import day, iso, minute


def test_microseconds_show_only_when_they_are_not_zero() -> None:
    assert iso(datetime(2025, 2, 1, 3, 4, 5, tzinfo=UTC)) == "2025-02-01T03:04:05Z"
    assert iso(datetime(2025, 2, 1, 3, 4, 5, 120, tzinfo=UTC)) == "2025-02-01T03:04:05.000120Z"


def test_no_moment_is_no_text() -> None:
    assert iso(None) is None


def test_another_zone_is_utc_for_machines_and_itself_for_people() -> None:
    moment = datetime(2025, 2, 1, 1, 30, tzinfo=timezone(timedelta(hours=2)))

    assert (iso(moment), minute(moment), day(moment)) == ("2025-01-31T23:30:00Z", "2025-02-01 01:30", "2025-02-01")


def test_a_moment_without_a_zone_is_utc_already() -> None:
    assert iso(datetime(2025, 2, 1)) == "2025-02-01T00:00:00Z"


@given(st.datetimes(timezones=st.just(UTC)))
def test_iso_reads_back_as_the_same_moment(moment: datetime) -> None:
    assert datetime.fromisoformat(iso(moment) or "") == moment
