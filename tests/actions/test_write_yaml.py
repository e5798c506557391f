"""The model written as an actions file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actioncli.actions.load import parse_actions
from actioncli.actions.model import Action, Actions, ActionTest, Condition, Field, Matcher
from actioncli.actions.write_yaml import write_yaml
from actioncli.values import Operand
from strategies import actions_models, scalars, texts


def written(*conditions: Condition) -> str:
    """The lines of a matcher with these conditions, without their margin."""
    text = write_yaml(Actions((Action("A", (Matcher(conditions),)),)))
    lines = text.removeprefix("actions:\n  A:\n    - ").splitlines()
    return "\n".join(line.removeprefix("      ") for line in lines)


def on(field: str, operator: str, operand: Operand) -> Condition:
    """A condition on a field given as in `person.plan`."""
    name, _, key = field.partition(".")
    return Condition(Field(name, key), operator, operand)


@given(actions_models())
def test_what_is_written_loads_to_an_equal_model(actions: Actions) -> None:
    text = write_yaml(actions)
    assert repr(parse_actions(text, "a.yaml")) == repr(actions), text


@given(st.dictionaries(texts(), scalars() | st.none() | st.lists(scalars(), max_size=3), max_size=4))
def test_the_event_of_a_test_comes_back_as_it_was(properties: dict[str, object]) -> None:
    event = {"event": "a", "properties": properties}
    action = Action("A", (Matcher((on("event", "exact", "a"),)),), tests=(ActionTest("does", True, event),))
    assert repr(parse_actions(write_yaml(Actions((action,))), "a.yaml").actions[0].tests[0].event) == repr(event)


@given(st.lists(texts()), texts())
def test_notes_and_header_are_comments_whatever_they_hold(notes: list[str], header: str) -> None:
    actions = Actions((Action("A", (Matcher((on("event", "exact", "a"),)),)),))
    assert parse_actions(write_yaml(actions, {"A": notes, "gone": notes}, header), "a.yaml") == actions


def test_a_file_reads_as_a_person_would_have_written_it() -> None:
    click = Matcher((on("event", "exact", "$autocapture"), on("text", "exact", "Sign Up")))
    order = Matcher(
        (
            on("event", "exact", "purchase"),
            on("url", "contains", "example.com/a?b"),
            on("properties.amount", "gte", 100),
            on("properties.amount", "lt", 10000.5),
            on("properties.currency", "exact", ("EUR", "USD")),
            on("person.plan", "is_not", "free"),
            Condition(Field("group", "name", 0), "exact", "Acme: the company"),
            on("selector", "exact", "a[data-x='1']"),
        )
    )
    bots = Matcher((on("properties.$browser", "exact", "Googlebot"),))
    actions = Actions(
        (
            Action("Signed up", (click, Matcher((on("event", "exact", "user signed up"),)))),
            Action("Big order", (order, Matcher((), ("Signed up",))), (bots,), "Above 100:\nor so", ("growth", "no")),
            Action(
                "All", (Matcher(),), tests=(ActionTest("takes a", True, {"event": "a", "properties": {"n": None}}),)
            ),
        ),
        (Matcher((on("person.email", "icontains", "@example.com"),)),),
    )
    notes = {"Signed up": ["warning: two\nlines"], "Gone": ["refused: Gone: why"]}
    assert write_yaml(actions, notes, "From PostHog\nin 2026") == GOLDEN


GOLDEN = """\
# From PostHog
# in 2026
# refused: Gone: why

actions:
  # warning: two\\nlines
  Signed up:
    - event: $autocapture
      text: Sign Up
    - event: user signed up

  Big order:
    description: |-
      Above 100:
      or so
    tags: [growth, no]
    match:
      - event: purchase
        url: example.com/a?b
        properties:
          amount: {gte: 100, lt: 10000.5}
          currency: [EUR, USD]
        person:
          plan: {is_not: free}
        group:
          0:
            name: "Acme: the company"
        selector: a[data-x='1']
      - action: Signed up
    except:
      - properties:
          $browser: Googlebot

  All:
    match:
      - {}
    tests:
      - it: takes a
        matches: {event: a, properties: {n: null}}

except:
  - person:
      email: {icontains: "@example.com"}
"""


def test_a_model_without_actions_is_a_file() -> None:
    assert write_yaml(Actions(())) == "actions: {}\n"


@pytest.mark.parametrize(
    ("text", "yaml"),
    [
        ("no", "no"),
        ("12:30", "12:30"),
        ("2025-02-01", "2025-02-01"),
        ("https://example.com/a#b", "https://example.com/a#b"),
        ("-7d", "-7d"),
        ("it's", "it's"),
        ("null", '"null"'),
        ("5", '"5"'),
        ("1.10", '"1.10"'),
        ("true", '"true"'),
        ("", '""'),
        ("a: b", '"a: b"'),
        ("a:", '"a:"'),
        ("a #b", '"a #b"'),
        ("- a", '"- a"'),
        (" a", '" a"'),
        ('"a"', "'\"a\"'"),
        ("[a='b\\c']", "'[a=''b\\c'']'"),
        ("two\nlines", "|-\n    two\n    lines"),
        ("\n two\nlines", '"\\n two\\nlines"'),
        ("\u00a0\u2028\U000e0001", '"\\xA0\\u2028\\U000E0001"'),
        ("größe ☃", "größe ☃"),
    ],
)
def test_a_text_has_the_quotes_that_it_needs_and_no_others(text: str, yaml: str) -> None:
    assert written(on("properties.k", "exact", text)) == f"properties:\n  k: {yaml}"


@pytest.mark.parametrize(("text", "yaml"), [("a?b", '"a?b"'), ("a, b", '"a, b"'), ("a]", '"a]"'), ("a b", "a b")])
def test_inside_brackets_a_text_needs_more_quotes(text: str, yaml: str) -> None:
    assert written(on("event", "is_not", text)) == f"event: {{is_not: {yaml}}}"


@pytest.mark.parametrize(
    ("number", "yaml"), [(5, "5"), (5.0, "5.0"), (1e22, "1.0e+22"), (True, "true"), (-0.5, "-0.5")]
)
def test_numbers_and_booleans_stand_bare(number: float, yaml: str) -> None:
    assert written(on("properties.k", "exact", number)) == f"properties:\n  k: {yaml}"


def test_an_operator_that_comes_back_on_a_key_makes_a_list_of_mappings() -> None:
    conditions = [
        on("properties.a", "icontains", "x"),
        on("properties.a", "icontains", "y"),
        on("properties.b", "exact", 1),
    ]
    assert written(*conditions) == (
        "properties:\n  - a: {icontains: x}\n  - a: {icontains: y}\n    b: 1"
    )  # fmt: skip


def test_an_operator_that_comes_back_on_a_field_makes_a_list_of_mappings_too() -> None:
    conditions = [on("text", "exact", "A"), on("text", "contains", "B"), on("text", "exact", "C")]
    assert written(*conditions) == "text:\n  - {exact: A, contains: B}\n  - {exact: C}"


def test_what_does_not_fit_on_a_line_becomes_a_block() -> None:
    names = tuple(f"a rather long event name, number {number}" for number in range(3))
    assert written(on("event", "exact", names)) == (
        "event:\n" + "\n".join(f'  - a rather long event name, number {number}' for number in range(3))
    )  # fmt: skip
    assert written(on("event", "is_not", names)).startswith("event:\n  is_not:\n    - a rather")


def test_a_key_too_long_for_yaml_is_written_explicitly() -> None:
    key = "k" * 2000
    actions = Actions((Action("A", (Matcher((Condition(Field("properties", key), "exact", 1),)),)),))
    assert parse_actions(write_yaml(actions), "a.yaml") == actions
