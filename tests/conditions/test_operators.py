"""The operators: their table, their examples, and the laws that hold for all of them (docs/semantics.md 5)."""

from __future__ import annotations

import ast
import pickle
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from actioncli.conditions.operators import ALIASES, BY_NAME, OPERATORS
from actioncli.conditions.operators.base import Context, Example, Negated, Operator
from actioncli.conditions.operators.operands import items
from actioncli.values import Operand, Scalar, Value, equal, number

CONTEXT = Context(datetime(2026, 3, 31, 12, 30, tzinfo=UTC))

LONG = 4.086212892326121e16
"""A float that prints the digits of another number, 40862128923261210."""

SCALARS: st.SearchStrategy[Scalar] = (
    st.sampled_from(["a", "A", "5", "5.0", "true", "", "1.2.3", "2026-03-19", "[]", "NaN", "1e400", "a_b", "%"])
    | st.text(max_size=5)
    | st.integers()
    | st.sampled_from(["40862128923261210", "40862128923261208"])
    | st.sampled_from([5, 0, 1, int(LONG)])
    | st.just(LONG)
    | st.floats()
    | st.booleans()
)
VALUES: st.SearchStrategy[Value] = SCALARS | st.recursive(
    st.none() | SCALARS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner)
).filter(lambda value: value is not None)


def answer(operator: Operator, operand: object, value: Value, context: Context = CONTEXT) -> bool:
    checked = operator.check(operand)
    return operator.absent(checked) if value is None else operator.predicate(checked, context)(value)


def test_the_table_holds_every_operator_in_the_order_of_the_reference() -> None:
    assert " ".join(operator.name for operator in OPERATORS) == (
        "exact is_not in not_in contains icontains not_icontains icontains_multi not_icontains_multi "
        "starts_with not_starts_with ends_with not_ends_with regex not_regex gt gte lt lte between not_between "
        "is_set is_not_set is_date_exact is_date_before is_date_after semver_eq semver_neq semver_gt semver_gte "
        "semver_lt semver_lte semver_tilde semver_caret semver_wildcard"
    )
    assert tuple(BY_NAME.values()) == OPERATORS


def test_aliases_lead_to_operators_and_are_none() -> None:
    assert ALIASES == {"min": "gte", "max": "lte"}
    assert not ALIASES.keys() & BY_NAME.keys()


@pytest.mark.parametrize(
    ("operator", "example"),
    [
        pytest.param(operator, example, id=f"{operator.name}: {example.operand!r} and {example.value!r}")
        for operator in OPERATORS
        for example in operator.examples
    ],
)
def test_examples_are_true(operator: Operator, example: Example) -> None:
    assert example.matches is answer(operator, example.operand, example.value)


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.name)
def test_every_operator_shows_a_match_a_miss_and_absence(operator: Operator) -> None:
    present = {example.matches for example in operator.examples if example.value is not None}
    assert {True, False} == present
    assert any(example.value is None for example in operator.examples)
    assert operator.summary
    assert operator.takes


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.name)
def test_a_checked_operand_checks_to_itself_as_does_a_list_for_a_tuple(operator: Operator) -> None:
    for shown in operator.examples:
        checked = operator.check(shown.operand)
        assert checked == operator.check(checked)
        assert checked == operator.check(list(checked) if isinstance(checked, tuple) else checked)


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.name)
def test_operators_travel_to_workers(operator: Operator) -> None:
    assert type(operator) is type(pickle.loads(pickle.dumps(operator)))


NEGATIONS = {
    "is_not": "exact",
    "not_in": "in",
    "not_icontains": "icontains",
    "not_icontains_multi": "icontains_multi",
    "not_starts_with": "starts_with",
    "not_ends_with": "ends_with",
    "not_regex": "regex",
    "is_not_set": "is_set",
}


def test_negations_are_those_of_the_reference() -> None:
    negated = {operator.name: operator.positive.name for operator in OPERATORS if isinstance(operator, Negated)}
    assert negated == NEGATIONS
    assert all(operator.positive is operator for operator in OPERATORS if operator.name not in NEGATIONS)


@pytest.mark.parametrize("name", NEGATIONS)
def test_absent_values_meet_negations_only(name: str) -> None:
    operand = True if name == "is_not_set" else "a"
    assert answer(BY_NAME[name], operand, None) is True
    assert answer(BY_NAME[name].positive, operand, None) is False


@pytest.mark.parametrize(("name", "operand"), [("not_between", [1, 2]), ("semver_neq", "1.2.3"), ("contains", "%")])
def test_absent_values_meet_nothing_else(name: str, operand: object) -> None:
    assert answer(BY_NAME[name], operand, None) is False


@given(
    st.sampled_from([name for name in NEGATIONS if name not in ("is_not_set", "not_regex")]),
    SCALARS | st.lists(SCALARS, min_size=1, max_size=3),
    VALUES,
)
def test_a_negation_says_no_where_its_positive_says_yes(name: str, operand: object, value: Value) -> None:
    negated = BY_NAME[name]
    assert answer(negated, operand, value) is not answer(negated.positive, operand, value)


@given(
    st.sampled_from(["exact", "in", "contains", "icontains_multi", "starts_with", "ends_with"]),
    st.lists(SCALARS, min_size=1, max_size=3),
    VALUES,
)
def test_a_list_is_any_of_its_items(name: str, operands: list[Scalar], value: Value) -> None:
    operator = BY_NAME[name]
    assert any(answer(operator, [item], value) for item in operands) is answer(operator, operands, value)


@given(st.lists(st.integers() | st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=3), VALUES)
def test_a_comparison_with_a_list_is_one_with_any_of_it(operands: list[Scalar], value: Value) -> None:
    for name in ("gt", "gte", "lt", "lte"):
        expected = any(answer(BY_NAME[name], item, value) for item in operands)
        assert expected is answer(BY_NAME[name], operands, value)


@given(st.lists(SCALARS, min_size=1, max_size=3), VALUES)
@example([LONG], "40862128923261210")
@example(["40862128923261210"], LONG)
def test_exact_is_equality_with_some_item(operands: list[Scalar], value: Value) -> None:
    assert any(equal(value, item) for item in operands) is answer(BY_NAME["exact"], operands, value)


@given(VALUES)
def test_a_value_that_is_no_number_meets_no_comparison(value: Value) -> None:
    comparable = number(value) is not None
    assert comparable is (answer(BY_NAME["gte"], 0, value) or answer(BY_NAME["lt"], 0, value))
    assert comparable is (answer(BY_NAME["gt"], 0, value) or answer(BY_NAME["lte"], 0, value))
    assert comparable is (answer(BY_NAME["between"], [-5, 5], value) or answer(BY_NAME["not_between"], [-5, 5], value))


def test_integers_compare_exactly() -> None:
    assert answer(BY_NAME["gt"], 12345678901234567890, "12345678901234567891")
    assert not answer(BY_NAME["exact"], 12345678901234567890, 12345678901234567891)


def test_comparisons_are_never_alphabetical() -> None:
    assert not answer(BY_NAME["gt"], 9, "apples")
    assert not answer(BY_NAME["lt"], 9, "10")
    assert not answer(BY_NAME["lt"], 5, True)


def test_contains_ignores_case_where_the_field_does() -> None:
    folding = Context(CONTEXT.now, folds_case=True)
    assert not answer(BY_NAME["contains"], "sign_UP", "Sign Up")
    assert answer(BY_NAME["contains"], "sign_UP", "Sign Up", folding)
    assert not answer(BY_NAME["exact"], "sign up", "Sign Up", folding)
    assert not answer(BY_NAME["contains"], "STRASSE", "straße", folding)


@pytest.mark.parametrize(
    ("operand", "value", "expected"),
    [("a%c", "ABC", True), (["a%c"], "abc", True), (["a%c", "zzz"], "abc", False), (["a%c", "zzz"], "A%C", True)],
)
def test_icontains_has_wildcards_for_one_item_only(operand: object, value: str, expected: bool) -> None:
    assert expected is answer(BY_NAME["icontains"], operand, value)
    assert expected is not answer(BY_NAME["not_icontains"], operand, value)


def test_icontains_multi_never_has_wildcards() -> None:
    assert not answer(BY_NAME["icontains_multi"], ["a%c"], "abc")
    assert answer(BY_NAME["icontains_multi"], ["a%c"], "xA%Cx")


@pytest.mark.parametrize(("literal", "whole_text"), [("", "abc"), ("ABC", "abc"), ("", "")])
def test_an_empty_or_a_whole_literal_begins_and_ends_a_text(literal: str, whole_text: str) -> None:
    assert answer(BY_NAME["starts_with"], literal, whole_text)
    assert answer(BY_NAME["ends_with"], literal, whole_text)


@given(st.text(max_size=6), st.text(max_size=6))
def test_a_text_begins_and_ends_with_its_parts(head: str, tail: str) -> None:
    assert answer(BY_NAME["starts_with"], head, head + tail)
    assert answer(BY_NAME["ends_with"], tail, head + tail)


def test_is_set_takes_any_value_but_null() -> None:
    values: tuple[Value, ...] = ("", 0, False, "null", [], {})
    for value in values:
        assert answer(BY_NAME["is_set"], True, value)
        assert not answer(BY_NAME["is_not_set"], True, value)
        assert not answer(BY_NAME["is_set"], False, value)


def test_false_turns_presence_round() -> None:
    assert answer(BY_NAME["is_set"], False, None)
    assert not answer(BY_NAME["is_not_set"], False, None)
    assert answer(BY_NAME["is_not_set"], False, "")


def test_relative_dates_count_from_the_runs_now() -> None:
    assert answer(BY_NAME["is_date_after"], "-7d", "2026-03-24T12:30:01Z")
    assert not answer(BY_NAME["is_date_after"], "-7d", "2026-03-24T12:30:00Z")
    assert answer(BY_NAME["is_date_exact"], "-7d", "2026-03-24T12:30:00Z")


@pytest.mark.parametrize("name", [operator.name for operator in OPERATORS if operator.name.startswith("semver")])
@pytest.mark.parametrize("value", ["3.10", "3.08.0", "latest", 3])
def test_what_is_no_version_meets_no_semver_operator(name: str, value: Value) -> None:
    operand = "3.*" if name == "semver_wildcard" else "3.10.0"
    assert not answer(BY_NAME[name], operand, value)


@pytest.mark.parametrize(("operand", "expected"), [("a", ("a",)), ((1, 2), (1, 2))])
def test_items_are_a_tuple(operand: Operand, expected: tuple[Scalar, ...]) -> None:
    assert expected == items(operand)


def test_no_list_of_operators_stands_outside_their_classes() -> None:
    source = Path(__file__).parents[2] / "src" / "actioncli"
    found = []
    for path in source.rglob("*.py"):
        if path.parent.name == "operators":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            listed = node.keys if isinstance(node, ast.Dict) else getattr(node, "elts", [])
            names = {str(item.value) for item in listed if isinstance(item, ast.Constant)} & BY_NAME.keys()
            if len(names) > 1 and path.name != "fields.py":  # a field declares the operators that it accepts
                found.append((path.name, sorted(names)))

    assert found == []
