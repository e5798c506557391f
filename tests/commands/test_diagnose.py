"""A file with ten planted faults over the sample data: `diagnose` names every one that data can show."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SAMPLE = Path(__file__).parents[2] / "sample_data" / "events.jsonl"
EXTRA = """\
{"event":"$autocapture","distinct_id":"ana","properties":{},"elements_chain":"button:text=\\"What's new\\""}
"""
PLANTED = r"""
actions:
  Trailing slash:
    - event: $pageview
      url: {exact: https://example.com/about/}
  Wrong case:
    - event: $autocapture
      text: sign up
  Curly apostrophe:
    - event: $autocapture
      text: What’s new
  Shadowed:
    - event: $pageview
    - event: $pageview
      url: /pricing
  Equal one:
    - event: purchase
  Equal two:
    - event: purchase
      properties: {amount: {is_set: true}}
  Everything:
    - distinct_id: {is_set: true}
  Renamed class:
    - event: $autocapture
      selector: .pricing-table button
  Misspelt property:
    - event: purchase
      properties: {curency: EUR}
  Unescaped:
    - event: $pageview
      url: {regex: "^https://example.com/pricing?utm_source=newsletter"}
"""
CIRCLE = """
actions:
  One:
    - action: Two
  Two:
    - action: One
"""


def run(directory: Path, actions: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    (directory / "actions.yaml").write_text(actions, encoding="utf-8")
    (directory / "events.jsonl").write_text(SAMPLE.read_text(encoding="utf-8") + EXTRA, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "actioncli", "diagnose", "events.jsonl", *arguments],
        cwd=directory,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )


@pytest.fixture(scope="module")
def diagnosis(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    done = run(tmp_path_factory.mktemp("planted"), PLANTED, "-f", "json")
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("action", "code", "value"),
    [
        ("Trailing slash", "slash", "https://example.com/about"),
        ("Wrong case", "case", "Sign Up"),
        ("Curly apostrophe", "quotes", "What's new"),
        ("Renamed class", "class", 'button.btn.btn-buy[data-attr="buy"]'),
        ("Misspelt property", "key", None),
        ("Unescaped", "escape", "https://example.com/pricing?utm_source=newsletter&utm_medium=email"),
    ],
)
def test_a_dead_matcher_is_told_with_its_reason(
    diagnosis: dict[str, Any], action: str, code: str, value: str | None
) -> None:
    [dead] = [dead for dead in diagnosis["dead_matchers"] if dead["action"] == action]
    first = dead["near_misses"][0]["found"][0]

    assert first["code"] == code
    assert first["value"] == value
    assert first["reason"]


def test_a_renamed_class_is_told_with_the_element_that_has_it(diagnosis: dict[str, Any]) -> None:
    [dead] = [dead for dead in diagnosis["dead_matchers"] if dead["action"] == "Renamed class"]
    first = dead["near_misses"][0]["found"][0]

    assert first["reason"] == "it is not inside .pricing-table"
    assert first["hint"] == "did you mean .pricing, which section#plans.pricing has?"


def test_no_other_action_is_dead(diagnosis: dict[str, Any]) -> None:
    assert len(diagnosis["dead_actions"]) == len(diagnosis["dead_matchers"]) == 6


def test_the_shadowed_matcher_is_told(diagnosis: dict[str, Any]) -> None:
    assert [(found["action"], found["matcher"], found["by"]) for found in diagnosis["shadowed"]] == [
        ("Shadowed", 2, [1])
    ]


def test_the_equal_actions_are_told(diagnosis: dict[str, Any]) -> None:
    assert diagnosis["equal"] == [{"actions": ["Equal one", "Equal two"], "events": 11}]


def test_the_action_that_matches_everything_is_told(diagnosis: dict[str, Any]) -> None:
    assert [found["action"] for found in diagnosis["everything"]] == ["Everything"]


def test_the_circle_is_told_before_anything_is_read(tmp_path: Path) -> None:
    done = run(tmp_path, CIRCLE)

    assert done.returncode == 2
    assert "circular reference" in done.stderr
    assert done.stdout == ""


def test_each_kind_can_fail_a_run(tmp_path: Path) -> None:
    for kind in ("dead", "shadowed", "equal", "everything"):
        assert run(tmp_path, PLANTED, "--fail-on", kind).returncode == 1
    assert run(tmp_path, PLANTED, "--fail-on", "overlapping").returncode == 0
