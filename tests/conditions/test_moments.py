"""Dates and relative dates: section 6 of docs/semantics.md."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actioncli.conditions.moments import SECOND, moment, operand_moment, relative
from actioncli.values import Value

NOW = datetime(2026, 3, 31, 12, 30, 15, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
OFFSETS = st.integers(min_value=-1439, max_value=1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))


def nanoseconds(when: datetime) -> int:
    return (when - EPOCH) // timedelta(microseconds=1) * 1000


@given(st.datetimes(timezones=st.just(UTC) | OFFSETS), st.sampled_from("T "))
def test_a_moment_is_what_datetime_says_it_is(when: datetime, separator: str) -> None:
    assert nanoseconds(when) == moment(when.isoformat(separator))


@given(st.datetimes())
def test_without_an_offset_a_time_is_utc(when: datetime) -> None:
    expected = nanoseconds(when.replace(tzinfo=UTC))
    assert expected == moment(when.isoformat())
    assert expected == moment(f"{when.isoformat()}Z")


@given(st.dates())
def test_a_date_alone_is_its_midnight(day: object) -> None:
    assert moment(f"{day}T00:00:00Z") == moment(f"{day}") is not None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1970-01-01", 0),
        ("1970-01-01T00:01", 60 * SECOND),
        ("1970-01-01 00:01:02", 62 * SECOND),
        ("1970-01-01T00:00:00.5Z", SECOND // 2),
        ("1970-01-01 00:00:00.123456789", 123_456_789),
        ("1970-01-01T00:00:00.1234567899Z", 123_456_789),
        ("1970-01-01T00:00+01:00", -3600 * SECOND),
        ("1970-01-01T00:00:00-0130", 5400 * SECOND),
        ("1970-01-01T00:00:00+02", -7200 * SECOND),
        ("1000000000", 1_000_000_000 * SECOND),
        (1_000_000_000, 1_000_000_000 * SECOND),
        (1_000_000_000.0, 1_000_000_000 * SECOND),
        ("1000000000500", 1_000_000_000 * SECOND + SECOND // 2),
        (1_000_000_000_500, 1_000_000_000 * SECOND + SECOND // 2),
        ("2024-02-29", 19782 * 86400 * SECOND),
    ],
)
def test_the_accepted_spellings(value: Value, expected: int) -> None:
    assert expected == moment(value)


@pytest.mark.parametrize(
    "value",
    [
        *("", "yesterday", "19.03.2026", "-7d"),
        *("2026-02-29", "2026-02-30", "2026-13-01", "2026-00-10", "0000-01-01", "12026-03-19", "-2026-03-19"),
        *("2026-03-19T", "2026-03-19T10:60", "2026-03-19T10:00:61", "2026-03-19T10:00+24:00"),
        *("٢٠٢٦-٠٣-١٩", "12345678", "7840800", "12345678901234567890"),
        *(0, 5, -1, 7840800, 1e300, float("nan"), float("inf"), True, None, [], ["2026-03-19"], {}),
    ],
)
def test_other_spellings_cannot_be_read(value: Value) -> None:
    assert moment(value) is None


@pytest.mark.parametrize(
    ("operand", "expected"),
    [
        ("-7d", "2026-03-24T12:30:15Z"),
        ("7d", "2026-03-24T12:30:15Z"),
        ("7D", "2026-03-24T12:30:15Z"),
        ("0d", "2026-03-31T12:30:15Z"),
        ("-36h", "2026-03-30T00:30:15Z"),
        ("2W", "2026-03-17T12:30:15Z"),
        ("90s", "2026-03-31T12:28:45Z"),
        ("90S", "2026-03-31T12:28:45Z"),
        ("30M", "2026-03-31T12:00:15Z"),
        ("1m", "2026-02-28T12:30:15Z"),
        ("-13m", "2025-02-28T12:30:15Z"),
        ("1q", "2025-12-31T12:30:15Z"),
        ("2Q", "2025-09-30T12:30:15Z"),
        ("1y", "2025-03-31T12:30:15Z"),
        ("25m", "2024-02-29T12:30:15Z"),
        ("2025y", "0001-03-31T12:30:15Z"),
        ("2026y", "0001-01-01"),
    ],
)
def test_relative_dates_count_back_from_now(operand: str, expected: str) -> None:
    assert moment(expected) == relative(operand, NOW)


def test_now_counts_in_utc_whatever_its_zone() -> None:
    elsewhere = datetime(2026, 4, 1, 1, 0, tzinfo=timezone(timedelta(hours=2)))
    assert moment("2026-02-28T23:00:00Z") == relative("1m", elsewhere)


@pytest.mark.parametrize("operand", ["", "d", "7", "+7d", "--7d", "7 d", "7x", "1.5d", "7dd", " 7d", "7d\n", 7, True])
def test_other_operands_are_not_relative(operand: Value) -> None:
    assert relative(operand, NOW) is None


def test_an_operand_is_absolute_or_relative() -> None:
    assert moment("2026-03-19") == operand_moment("2026-03-19", NOW)
    assert moment("2026-03-30T12:30:15Z") == operand_moment("1d", NOW)
    assert operand_moment("soon", NOW) is None
