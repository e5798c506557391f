"""What operators say in data (`Operator.ways`) is what their predicates say, for operands and values of every kind.

The compiled core tests the ways, and Python alone the predicates; each law compares them through events.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actioncli.actions.model import Action, Actions, Condition, Field, Matcher
from actioncli.conditions.operators import BY_NAME
from actioncli.conditions.operators.base import Context
from actioncli.conditions.operators.operands import OperandError
from actioncli.conditions.ways import ASKS
from actioncli.scanning.oracle import Oracle
from actioncli.values import Operand
from cores import NOW, Cores, needs_core
from event_strategies import NUMBERS, PATTERNS, TEXTS, TIMES, URLS, VERSIONS, operands
from laws import examples
from spoiling import NUMBERS as SPELLED_NUMBERS

pytestmark = needs_core

CASES = (
    "PRO", "\u017f", "s", "S", "K", "k", "\u212a", "ı", "\u0130", "i\u0307", "ẞ", "ß", "SS", "ς", "ΟΔΟΣ", "οδος",
    "\u212b", "å", "Ǆ", "ǆ", "Ⓐ", "ﬀ", "ΐ", "é", "É", "e\u0301", "\u00a0pro", "pro\u2028", "a_b", "a%b", "aXb", "a",
    "ab", "abc", "aab", "100", "x" * 5000, "\x00", "🔥",
)  # fmt: skip
"""Texts whose case is not simple, and texts that patterns treat specially."""
POOL = (*TEXTS, *CASES, *NUMBERS, *TIMES, *VERSIONS, *URLS, True, False)
TEXT_VALUES = tuple({text: None for text in (*POOL, *PATTERNS, *SPELLED_NUMBERS) if isinstance(text, str)})
OTHER_VALUES: tuple[object, ...] = (
    None,
    True,
    False,
    *NUMBERS,
    [],
    {},
    ["a"],
    ["pro", 5, None],
    {"a": "pro"},
    [["pro"]],
)
VALUES = (
    *map(json.dumps, TEXT_VALUES),
    *map(json.dumps, OTHER_VALUES),
    *(number for number in SPELLED_NUMBERS if number not in ("NaN", "Infinity", "-Infinity")),
)
"""Values of every kind as JSON; some numbers are no JSON, and make a line bad."""


def actions_of(field: Field, conditions: Sequence[tuple[str, Operand]]) -> Actions:
    """An action for each condition on a field."""
    return Actions(
        tuple(
            Action(str(number), (Matcher((Condition(field, operator, operand),)),))
            for number, (operator, operand) in enumerate(conditions)
        )
    )


def with_property(value: str) -> bytes:
    return b'{"event":"a","elements_chain":"","properties":{"v":%b}}\n' % value.encode()


def with_text(text: str) -> bytes:
    """An event with an element around the clicked one that has this text."""
    chain = f'b:nth-child="1";a:text="{text.replace(chr(34), chr(92) + chr(34))}"'
    return json.dumps({"event": "a", "elements_chain": chain}).encode() + b"\n"


PROPERTY, TEXT = Field("properties", "v"), Field("text")
LOGS = {PROPERTY: b"".join(map(with_property, VALUES)), TEXT: b"".join(map(with_text, TEXT_VALUES))}


@pytest.mark.parametrize("operator", sorted(BY_NAME))
@examples(20)
@given(data=st.data())
def test_the_ways_of_an_operator_are_its_predicate(operator: str, data: st.DataObject) -> None:
    field = data.draw(st.sampled_from((PROPERTY, PROPERTY, TEXT)))
    drawn = data.draw(st.lists(operands(operator, POOL), min_size=1, max_size=data.draw(st.sampled_from((1, 2, 12)))))
    pure, native = Cores(actions_of(field, [(operator, checked(operator, one)) for one in drawn])).facts(LOGS[field])

    assert pure.difference(native) == ""


def checked(operator: str, operand: Operand) -> Operand:
    return BY_NAME[operator].check(list(operand) if isinstance(operand, tuple) else operand)


@examples(150)
@given(
    conditions=st.lists(
        st.sampled_from(sorted(BY_NAME)).flatmap(lambda name: st.tuples(st.just(name), operands(name, POOL))),
        min_size=1,
        max_size=20,
    ),
    field=st.sampled_from((PROPERTY, TEXT)),
)
def test_conditions_on_one_field_do_not_disturb_each_other(conditions: list[tuple[str, Operand]], field: Field) -> None:
    known = [(name, checked(name, operand)) for name, operand in conditions]
    for chosen in (known, [one for one in known if is_in_data(*one)]):
        pure, native = Cores(actions_of(field, chosen)).facts(LOGS[field])

        assert pure.difference(native) == ""


def is_in_data(operator: str, operand: Operand) -> bool:
    return not {*ASKS} & {*BY_NAME[operator].ways(operand, Context(NOW))}


@pytest.mark.parametrize("operator", sorted(BY_NAME))
def test_the_compiled_core_decides_what_operators_say_in_data(operator: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []
    value = Oracle.value

    def noted(self: Oracle, field: int, json: bytes) -> int:
        asked.append(json)
        return value(self, field, json)

    monkeypatch.setattr(Oracle, "value", noted)
    decided, any_in_data = 0, False
    for example in BY_NAME[operator].examples:
        asked.clear()
        operand = BY_NAME[operator].check(example.operand)
        cores = Cores(actions_of(PROPERTY, [(operator, operand)]))
        cores.facts(b"".join(with_property(json.dumps(text)) for text in TEXT_VALUES))
        decided += len(TEXT_VALUES) - len(asked)
        any_in_data = any_in_data or is_in_data(operator, operand)
        if example.value is not None:
            _, native = cores.facts(with_property(json.dumps(example.value)))
            ((_, _, (matched, _), *_),) = native.events
            assert bool(matched) is example.matches

    assert bool(decided) is any_in_data


# --- regular expressions: the literals that a pattern requires ---

_ATOMS = st.sampled_from((
    "a", "b", "k", "K", "s", "é", "É", "\u017f", "\u212a", "%", "_", " ", ".", r"\.", r"\d", r"\x61", r"\x{1F525}",
    "🔥", "[ab]", "[^a]", "[[:alpha:]]", r"\pL", r"\/", r"\n", "\n", r"\Qa.b\E", "^", "$", r"\b", r"\B", r"\A", r"\z",
    "(?i)", "(?-i)", "(?s)", "(?m)", "(?U)", "[a-z&&b]", "[[a]b]", r"\<", "{", "}", "]", "a{,2}", "x{2}", r"\_", "#",
    "(?P<n>a)", "(?i:K)", "(?i-s:ab)", "()",
))  # fmt: skip
_MARKS = st.sampled_from(("", "", "", "", "?", "*", "+", "{0}", "{1}", "{2}", "{0,1}", "{1,}", "??", "+?", "{,3}"))


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    marked = st.builds(lambda atom, mark: f"{atom}{mark}", inner, _MARKS)
    row = st.lists(marked, min_size=1, max_size=4).map("".join)
    group = st.builds("{}{})".format, st.sampled_from(("(", "(?:", "(?i:", "(?P<x>")), row)
    return st.one_of(row, group, st.lists(row | st.just(""), min_size=2, max_size=3).map("|".join))


REGEXES = st.recursive(_ATOMS, _grown, max_leaves=8)
_LETTERS = (
    "a", "b", "k", "K", "s", "S", "é", "É", "\u017f", "\u212a", "🔥", "ab", "a.b", "\n", " ", "%", "_", "]", "{", "&",
    "<", "x{,2}", "A", "xx", "#",
)  # fmt: skip
REGEX_VALUES = st.lists(st.lists(st.sampled_from(_LETTERS), max_size=5).map("".join), min_size=10, max_size=30)


@examples(400)
@given(patterns=st.lists(REGEXES, min_size=1, max_size=4), texts=REGEX_VALUES)
def test_no_literal_is_required_that_a_match_may_lack(patterns: list[str], texts: list[str]) -> None:
    known = [("regex", pattern) for pattern in patterns if is_regex(pattern)]
    for chosen in (*([one] for one in known), known):
        cores = Cores(actions_of(PROPERTY, chosen))
        pure, native = cores.facts(b"".join(with_property(json.dumps(text)) for text in ["", *texts]))

        assert pure.difference(native) == ""


def is_regex(pattern: str) -> bool:
    try:
        return bool(BY_NAME["regex"].check(pattern))
    except OperandError:
        return False
