"""PostHog's actions give the answers of docs/semantics.md: each case of `conformance/`, and PostHog's own tests."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import oracle
from actioncli.actions.load import parse_actions
from actioncli.actions.posthog.read import read_posthog
from actioncli.actions.write_yaml import write_yaml
from actioncli.events.event import Event
from actioncli.matching.engine import Engine
from actioncli.records.record import parse_text

NOW = datetime(2050, 1, 1, tzinfo=UTC)
FILES = sorted((Path(__file__).parent / "conformance").glob("*_cases.jsonl"))
CASES = [json.loads(line) for file in FILES for line in file.read_text(encoding="utf-8").splitlines()]
PATH = Path(__file__).parent / "conformance" / "posthog_tests.jsonl"

SCENARIOS = [json.loads(line) for line in PATH.read_text(encoding="utf-8").splitlines()]
"""PostHog's own tests."""


def answer(case: dict[str, Any]) -> bool | str:
    """What importing the action, writing it as YAML, loading that and matching the event comes to."""
    imported = read_posthog(json.dumps(case["action"]), "case.json")
    levels = {finding.level for finding in imported.findings}
    if "refused" in levels:
        return "import_refused"
    if "error" in levels:
        return "load_error"
    actions = parse_actions(write_yaml(imported.actions), "case.yaml")
    record = parse_text(json.dumps(case["event"]))
    return bool(Engine(actions, NOW).verdict(Event(record), case["event"]["event"]).actions)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']}: {case['why']}")
def test_a_case_conforms(case: dict[str, Any]) -> None:
    assert answer(case) == case["expect"]


def test_there_are_enough_cases_and_no_id_twice() -> None:
    assert len(CASES) >= 133 + 150
    assert len({case["id"] for case in CASES}) == len(CASES)


def test_refused_and_invalid_actions_are_named() -> None:
    for case in CASES:
        if isinstance(case["expect"], str):
            imported = read_posthog(json.dumps(case["action"]), "case.json")
            left_out = [finding for finding in imported.findings if finding.leaves_out]
            assert all(finding.message for finding in left_out)
            assert {finding.action for finding in left_out} == {case["action"].get("name", "Action")}, case["id"]


def test_the_oracle_agrees_where_it_can_tell() -> None:
    """The slow matcher of the tests knows no raw class names and no `(?-s)`: RE2's alone, or an import's."""
    disagreed = []
    for case in CASES:
        imported = read_posthog(json.dumps(case["action"]), "case.json")
        escaped = any("escaped" in finding.message for finding in imported.findings)
        if isinstance(case["expect"], bool) and not escaped and "(?-s)" not in json.dumps(case["action"]):
            matched = bool(oracle.matched(imported.actions, case["event"], NOW))
            if matched != case["expect"]:
                disagreed.append(case["id"])

    assert disagreed == []


def answers(scenario: dict[str, Any]) -> list[bool | str]:
    """What importing the action and matching each event comes to; `error` for each where no action is left."""
    imported = read_posthog(json.dumps({"results": [scenario["action"]]}), "case.json")
    if not imported.actions.actions:
        return ["error" for _ in scenario["events"]]
    actions = parse_actions(write_yaml(imported.actions), "case.yaml")
    engine = Engine(actions, moment(scenario.get("now", "2050-01-01T00:00:00Z")))
    records = (parse_text(json.dumps(event)) for event in scenario["events"])
    return [bool(engine.verdict(Event(record), str(record.get("event"))).actions) for record in records]


def moment(text: str) -> datetime:
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: f"{one['area']}: {one['why']} ({one['id']})")
def test_posthogs_own_tests_hold(scenario: dict[str, Any]) -> None:
    assert answers(scenario) == scenario["ours"]


def test_all_of_posthogs_own_tests_are_there() -> None:
    assert len(SCENARIOS) == 351
    assert len({scenario["id"] for scenario in SCENARIOS}) == 351
    assert all(len(scenario["ours"]) == len(scenario["events"]) for scenario in SCENARIOS)
