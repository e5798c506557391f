"""A statement counts what `stats` counts: events, users, times and matchers, over the whole and by period."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import actioncli
import oracle
from actioncli.actions.load import load_actions, parse_actions
from actioncli.actions.model import Actions
from actioncli.sql.gaps import BY_NAME
from actioncli.sql.request import Request, statement
from actioncli.users import KINDS
from event_strategies import events
from sql.agreeing import EVERYTHING, as_rows
from sql.drawing import few
from sql.engines import Engine

ROOT = Path(__file__).parent.parent.parent
NOW = datetime(2026, 3, 31, tzinfo=UTC)
SAMPLE = ROOT / "sample_data" / "events.jsonl"
EXAMPLE = ROOT / "actions.example.yaml"
ALL = parse_actions("actions: {Anything: [{}]}")
EXAMPLES = 6


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A thousand events as the benchmark makes them."""
    path: Path = tmp_path_factory.mktemp("generated") / "events.jsonl"
    command = [sys.executable, "-m", "benches.generate", "--lines", "1000", "--out", str(path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return path


def test_the_example_counts_alike(engine: Engine) -> None:
    assert_counts_alike(engine, SAMPLE, EXAMPLE)


def test_real_actions_count_alike(engine: Engine, generated: Path) -> None:
    assert_counts_alike(engine, generated, ROOT / "benches" / "actions" / "thirty_real.yaml")


def assert_counts_alike(engine: Engine, log: Path, file: Path) -> None:
    actions = load_actions(file)
    load(engine, log)
    rows, skipped = asked(engine, actions)
    expected = actioncli.tally(log, actions)
    counts = {(row["kind"], row["action"], row["matcher"]): row for row in rows}

    assert counts["all", None, None]["events"] == expected.events
    assert skipped or counts["matched", None, None]["events"] == expected.matched
    for action in expected.actions:
        if action.action not in skipped:
            row = counts["action", action.action, None]
            assert [row["events"], row["users"]] == [action.events, action.users]
            assert [row["first_seen"], row["last_seen"]] == [action.first_seen, action.last_seen]
            for matcher in action.matchers:
                assert counts["matcher", action.action, matcher.matcher]["events"] == matcher.events
    places = [(row["kind"], row["action"], row["matcher"]) for row in rows]
    assert places == list(counts), "each row once"
    assert [name for kind, name, _ in places if kind == "action"] == [
        action.action for action in expected.actions if action.action not in skipped
    ]


def load(engine: Engine, log: Path) -> None:
    engine.load([json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()], EVERYTHING)


def asked(engine: Engine, actions: Actions, **more: Any) -> tuple[list[dict[str, Any]], set[str]]:
    """The rows that a statement gives, and the actions that a listed gap leaves out of it."""
    said = statement(actions, actions.actions, Request(engine.name, EVERYTHING, **more), NOW, skip=True)
    for refusal in (refusal for refusals in said.skipped.values() for refusal in refusals):
        assert engine.name in BY_NAME[refusal.gap].dialects
    return engine.rows(said.text), set(said.skipped)


@pytest.mark.parametrize("by", ["hour", "day", "week", "week of Sunday", "month"])
def test_periods_are_those_of_stats(engine: Engine, by: str) -> None:
    by, _, sunday = by.partition(" of ")
    week_start = "sunday" if sunday else "monday"
    actions = load_actions(EXAMPLE)
    load(engine, SAMPLE)
    rows, skipped = asked(engine, actions, by=by, week_start=week_start)
    told = actioncli.tally(SAMPLE, actions, by=by, week_start=week_start if by == "week" else None)

    assert [(row["action"], row["period"], row["events"], row["users"]) for row in rows] == [
        (action.action, group.key, group.events, group.users)
        for action in told.actions
        if action.action not in skipped
        for group in action.groups or ()
    ]


def test_weeks_begin_on_their_day_whatever_the_day_of_the_event(engine: Engine) -> None:
    days = [datetime(2024, 2, 24, tzinfo=UTC) + timedelta(hours=hours) for hours in range(-5, 20 * 24, 11)]
    engine.load([event(timestamp=day.isoformat()) for day in days], EVERYTHING)
    for start, first in (("monday", 0), ("sunday", 6)):
        rows, _ = asked(engine, ALL, by="week", week_start=start)
        weeks = Counter(day.date() - timedelta(days=(day.weekday() - first) % 7) for day in days)

        assert {row["period"]: row["events"] for row in rows} == {
            week.isoformat(): events for week, events in weeks.items()
        }


@pytest.mark.parametrize("users", KINDS)
def test_users_are_those_of_the_slow_matcher(engine: Engine, users: str) -> None:
    @few(EXAMPLES)
    @given(log=st.lists(events(), min_size=8, max_size=16))
    def agrees(log: list[dict[str, Any]]) -> None:
        for layout in (EVERYTHING, "posthog-export") if engine.name == "duckdb" else (EVERYTHING,):
            drawn = as_rows(log, layout)
            engine.load(drawn, layout)
            said = statement(ALL, ALL.actions, Request(engine.name, layout, users=users), NOW)
            (counted,) = [row["users"] for row in engine.rows(said.text) if row["kind"] == "action"]

            assert counted == len({oracle.user(row, users) for row in drawn})

    agrees()


def test_a_window_is_half_open(engine: Engine) -> None:
    first, last = (datetime.fromisoformat(f"2026-03-31T10:30:0{second}Z") for second in (1, 3))
    times = [f"2026-03-31T10:30:0{second}Z" for second in range(5)]
    engine.load([event(timestamp=time) for time in times], EVERYTHING)
    rows, _ = asked(engine, ALL, since=round(first.timestamp() * 1_000_000), until=round(last.timestamp() * 1_000_000))

    assert [rows[0]["events"], rows[0]["first_seen"]] == [2, first]


def test_no_events_are_rows_of_zero(engine: Engine) -> None:
    engine.load([], EVERYTHING)
    rows, _ = asked(engine, ALL)

    assert [(row["kind"], row["events"]) for row in rows] == [
        ("all", 0), ("matched", 0), ("action", 0), ("matcher", 0),
    ]  # fmt: skip
    assert rows[2]["first_seen"] is None


def test_the_events_come_with_their_actions_in_file_order(engine: Engine) -> None:
    load(engine, SAMPLE)
    actions = load_actions(EXAMPLE)
    rows, skipped = asked(engine, actions, select="events")
    expected = {
        match.event["uuid"]: [name for name in match.actions if name not in skipped]
        for match in actioncli.scan(SAMPLE, actions)
    }

    assert {row["uuid"]: row["matched_actions"] for row in rows} == {
        uuid: names for uuid, names in expected.items() if names
    }


def test_a_view_can_be_asked(engine: Engine) -> None:
    load(engine, SAMPLE)
    actions = load_actions(EXAMPLE)
    if engine.name == "spark":
        pytest.skip("a view cannot stand on a temporary one, which the tests' table is")
    engine.rows(statement(actions, actions.actions[:1], Request(engine.name, EVERYTHING, view="counted"), NOW).text)

    assert engine.rows("SELECT events FROM counted WHERE kind = 'action'") == [{"events": 150}]


def event(**more: Any) -> dict[str, Any]:
    """An event with what a table must have."""
    return {
        "uuid": "1",
        "event": "e",
        "distinct_id": "d",
        "timestamp": "2026-03-31T10:30:00Z",
        "properties": {},
        **more,
    }
