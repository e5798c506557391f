"""The spellings of a time: each against its moment, against ClickHouse, and against what SQL reads."""

from __future__ import annotations

import importlib.util
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actioncli.events.timestamps import EARLIEST, LATEST, nanoseconds, timestamp
from actioncli.records.record import parse_text
from actioncli.sql import dates
from sql.engines.chdb_process import Process

NOON = datetime(2026, 4, 1, 9, 15, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

AS_CLICKHOUSE = (
    *("2026-04-01", "2026-04-01T09", "2026-04-01 09:15", "2026-04-01T09:15:00Z", "2026-04-01T09:15:00.123456789Z"),
    *("2026-04-01T09:15:00+0200", "2026-04-01T09:15:00+02", "2026-04-01T09:15:00 +02:00", "2026-04-01+02:00"),
    *("2026-04-01 09:15:00.123 -0700", "2026-04-01 09:15:00 UTC", "2026-04-01 09:15:00 UTC+2", "2026-04-01T24:00:00Z"),
    *("2026-04-01T23:59:60Z", "2026-4-1", "2026-4-1 9:5:3", "2026-04", "2026/04", "2026/04/01 09:15:00", "2026/4/1"),
    *("01/04/2026", "31/03/2021 18:12:12", "01-04-2026 09:15", "20260401", "20260401 091500", "20260401091500"),
    *("20260401T091500Z", "1775034900", "1775034900.123", "177503490", "1775034900123", "1775034900123456"),
    *("1775034900123456789", "Fri, 02 Apr 2021 18:00:00 +0200", "Fri, 2 Apr 2021 18:00:00 GMT", "2 Apr 2021"),
    *("April 2, 2021 18:00", "Apr 2 2021 18:00:00.5", "02-Apr-2021", "2021 Apr 02", "Apr 2021", "2 April 2021 6:00 pm"),
    *("Fri Apr 02 18:00:00 UTC 2021", "Fri Apr  2 18:00:00 2021", "Friday, 02-Apr-21 18:00:00 UTC"),
    *("2021-04-02 06:00:00 PM", "2021-04-02 12:00:00 AM", " 2026-04-01 ", "1969-12-31 23:59:59", "2024-02-29"),
    *("2026-02-29", "31/02/2026", "2026-13-01", "7840800", "17750349", "yesterday", "", "2026-04-01T09:15:00Zx"),
    *("2026-04-01 09:15:00 MSK", "2026-04-01 09:15:00 CET", "2026-04-01 09:15:00 +0000 UTC"),
)

ONE_MOMENT = (
    *("2026-04-01T09:15:00,000", "2026-04-01t09:15:00z", "20260401T0915", "2026-W14-3T09:15:00", "2026-04-01 09:15"),
    *("2026-04-01 11:15:00 +0200 CEST", "2026-04-01 09:15:00 +0000 UTC m=+0.000", "2026-04-01T09:15Z[UTC]"),
    *("2026-04-01T11:15:00+02:00[Europe/Paris]", "Wed Apr 01 2026 11:15:00 GMT+0200 (CEST)"),
    "01/Apr/2026:09:15:00 +0000",
    *("01 Apr 26 04:15:00 EST", "1.7750349E9", 1775034900, 1775034900.0, "1775034900000", 1775034900000000),
    "177503490e1",
    *('{"$date": "2026-04-01T09:15:00Z"}', '{"$date":{"$numberLong":"1775034900000"}}'),
    'ISODate("2026-04-01T09:15:00Z")',
    *("new Date(1775034900000)", "/Date(1775034900000)/", "datetime.datetime(2026, 4, 1, 9, 15)"),
    *("datetime.datetime(2026, 4, 1, 9, 15, tzinfo=datetime.timezone.utc)", '"2026-04-01T09:15:00Z"'),
    *("Timestamp('2026-04-01 09:15:00')", "Timestamp('2026-04-01 11:15:00+0200', tz='Europe/Berlin')"),
    *({"$date": "2026-04-01T09:15:00Z"}, {"$date": 1775034900000}, {"$date": {"$numberLong": "1775034900000"}}),
    *(NOON, datetime(2026, 4, 1, 9, 15)),
)  # fmt: skip

UNREAD: tuple[object, ...] = (
    *("4/1/2026", "4/1/26", "01/04/26", "04/13/2026", "1-4-2026", "01.04.2026", "18:00", "2 Apr", "2026", "202604"),
    *("2026-04-01T25:00", "2026-04-01T09:60", "2026-04-01 13:00 PM", "2026-00-01", "2026-04-00", "0000-01-01"),
    *(
        "2026-04-01T09:15:00[Europe/Paris]",
        "2026-04-01 09:15:00 +0200 UTC",
        "2026-04-01 09:15:00Z+02:00",
        "2026-04-01 09:15:00 +02 -01",
        "Timestamp('2026-04-01', tz='Asia/Tokyo')",
    ),
    *(0, -1, 5.5, True, None, [], {}, {"$date": None}, {"$date": True}, {"$date": "soon"}, "{", '"', '{"$date"}'),
)


@pytest.mark.parametrize("value", ONE_MOMENT, ids=str)
def test_one_moment_in_the_spellings_of_programs(value: object) -> None:
    assert timestamp(value) == (NOON - EPOCH) // timedelta(microseconds=1)
    assert nanoseconds(value) == (NOON - EPOCH) // timedelta(microseconds=1) * 1000


@pytest.mark.parametrize("value", UNREAD, ids=str)
def test_what_is_not_read(value: object) -> None:
    assert timestamp(value) is None
    assert nanoseconds(value) is None


def test_an_object_of_a_log_is_read_as_a_dict_is() -> None:
    record = parse_text('{"at":{"$date":{"$numberLong":"-1000"}}}')
    assert timestamp(record.get("at")) == -1_000_000


@pytest.mark.skipif(not importlib.util.find_spec("chdb"), reason="chdb is not installed")
def test_clickhouse_reads_the_same() -> None:
    listed = ", ".join(f"'{text}'" for text in AS_CLICKHOUSE)
    statement = (
        "SELECT text, toString(toUnixTimestamp64Nano(parseDateTime64BestEffortOrNull(text, 9, 'UTC'))) "
        f"FROM (SELECT arrayJoin([{listed}]) AS text)"
    )
    process = Process()
    try:
        answer = dict(map(json.loads, process.answer(statement, "JSONCompactEachRow").splitlines()))
    finally:
        process.close()
    assert {text: None if found is None else int(found) for text, found in answer.items()} == {
        text: nanoseconds(text) for text in AS_CLICKHOUSE
    }


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2189, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC)),
    st.sampled_from(
        [
            "%d/%m/%Y %H:%M:%S",
            "%Y/%m/%d %H:%M:%S.%f",
            "%a, %d %b %Y %H:%M:%S GMT",
            "%B %d, %Y %H:%M:%S",
            "%Y%m%dT%H%M%S",
        ]
    ),
)
def test_what_strftime_writes_is_read(moment: datetime, spelling: str) -> None:
    whole = moment if "%f" in spelling else moment.replace(microsecond=0)
    assert timestamp(whole.strftime(spelling)) == (whole - EPOCH) // timedelta(microseconds=1)


@given(st.text("0123456789-/:., TZtz+eEApril", max_size=24))
def test_events_and_values_are_read_alike(text: str) -> None:
    found = nanoseconds(text)
    within = found is not None and EARLIEST <= found // 1000 <= LATEST
    assert timestamp(text) == (found // 1000 if found is not None and within else None)


@pytest.mark.parametrize("text", [value for value in (*AS_CLICKHOUSE, *ONE_MOMENT) if isinstance(value, str)])
def test_sql_knows_every_spelling_that_is_read(text: str) -> None:
    """It reads the value, or it fails at it; it never takes one for no date."""
    patterns = (dates._COUNT, dates._DATE, dates._FRACTIONAL_COUNT, dates._OTHER)
    if nanoseconds(text) is not None:
        assert any(re.search(pattern, text, re.DOTALL) for pattern in patterns)
