"""Percentages, bars and sparklines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actioncli.outputs.humanize import bar, percent, sparkline


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0.0 %"), (0.0004, "<0.1 %"), (0.0005, "0.1 %"), (0.34, "34.0 %"), (0.9996, ">99.9 %"), (1, "100.0 %")],
)
def test_a_percentage_never_reads_as_nothing_or_all_unless_it_is(share: float, text: str) -> None:
    assert percent(share) == text


@pytest.mark.parametrize(
    ("fraction", "text"),
    [(0, ""), (0.001, "▏"), (0.25, "█"), (0.28125, "█▏"), (0.5, "██"), (0.999, "████"), (1, "████"), (7, "████")],
)
def test_a_bar_is_drawn_in_eighths_of_a_cell(fraction: float, text: str) -> None:
    assert bar(fraction, 4) == text


@pytest.mark.parametrize(("fraction", "text"), [(0, ""), (0.001, "#"), (0.5, "##"), (1, "####")])
def test_a_bar_has_an_ascii_form(fraction: float, text: str) -> None:
    assert bar(fraction, 4, unicode=False) == text


def test_a_sparkline_keeps_the_base_line_for_zero() -> None:
    assert sparkline((0, 1, 50, 100), 10) == "▁▂▅█"
    assert sparkline((0, 1, 50, 100), 10, unicode=False) == "_.=#"
    assert sparkline((0, 0), 10) == "▁▁"


def test_a_long_series_is_drawn_as_the_means_of_equal_stretches() -> None:
    assert sparkline((0, 0, 10, 10, 4, 6, 20), 4) == "▁▅▃█"


def test_no_series_or_no_space_is_no_sparkline() -> None:
    assert (sparkline((), 10), sparkline((1,), 0)) == ("", "")


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=200), st.integers(1, 40), st.booleans())
def test_a_sparkline_fits_its_width_and_shows_every_stretch_with_events(
    series: list[int], width: int, unicode: bool
) -> None:
    line = sparkline(series, width, unicode=unicode)

    assert 1 <= len(line) <= width
    assert (set(line) <= {"▁", "_"}) == (not any(series))


@given(st.floats(0, 1), st.integers(1, 40), st.booleans())
def test_a_bar_fits_its_width_and_is_seen_when_there_is_something(fraction: float, width: int, unicode: bool) -> None:
    text = bar(fraction, width, unicode=unicode)

    assert len(text) <= width
    assert bool(text) == (fraction > 0)
