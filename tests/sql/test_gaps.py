"""What a dialect cannot say is refused, by the table of gaps and by nothing else; and what it can, is SQL."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlglot

from actioncli.actions.load import load_actions, parse_actions
from actioncli.errors import ActioncliError, ActionsFileError
from actioncli.sql.dialects import DIALECTS
from actioncli.sql.gaps import GAPS, Gap
from actioncli.sql.layouts import LAYOUTS
from actioncli.sql.request import Request, statement

ROOT = Path(__file__).parent.parent.parent
NOW = datetime(2026, 3, 31, tzinfo=UTC)
NAMES = [dialect.name for dialect in DIALECTS]


@pytest.mark.parametrize("gap", GAPS, ids=lambda gap: gap.name)
def test_a_gap_is_where_the_table_says(gap: Gap) -> None:
    """Its example falls into it in just those dialects; in others it may fall into one that lies before it."""
    actions = parse_actions(f"actions:\n  A:\n    - {gap.example}\n  B: [{{event: b}}]\n")
    fell = []
    for dialect in NAMES:
        said = statement(actions, actions.actions, Request(dialect), NOW, skip=True)
        fell += [dialect for refusals in said.skipped.values() for refusal in refusals if refusal.gap == gap.name]

    assert fell == [dialect for dialect in NAMES if dialect in gap.dialects]


def test_a_refusal_says_where_and_why() -> None:
    actions = parse_actions("actions:\n  A:\n    - timestamp: 2026-03-19\n", "actions.yaml")
    with pytest.raises(ActionsFileError) as refused:
        statement(actions, actions.actions, Request("duckdb"), NOW)

    assert str(refused.value) == (
        "actions.yaml:3:18: actions › A › 1 › timestamp › exact: duckdb cannot express this exactly: "
        "the column holds times, which exports write in several formats\n"
        "    3 |     - timestamp: 2026-03-19\n"
        "      |                  ^^^^^^^^^^ use is_date_exact, is_date_before or is_date_after"
    )


def test_what_names_an_action_that_is_left_out_is_left_out_too() -> None:
    text = "actions:\n  A: [{timestamp: x}]\n  B: [{action: A}]\n  C: [{event: c}]\n"
    actions = parse_actions(text)

    said = statement(actions, actions.actions, Request("duckdb"), NOW, skip=True)
    assert list(said.skipped) == ["A", "B"]
    assert "'C'" in said.text


def test_an_exception_of_the_whole_file_is_never_left_out() -> None:
    actions = parse_actions("except: [{timestamp: x}]\nactions:\n  C: [{event: c}]\n")
    with pytest.raises(ActionsFileError):
        statement(actions, actions.actions, Request("duckdb"), NOW, skip=True)


def test_nothing_left_is_an_error() -> None:
    actions = parse_actions("actions:\n  A: [{timestamp: x}]\n")
    with pytest.raises(ActioncliError, match="none of the actions"):
        statement(actions, actions.actions, Request("duckdb"), NOW, skip=True)


@pytest.mark.parametrize("dialect", NAMES)
@pytest.mark.parametrize("layout", [None, "segment"])
def test_a_statement_is_sql_of_its_dialect(dialect: str, layout: str | None) -> None:
    actions = load_actions(ROOT / "actions.example.yaml")
    for request in (
        Request(dialect, layout, since=0, until=1_900_000_000_000_000),
        Request(dialect, layout, by="week"),
        Request(dialect, layout, table="db.schema.my_events", select="events", view="db.tagged"),
    ):
        said = statement(actions, actions.actions, request, NOW, skip=True)
        assert sqlglot.parse_one(said.text, dialect=dialect) is not None


def test_every_dialect_has_a_usual_layout() -> None:
    assert {dialect.default_layout for dialect in DIALECTS} <= {layout.name for layout in LAYOUTS}


def test_a_comment_cannot_be_left() -> None:
    actions = parse_actions('actions:\n  A: [{event: "*/ DROP TABLE events; /*"}]\n')
    for dialect in NAMES:
        text = statement(actions, actions.actions, Request(dialect), NOW).text
        assert len(sqlglot.parse(text, dialect=dialect)) == 1
