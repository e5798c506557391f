"""The table of `match`, drawn block by block."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from actioncli.events.event_fields import DEFAULT_FIELDS, parse_fields
from actioncli.outputs.match_formats import row_writer
from actioncli.outputs.row_table import fitting_widths
from actioncli.outputs.rows import Row

from .samples import HOSTILE

FIELDS = parse_fields("event,properties.n,matched_actions")
EVENT: Row = (
    "2025-02-01T00:00:34.232000+00:00",
    "$autocapture",
    "user0@mañana.es",
    "https://app.example.com/dashboard",
    ["Signed up", "Big order"],
)


def table(*blocks: list[Row], width: int | None, fields: str = "event,properties.n,matched_actions") -> str:
    writer = row_writer("table", parse_fields(fields), width=width, color=False)
    return (writer.begin() + b"".join(writer.rows(block) for block in blocks) + writer.end()).decode("utf-8")


def defaults(width: int | None, *, color: bool = False, unicode: bool = True) -> str:
    writer = row_writer("table", DEFAULT_FIELDS, width=width, color=color, unicode=unicode)
    return (writer.begin() + writer.rows([EVENT]) + writer.end()).decode("utf-8")


def test_text_stands_to_the_left_and_numbers_to_the_right() -> None:
    assert (
        table([("a", 3, ["X", "Y"]), ("longer", 12.5, []), (None, "text", None), ("b", True, ["X"])], width=None)
        == """\
event   properties.n  matched_actions
─────────────────────────────────────
a                  3  X; Y
longer          12.5
        text
b       true          X
"""
    )


@pytest.fixture(autouse=True)
def _zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_in_a_file_nothing_is_cut_and_times_are_as_they_came() -> None:
    assert (
        defaults(None)
        == """\
timestamp                         event         distinct_id      url                                matched_actions
────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
2025-02-01T00:00:34.232000+00:00  $autocapture  user0@mañana.es  https://app.example.com/dashboard  Signed up; Big order
"""
    )


def test_on_a_wide_terminal_nothing_is_cut_and_times_are_local() -> None:
    assert (
        defaults(120)
        == """\
time (IST)           event         user             url                                actions
───────────────────────────────────────────────────────────────────────────────────────────────────────────
2025-02-01 05:30:34  $autocapture  user0@mañana.es  https://app.example.com/dashboard  Signed up; Big order
"""
    )


def test_at_80_columns_a_url_is_cut_in_the_middle_and_a_time_keeps_its_seconds() -> None:
    assert (
        defaults(80)
        == """\
time (IST)      event         user         url                 actions
────────────────────────────────────────────────────────────────────────────────
02-01 05:30:34  $autocapture  user0@maña…  app.examp…ashboard  Signed up; Big o…
"""
    )


def test_at_60_columns_actions_are_left_out_and_the_rest_stays() -> None:
    assert (
        defaults(60)
        == """\
time (IST)      event         user        url
────────────────────────────────────────────────────────────
02-01 05:30:34  $autocapture  user0@mañ…  app.examp…ashboard
"""
    )


def test_at_40_columns_every_column_keeps_something() -> None:
    assert (
        defaults(40)
        == """\
time       event      user      url
────────────────────────────────────────
02-01 05…  $autocap…  user0@m…  app.…ard
"""
    )


def test_columns_that_are_chosen_stay_as_they_are() -> None:
    moment = "2025-02-01T00:00:34Z"
    assert moment in table([(moment, 1)], width=80, fields="timestamp,properties.n")


def test_a_time_that_cannot_be_read_stays_as_it_is() -> None:
    writer = row_writer("table", DEFAULT_FIELDS, width=120, color=False)
    assert b"some day" in writer.rows([("some day", *EVENT[1:])])


def test_without_unicode_it_is_pure_ascii() -> None:
    assert defaults(80, unicode=False).split("\n")[2] == (
        "02-01 05:30:34  $autocapture  user0@ma\\x~  app.examp~ashboard  Signed up; Big o~"
    )


def test_colours_change_nothing_but_colours() -> None:
    coloured = defaults(80, color=True)

    assert "\x1b[" in coloured
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == defaults(80)


def test_on_a_terminal_the_header_comes_again_when_the_columns_change() -> None:
    assert (
        table([("a", 1, [])], [("b", 2, [])], [("longer", 3, [])], width=60)
        == """\
event  properties.n  matched_actions
────────────────────────────────────
a                 1
b                 2

event   properties.n  matched_actions
─────────────────────────────────────
longer             3
"""
    )


def test_in_a_pipe_the_header_stands_once() -> None:
    assert table([("a", 1, [])], [("longer", 3, [])], width=None).count("event") == 1


def test_no_rows_are_no_table() -> None:
    assert table([], width=80) == ""


def test_a_large_block_is_measured_in_parts() -> None:
    short: Row = ("a", 1, [])
    longer: Row = ("longer", 1, [])

    assert table([short] * 200 + [longer], width=60).count("matched_actions") == 2


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("width", [20, 40, 80, 120])
def test_no_line_is_wider_than_the_terminal(width: int, text: str) -> None:
    output = table([(text * 40, 3, [text])], [(text, {text: text}, [text] * 50)], width=width)

    assert max(map(cell_len, output.split("\n"))) <= width


@pytest.mark.parametrize("text", HOSTILE)
def test_values_cannot_drive_the_terminal_or_break_a_row(text: str) -> None:
    output = table([(text, {text: text}, [text])], width=None)

    assert not {character for character in output if character < " " or "\x7f" <= character < "\xa0"} - {"\n"}
    assert output.count("\n") == 3


def test_wide_characters_are_cut_between_and_padded_by_cells() -> None:
    rows: list[Row] = [("动作动作动作", 1, ["X"]), ("abcdef", 2, ["X"])]

    output = table(rows, width=30)

    assert [cell_len(line[: line.index("X")]) for line in output.split("\n")[2:4]] == [22, 22]
    assert "…" in output


@given(st.lists(st.integers(0, 300), min_size=1, max_size=8), st.integers(0, 200), st.integers(1, 20))
def test_columns_fill_the_terminal_and_never_more_if_a_cell_a_column_fits(
    natural: list[int], width: int, floor: int
) -> None:
    widths = fitting_widths(natural, [floor] * len(natural), width)
    gaps = 2 * (len(natural) - 1)

    assert all(given >= 1 or wanted == 0 for given, wanted in zip(widths, natural, strict=True))
    assert all(given <= max(wanted, 1) for given, wanted in zip(widths, natural, strict=True))
    if sum(natural) + gaps <= width:
        assert widths == natural
    elif len(natural) + gaps <= width:
        assert sum(widths) + gaps <= width
