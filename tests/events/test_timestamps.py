"""Every spelling of a time that exports use."""

from __future__ import annotations

import pytest

from actioncli.events.event import spelled_out
from actioncli.events.timestamps import timestamp

MOMENT = 1_741_912_549_921_000


@pytest.mark.parametrize(
    "value",
    [
        "2025-03-14T00:35:49.921Z",
        "2025-03-14T00:35:49.921+00:00",
        "2025-03-14T06:05:49.921+05:30",
        "2025-03-14T06:05:49.921+0530",
        "2025-03-14T00:35:49.921000000Z",
        "2025-03-14t00:35:49.921z",
        "2025-03-14 00:35:49.921",
        "2025-03-14 00:35:49.921 UTC",
        " 2025-03-14 00:35:49.921 ",
        1741912549.921,
        "1741912549.921",
        1741912549921,
        "1741912549921",
        1741912549921000,
        "1741912549921000",
        1741912549921000000,
        "1741912549921000000",
    ],
)
def test_one_moment_in_every_spelling(value: object) -> None:
    assert timestamp(value) == MOMENT


@pytest.mark.parametrize(("value", "day"), [("20250314", 20161), ("2025-03-14", 20161), ("2025-03-14 UTC", 20161)])
def test_a_day_is_its_midnight(value: str, day: int) -> None:
    assert timestamp(value) == day * 86_400_000_000


@pytest.mark.parametrize("value", ["", " ", "UTC", " UTC", "yesterday", "2025-13-14", None, True, [], "\u0661"])
def test_what_names_no_moment(value: object) -> None:
    assert timestamp(value) is None


def test_a_count_is_spelled_out_and_a_text_stands() -> None:
    assert spelled_out("1741912549921000") == spelled_out(1741912549.921) == "2025-03-14T00:35:49.921000+00:00"
    assert spelled_out("2025-03-14 00:35:49 UTC") == "2025-03-14T00:35:49+00:00"
    assert [spelled_out(value) for value in ("2025-03-14", "soon", "", None)] == ["2025-03-14", "soon", "", None]
