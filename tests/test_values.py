"""Text forms, numbers and equality of JSON values: sections 3.3, 3.4 and 5.1 of docs/semantics.md."""

from __future__ import annotations

import json
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actioncli.values import Value, compact_json, equal, number, text_form, whole

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("as it is", "as it is"),
        ("", ""),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (12345678901234567891, "12345678901234567891"),
        (5.0, "5"),
        (1.50, "1.5"),
        (-0.0, "0"),
        (0.1 + 0.2, "0.30000000000000004"),
        (123456789012345680000.0, "123456789012345680000"),
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (-1.5e300, "-1.5e+300"),
        (0.0001, "0.0001"),
        (0.000001, "0.000001"),
        (-0.0000015, "-0.0000015"),
        (1e-7, "1e-7"),
        (5e-324, "5e-324"),
        (float("nan"), "NaN"),
        (float("inf"), "Infinity"),
        (float("-inf"), "-Infinity"),
        ([], "[]"),
        ({}, "{}"),
        (["a"], '["a"]'),
        ([1, 2.0, None, True, "é"], '[1,2,null,true,"é"]'),
        ({"b": 1e21, "a": [{}, []]}, '{"b":1e+21,"a":[{},[]]}'),
        (['say "hi"\n\x01\\'], '["say \\"hi\\"\\n\\u0001\\\\"]'),
    ],
)
def test_the_text_form_is_what_javascript_prints(value: Value, expected: str) -> None:
    assert expected == text_form(value)


def test_integers_of_any_size_have_all_their_digits() -> None:
    assert text_form(10**6000) == "1" + "0" * 6000


def test_a_value_may_nest_deeper_than_python_calls() -> None:
    deep: list[Value] = []
    for _ in range(50_000):
        deep = [deep]
    assert text_form(deep) == "[" * 50_001 + "]" * 50_001


@given(JSON)
def test_compact_json_reads_back_as_the_value(value: Value) -> None:
    assert read(json.dumps(value)) == read(compact_json(value))


def read(text: str) -> str:
    """A JSON text's value, without the sign that JavaScript does not print of a zero."""

    def number(digits: str) -> float:
        return float(digits) + 0.0

    return repr(json.loads(text, parse_int=number, parse_float=number))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_text_form_of_a_float_is_a_shortest_number_that_reads_back(value: float) -> None:
    text = text_form(value)
    assert value == float(text)
    assert Decimal(repr(value)) == Decimal(text)
    assert number(text) is not None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5, 5),
        (2.5, 2.5),
        ("5", 5),
        ("+5", 5),
        ("-5", -5),
        ("007", 7),
        ("5.", 5.0),
        (".5", 0.5),
        ("-.5e1", -5.0),
        ("1e3", 1000.0),
        ("1E+3", 1000.0),
        ("25e-1", 2.5),
        ("12345678901234567891", 12345678901234567891),
    ],
)
def test_decimal_numbers_and_texts_of_them_are_numbers(value: Value, expected: float) -> None:
    assert expected == number(value)


@pytest.mark.parametrize(
    "value",
    [
        *(True, False, None, [], [5], {}),
        *("", ".", "-", "e5", "5e", "five", "0x5", "1_000", "1,5", "inf", "nan", "Infinity"),
        *(" 5", "5 ", "5\n", "5-", "--5", "٥", "1e400", float("nan"), float("inf")),
    ],
)
def test_nothing_else_is_a_number(value: Value) -> None:
    assert number(value) is None


@given(st.integers())
def test_integers_stay_exact_in_text(value: int) -> None:
    assert value == number(text_form(value))


@given(st.integers(min_value=3990, max_value=9000), st.sampled_from(["", "+", "-"]))
def test_digits_are_read_exactly_however_many_they_are(length: int, sign: str) -> None:
    expected = (10**length - 1) // 9 * (-1 if sign == "-" else 1)
    assert expected == whole(sign + "1" * length)


FIVES: tuple[Value, ...] = (5, 5.0, "5", "5.0")
EQUAL: list[tuple[Value, Value]] = [
    *(pair for pair in product(FIVES, FIVES) if pair not in (("5", "5.0"), ("5.0", "5"))),
    (True, "true"),
    (False, "false"),
    ("a", "a"),
    (["a"], '["a"]'),
    (12345678901234567891, "12345678901234567891"),
    (float("nan"), "NaN"),
]
DIFFERENT: list[tuple[Value, Value]] = [
    ("5.0", "5"),
    (1, True),
    (0, False),
    ("1", True),
    ("yes", True),
    (0, ""),
    ("True", "true"),
    ("a", "A"),
    (" a", "a"),
    (["a"], "a"),
    (12345678901234567891, "12345678901234567890"),
    (9007199254740993, 9007199254740992.0),
    (5, "0x5"),
    (5, " 5"),
]


@pytest.mark.parametrize(("value", "operand"), EQUAL)
def test_equal_as_numbers_or_as_text(value: Value, operand: Value) -> None:
    assert equal(value, operand)


@pytest.mark.parametrize(("value", "operand"), DIFFERENT)
def test_unequal_across_types_and_spellings(value: Value, operand: Value) -> None:
    assert not equal(value, operand)


@given(JSON, JSON)
def test_equality_has_no_direction(left: Value, right: Value) -> None:
    assert equal(left, right) == equal(right, left)


@given(JSON)
def test_every_value_equals_itself(value: Value) -> None:
    assert equal(value, value)
