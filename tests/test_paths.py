"""Dotted paths: what is written is what is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actioncli.paths import parse_path, spelled


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", ("a",)),
        ("a.b.0", ("a", "b", "0")),
        ("$current_url", ("$current_url",)),
        ('a."[A] b.c".d', ("a", "[A] b.c", "d")),
        ('"say ""hi"""', ('say "hi"',)),
        ("", None),
        ("a.", None),
        (".a", None),
        ("a..b", None),
        ("a b", None),
        ('a"b"', None),
        ('""', None),
        ('"a', None),
    ],
)
def test_a_path_is_read(text: str, expected: tuple[str, ...] | None) -> None:
    assert parse_path(text) == expected


@given(st.lists(st.text(min_size=1), min_size=1).map(tuple))
def test_a_spelled_path_reads_back(path: tuple[str, ...]) -> None:
    assert parse_path(spelled(path)) == path
