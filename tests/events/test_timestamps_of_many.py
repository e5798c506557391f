"""Times read many at once are the same as one by one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from actioncli.events.timestamps import extremes, timestamp, timestamps

ZONES = st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30)), timezone(-timedelta(hours=8))])
ISO = st.datetimes(datetime(1980, 1, 1), datetime(2200, 1, 1), timezones=ZONES).map(datetime.isoformat)
READ = st.datetimes(datetime(1980, 1, 1), datetime(2200, 1, 1), timezones=ZONES)
ODD = st.sampled_from(
    [None, "", "soon", 1741912549, "1741912549962", "1712010112345", "2025-03-14", "2025-03-14 00:35:49"]
)


@given(st.one_of(st.lists(ISO), st.lists(READ), st.lists(st.one_of(ISO, READ, ODD))))
def test_many_are_the_same_as_one_by_one(values: list[object]) -> None:
    each = [timestamp(value) for value in values]
    known = [found for found in each if found is not None]

    assert timestamps(values) == each
    assert extremes(values) == ((min(known), max(known)) if known else None)
