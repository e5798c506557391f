"""Text that cannot drive a terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actioncli.outputs.screen import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", r"\x1b[31mred"),
        ("a\nb\tc\rd", r"a\nb\tc\rd"),
        ("\x00\x7f\x9b", r"\x00\x7f\x9b"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("\u2028\u2066", r"\u2028\u2066"),
        ("\ud83d", r"\ud83d"),
    ],
)
def test_what_a_terminal_would_obey_becomes_an_escape(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize("text", ["[bold]", "动作", "👩‍👩‍👧", "עברית", "ñ", "a b", "", "C:\\new"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert visible(text) == text


def test_without_unicode_all_but_ascii_becomes_an_escape() -> None:
    assert visible("né 🎉\n", unicode=False) == r"n\xe9 \U0001f389\n"


def test_characters_to_keep_stay() -> None:
    assert visible("a\n\tb\x1b", keep="\n\t") == "a\n\tb\\x1b"


@given(st.text(st.characters()))
def test_nothing_that_controls_or_cannot_be_encoded_is_left(text: str) -> None:
    shown = visible(text)

    assert {unicodedata.category(character) for character in shown}.isdisjoint({"Cc", "Cs", "Zl", "Zp"})
    assert shown.encode("utf-8").decode("utf-8") == shown
