"""JSON as it is written."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from actioncli.outputs.json_text import json_bytes, json_text

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def test_it_is_compact_and_leaves_other_scripts_readable() -> None:
    assert json_text({"größe": [1, None, True, "大"]}) == '{"größe":[1,null,true,"大"]}'


def test_what_json_has_no_word_for_becomes_null() -> None:
    assert json_text({"a": [float("nan"), 1.5, {}, []], "b": float("-inf")}) == '{"a":[null,1.5,{},[]],"b":null}'


def test_nesting_may_be_deeper_than_the_recursion_limit() -> None:
    value: Any = "x"
    for _ in range(5000):
        value = [value]

    assert json_text(value) == "[" * 5000 + '"x"' + "]" * 5000


def test_a_lone_surrogate_is_written_as_its_escape() -> None:
    assert json_bytes(json_text("a\ud83d")) == rb'"a\ud83d"'


@given(VALUES)
def test_it_reads_back_as_the_value(value: object) -> None:
    assert json.loads(json_bytes(json_text(value))) == value


@given(VALUES)
def test_the_slow_way_writes_the_same_text(value: object) -> None:
    assert json_text([float("nan"), value]) == f"[null,{json_text(value)}]"
