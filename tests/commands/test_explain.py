"""`explain` names the same element and the same reason as `diagnose` and `diff`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from explaining.test_nearest import CASES


@pytest.mark.parametrize(
    ("condition", "chain"),
    [
        *((f"selector: {json.dumps(selector)}", chain) for selector, chain, *_ in CASES),
        ("text: Start trial", 'span:text="Log in";button:text="Start\u00a0trial"'),
        ("text: Save all", 'a:text="Load";button:text="Save it all";b:text="Help"'),
        ("href: /pricing", 'a:href="/pricing/";a:href="/"'),
        ("tag_name: buton", "span;button"),
    ],
)
def test_explain_diagnose_and_diff_name_the_same_element_and_reason(condition: str, chain: str, tmp_path: Path) -> None:
    event = {"uuid": "1", "event": "$autocapture", "distinct_id": "u", "elements_chain": chain}
    (tmp_path / "events.jsonl").write_text(json.dumps(event) + "\n")
    (tmp_path / "new.yaml").write_text(f"actions:\n  One:\n    - event: $autocapture\n      {condition}\n")
    (tmp_path / "old.yaml").write_text("actions:\n  One:\n    - event: $autocapture\n")

    def run(*arguments: str) -> str:
        command = [sys.executable, "-m", "actioncli", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, encoding="utf-8").stdout

    explained = json.loads(run("explain", "events.jsonl", "-a", "new.yaml", "-f", "json"))
    diagnosed = json.loads(run("diagnose", "events.jsonl", "-a", "new.yaml", "-f", "json"))
    compared = json.loads(run("diff", "old.yaml", "new.yaml", "events.jsonl", "-f", "json"))
    condition_explained = explained["actions"][0]["matchers"][0]["conditions"][1]
    (found,) = diagnosed["dead_matchers"][0]["near_misses"][0]["found"]
    (condition_compared,) = compared["actions"][0]["samples"]["lost"][0]["decided"]["conditions"]

    assert condition_compared == condition_explained
    if "selector" in condition:
        near = condition_explained["element"]
        assert found["value"] == near["name"]
        assert found["hint"] == near["hint"]
        assert all(part in found["reason"] for part in near["missing"])
    else:
        assert found["value"] == condition_explained["found"]
        assert found["reason"] == condition_explained.get("reason")
        assert found["hint"] == condition_explained.get("hint")
