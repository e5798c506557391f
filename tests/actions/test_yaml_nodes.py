"""YAML text becomes nodes with places, by YAML 1.2 rules, and never more than was asked for."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actioncli.actions.nodes import Mapping, Node, Scalar, Sequence, plain_value
from actioncli.actions.yaml_nodes import read_nodes
from actioncli.errors import Place


def plain(node: Node | None) -> Any:
    """The values of a node, without places; a mapping is a list of pairs, so that nothing is lost."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return [(key.text, plain(value)) for key, value in node.entries]
    return node


def values(text: str | bytes) -> Any:
    root, problems = read_nodes(text, "a.yaml")
    assert problems == ()
    return plain(root)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None), ("~", None), ("null", None), ("Null", None), ("NULL", None), ("nULL", "nULL"),
        ("true", True), ("True", True), ("TRUE", True), ("false", False), ("tRUE", "tRUE"),
        ("yes", "yes"), ("no", "no"), ("on", "on"), ("off", "off"), ("y", "y"), ("n", "n"),
        ("0", 0), ("-12", -12), ("+7", 7), ("0o17", 15), ("0x1F", 31), ("010", 10), ("1_000", "1_000"), ("0b1", "0b1"),
        ("12345678901234567890", 12345678901234567890), ("-0x1F", "-0x1F"), ("0o8", "0o8"), ("١", "١"),
        ("1.5", 1.5), (".5", 0.5), ("-.5", -0.5), ("1.", 1.0), ("1e3", 1000.0), ("1E-2", 0.01), ("1.10", 1.1),
        (".inf", float("inf")), ("-.Inf", float("-inf")), ("+.INF", float("inf")), ("inf", "inf"), (".", "."),
        ("12:30", "12:30"), ("190:20:30", "190:20:30"), ("2026-03-19", "2026-03-19"), ("1.2.3", "1.2.3"), ("=", "="),
    ],
)  # fmt: skip
def test_plain_scalars_are_read_by_the_core_schema(text: str, value: object) -> None:
    found = plain_value(text)

    assert (value, type(value)) == (found, type(found))


def test_nan_is_a_number_that_is_none() -> None:
    assert [str(plain_value(text)) for text in (".nan", ".NaN", ".NAN", "nan")] == ["nan", "nan", "nan", "nan"]
    assert [type(plain_value(text)) for text in (".nan", "nan")] == [float, str]


@pytest.mark.usefixtures("parser")
def test_quotes_and_blocks_make_text() -> None:
    assert values("- '1'\n- \"true\"\n- |\n  5\n- >-\n  null\n") == ["1", "true", "5\n", "null"]


@pytest.mark.usefixtures("parser")
def test_the_tags_of_the_core_schema_say_what_is_said_anyway() -> None:
    text = "- ! 12\n- !!str 12\n- !!int 5\n- !!float 5\n- !!null ~\n- !!bool true\n- !!seq []\n- !!map {}\n"

    assert values(text) == ["12", "12", 5, 5.0, None, True, [], []]


@pytest.mark.usefixtures("parser")
def test_aliases_stand_for_what_they_name() -> None:
    assert values("a: &x {b: &y [1]}\nc: *x\nd: *y\n") == [
        ("a", [("b", [1])]),
        ("c", [("b", [1])]),
        ("d", [1]),
    ]
    assert values("- &k key\n- {*k : 1}\n") == ["key", [("key", 1)]]


@pytest.mark.usefixtures("parser")
def test_local_keys_win_over_merged_ones_and_the_first_merge_over_later_ones() -> None:
    text = "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], x: 0}\nd: {<<: *a}\ne: {'<<': 5}\n"

    assert values(text)[2:] == [
        ("c", [("y", 1), ("z", 2), ("x", 0)]),
        ("d", [("x", 1), ("y", 1)]),
        ("e", [("<<", 5)]),
    ]


@pytest.mark.usefixtures("parser")
def test_places_count_code_points_and_survive_crlf_and_a_byte_order_mark() -> None:
    root, _ = read_nodes("\ufeffä: 1\r\n'ö🔥x': \"ü\" # z\r\nl: [1,\r\n  2]\r\n".encode(), "a.yaml")

    assert isinstance(root, Mapping)
    assert [(key.place, value.place) for key, value in root.entries] == [
        (Place("a.yaml", 1, 1, 1, "ä: 1"), Place("a.yaml", 1, 4, 1, "ä: 1")),
        (Place("a.yaml", 2, 1, 5, "'ö🔥x': \"ü\" # z"), Place("a.yaml", 2, 8, 3, "'ö🔥x': \"ü\" # z")),
        (Place("a.yaml", 3, 1, 1, "l: [1,"), Place("a.yaml", 3, 4, 3, "l: [1,")),
    ]


@pytest.mark.parametrize(
    ("text", "offset", "column"),
    [
        ("abcd", 2, 3),
        ("'abcd'", 2, 4),
        ('"abcd"', 4, 6),
        ("'it''s'", 4, 1),
        (r'"a\tb"', 2, 1),
        ("ab\n cd", 3, 1),
        ("|\n  abcd", 2, 1),
        ("&x abcd", 2, 1),
        ("abcd", 9, 1),
    ],
)
def test_an_offset_in_a_scalar_has_a_place_where_text_and_writing_agree(text: str, offset: int, column: int) -> None:
    root, _ = read_nodes(text, "a.yaml")

    assert isinstance(root, Scalar)
    assert column == root.place_at(offset).column


def test_reading_modules_does_not_import_the_yaml_library() -> None:
    code = "import sys, actioncli.actions.load; sys.exit('yaml' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@given(st.text() | st.text("ab:-[]{}&*!|>'\"\n #%@,?\t<\\0u", max_size=40) | st.binary(max_size=40))
def test_no_text_raises(text: str | bytes) -> None:
    root, found = read_nodes(text, "a.yaml")

    assert root is not None or found


SIMPLE = st.recursive(
    st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(SIMPLE)
def test_json_is_yaml(value: object) -> None:
    """JSON with its own escapes for all but surrogate pairs, which YAML's escapes cannot write."""
    text = json.dumps(value, ensure_ascii=False).translate({0x7F: "\\u007f", 0x2028: "\\u2028", 0x2029: "\\u2029"})
    text = "".join(
        rf"\u{ord(c):04x}" if 0x7F < ord(c) < 0xA0 or ord(c) in (0xFEFF, 0xFFFE, 0xFFFF) else c for c in text
    )

    assert as_pairs(value) == values(text)


def as_pairs(value: object) -> object:
    if isinstance(value, dict):
        return [(key, as_pairs(inner)) for key, inner in value.items()]
    return [as_pairs(item) for item in value] if isinstance(value, list) else value
