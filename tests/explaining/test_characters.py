"""Characters that people cannot see or tell apart: they are named, and what a message says to write does match."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from actioncli.actions.model import Condition, Field
from actioncli.characters import named, odd_in, revealed, yaml_text
from actioncli.conditions.operators import BY_NAME
from actioncli.conditions.operators.base import Context
from actioncli.explaining.differences import CHARACTERS
from actioncli.explaining.reasons import reason_of
from laws import examples

NOW = datetime(2026, 3, 31, tzinfo=UTC)
ODD = "\u00a0\u202f\u2009\u3000\t\n\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202e\u2066\u2069\u061c\ufe0f"


@pytest.mark.parametrize("character", ODD)
def test_a_hidden_character_is_named_and_shown(character: str) -> None:
    value = f"Start{character}trial"
    wanted = "Start trial" if character.isspace() else "Starttrial"
    reason = reason_of(Condition(Field("text"), "exact", wanted), value, NOW)
    assert reason is not None
    assert reason.code in ("blanks", "invisible")
    assert f"U+{ord(character):04X}" in reason.hint
    assert character not in reason.hint
    assert character not in revealed(value)
    assert "take" not in reason.hint


@pytest.mark.parametrize(
    ("wanted", "value", "code", "said"),
    [
        ("Start trial", "Start\u00a0trial", "blanks", 'U+00A0 NO-BREAK SPACE: write "Start\\u00a0trial"'),
        ("Start\u00a0trial", "Start trial", "blanks", 'the action has U+00A0 NO-BREAK SPACE: write "Start trial"'),
        ("Start trial", "Start  trial", "blanks", 'the value has two spaces in a row: write "Start  trial"'),
        ("Start  trial", "Start trial", "blanks", 'the action has two spaces in a row: write "Start trial"'),
        ("Start trial", "Start trial ", "blanks", 'the value ends with a space: write "Start trial "'),
        (" Start trial", "Start trial", "blanks", 'the action begins with a space: write "Start trial"'),
        ("Sign up", "Sign\u200b up", "invisible", "U+200B ZERO WIDTH SPACE"),
        ("Subscribe", "Sub\u00adscribe", "invisible", 'U+00AD SOFT HYPHEN: write "Sub\\u00adscribe"'),
        ("Hello", "\u200eHello", "invisible", "U+200E LEFT-TO-RIGHT MARK"),
        ("Don't", "Don\u2019t", "quotes", 'U+2019 RIGHT SINGLE QUOTATION MARK: write "Don\u2019t"'),
        ("A-B", "A\u2013B", "dashes", "U+2013 EN DASH"),
        ("Café", "Cafe\u0301", "form", 'U+0301 COMBINING ACUTE ACCENT: write "Cafe\\u0301"'),
        ("Cafe\u0301", "Café", "form", "the action has U+0301 COMBINING ACUTE ACCENT"),
        ("office", "o\ufb03ce", "form", "U+FB03 LATIN SMALL LIGATURE FFI"),
        ("Buy", "\u0412uy", "letters", 'U+0412 CYRILLIC CAPITAL LETTER VE: write "\\u0412uy"'),
        ("start trial", "Start\u00a0trial", "blanks+case", 'write "Start\\u00a0trial"'),
    ],
)
def test_the_difference_is_told_with_what_to_write(wanted: str, value: str, code: str, said: str) -> None:
    reason = reason_of(Condition(Field("text"), "exact", wanted), value, NOW)
    assert reason is not None
    assert reason.code == code
    assert said in reason.hint


@pytest.mark.parametrize("operator", ["contains", "icontains", "starts_with", "ends_with"])
def test_of_a_part_only_the_part_is_written(operator: str) -> None:
    value = {"starts_with": "Start\u00a0trial now", "ends_with": "Now start\u00a0trial"}.get(
        operator, "A Start\u00a0trial!"
    )
    wanted = "start trial" if operator == "ends_with" else "Start trial"
    reason = reason_of(Condition(Field("text"), operator, wanted), value, NOW)
    assert reason is not None
    assert f'write "{wanted[0]}tart\\u00a0trial"' in reason.hint


def test_of_a_pattern_the_escape_is_told() -> None:
    reason = reason_of(Condition(Field("text"), "regex", "^Start trial$"), "Start\u00a0trial", NOW)
    assert reason is not None
    assert "U+00A0 NO-BREAK SPACE" in reason.hint
    assert r"\x{a0}" in reason.hint


words = st.text(st.sampled_from("ab cé'-" + ODD + "\u2019\u2013\u0301\u0430"), min_size=1, max_size=8)


@examples(400)
@given(
    wanted=words, value=words, operator=st.sampled_from(["exact", "contains", "icontains", "starts_with", "ends_with"])
)
def test_what_is_said_to_be_written_matches(wanted: str, value: str, operator: str) -> None:
    assume(not BY_NAME[operator].predicate((wanted,), Context(NOW))(value))
    reason = reason_of(Condition(Field("properties", "x"), operator, wanted), value, NOW)
    if reason is None or not CHARACTERS.intersection(reason.code.split("+")):
        return
    _, _, written = reason.hint.rpartition("write ")
    if written.startswith('"'):
        assert BY_NAME[operator].predicate((yaml.safe_load(written),), Context(NOW))(value)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_written_reads_back_and_hides_nothing(text: str) -> None:
    written = yaml_text(text)
    assert yaml.safe_load(written) == text
    hidden = [c for c in written if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") or (c.isspace() and c != " ")]
    assert hidden == []


def test_emoji_stay_whole() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f"
    assert revealed(family) == family
    assert odd_in(family) == ()
    assert named("\ufeff") == "U+FEFF BYTE ORDER MARK"
