"""The model written as PostHog's actions."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given

from actioncli.actions.model import Action, Actions, ActionTest, Condition, Field, Matcher
from actioncli.actions.posthog.export import export_posthog, export_terraform
from actioncli.actions.posthog.read import read_posthog
from actioncli.actions.posthog.selector_remarks import NEVER
from actioncli.actions.posthog.steps import ONLY_AUTOCAPTURE
from actioncli.conditions.operators import BY_NAME, OPERATORS
from actioncli.values import Operand
from event_strategies import NOW, events, small_actions
from laws import examples
from oracle import matched
from strategies import actions_models, texts


def on(field: str, operator: str, operand: Operand) -> Condition:
    """A condition on a field given as in `person.plan`."""
    name, _, key = field.partition(".")
    return Condition(Field(name, key), operator, operand)


def exported(*conditions: Condition) -> tuple[Any, list[str]]:
    """The steps that a matcher becomes, None if it is refused, and what is said."""
    result, findings = export_posthog(Actions((Action("A", (Matcher(conditions),)),)))
    return (result[0]["steps"] if result else None), list(map(str, findings))


def read_back(actions: Actions) -> Actions:
    """What an import makes of the export."""
    result = read_posthog(json.dumps(export_posthog(actions)[0]), "a.json")
    assert not result.left_out, result.findings
    return result.actions


# --- laws ---


@given(actions_models(plain=True))
def test_every_action_is_exported_or_refused_by_name(actions: Actions) -> None:
    result, findings = export_posthog(actions)
    refused = {finding.action for finding in findings if finding.leaves_out}
    assert [action["name"] for action in result] == [name for name in actions.names() if name not in refused]


@given(actions_models(plain=True))
def test_what_came_from_posthog_goes_and_comes_back_unchanged(actions: Actions) -> None:
    from_posthog = read_back(actions)
    assert repr(read_back(from_posthog)) == repr(from_posthog)


@examples(150)
@given(small_actions(), events())
def test_what_is_exported_matches_the_same_events(actions: Actions, event: dict[str, Any]) -> None:
    alone = Actions(tuple(Action(action.name, action.matchers) for action in actions.actions))
    back = read_back(alone)
    kept = Actions(tuple(action for action in alone.actions if action.name in back.names()))
    assert matched(back, event, NOW) == matched(kept, event, NOW)


# --- what goes where ---


def test_an_action_becomes_what_the_api_takes() -> None:
    matchers = (Matcher((on("event", "exact", "paid"), on("url", "contains", "/shop"))), Matcher())
    action = Action("Paid", matchers, description="Why", tags=("x",))
    assert export_posthog(Actions((action,))) == (
        [
            {
                "name": "Paid",
                "description": "Why",
                "tags": ["x"],
                "steps": [{"event": "paid", "url": "/shop", "url_matching": "contains"}, {"event": None}],
            }
        ],
        (),
    )


@pytest.mark.parametrize(
    ("condition", "step"),
    [
        (on("event", "exact", "a"), {"event": "a"}),
        (on("url", "regex", "a$"), {"url": "a$", "url_matching": "regex"}),
        (
            on("url", "icontains", "a"),
            {"properties": [{"key": "$current_url", "type": "event", "operator": "icontains", "value": "a"}]},
        ),
        (
            on("event", "is_not", "a"),
            {"properties": [{"key": "event", "type": "event_metadata", "operator": "is_not", "value": "a"}]},
        ),
        (
            on("event", "exact", 5),
            {"properties": [{"key": "event", "type": "event_metadata", "operator": "exact", "value": 5}]},
        ),
        (
            on("$group_1", "exact", "x"),
            {"properties": [{"key": "$group_1", "type": "event_metadata", "operator": "exact", "value": "x"}]},
        ),
        (
            on("properties.k", "exact", ("a",)),
            {"properties": [{"key": "k", "type": "event", "operator": "exact", "value": "a"}]},
        ),
        (
            on("properties.k", "in", ("a",)),
            {"properties": [{"key": "k", "type": "event", "operator": "in", "value": ["a"]}]},
        ),
        (
            on("properties.k", "is_set", False),
            {"properties": [{"key": "k", "type": "event", "operator": "is_not_set", "value": "is_not_set"}]},
        ),
        (
            on("properties./~1a~0", "exact", 1),
            {"properties": [{"key": "/a~", "type": "event", "operator": "exact", "value": 1}]},
        ),
        (
            on("properties.k", "contains", "a.b"),
            {"properties": [{"key": "k", "type": "event", "operator": "regex", "value": "a\\.b"}]},
        ),
        (
            on("properties.k", "contains", ("a%", "b_")),
            {"properties": [{"key": "k", "type": "event", "operator": "regex", "value": ["(?s)a.*", "(?s)b."]}]},
        ),
        (
            on("person.k", "is_not", ("a", "b")),
            {"properties": [{"key": "k", "type": "person", "operator": "is_not", "value": ["a", "b"]}]},
        ),
        (
            Condition(Field("group", "k", 3), "gt", 5),
            {"properties": [{"key": "k", "type": "group", "group_type_index": 3, "operator": "gt", "value": 5}]},
        ),
    ],
)
def test_a_condition_goes_to_its_place_in_a_step(condition: Condition, step: dict[str, Any]) -> None:
    assert exported(condition) == ([step], [])


def test_element_conditions_go_to_the_step_and_the_rest_of_them_to_filters() -> None:
    conditions = [
        on("event", "exact", "$autocapture"),
        on("text", "exact", "A"),
        on("text", "contains", "B"),
        on("href", "is_not", "/x"),
        on("tag_name", "exact", ("a", "button")),
    ]
    element = {"type": "element", "operator": "exact"}
    assert exported(*conditions) == (
        [
            {
                "event": "$autocapture",
                "text": "B",
                "text_matching": "contains",
                "properties": [
                    {**element, "key": "text", "value": "A"},
                    {**element, "key": "href", "operator": "is_not", "value": "/x"},
                    {**element, "key": "tag_name", "value": ["a", "button"]},
                ],
            }
        ],
        [],
    )


def test_lists_become_steps() -> None:
    steps, said = exported(on("event", "exact", ("a", "b")), on("url", "contains", ("/x", "/y")))
    assert [(step["event"], step["url"]) for step in steps] == [("a", "/x"), ("a", "/y"), ("b", "/x"), ("b", "/y")]
    assert said == []


def test_lists_that_would_become_too_many_steps_are_refused() -> None:
    names = tuple(map(str, range(11)))
    assert exported(on("event", "exact", names), on("url", "exact", names)) == (
        None,
        ["refused: A › step 1: its lists would take 121 steps, more than 100"],
    )


@pytest.mark.parametrize(
    ("conditions", "message"),
    [
        (
            [on("properties./cart/items/0", "exact", 1)],
            "properties./cart/items/0: PostHog's filters cannot reach into a property, as this pointer does",
        ),
        ([on("properties./", "exact", 1)], "properties./: PostHog's filters need a key"),
        (
            [on("text", "contains", "a"), on("text", "contains", ("b", "c%"))],
            "text: PostHog tests only one `contains` with wildcards per step",
        ),
    ],
)
def test_what_posthog_cannot_say_is_refused(conditions: list[Condition], message: str) -> None:
    steps, said = exported(on("event", "exact", "$autocapture"), *conditions)
    assert (steps, said) == (None, [f"refused: A › step 1 › {message}"])


def test_exceptions_and_references_are_refused_and_tests_left_behind() -> None:
    paid = Matcher((on("event", "exact", "paid"),))
    actions = Actions(
        (
            Action("A", (paid,), exceptions=(paid,)),
            Action("B", (paid, Matcher((), ("A",)))),
            Action("C", (paid,), tests=(ActionTest("t", True, {"event": "paid"}),)),
        )
    )
    result, findings = export_posthog(actions)
    assert [action["name"] for action in result] == ["C"]
    assert list(map(str, findings)) == [
        "refused: A › except: PostHog's actions have no exceptions, and its own may exclude events from this one",
        "refused: B › step 2 › action: PostHog's actions cannot refer to other actions, such as `A`",
        "note: C › tests: PostHog's actions have no tests: dropped",
    ]
    refused = export_posthog(Actions((Action("D", (paid,)),), (paid,)))[1]
    assert list(map(str, refused)) == [
        "refused: D › except: PostHog's actions have no exceptions, and the file's may exclude events from this one"
    ]


def test_what_insights_will_count_differently_is_said() -> None:
    steps, said = exported(
        on("event", "exact", ("a", "b")), on("selector", "exact", "form>a"), on("url", "contains", "a_b")
    )
    assert len(steps) == 2
    assert said == [
        f"warning: A › step 1 › selector: {NEVER.format('`>` without blanks around it')}",
        f"warning: A › step 1 › selector: {ONLY_AUTOCAPTURE}",
    ]


# --- Terraform ---


def test_terraform_gets_a_resource_for_each_action() -> None:
    matcher = Matcher((on("event", "exact", "paid"), on("properties.plan", "exact", ("pro", 'say "${x}"'))))
    actions = Actions(
        (Action("Signed up!", (matcher,), description="Why", tags=("x", "y")), Action("signed up", (Matcher(),)))
    )
    assert export_terraform(actions) == (TERRAFORM, ())


TERRAFORM = """\
resource "posthog_action" "signed_up" {
  name        = "Signed up!"
  description = "Why"
  tags        = ["x", "y"]

  steps_json = jsonencode([
    {
      event = "paid"
      properties = [
        {
          key      = "plan"
          type     = "event"
          operator = "exact"
          value    = ["pro", "say \\"$${x}\\""]
        },
      ]
    },
  ])
}

resource "posthog_action" "signed_up_2" {
  name = "signed up"

  steps_json = jsonencode([
    {
      event = null
    },
  ])
}
"""


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["A b", "a-b", "A_B"], ["a_b", "a_b_2", "a_b_3"]),
        (["100%", "☃", "größe"], ["action_100", "action", "gr_e"]),
    ],
)
def test_resources_have_names_that_terraform_takes_and_no_two_alike(names: list[str], expected: list[str]) -> None:
    text, _ = export_terraform(Actions(tuple(Action(name, (Matcher(),)) for name in names)))
    assert re.findall(r'^resource "posthog_action" "(.*)" \{$', text, re.MULTILINE) == expected


@given(texts(blank=False))
def test_any_text_is_written_so_that_nothing_is_interpolated(name: str) -> None:
    text, _ = export_terraform(Actions((Action(name, (Matcher(),)),)))
    (quoted,) = re.findall(r'^  name = "(.*)"$', text, re.MULTILINE)
    assert not re.search(r"(?<!\$)\$\{|(?<!%)%\{|\$\$\$\{|%%%\{", quoted)
    as_json = re.sub(r"([$%])\1\{", r"\1{", quoted)
    as_json = re.sub(r"\\U([0-9a-f]{8})", lambda match: json.dumps(chr(int(match[1], 16)))[1:-1], as_json)
    assert json.loads(f'"{as_json}"') == name


def test_an_operator_that_posthog_does_not_have_refuses_the_action(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(BY_NAME["gt"]), "posthog", "")
    steps, said = exported(on("properties.amount", "gt", 5))
    assert steps is None
    assert said == ["refused: A › step 1 › properties.amount: PostHog's filters have no operator `gt`"]


def test_every_operator_declares_what_posthog_calls_it() -> None:
    assert [operator.name for operator in OPERATORS if operator.posthog != operator.name] == ["contains"]
    assert BY_NAME["contains"].posthog == ""


def test_a_property_that_posthog_computes_is_not_exported() -> None:
    steps, said = exported(on("properties.$virt_is_bot", "exact", True))
    assert steps is None
    assert said == [
        "refused: A › step 1 › properties.$virt_is_bot: PostHog computes properties that begin with `$virt_` itself"
    ]
