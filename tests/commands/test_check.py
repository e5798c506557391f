"""The tutorial is clean by every rule, also against the events that it is about."""

from __future__ import annotations

from pathlib import Path

from checking.found import report

ROOT = Path(__file__).parents[2]


def test_the_example_actions_are_clean_against_the_sample_data() -> None:
    text = (ROOT / "actions.example.yaml").read_text(encoding="utf-8")
    events = (ROOT / "sample_data" / "events.jsonl").read_text(encoding="utf-8")
    found = report(text, events)

    assert found.findings == ()
    assert [outcome.problem for outcome in found.tests] == [None, None]
