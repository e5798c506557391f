"""Rows that no statement can read exactly make it fail, with words about why; none is counted nearly right."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from actioncli.actions.load import parse_actions
from actioncli.errors import ActionsFileError
from actioncli.sql.request import Request, statement
from sql.agreeing import EVERYTHING
from sql.engines import Engine

NOW = datetime(2026, 3, 31, tzinfo=UTC)


def fails(engine: Engine, matcher: str, **event: Any) -> str:
    """What the engine says of a statement over one event; empty if it answers, or refuses to say the condition."""
    row = {"uuid": "1", "event": "e", "distinct_id": "d", "timestamp": "2026-03-31T10:30:00Z", "properties": {}}
    engine.load([row | event], EVERYTHING)
    actions = parse_actions(f"actions:\n  A:\n    - {matcher}\n")
    try:
        text = statement(actions, actions.actions, Request(engine.name, EVERYTHING), NOW).text
    except ActionsFileError:
        pytest.skip("the dialect does not say this at all")
    try:
        engine.rows(text)
    except Exception as error:  # noqa: BLE001 - each database has errors of its own
        return str(error)
    return ""


@pytest.mark.parametrize("chain", ['a:text="D:\\"', 'a:text="cut o', 'a:text="x"!;b', "a;;b", 'a"b'])
def test_a_spoiled_chain(engine: Engine, chain: str) -> None:
    assert "a truncated or malformed elements_chain" in fails(engine, "text: x", elements_chain=chain)


def test_a_spoiled_chain_that_nobody_asks_for(engine: Engine) -> None:
    assert fails(engine, "event: e", elements_chain='a:text="cut o') == ""


def test_an_attribute_that_is_there_twice(engine: Engine) -> None:
    chain = 'a:attr__x="1"attr__X="2"'
    assert "a duplicate attribute" in fails(engine, """selector: '[x="1"]'""", elements_chain=chain)
    assert fails(engine, """selector: '[y="1"]'""", elements_chain=chain) == ""


def test_an_array_with_control_characters(engine: Engine) -> None:
    told = fails(engine, "properties: {a: {icontains: x}}", properties={"a": ["\x01"]})
    assert ("the exact text" in told) != (engine.name in ("postgres", "spark"))
    assert fails(engine, "properties: {a: {icontains: x}}", properties={"a": "\x01"}) == ""


def test_an_array_with_a_backslash_before_a_u(engine: Engine) -> None:
    assert fails(engine, "properties: {a: {icontains: users}}", properties={"a": ["C:\\users"]}) == ""


def test_a_chain_of_a_thousand_elements(engine: Engine) -> None:
    """Where a loop of a regular expression takes stack, as in Java, this is too much of it."""
    element = 'div.a:attr__title="say \\"hi\\""' + "".join(f'attr__data-{number}="x"' for number in range(9))

    assert fails(engine, "text: x", elements_chain=";".join([element] * 1000)) == ""


def test_json_that_a_database_cannot_read(engine: Engine) -> None:
    twice, nul, half, huge = '{"a": "x", "a": "y"}', '{"a": "\\u0000"}', '{"a": "\\ud83d"}', '{"b": 1e400}'
    unreadable = {
        "clickhouse": [half, huge],
        "duckdb": [half],
        "postgres": [nul, half],
        "spark": [twice, half],
    }

    for properties in unreadable[engine.name]:
        assert fails(engine, "properties: {a: x}", properties=properties) != ""
        assert fails(engine, "event: e", properties=properties) == ""
    assert fails(engine, "properties: {a: x}", properties='{"a": "x"}') == ""
