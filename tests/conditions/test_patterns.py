"""Case folding, wildcards and regular expressions: sections 2.3 to 2.5 of docs/semantics.md."""

from __future__ import annotations

import sys
import time

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from actioncli.conditions import patterns
from actioncli.conditions.patterns import PatternError, containing, ending, finding, fold, fold_ascii, starting

ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=20)
"""With lone surrogates, which JSON can write."""


def simple_lower(character: str) -> str:
    return "i" if character == "İ" else character.lower()


def test_folding_is_that_of_each_code_point_alone() -> None:
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    assert "".join(map(simple_lower, everything)) == fold(everything)


@given(st.text(st.sampled_from("ΑΣσς İIiı ßẞ É é Z"), max_size=8))
def test_folding_does_not_look_at_neighbours(text: str) -> None:
    assert "".join(map(simple_lower, text)) == fold(text)


@given(ANY_TEXT)
def test_ascii_folding_touches_no_other_letters(text: str) -> None:
    expected = "".join(letter.lower() if letter.isascii() else letter for letter in text)
    assert expected == fold_ascii(text)


def obviously_is(pattern: str, text: str) -> bool:
    """Every way to read the pattern, of the whole text."""
    if not pattern:
        return not text
    if pattern[0] == "%":
        return any(obviously_is(pattern[1:], text[skipped:]) for skipped in range(len(text) + 1))
    return bool(text) and pattern[0] in ("_", text[0]) and obviously_is(pattern[1:], text[1:])


@given(st.text("ab%_\\\n", max_size=7), st.text("ab%_\\\n", max_size=9))
def test_wildcards_agree_with_the_obvious_matcher(pattern: str, text: str) -> None:
    assert obviously_is(f"%{pattern}%", text) == containing(pattern)(text)
    assert obviously_is(f"{pattern}%", text) == starting(pattern)(text)
    assert obviously_is(f"%{pattern}", text) == ending(pattern)(text)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("", "", True),
        ("%", "", True),
        ("_", "", False),
        ("_", "🦔", True),
        ("^_$", "^🦔$", True),
        ("a%b", "a\r\n\u2028b", True),
        ("a_b", "a\nb", True),
        ("a\\%b", "a\\b", True),
        ("a\\%b", "a%b", False),
        ("a.c", "abc", False),
        ("%__%a", "xa", False),
        ("ab%bc", "abc", False),
    ],
)
def test_percent_is_any_run_and_underscore_one_code_point(pattern: str, text: str, expected: bool) -> None:
    assert expected is containing(pattern)(text)


def test_many_wildcards_take_no_more_than_a_moment() -> None:
    start = time.process_time()
    assert not containing("%a" * 300 + "%b")("a" * 50_000)
    assert not containing("_" * 300 + "b")("a" * 50_000)
    assert not finding("(a+a+)+b")("a" * 50_000)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("b", "abc", True),
        ("^b", "abc", False),
        ("abc", "ABC", False),
        ("(?i)abc", "ABC", True),
        ("(?i)é", "É", True),
        ("a.c", "a\nc", True),
        ("(?-s)a.c", "a\nc", False),
        ("a$", "a\n", False),
        ("(?m)a$", "a\nb", True),
        ("^$", "", True),
        ("^.$", "🦔", True),
        (r"^\d+$", "٣", False),
        (r"\bword\b", "a word.", True),
        ("^.$", "\ud800", True),
        (r"\?", "\ud800", False),
        ("a\0b", "a\0b", True),
    ],
)
def test_regular_expressions_are_those_of_re2(pattern: str, text: str, expected: bool) -> None:
    assert expected is finding(pattern)(text)


@given(st.sampled_from(["", ".", "^a*$", "(?i)É", r"\x{d800}", "[^a]", "(a)|(b)"]), ANY_TEXT)
def test_a_regular_expression_never_raises(pattern: str, text: str) -> None:
    assert finding(pattern)(text) in (True, False)


@given(st.sampled_from(["a", "^b", "a.b", "b$", "(?i)A+b", "(a|b)(c)?"]), st.text("abcABC\né", max_size=8))
def test_the_binding_answers_as_the_public_search_does(pattern: str, text: str) -> None:
    options = re2.Options()
    options.dot_nl = True
    assert (re2.compile(pattern, options).search(text) is not None) is finding(pattern)(text)


@given(st.text(st.sampled_from(r"ab()[]{}*+?|^$.\1-:<P=!é"), max_size=8))
def test_any_text_is_a_pattern_or_has_an_error_with_a_place(pattern: str) -> None:
    error = refusal(pattern)
    if error is None:
        assert finding(pattern)("aab") in (True, False)
    else:
        assert error.position is not None
        assert 0 <= error.position < len(pattern)


def refusal(pattern: str) -> PatternError | None:
    try:
        finding(pattern)
    except PatternError as error:
        return error
    return None


@pytest.mark.parametrize(
    ("pattern", "position", "hint"),
    [
        ("?.", 0, "backslash"),
        ("ab|*c", 3, "backslash"),
        ("ab(c(d)", 2, r"\("),
        (r"[(]x\((y", 6, r"\("),
        ("a)b)", 1, r"\)"),
        ("a[b", 1, r"\["),
        ("é(?=b)", 1, "look-around"),
        ("(?i)(?<=b)a", 4, "look-behind"),
        (r"(a)\1", 3, "back-references"),
        ("a{1001}", 1, "1,000"),
        ("xa**", 2, "group"),
        ("a\\", 1, "\\\\"),
        (r"a\Z", 1, r"\z"),
        ("ab[z-a]c", 3, ""),
        ("a(?P<n!>b)", 1, "name"),
        ("a(?P<nn", 1, "name"),
    ],
)
def test_a_refused_pattern_says_where_and_what_to_write(pattern: str, position: int, hint: str) -> None:
    error = refusal(pattern)
    assert error is not None
    assert position == error.position
    assert hint in error.hint


def test_large_patterns_compile() -> None:
    words = finding("|".join(f"word{number}[a-z]+x" for number in range(5_000)) + r"|\pL{600}")
    assert words("hello word4999abcx")
    assert not words("hello")


def test_patterns_that_no_memory_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "_MEMORY", (1 << 12, 1 << 14))
    with pytest.raises(PatternError, match="too large") as caught:
        finding(r"\pL{30}")
    assert caught.value.position is None
