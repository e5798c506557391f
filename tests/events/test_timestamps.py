"""Times in every spelling of an export; many at once are the same as one by one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actioncli.events.timestamps import extremes, moment, timestamp, timestamps

EXACTLY = datetime(2025, 3, 14, 0, 35, 49, 962000, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "2025-03-14T00:35:49.962000+00:00",
        "2025-03-14T00:35:49.962Z",
        "2025-03-14 00:35:49.962000",
        "2025-03-14 00:35:49.962 UTC",
        "2025-03-14T06:05:49.962+05:30",
        "2025-03-14T00:35:49.962000000Z",
        1741912549.962,
        1741912549962,
        "1741912549962",
        1741912549962000,
        "1741912549962000",
        1741912549962000000,
        "1741912549962000000",
    ],
)
def test_every_spelling_is_the_same_moment(value: object) -> None:
    assert moment(timestamp(value)) == EXACTLY


@pytest.mark.parametrize("value", [None, "", "soon", True, [], {}, "2025-13-01", float("nan"), 1e40, "12:30"])
def test_what_names_no_moment_is_none(value: object) -> None:
    assert timestamp(value) is None


ZONES = st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30)), timezone(-timedelta(hours=8))])
ISO = st.datetimes(datetime(1980, 1, 1), datetime(2200, 1, 1), timezones=ZONES).map(datetime.isoformat)
ODD = st.sampled_from(
    [None, "", "soon", 1741912549, "1741912549962", "1712010112345", "2025-03-14", "2025-03-14 00:35:49"]
)


@given(st.one_of(st.lists(ISO), st.lists(st.one_of(ISO, ODD))))
def test_many_are_the_same_as_one_by_one(values: list[object]) -> None:
    each = [timestamp(value) for value in values]
    known = [found for found in each if found is not None]

    assert timestamps(values) == each
    assert extremes(values) == ((min(known), max(known)) if known else None)
