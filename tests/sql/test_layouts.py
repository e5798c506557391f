"""Layouts say where fields stand; what a table lacks is named, with the place of the condition that wants it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from actioncli.actions.load import parse_actions
from actioncli.errors import ActioncliError, ActionsFileError
from actioncli.sql.request import Request, statement

NOW = datetime(2026, 3, 31, tzinfo=UTC)


def said(matcher: str, **request: Any) -> str:
    actions = parse_actions(f"actions:\n  A:\n    - {matcher}\n", "actions.yaml")
    return statement(actions, actions.actions, Request(**{"dialect": "duckdb", **request}), NOW).text


def test_a_field_without_a_column_is_named_with_its_place_and_the_cure() -> None:
    with pytest.raises(ActionsFileError) as refused:
        said("group: {0: {name: Acme}}")

    assert str(refused.value).splitlines() == [
        "actions.yaml:3:25: actions › A › 1 › group › 0 › name › exact: the layout posthog-export has no column for it",
        "    3 |     - group: {0: {name: Acme}}",
        "      |                         ^^^^ give one with --column group.0.name=COLUMN",
    ]


def test_a_column_of_its_own_stands_in_for_a_property() -> None:
    text = said("properties: {plan: pro}", layout="segment", columns={"properties.plan": "context_plan"})

    assert "context_plan = 'pro'" in text


def test_other_columns_stand_in_for_those_of_the_layout() -> None:
    text = said("event: e", columns={"event": "My Event", "timestamp": "at"}, table="raw.log")

    assert "\"My Event\" = 'e'" in text
    assert 'MIN("at")' in text
    assert "FROM raw.log" in text


def test_segment_has_two_columns_for_the_user() -> None:
    assert "COALESCE(NULLIF(user_id, ''), NULLIF(anonymous_id, ''))" in said("url: /x", layout="segment")


def test_an_address_of_segment_is_a_column() -> None:
    assert "STRPOS(context_page_url, '/x') > 0" in said("url: /x", layout="segment")


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({"dialect": "duckbd"}, "no dialect is named `duckbd`; did you mean `duckdb`?"),
        (
            {"dialect": "trino"},
            "no dialect is named `trino`; there are: duckdb, clickhouse, postgres, spark, databricks, bigquery",
        ),
        ({"layout": "posthog-exports"}, "no layout is named `posthog-exports`; did you mean `posthog-export`?"),
        ({"columns": {"evnt": "e"}}, "--column: `evnt` is not a field; did you mean `event`?"),
        ({"table": "a b c ("}, "--table: `a b c (` is not a table name"),
    ],
)
def test_what_is_unknown_is_one_message(request_: dict[str, Any], message: str) -> None:
    with pytest.raises(ActioncliError) as refused:
        said("event: e", **request_)

    assert str(refused.value) == message
