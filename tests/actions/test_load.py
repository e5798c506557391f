"""Good actions files become the model that they describe, wherever their parts stand."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from actioncli.actions.load import parse_actions
from actioncli.actions.model import Action, Actions, ActionTest, Condition, Field, Matcher
from actioncli.conditions.fields import FIELDS
from actioncli.conditions.operators import OPERATORS
from actioncli.errors import Place
from actioncli.values import Operand

FORMAT_EXAMPLE = """\
# yaml-language-server: $schema=actions.schema.json
actions:
  Signed up:                                   # short form: the name and its matchers
    - event: $autocapture
      text: Sign Up
    - event: $autocapture
      text: Sign Up Now
    - event: user signed up

  Signed up on the about page:                 # long form
    description: Any sign-up click that happened on /about
    tags: [growth, website]
    match:
      - action: Signed up                      # actions build on actions; a cycle is an error
        url: {exact: https://example.com/about}
    except:                                    # and none of these
      - properties: {$browser: Googlebot}

  Big order:
    - event: purchase
      properties:
        amount: {gte: 100, lt: 10000}          # operators in one mapping are ANDed
        currency: [EUR, USD]                   # a list: any of
        coupon: {is_set: false}
      person:
        plan: {is_not: free}

  Pressed the pricing button:
    - event: $autocapture
      selector: "main .pricing button[data-attr='buy']"
      tag_name: button
      href: {contains: /buy}

except:                                        # file-wide: no action may claim these events
  - person: {email: {icontains: "@example.com"}}
"""


def condition(field: str, operator: str, operand: Operand, key: str = "", index: int = 0) -> Condition:
    return Condition(Field(field, key, index), operator, operand)


def matcher(*conditions: Condition) -> Matcher:
    return Matcher(conditions)


def conditions_of(text: str) -> tuple[Condition, ...]:
    """The conditions of a matcher that is written as one flow mapping."""
    (action,) = parse_actions(f"actions: {{A: [{text}]}}").actions
    (only,) = action.matchers
    return only.conditions


def test_the_example_of_the_documentation_is_what_it_says() -> None:
    click = condition("event", "exact", "$autocapture")

    assert parse_actions(FORMAT_EXAMPLE) == Actions(
        (
            Action(
                "Signed up",
                (
                    matcher(click, condition("text", "exact", "Sign Up")),
                    matcher(click, condition("text", "exact", "Sign Up Now")),
                    matcher(condition("event", "exact", "user signed up")),
                ),
            ),
            Action(
                "Signed up on the about page",
                (Matcher((condition("url", "exact", "https://example.com/about"),), ("Signed up",)),),
                (matcher(condition("properties", "exact", "Googlebot", "$browser")),),
                "Any sign-up click that happened on /about",
                ("growth", "website"),
            ),
            Action(
                "Big order",
                (
                    matcher(
                        condition("event", "exact", "purchase"),
                        condition("properties", "gte", 100, "amount"),
                        condition("properties", "lt", 10000, "amount"),
                        condition("properties", "exact", ("EUR", "USD"), "currency"),
                        condition("properties", "is_set", False, "coupon"),
                        condition("person", "is_not", "free", "plan"),
                    ),
                ),
            ),
            Action(
                "Pressed the pricing button",
                (
                    matcher(
                        click,
                        condition("selector", "exact", "main .pricing button[data-attr='buy']"),
                        condition("tag_name", "exact", "button"),
                        condition("href", "contains", "/buy"),
                    ),
                ),
            ),
        ),
        (matcher(condition("person", "icontains", "@example.com", "email")),),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{event: [a, b]}", [condition("event", "exact", ("a", "b"))]),
        ("{event: 404}", [condition("event", "exact", 404)]),
        ("{event: no}", [condition("event", "exact", "no")]),
        ("{url: /a%b}", [condition("url", "contains", "/a%b")]),
        ("{url: [/a, /b]}", [condition("url", "contains", ("/a", "/b"))]),
        ("{url: {regex: ^a, not_regex: b$}}", [condition("url", "regex", "^a"), condition("url", "not_regex", "b$")]),
        ("{text: {contains: ' a '}}", [condition("text", "contains", " a ")]),
        ("{text: {is_not: ''}}", [condition("text", "is_not", "")]),
        ("{text: ' '}", [condition("text", "exact", " ")]),
        ("{selector: {is_not: [.a, .b]}}", [condition("selector", "is_not", (".a", ".b"))]),
        ("{properties: {404: 1, true: 2, ~: 3, '/a/~0b~1': 4}}", [
            condition("properties", "exact", 1, "404"),
            condition("properties", "exact", 2, "true"),
            condition("properties", "exact", 3, "~"),
            condition("properties", "exact", 4, "/a/~0b~1"),
        ]),
        ("{properties: [{a: {regex: x}}, {a: {regex: y}}]}", [
            condition("properties", "regex", "x", "a"),
            condition("properties", "regex", "y", "a"),
        ]),
        ("{properties: {a: {in: x, between: [1, 2]}}}", [
            condition("properties", "in", ("x",), "a"),
            condition("properties", "between", (1, 2), "a"),
        ]),
        ("{properties: {a: 1.5, b: false, c: '', d: 2026-03-19}}", [
            condition("properties", "exact", 1.5, "a"),
            condition("properties", "exact", False, "b"),
            condition("properties", "exact", "", "c"),
            condition("properties", "exact", "2026-03-19", "d"),
        ]),
        ("{group: {0: {plan: pro}, '4': [{size: {gt: 5}}, {plan: free}]}}", [
            condition("group", "exact", "pro", "plan", 0),
            condition("group", "gt", 5, "size", 4),
            condition("group", "exact", "free", "plan", 4),
        ]),
        ("{timestamp: {is_date_after: -7d}}", [condition("timestamp", "is_date_after", "-7d")]),
        ("{}", []),
        ("{event: ~, url: , selector: null, properties: , person: {}, group: {1: }, action: ~}", []),
        ("{event: {is_set: false}}", [condition("event", "is_set", False)]),
        ("{properties: {a: {gt: [5, 20], lt: 7}}}", [
            condition("properties", "gt", (5, 20), "a"),
            condition("properties", "lt", 7, "a"),
        ]),
        ("{text: {starts_with: a, ends_with: b}, href: {gt: 5, lt: 3}}", [
            condition("text", "starts_with", "a"),
            condition("text", "ends_with", "b"),
            condition("href", "gt", 5),
            condition("href", "lt", 3),
        ]),
    ],
)  # fmt: skip
def test_a_matcher_says_what_its_conditions_are(text: str, expected: list[Condition]) -> None:
    found = conditions_of(text)

    assert tuple(expected) == found
    assert [type(one.operand) for one in expected] == [type(one.operand) for one in found]


def test_every_field_takes_a_plain_value_and_every_operator_an_example() -> None:
    plain = [kind for kind in FIELDS if not kind.keyed]
    operands = {one.name: one.check(one.examples[0].operand) for one in OPERATORS}
    properties = {name: {name: list(it) if isinstance(it, tuple) else it} for name, it in operands.items()}
    file = {"actions": {"A": [{kind.name: "a" for kind in plain} | {"properties": properties}]}}

    ((only,),) = (action.matchers for action in parse_actions(yaml.safe_dump(file, sort_keys=False)).actions)

    assert [(kind.name, kind.default, "a") for kind in plain] + [
        ("properties", name, operand) for name, operand in operands.items()
    ] == [(one.field.name, one.operator, one.operand) for one in only.conditions]


def test_the_long_form_takes_tests_and_null_stands_for_nothing() -> None:
    text = """
actions:
  A:
    description: 5
    tags:
    except:
    match: [{}]
    tests:
      - it: takes a click
        matches: {event: a, properties: {n: 1.50, 7: [x, ~, {b: no}]}}
      - {it: leaves, rejects: {}}
except:
include:
source:
"""
    tests = (
        ActionTest("takes a click", True, {"event": "a", "properties": {"n": 1.5, "7": ["x", None, {"b": "no"}]}}),
        ActionTest("leaves", False, {}),
    )

    assert parse_actions(text) == Actions((Action("A", (Matcher(),), description="5", tests=tests),))


def test_aliases_and_merge_keys_share_conditions() -> None:
    text = "actions:\n  A: [&a {event: a, text: x}]\n  B:\n    - *a\n    - {<<: *a, text: y}\n"
    first, second = parse_actions(text).actions

    assert first.matchers == second.matchers[:1]
    assert second.matchers[1] == matcher(condition("event", "exact", "a"), condition("text", "exact", "y"))


def test_actions_matchers_conditions_and_tests_know_their_places() -> None:
    text = "actions:\n  A:\n    match:\n      - event: {regex: [a, b]}\n    tests: [{it: x, matches: {}}]\n"
    (action,) = parse_actions(text, "a.yaml").actions
    (only,) = action.matchers

    assert action.place == Place("a.yaml", 2, 3, 1, "  A:")
    assert only.place == Place("a.yaml", 4, 9, 22, "      - event: {regex: [a, b]}")
    assert only.conditions[0].place == Place("a.yaml", 4, 24, 6, "      - event: {regex: [a, b]}")
    assert action.tests[0].place == Place("a.yaml", 5, 13, 20, "    tests: [{it: x, matches: {}}]")


def test_a_byte_order_mark_crlf_and_bytes_change_nothing() -> None:
    expected = parse_actions(FORMAT_EXAMPLE)

    assert expected == parse_actions("\ufeff" + FORMAT_EXAMPLE.replace("\n", "\r\n"))
    assert expected == parse_actions(FORMAT_EXAMPLE.encode("utf-8-sig"))


def test_references_may_lead_forward_and_meet_again() -> None:
    text = "actions:\n  A: [{action: B}, {action: C}]\n  B: [{action: D}]\n  C: [{action: D}]\n  D: [{}]\n"

    assert [one.actions for one in parse_actions(text).actions[0].matchers] == [("B",), ("C",)]


def test_the_file_wide_except_may_name_an_action() -> None:
    assert parse_actions("actions: {Own: [{}]}\nexcept: [{action: Own}]").exceptions == (Matcher((), ("Own",)),)


def test_a_hundred_actions_may_build_on_each_other() -> None:
    lines = [f"  A{n}: [{{action: A{n + 1}}}]" for n in range(1, 100)]

    assert len(parse_actions("\n".join(["actions:", *lines, "  A100: [{}]"])).actions) == 100


NAMES = st.text("abcäß $-_:#{}'\"", min_size=1, max_size=8).filter(str.strip)
OPERANDS = NAMES | st.integers() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False)
PROPERTIES = st.dictionaries(NAMES, OPERANDS | st.lists(OPERANDS, min_size=1, max_size=3), max_size=3)
MATCHERS = st.fixed_dictionaries({}, optional={"event": NAMES, "url": NAMES, "text": NAMES, "properties": PROPERTIES})
FILES = st.dictionaries(NAMES, st.lists(MATCHERS, min_size=1, max_size=3), min_size=1, max_size=3)


@given(FILES, st.booleans())
def test_what_another_library_writes_is_read_back(actions: dict[str, list[dict[str, Any]]], flow: bool) -> None:
    """PyYAML writes YAML 1.1, which reads more as numbers than 1.2 does and quotes it: so both agree on these."""
    text = yaml.safe_dump({"actions": actions}, default_flow_style=flow, allow_unicode=True, sort_keys=False)

    assert parse_actions(text) == Actions(
        tuple(Action(name, tuple(map(model_of, matchers))) for name, matchers in actions.items())
    )


def model_of(written: dict[str, Any]) -> Matcher:
    defaults = {"event": "exact", "url": "contains", "text": "exact"}
    found = []
    for name, value in written.items():
        if name == "properties":
            for key, operand in value.items():
                listed = tuple(operand) if isinstance(operand, list) else operand
                found.append(condition("properties", "exact", listed, key))
        else:
            found.append(condition(name, defaults[name], value))
    return Matcher(tuple(found))
