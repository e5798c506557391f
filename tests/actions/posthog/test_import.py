"""PostHog's actions read into the model: conformance, actions and steps (section 13 of `docs/semantics.md`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actioncli.actions.load import parse_actions
from actioncli.actions.model import Actions, Condition, Field
from actioncli.actions.posthog.filters import FILTER_TYPES
from actioncli.actions.posthog.read import read_posthog
from actioncli.actions.posthog.steps import ONLY_AUTOCAPTURE
from actioncli.actions.write_yaml import write_yaml
from actioncli.conditions.operators import BY_NAME
from actions.posthog.samples import ACTION, PAID, conditions, filtered, findings, imported
from event_strategies import NOW
from oracle import matched
from strategies import scalars, texts

CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "conformance" / "posthog_cases.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_conformance_case_is_imported_or_left_out_as_expected(case: dict[str, Any]) -> None:
    result = read_posthog(json.dumps(case["action"]), "actions.json")
    levels = {finding.level for finding in result.findings}
    expected = {"load_error": {"error"}, "import_refused": {"refused"}}.get(str(case["expect"]), set())
    assert (levels & {"error", "refused"}, len(result.actions.actions)) == (expected, 0 if expected else 1)


@pytest.mark.parametrize(
    "case", [case for case in CASES if isinstance(case["expect"], bool)], ids=lambda case: case["id"]
)
def test_a_conformance_case_written_as_a_file_matches_as_expected(case: dict[str, Any]) -> None:
    imported = read_posthog(json.dumps(case["action"]), "actions.json").actions
    actions = parse_actions(write_yaml(imported), "actions.yaml")
    assert (actions, bool(matched(actions, case["event"], NOW))) == (imported, case["expect"])


# --- actions (13 shape, 13.2) ---


def test_description_and_tags_are_kept_and_other_keys_mean_nothing() -> None:
    result = imported({"event": "a"}, description="Why", tags=["x", "y"], id=7, bytecode_error="!", deleted=False)
    (action,) = result.actions.actions
    assert (action.description, action.tags, result.findings) == ("Why", ("x", "y"), ())


def test_a_deleted_action_is_skipped_and_listed() -> None:
    result = imported({"event": "a"}, deleted=True)
    assert (result.actions.actions, list(map(str, result.findings))) == ((), ["note: A: deleted in PostHog: skipped"])
    assert not result.left_out


@pytest.mark.parametrize("steps", [[], None])
def test_an_action_without_steps_is_an_error(steps: object) -> None:
    result = read_posthog(json.dumps({"name": "A", "steps": steps}), "a.json")
    assert list(map(str, result.findings)) == [
        "error: A › steps: there are no steps: insights would count every event, which is unlikely to be intended"
    ]
    assert result.left_out


def test_what_else_posthog_does_with_an_action_is_noted() -> None:
    assert findings({"event": "a"}, pinned_at="2026-01-01", post_to_slack=True) == [
        "note: A › pinned_at: pinned in PostHog: not imported",
        "note: A › post_to_slack: posts to Slack or a webhook from PostHog: not imported",
    ]


def test_a_name_that_is_taken_gets_a_number_that_no_action_has() -> None:
    names = ["A", "A", "A (2)"]
    result = read_posthog(json.dumps([{"name": name, "steps": [{"event": "a"}]} for name in names]), "a.json")
    assert result.actions.names() == ("A", "A (3)", "A (2)")
    assert list(map(str, result.findings)) == ["note: A (3) › name: another action is called `A`: numbered"]


def test_a_missing_name_is_made_of_the_number() -> None:
    result = imported({"event": "a"}, name=None, id=7)
    assert result.actions.names() == ("Action 7",)
    assert list(map(str, result.findings)) == ["note: Action 7 › name: missing in PostHog: called `Action 7`"]


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"description": 5}, "error: A › description: must be a text"),
        ({"tags": "x"}, "error: A › tags: must be a list of texts"),
        ({"steps": {"event": "a"}}, "error: A › steps: must be a list of steps"),
        ({"steps": ["a"]}, "error: A › step 1: a step must be an object"),
        (
            {"steps_json": "[x"},
            "error: A › steps_json: not JSON: Expecting value: line 1 column 2 (char 1)",
        ),
    ],
)
def test_a_value_of_the_wrong_kind_is_an_error(keys: dict[str, Any], message: str) -> None:
    result = imported({"event": "a"}, **keys)
    assert (list(map(str, result.findings)), result.actions.actions) == ([message], ())


def test_a_finding_is_one_line_whatever_the_names_hold() -> None:
    (line,) = findings({"event": "a", "two\nlines\x1b": "x"})
    assert line == "refused: A › step 1 › two\\nlines\\x1b: unknown key of a step: its condition cannot be tested"


def test_one_bad_action_does_not_keep_the_others_out() -> None:
    result = read_posthog(json.dumps([{"name": "A", "steps": []}, ACTION]), "a.json")
    assert (result.actions, result.left_out) == (Actions((PAID,)), True)


def test_a_finding_says_whether_its_action_is_in_the_result() -> None:
    """A deleted action or one left out may have the name of one that is there."""
    raws = [{"name": "A", "deleted": True}, {"name": "A", "steps": []}, {"name": "A", "steps": [{}]}]
    result = read_posthog(json.dumps(raws), "a.json")
    assert [(finding.message[:9], finding.kept) for finding in result.findings] == [
        ("deleted i", False),
        ("there are", False),
        ("it has no", True),
    ]


MATCHES_ALL = "warning: A › step 1: it has no conditions and matches every event, as in insights"


@pytest.mark.parametrize("step", [{}, {"event": None}, {"event": None, "properties": []}])
def test_a_step_without_conditions_matches_every_event_and_is_warned_of(step: object) -> None:
    assert (conditions(step), findings(step)) == ([], [MATCHES_ALL])


# --- steps (1.4, 2.1, 13.1, 13.3, 13.4) ---


def test_a_step_becomes_a_matcher_field_by_field() -> None:
    step = {
        "event": "$autocapture",
        "url": "/pricing",
        "url_matching": "regex",
        "selector": " a.btn ",
        "tag_name": "a",
        "text": " Buy ",
        "text_matching": "contains",
        "href": "/buy",
        "href_matching": None,
        "selector_regex": "x",
        "selector_warning": "counts differently",
        "properties": [{"key": "plan", "value": "pro"}],
        "id": 3,
        "action_id": "7",
        "name": "old",
    }
    assert conditions(step) == [
        Condition(Field("event"), "exact", "$autocapture"),
        Condition(Field("url"), "regex", "/pricing"),
        Condition(Field("selector"), "exact", "a.btn"),
        Condition(Field("tag_name"), "exact", "a"),
        Condition(Field("text"), "contains", " Buy "),
        Condition(Field("href"), "exact", "/buy"),
        Condition(Field("properties", "plan"), "exact", "pro"),
    ]


@pytest.mark.parametrize("mode", [{}, {"url_matching": None}, {"url_matching": ""}])
def test_a_url_without_a_mode_is_contained(mode: dict[str, object]) -> None:
    assert conditions({"url": "/a", **mode}) == [Condition(Field("url"), "contains", "/a")]


def test_an_unknown_mode_is_an_error() -> None:
    assert findings({"event": "a", "url": "/a", "url_matching": "glob"}) == [
        "error: A › step 1 › url_matching: unknown mode `glob`, expected contains, exact, regex"
    ]


def test_blank_event_url_and_selector_are_no_conditions() -> None:
    step = {"event": "", "url": "", "selector": " \t", "properties": None, "text": None, "url_matching": "exact"}
    assert (conditions(step), findings(step)) == ([], [MATCHES_ALL])


def test_blank_text_href_and_tag_name_are_no_conditions_with_a_warning() -> None:
    step = {"event": "$autocapture", "text": "", "href": "", "tag_name": ""}
    assert conditions(step) == [Condition(Field("event"), "exact", "$autocapture")]
    assert findings(step) == [
        f"warning: A › step 1 › {name}: empty: ignored here; insights treat it as a condition"
        for name in ("tag_name", "text", "href")
    ]


def test_an_unknown_key_of_a_step_refuses_the_action_if_it_has_a_value() -> None:
    assert findings({"event": "a", "xpath": "//a", "new": None, "old": ""}) == [
        "refused: A › step 1 › xpath: unknown key of a step: its condition cannot be tested"
    ]


def test_a_field_that_is_not_text_is_an_error() -> None:
    assert findings({"event": 5}) == ["error: A › step 1 › event: must be a text"]


@pytest.mark.parametrize("event", ["$rageclick", None, ""])
def test_element_conditions_of_other_events_are_a_warning(event: object) -> None:
    assert findings({"event": event, "text": "Buy", "tag_name": "a", "href": ""})[1:] == [
        f"warning: A › step 1 › tag_name, text: {ONLY_AUTOCAPTURE}"
    ]


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ({"url": "/a_b"}, ["url: `_` acts as a wildcard, as in insights"]),
        ({"url": "100%_"}, ["url: `%` and `_` act as wildcards, as in insights"]),
        ({"url": "a\\b"}, ["url: insights treat a backslash as an escape; here it is literal"]),
        ({"url": "/a_b", "url_matching": "exact"}, []),
        (
            {"event": "$autocapture", "text": "a%", "text_matching": "contains"},
            ["text: `%` acts as a wildcard, as in insights"],
        ),
        (
            filtered(key="k", value=["a_b"], operator="icontains"),
            ["properties.k: `_` acts as a wildcard, as in insights"],
        ),
        (
            filtered(key="k", value="a_b", operator="not_icontains"),
            ["properties.k: `_` acts as a wildcard, as in insights"],
        ),
        (filtered(key="k", value=["a_b", "c"], operator="icontains"), []),
        (filtered(key="k", value="a_b"), []),
    ],
)
def test_wildcards_that_may_be_meant_literally_are_warned_of(step: object, said: list[str]) -> None:
    assert findings(step) == [f"warning: A › step 1 › {line}" for line in said]


# --- never an exception ---

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
STEPS = st.dictionaries(st.sampled_from(["event", "properties", "selector", "text", "url", "url_matching", "x"]), JSON)
ENTRIES = st.dictionaries(st.sampled_from(["key", "value", "operator", "type", "group_type_index"]), JSON)
FILTER_STEPS = st.fixed_dictionaries({"properties": st.lists(ENTRIES, max_size=2)})


@given(st.lists(STEPS | FILTER_STEPS | JSON, max_size=3), JSON, JSON)
def test_any_json_in_an_action_is_imported_or_named(steps: list[object], name: object, tags: object) -> None:
    text = json.dumps([{"name": name, "steps": steps, "tags": tags}])
    result = read_posthog(text, "a.json")
    assert result.left_out == (result.actions.actions == ())


FILTERS = st.lists(
    st.fixed_dictionaries(
        {
            "key": st.sampled_from(["a", "b", "/c", "text", "tag_name", "$group_0"]) | texts(),
            "value": scalars() | st.lists(scalars(), max_size=3),
        },
        optional={
            "operator": st.sampled_from(sorted(BY_NAME)),
            "type": st.sampled_from(FILTER_TYPES),
            "group_type_index": st.integers(0, 4),
        },
    ),
    max_size=3,
)
TEXT_STEPS = st.fixed_dictionaries(
    {"properties": FILTERS}, optional=dict.fromkeys(("event", "url", "text", "href", "tag_name"), texts())
)


@given(texts(), st.lists(TEXT_STEPS, min_size=1, max_size=2), texts(), st.lists(texts(), max_size=2))
def test_what_is_imported_can_be_written_as_a_file(name: str, steps: list[object], said: str, tags: list[str]) -> None:
    text = json.dumps({"name": name, "steps": steps, "description": said, "tags": tags})
    actions = read_posthog(text, "a.json").actions
    if actions.actions:
        assert repr(parse_actions(write_yaml(actions), "a.yaml")) == repr(actions)
