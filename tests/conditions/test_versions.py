"""Versions and their ranges: section 7 of docs/semantics.md."""

from __future__ import annotations

import pytest
from hypothesis import given as cases
from hypothesis import strategies as st

from actioncli.conditions.versions import Range, Version, caret, given, lowest, tilde, version, wildcard
from actioncli.values import Value


@pytest.mark.parametrize(
    "value", ["1.2.3", "v1.2.3", " 1.2.3 ", "1.2.3-alpha.1", "1.2.3+build.7", "v1.2.3-rc.1+x", "1.2.3-", "1.2.3-a\nb"]
)
def test_only_the_three_numbers_count(value: str) -> None:
    assert version(value) == (1, 2, 3)


@pytest.mark.parametrize(
    "value",
    [
        *("", "1", "3.10", "3.08.0", "01.2.3", "1.2.03", "1.2.3.4", "1.2.x", "V1.2.3", "v 1.2.3", "vv1.2.3"),
        *("1.2.3beta", "-1.2.3", "1..3", "1.2.٣", "latest", 1, 1.2, True, None, ["1.2.3"]),
    ],
)
def test_other_shapes_are_no_versions(value: Value) -> None:
    assert version(value) is None


@cases(st.tuples(*[st.integers(min_value=0)] * 3))
def test_numbers_of_any_size_are_read(numbers: Version) -> None:
    assert numbers == version(".".join(map(str, numbers)))


@pytest.mark.parametrize(
    ("operand", "expected"),
    [("1", (1,)), ("1.10", (1, 10)), ("1.2.3", (1, 2, 3)), (" v1.2.3-beta ", (1, 2, 3)), ("0", (0,))],
)
def test_an_operand_gives_one_to_three_numbers(operand: str, expected: tuple[int, ...]) -> None:
    assert expected == given(operand)


@pytest.mark.parametrize("operand", ["", "v", "1.", "1.2.3.4", "1.08", "01", "1.*", "*", "x", "1,2"])
def test_other_shapes_give_none(operand: str) -> None:
    assert given(operand) is None


def test_missing_numbers_are_zero() -> None:
    assert [lowest((1,)), lowest((1, 2)), lowest((1, 2, 3))] == [(1, 0, 0), (1, 2, 0), (1, 2, 3)]


@pytest.mark.parametrize(
    ("made", "low", "after"),
    [
        (tilde((1, 2, 3)), (1, 2, 3), (1, 3, 0)),
        (tilde((1, 2)), (1, 2, 0), (1, 3, 0)),
        (tilde((1,)), (1, 0, 0), (2, 0, 0)),
        (caret((1, 2, 3)), (1, 2, 3), (2, 0, 0)),
        (caret((0, 2, 3)), (0, 2, 3), (0, 3, 0)),
        (caret((0, 0, 3)), (0, 0, 3), (0, 0, 4)),
        (caret((1,)), (1, 0, 0), (2, 0, 0)),
        (caret((0, 2)), (0, 2, 0), (0, 3, 0)),
        (caret((0,)), (0, 0, 0), (1, 0, 0)),
        (caret((0, 0)), (0, 0, 0), (0, 1, 0)),
        (caret((0, 0, 0)), (0, 0, 0), (0, 0, 1)),
        (wildcard((1, 2)), (1, 2, 0), (1, 3, 0)),
        (wildcard((1,)), (1, 0, 0), (2, 0, 0)),
    ],
)
def test_ranges(made: Range, low: Version, after: Version) -> None:
    assert (low, after) == made
