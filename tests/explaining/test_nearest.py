"""One search for the nearest element: `explain`, `diagnose` and `diff` say the same of the same events."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from actioncli.conditions.selectors import compile_selector
from actioncli.events.elements import parse_chain
from actioncli.explaining.nearest import described, nearest

CASES = [
    ("nav > a.cta", "a.button;nav", "a.button", "it lacks .cta", ""),
    ("a.cta-old", "a.cta-new;div", "a.cta-new", "it lacks .cta-old", "did you mean .cta-new?"),
    (".pricing-table button", "button;section.pricing;main", "button", "it is not inside .pricing-table", ".pricing"),
    ("nav > a", "a;div;nav", "a", "its parent is not nav", ""),
    ("nav a", "a", "a", "it is not inside nav", ""),
    ("#go", 'a:attr_id="stay"', "a#stay", "it lacks #go", ""),
    ("button.upgrade", 'span;button:attr_id="upgrade"', "button#upgrade", "it lacks .upgrade", "#upgrade?"),
    ("button.upgrade", 'span;button:attr__id="upgrade"', "button#upgrade", "it lacks .upgrade", "#upgrade?"),
    ("button#upgrade", "button.upgrade;div", "button.upgrade", "it lacks #upgrade", "did you mean .upgrade?"),
    ('a[data-attr="buy"]', 'a:attr__data-attr="sell"', 'a[data-attr="sell"]', 'it lacks [data-attr="buy"]', ""),
    ("b, a.x", "a.y", "a.y", "it lacks .x", ""),
    (".upgrade", "span;button.upgrade-now", "button.upgrade-now", "it lacks .upgrade", "did you mean .upgrade-now?"),
    ("a.x.y", "b.x;a", "b.x", "it lacks a and .y", ""),
]


@pytest.mark.parametrize(("selector", "chain", "element", "words", "hint"), CASES)
def test_the_nearest_element_and_what_it_lacks(selector: str, chain: str, element: str, words: str, hint: str) -> None:
    near = nearest([compile_selector(selector)], parse_chain(chain))
    assert near is not None
    assert (described(near.element), near.words) == (element, words)
    assert hint in near.hint
    assert bool(hint) is bool(near.hint)


def test_there_is_no_nearest_of_no_elements() -> None:
    assert nearest([compile_selector("a")], ()) is None


def test_the_subject_lacks_nothing() -> None:
    near = nearest([compile_selector("b"), compile_selector("a")], parse_chain("span;a.x"))
    assert near is not None
    assert (near.meets, near.index, near.words, near.hint) == (True, 1, "", "")


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
