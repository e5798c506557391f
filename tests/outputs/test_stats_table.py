"""The table of `stats`, at every width."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from actioncli.outputs.stats_formats import render_stats
from actioncli.stats import Group, Stats

from .samples import GROUPED, HOSTILE, PLAIN, action, named

LONG = replace(
    PLAIN,
    actions=(
        action("Signed up on the about page, or on any of the other marketing pages", 20, 0.1, 7, series=(1,) * 24),
    ),
)
SGR = re.compile("\x1b\\[[0-9;]*m")


def table(stats: Stats, width: int | None, *, unicode: bool = True) -> str:
    return render_stats(stats, "table", width=width, color=False, unicode=unicode).decode("utf-8")


def test_unbounded_it_shows_everything() -> None:
    assert (
        table(PLAIN, None)
        == """\
Action     Events                Share  Users  First seen        Last seen         Trend
────────────────────────────────────────────────────────────────────────────────────────
Signed up     400  ████████████ 32.4 %    120  2025-02-01 00:00  2025-02-14 23:59  ▁▄▂█
Größe, 大      20  ▋             1.6 %      7  2025-02-01 00:00  2025-02-14 23:59  █▁▁▁
Never           0                0.0 %      0  –                 –

1,234 events · 420 matched (34.0 %) · 814 unmatched · 3 bad lines · 2 rows without an event · 2025-02-01 … 2025-02-14
"""
    )


def test_120_columns_hold_every_column_of_it_and_the_summary() -> None:
    assert table(PLAIN, 120) == table(PLAIN, None)


def test_at_80_columns_it_shows_days_and_breaks_the_summary_between_its_parts() -> None:
    assert (
        table(PLAIN, 80)
        == """\
Action     Events            Share  Users  First seen  Last seen   Trend
────────────────────────────────────────────────────────────────────────
Signed up     400  ████████ 32.4 %    120  2025-02-01  2025-02-14  ▁▄▂█
Größe, 大      20  ▍         1.6 %      7  2025-02-01  2025-02-14  █▁▁▁
Never           0            0.0 %      0  –           –

1,234 events · 420 matched (34.0 %) · 814 unmatched · 3 bad lines
2 rows without an event · 2025-02-01 … 2025-02-14
"""
    )


def test_at_40_columns_it_keeps_names_counts_and_shares() -> None:
    assert (
        table(PLAIN, 40)
        == """\
Action     Events        Share  Users
─────────────────────────────────────
Signed up     400  ████ 32.4 %    120
Größe, 大      20  ▎     1.6 %      7
Never           0        0.0 %      0

1,234 events · 420 matched (34.0 %)
814 unmatched · 3 bad lines
2 rows without an event
2025-02-01 … 2025-02-14
"""
    )


def test_groups_are_indented_beneath_their_action_with_bars_of_their_own() -> None:
    assert (
        table(GROUPED, None)
        == """\
Action / day  Events                 Share  Users  First seen        Last seen
─────────────────────────────────────────────────────────────────────────────────────
Signed up        100  ████████████ 100.0 %      9  2025-02-01 00:00  2025-02-14 23:59
  2025-02-01      75  ████████████  75.0 %      9
  2025-02-02      25  ████          25.0 %      4
Never              0                 0.0 %      0  –                 –

100 events · 100 matched (100.0 %) · 0 unmatched · 2025-02-01
"""
    )


def test_without_unicode_it_is_pure_ascii() -> None:
    text = table(PLAIN, None, unicode=False)

    assert text.isascii()
    assert text.split("\n")[2:4] == [
        "Signed up               400  ############ 32.4 %    120  2025-02-01 00:00  2025-02-14 23:59  _-.#",
        r"Gr\xf6\xdfe, \u5927      20  #             1.6 %      7  2025-02-01 00:00  2025-02-14 23:59  #___",
    ]


def test_a_long_name_wraps_between_words_on_a_terminal_only() -> None:
    assert [line[:17].rstrip() for line in table(LONG, 80).split("\n")[2:6]] == [
        *("Signed up on the", "about page, or on", "any of the other", "marketing pages")
    ]
    assert LONG.actions[0].action in table(LONG, None)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal(width: int, name: str) -> None:
    for stats in (LONG, GROUPED, PLAIN, named(name), named(name * 30)):
        assert max(map(cell_len, table(stats, width).split("\n"))) <= width


@pytest.mark.parametrize("width", [0, 1, 5, 20])
def test_a_terminal_too_narrow_for_anything_still_gets_the_counts(width: int) -> None:
    text = table(PLAIN, width)

    assert "400" in text
    assert "32.4 %" in text


@pytest.mark.parametrize("name", HOSTILE)
def test_unbounded_an_action_is_a_line_whatever_its_name(name: str) -> None:
    lines = table(named(name * 100), None).split("\n")

    assert (len(lines), lines[4], lines[6]) == (7, "", "")


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("unicode", [True, False])
def test_names_cannot_drive_the_terminal(name: str, unicode: bool) -> None:
    text = table(named(name), 80, unicode=unicode)

    assert not {character for character in text if character < " " or "\x7f" <= character < "\xa0"} - {"\n"}


def test_markup_in_a_name_is_only_text() -> None:
    assert "[bold]red[/]" in table(named("[bold]red[/]"), None)


def test_colours_change_nothing_but_colours() -> None:
    coloured = render_stats(PLAIN, "table", width=80, color=True).decode("utf-8")

    assert SGR.sub("", coloured) == table(PLAIN, 80)
    assert "\x1b[36m████████\x1b[0m 32.4 %" in coloured


def test_an_action_without_events_is_dimmed() -> None:
    coloured = render_stats(PLAIN, "table", width=40, color=True).decode("utf-8")

    assert (
        coloured.split("\n")[4]
        == "\x1b[2mNever\x1b[0m           \x1b[2m0\x1b[0m  \x1b[2m      0.0 %\x1b[0m      \x1b[2m0\x1b[0m"
    )


def test_large_numbers_have_thousands_separators() -> None:
    stats = replace(PLAIN, actions=(action("Big", 1234567, 0.5, 89012),))

    assert table(stats, None).split("\n")[2].startswith("Big     1,234,567  ████████████ 50.0 %  89,012  ")


def test_the_summary_counts_one_as_one_and_leaves_out_what_did_not_happen() -> None:
    stats = Stats(1, 0, 1, 1, 1, None, None, None, ())

    assert table(stats, None).split("\n")[-2] == (
        "1 event · 0 matched (0.0 %) · 1 unmatched · 1 bad line · 1 row without an event"
    )
    assert table(replace(stats, events=0, unmatched=0, bad_lines=0, skipped=0), None).split("\n")[-2] == (
        "0 events · 0 matched · 0 unmatched"
    )


def test_a_group_without_a_key_says_so() -> None:
    stats = replace(GROUPED, actions=(action("A", 1, 1.0, 1, groups=(Group("", 1, 1),)),))

    assert "\n  (empty) " in table(stats, None)
