"""What operators refuse as operands, and what they say then."""

from __future__ import annotations

import pytest

from actioncli.conditions.operators import BY_NAME, OPERATORS
from actioncli.conditions.operators.base import Operator
from actioncli.conditions.operators.operands import OperandError
from actioncli.values import Operand


def refusal(name: str, operand: object) -> OperandError:
    with pytest.raises(OperandError) as caught:
        BY_NAME[name].check(operand)
    return caught.value


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.name)
@pytest.mark.parametrize("operand", [None, [], [None], {}, {"a": 1}, [["a"]], [{}]], ids=repr)
def test_no_operator_takes_null_empty_lists_or_nested_things(operator: Operator, operand: object) -> None:
    error = refusal(operator.name, operand)
    assert error.message
    assert error.hint


def test_null_leads_to_is_set() -> None:
    error = refusal("exact", ["a", None])
    assert error.message == "null, expected text, a number, true or false"
    assert "is_set" in error.hint
    assert error.item == 1


@pytest.mark.parametrize(
    ("name", "operand", "message", "hint"),
    [
        ("exact", [], "an empty list", "at least one value"),
        ("gt", "many", '"many", expected a number', "digits"),
        ("gte", True, "true, expected a number", "digits"),
        ("lt", [1, "1e400"], '"1e400", expected a number', "digits"),
        ("lte", float("nan"), "NaN, expected a number", "digits"),
        ("between", [65, 18], "reversed", "write [18, 65]"),
        ("between", 18, "1 value, expected two", "[low, high]"),
        ("not_between", [1, 2, 3], "3 values, expected two", "[low, high]"),
        ("between", ["a", 1], '"a", expected a number', "digits"),
        ("is_set", "yes", '"yes", expected true or false', "true"),
        ("is_not_set", 1, "1, expected true or false", "true"),
        ("is_date_before", "2026-02-30", '"2026-02-30", expected a date', "YYYY-MM-DD"),
        ("is_date_after", "tomorrow", '"tomorrow", expected a date', "-7d"),
        ("is_date_exact", True, "true, expected a date", "YYYY-MM-DD"),
        ("is_date_exact", ["2026-01-01", "2026-01-02"], "2 values, expected one date", "each value"),
        ("semver_eq", 1.1, "the number 1.1", "quote it"),
        ("semver_gte", 2.0, "the number 2.0", "quote it"),
        ("semver_gt", "1.2.3.4", '"1.2.3.4", expected a version', "one to three"),
        ("semver_neq", "1.08", '"1.08", expected a version', "leading zeros"),
        ("semver_tilde", "1.2.*", '"1.2.*", expected a version', "semver_wildcard"),
        ("semver_caret", True, "true, expected a version", "one to three"),
        ("semver_wildcard", "*", '"*", expected a version', "is_set"),
        ("semver_wildcard", "1.2.3.*", '"1.2.3.*", expected a version', "one or two numbers"),
        ("semver_wildcard", "1.*.3", '"1.*.3", expected a version', "1.2.*"),
        ("semver_lt", ["1", "2"], "2 values, expected one version", "each value"),
        ("regex", "?.", "no argument for repetition operator", "backslash"),
        ("not_regex", "(unclosed", "missing )", "close the group"),
    ],
)
def test_a_refusal_says_what_was_found_and_what_to_write(name: str, operand: object, message: str, hint: str) -> None:
    error = refusal(name, operand)
    assert message in error.message
    assert hint in error.hint


def test_a_refused_pattern_has_its_place_in_its_item() -> None:
    error = refusal("regex", ["fine", "é(?=b)"])
    assert (error.item, error.position) == (1, 1)
    error = refusal("regex", "a)b")
    assert (error.item, error.position) == (None, 1)


def test_long_operands_are_cut_in_messages() -> None:
    assert len(refusal("gt", "x" * 1000).message) < 100


@pytest.mark.parametrize(
    ("name", "operand", "expected"),
    [
        ("exact", "a", "a"),
        ("exact", ["a", 1, True], ("a", 1, True)),
        ("in", "a", ("a",)),
        ("icontains_multi", "a", ("a",)),
        ("icontains", ["a"], ("a",)),
        ("gt", "9", 9),
        ("gt", ["9", 2.5], (9, 2.5)),
        ("between", ["18", 65], (18, 65)),
        ("is_set", False, False),
        ("is_date_before", ["2026-03-19"], "2026-03-19"),
        ("is_date_before", "-7d", "-7d"),
        ("is_date_before", 1773914400, 1773914400),
        ("semver_eq", 1, "1"),
        ("semver_tilde", ["1.10"], "1.10"),
        ("semver_wildcard", "1.2", "1.2"),
    ],
)
def test_operands_have_one_form(name: str, operand: object, expected: Operand) -> None:
    assert expected == BY_NAME[name].check(operand)
