"""What is proved of two conditions holds for every value, by the slow matcher."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle
from actioncli.actions.model import Condition, Field
from actioncli.checking.logic import contradicts, implies
from actioncli.conditions.operators import BY_NAME
from actioncli.values import Operand
from event_strategies import NOW, NUMBERS, TEXTS, TIMES, VERSIONS, operands
from laws import examples

KEY = Field("properties", "key")
VALUES: tuple[Any, ...] = (
    None, True, False, [], {}, ["a"], [1, 2], *TEXTS, *NUMBERS, *VERSIONS, *TIMES,
    "5.00", "05", "+5", "10.0", "0.0", "-0", "100.", "false", "PRO", "prob", "xpro", "a%b", "TRUE",
)  # fmt: skip
POOL = ("pro", "Pro", "free", "", "5", "5.0", 5, 5.0, 10, True, "true", "a_b", "[1,2]", '["a"]', "p", "1.2.3")
CHAINS = ("", "div", 'a:text="pro"', 'a:text="free"', 'a:text="Pro";b:text="free"', 'a:text="pro";b:text="Pro"')


RELATED = (
    "exact", "is_not", "in", "not_in", "is_set", "is_not_set", "contains", "icontains", "not_icontains", "starts_with",
    "not_starts_with", "regex", "not_regex", "gte", "lt", "between", "not_between", "semver_eq",
)  # fmt: skip
"""Operators of which one often implies or denies another; the rest are drawn seldom."""


def conditions(field: Field) -> st.SearchStrategy[Condition]:
    names = st.sampled_from(RELATED) | st.sampled_from(RELATED[:6]) | st.sampled_from(sorted(BY_NAME))
    return names.flatmap(lambda name: operands(name, POOL).map(lambda operand: Condition(field, name, operand)))


def holds(condition: Condition, value: object) -> bool:
    if condition.field == KEY:
        return oracle.condition_holds(condition, {"event": "e", "properties": {"key": value}}, NOW)
    return oracle.condition_holds(condition, {"event": "e", "elements_chain": value}, NOW)


@examples(600)
@given(conditions(KEY), conditions(KEY))
def test_what_is_proved_of_a_property_holds_for_every_value(one: Condition, other: Condition) -> None:
    check(one, other, VALUES)


@examples(300)
@given(conditions(Field("text")), conditions(Field("text")))
def test_what_is_proved_of_elements_holds_for_every_chain(one: Condition, other: Condition) -> None:
    check(one, other, CHAINS)


SMALL: dict[tuple[str, ...], tuple[Operand, ...]] = {
    ("exact", "is_not", "in"): ("5", 5, "5.0", "pro", ("pro", "free"), ("pro", 5), True, "true", "[1,2]", ""),
    ("contains", "icontains", "not_icontains", "starts_with", "not_starts_with"): (
        "pro",
        "P",
        ("p", "x"),
        "5",
        "a_b",
        ("a_b", "a_b"),
    ),
    ("regex", "not_regex"): ("o$", (r"\.0$", "o$")),
    ("gte", "lt"): (5, 10),
    ("between", "not_between"): ((1, 9),),
    ("is_set", "is_not_set"): (True, False),
}


@pytest.mark.parametrize(("field", "values"), [(KEY, VALUES), (Field("text"), CHAINS)], ids=["property", "text"])
def test_what_is_proved_of_any_two_small_conditions_holds(field: Field, values: tuple[object, ...]) -> None:
    small = [of(name, operand, field) for names, few in SMALL.items() for name in names for operand in few]
    proved = [pair for pair in itertools.product(small, small) if implies(*pair, NOW) or contradicts(*pair, NOW)]
    for one, other in proved:
        check(one, other, values)

    assert len(proved) > 100


def check(one: Condition, other: Condition, values: tuple[object, ...]) -> None:
    if implies(one, other, NOW):
        assert [value for value in values if holds(one, value) and not holds(other, value)] == []
    if contradicts(one, other, NOW):
        assert [value for value in values if holds(one, value) and holds(other, value)] == []


def of(operator: str, operand: Operand, field: Field = KEY) -> Condition:
    return Condition(field, operator, BY_NAME[operator].check(operand))


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (("exact", "pro"), ("in", ["pro", "free"])),
        (("exact", "/pricing"), ("contains", "pric")),
        (("exact", 5), ("gte", 3)),
        (("exact", "5"), ("between", [1, 9])),
        (("is_not", ["a", "b"]), ("is_not", "a")),
        (("not_in", ["a", "b"]), ("is_not", "b")),
        (("regex", "a"), ("regex", ["a", "b"])),
        (("contains", "a"), ("is_set", True)),
        (("contains", "a"), ("is_not_set", False)),
        (("exact", "pro"), ("not_icontains", "x")),
    ],
)
def test_these_imply(given: tuple[str, Operand], wanted: tuple[str, Operand]) -> None:
    assert implies(of(*given), of(*wanted), NOW)
    assert not implies(of(*wanted), of(*given), NOW)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("exact", "pro"), ("exact", "free")),
        (("exact", ["pro", "team"]), ("in", ["free", "trial"])),
        (("exact", "pro"), ("is_not", ["pro", "free"])),
        (("is_set", True), ("is_not_set", True)),
        (("is_set", True), ("is_set", False)),
        (("gte", 5), ("is_not_set", True)),
        (("exact", 5), ("gt", 9)),
        (("contains", "a"), ("is_not_set", True)),
        (("icontains", "a"), ("not_icontains", "a")),
        (("regex", "a"), ("not_regex", ["a", "b"])),
        (("exact", "pro"), ("starts_with", "x")),
        (("exact", True), ("exact", "false")),
    ],
)
def test_these_contradict(one: tuple[str, Operand], other: tuple[str, Operand]) -> None:
    assert contradicts(of(*one), of(*other), NOW)
    assert contradicts(of(*other), of(*one), NOW)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("exact", 5), ("exact", "5.0")),
        (("exact", "5"), ("exact", 5.0)),
        (("exact", 5), ("regex", r"\.0$")),
        (("exact", "pro"), ("is_not", "Pro")),
        (("exact", "2026-03-19"), ("is_date_after", "-7d")),
        (("contains", "a"), ("not_icontains", "b")),
        (("is_not", "a"), ("is_not_set", True)),
    ],
)
def test_these_may_both_hold(one: tuple[str, Operand], other: tuple[str, Operand]) -> None:
    assert not contradicts(of(*one), of(*other), NOW)


def test_two_texts_may_be_of_two_elements() -> None:
    text = Field("text")

    assert not contradicts(of("exact", "a", text), of("exact", "b", text), NOW)
    assert contradicts(of("exact", "a", text), of("is_not", "a", text), NOW)


def test_two_names_of_one_field_are_one() -> None:
    url, key = Field("url"), Field("properties", "$current_url")

    assert implies(of("exact", "/a", url), of("exact", "/a", key), NOW)
    assert contradicts(of("exact", "/a", url), of("exact", "/b", key), NOW)
