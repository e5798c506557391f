"""A statement takes the events that the engine takes: of the conformance cases, and of any actions and events."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import oracle
from actioncli.actions.model import Actions
from actioncli.actions.posthog.read import read_posthog
from actioncli.events.event import Event
from actioncli.matching.engine import Engine as Compiled
from actioncli.records.record import parse_text
from actioncli.sql.gaps import BY_NAME
from event_strategies import NOW, events, small_actions
from sql.agreeing import EVERYTHING, as_rows, ask, disagreements, is_sound
from sql.drawing import few
from sql.engines import Engine
from sql.engines.columns import COLUMNS

FUTURE = datetime(2050, 1, 1, tzinfo=UTC)
FILES = sorted((Path(__file__).parent.parent / "conformance").glob("*.jsonl"))
LINES = [json.loads(line) for file in FILES for line in file.read_text(encoding="utf-8").splitlines()]
CASES = [case for case in LINES if "event" in case]
"""The cases of one event; those of several hold dates in spellings that make a statement fail."""


def in_a_table(case: dict[str, Any]) -> bool:
    """Whether a case has an answer, and a table can hold its event: elements as a chain, JSON as objects."""
    event = case["event"]
    properties = event.get("properties") or {}
    return (
        isinstance(case["expect"], bool)
        and set(event) <= set(COLUMNS[EVERYTHING])
        and isinstance(properties, dict)
        and "$elements" not in properties
        and '"uuid"' not in json.dumps(case["action"])  # the rows have uuids of their own
        and is_sound(event)
    )


def test_every_conformance_case_is_answered_or_falls_into_a_listed_gap(engine: Engine) -> None:
    """Each action is put to the events of all the others too."""
    cases = [case for case in CASES if in_a_table(case)]
    rows = as_rows({"timestamp": "2026-01-01T00:00:00Z", **case["event"]} for case in cases)
    records = [Event(parse_text(json.dumps(row))) for row in rows]
    engine.load(rows, EVERYTHING)
    wrong = []
    for chunk in batches(list(zip(cases, rows, strict=True)), 60):
        actions = Actions(tuple(replace(imported(case), name=row["uuid"]) for case, row in chunk))
        answer = ask(engine, actions, FUTURE)
        assert answer is not None
        compiled = Compiled(actions, FUTURE)
        for row, record in zip(rows, records, strict=True):
            names = compiled.names_of(compiled.verdict(record, row["event"]))
            expected = [name for name in names if name not in answer.skipped]
            if expected != answer.taken.get(row["uuid"], []):
                wrong.append((row["uuid"], expected, answer.taken.get(row["uuid"])))
        for case, row in chunk:
            name = row["uuid"]
            if name not in answer.skipped and (name in answer.taken.get(name, [])) != case["expect"]:
                wrong.append((case["id"], case["expect"], answer.taken.get(name)))
        for refusal in (refusal for refusals in answer.skipped.values() for refusal in refusals):
            assert engine.name in BY_NAME[refusal.gap].dialects

    assert len(cases) > 450
    assert wrong == []


def imported(case: dict[str, Any]) -> Any:
    (action,) = read_posthog(json.dumps(case["action"]), "case.json").actions.actions
    return action


def batches(items: list[Any], size: int) -> list[list[Any]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


EXAMPLES = {"spark": 8}
"""Of examples to put to an engine, where 16 would take too long: Spark plans for seconds what it answers at once."""


def test_a_statement_takes_what_the_slow_matcher_takes(engine: Engine) -> None:
    @few(EXAMPLES.get(engine.name, 16))
    @given(many=st.lists(small_actions(), min_size=2, max_size=2), log=st.lists(events(), min_size=8, max_size=12))
    def agrees(many: list[Actions], log: list[dict[str, Any]]) -> None:
        rows = as_rows(event for event in log if is_sound(event))
        engine.load(rows, EVERYTHING)
        for actions in many:
            assert disagreements(engine, actions, rows, oracle.matched, NOW) == []

    agrees()
