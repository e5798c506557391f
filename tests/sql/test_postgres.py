"""PostgreSQL as PostHog fills it, and as its owner set it up: what a locale holds for equal does not count."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import actioncli
from actioncli.actions.load import load_actions, parse_actions
from actioncli.sql.request import Request, statement
from sql.agreeing import EVERYTHING
from sql.engines.postgres import Postgres
from sql.engines.postgres_server import binaries, version

ROOT = Path(__file__).parent.parent.parent
NOW = datetime(2026, 3, 31, tzinfo=UTC)
TURKISH = "TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'tr-TR'"


@pytest.fixture(scope="module")
def engine() -> Iterator[Postgres]:
    postgres, directory = Postgres(TURKISH), binaries()
    reason = postgres.unavailable()
    if reason is not None or directory is None:
        pytest.skip(str(reason))
    if version(directory) < 15:
        pytest.skip("a database has no locale of ICU before PostgreSQL 15")
    postgres.load([], EVERYTHING)
    yield postgres
    postgres.close()


def test_the_table_that_posthog_fills_counts_alike(engine: Postgres) -> None:
    """It has no person, and JSON as `jsonb`."""
    log, actions = ROOT / "sample_data" / "events.jsonl", load_actions(ROOT / "actions.example.yaml")
    engine.load([json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()], "posthog-postgres")
    said = statement(actions, actions.actions, Request("postgres"), NOW, skip=True)
    rows = [row for row in engine.rows(said.text) if row["kind"] == "action"]

    assert set(said.skipped) == {"New visitor signs up"}
    assert [(row["action"], row["events"], row["users"]) for row in rows] == [
        (action.action, action.events, action.users)
        for action in actioncli.tally(log, actions, users="distinct_id").actions
        if action.action not in said.skipped
    ]


@pytest.mark.parametrize(
    ("matcher", "values", "taken"),
    [
        ("icontains: I", ["i", "I", "ı", "İ"], ["i", "I", "İ"]),
        ("icontains: ı", ["i", "I", "ı", "İ"], ["ı"]),
        ("regex: '(?i)^i$'", ["i", "I", "ı", "İ"], ["i", "I"]),
        ("starts_with: title", ["TITLE", "tıtle", "title"], ["TITLE", "title"]),
        ("exact: a", ["a", "A", "a "], ["a"]),
        (r"regex: '^\w$'", ["a", "_", "é", "٣"], ["a", "_"]),
        (r"regex: '^\s$'", [" ", "\n", "\v", "\u00a0"], [" ", "\n"]),
    ],
)
def test_the_locale_of_a_database_does_not_count(
    engine: Postgres, matcher: str, values: list[str], taken: list[str]
) -> None:
    actions = parse_actions(f"actions:\n  A:\n    - event: {{{matcher}}}\n")
    engine.load([{"uuid": value, "event": value, "timestamp": "2026-03-31"} for value in values], EVERYTHING)
    said = statement(actions, actions.actions, Request("postgres", EVERYTHING, select="events"), NOW)

    assert sorted(taken) == sorted(str(row["event"]) for row in engine.rows(said.text))
