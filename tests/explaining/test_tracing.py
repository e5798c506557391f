"""A trace says what the engine says, of every condition, and names what decided."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import oracle
from actioncli.actions.model import Action, Actions, Condition, Field, Matcher
from actioncli.conditions.compounds import Compound
from actioncli.conditions.selector_text import compound_text, css_string, parts
from actioncli.conditions.selectors import SelectorError, compile_selector
from actioncli.events.elements import Element
from actioncli.events.event import Event
from actioncli.explaining.nearest import nearest
from actioncli.explaining.tracing import ConditionTrace, MatcherTrace, Tracer
from actioncli.matching.engine import Engine
from event_strategies import NOW, conditions, events, selectors, small_actions
from laws import examples


@examples(300)
@given(actions=small_actions(), event=events())
def test_the_root_of_every_tree_is_the_engines_verdict(actions: Actions, event: dict[str, Any]) -> None:
    engine = Engine(actions, NOW)
    verdict = engine.verdict(Event(event), event["event"])
    trace = Tracer(actions, NOW).trace(Event(event), event["event"])

    assert engine.names_of(verdict) == trace.matched
    assert verdict.matchers == tuple(
        (number, hit)
        for number, action in enumerate(trace.actions)
        for hit, matcher in enumerate(action.matchers)
        if matcher.holds
    )


@examples(300)
@given(asked=st.lists(conditions(), min_size=1, max_size=6), event=events())
def test_every_condition_has_the_answer_of_the_engines_bit(asked: list[Condition], event: dict[str, Any]) -> None:
    actions = Actions((Action("each alone", tuple(Matcher((condition,)) for condition in asked)),))
    verdict = Engine(actions, NOW).verdict(Event(event), event["event"])
    (action,) = Tracer(actions, NOW).trace(Event(event), event["event"]).actions
    bits = {hit for _, hit in verdict.matchers}

    assert [number in bits for number in range(len(asked))] == [one.conditions[0].holds for one in action.matchers]


@examples(200)
@given(actions=small_actions(), event=events(), only=st.integers(0, 3))
def test_the_slow_matcher_agrees_with_a_trace_of_some_actions(
    actions: Actions, event: dict[str, Any], only: int
) -> None:
    name = actions.names()[only % len(actions.names())]
    trace = Tracer(actions, NOW, (name,)).trace(Event(event), event["event"])

    assert [name] * (name in oracle.matched(actions, event, NOW)) == list(trace.matched)


@examples(300)
@given(condition=conditions(), event=events())
def test_an_element_that_meets_a_condition_is_why_it_holds(condition: Condition, event: dict[str, Any]) -> None:
    actions = Actions((Action("one", (Matcher((condition,)),)),))
    (trace,) = Tracer(actions, NOW).trace(Event(event), event["event"]).actions[0].matchers[0].conditions
    if trace.element is None or condition.operator in ("is_set", "is_not_set"):
        return
    negated = condition.operator.startswith(("not_", "is_not"))
    between_or_version = condition.operator in ("not_between", "semver_neq")
    if not between_or_version:
        assert trace.holds is (trace.element.meets is not negated)
    assert Event(event).elements[trace.element.index] == trace.element.element


@examples(300)
@given(text=selectors(), event=events())
def test_the_nearest_element_lacks_something_exactly_where_no_element_is_the_subject(
    text: str, event: dict[str, Any]
) -> None:
    selector, elements = compile_selector(text), Event(event).elements
    near = nearest([selector], elements)
    if near is None:
        assert not elements
        return
    assert bool(near.missing or near.ancestor) is not selector.matches(elements)


@examples(300)
@given(text=selectors(), event=events())
def test_a_compound_is_its_parts_and_reads_back_from_its_text(text: str, event: dict[str, Any]) -> None:
    for path in compile_selector(text).paths:
        compound = path.subject
        (again,) = compile_selector(compound_text(compound)).paths
        assert unordered(compound) == unordered(again.subject)
        for element in Event(event).elements:
            assert compound.fits(element) is all(part.fits(element) for _, part in parts(compound))


def unordered(compound: Compound) -> Compound:
    """The compound without the order of its positions, which means nothing."""
    nots = tuple(map(unordered, compound.negations))
    child, of_type = sorted(compound.nth_child), sorted(compound.nth_of_type)
    return replace(compound, nth_child=tuple(child), nth_of_type=tuple(of_type), negations=nots)


@given(st.text())
def test_any_text_can_be_the_value_of_an_attribute(value: str) -> None:
    try:
        selector = compile_selector(f"[title={css_string(value)}]")
    except SelectorError:
        # Code points that CSS replaces or refuses: NUL and lone surrogates.
        assert any(character == "\0" or "\ud800" <= character <= "\udfff" for character in value)
        return
    if "\0" not in value:
        assert selector.matches([Element("a", attributes={"title": value})])


def condition_trace(condition: Condition, chain: str) -> ConditionTrace:
    actions = Actions((Action("one", (Matcher((condition,)),)),))
    event = {"event": "$autocapture", "elements_chain": chain}
    matcher: MatcherTrace = Tracer(actions, NOW).trace(Event(event), "$autocapture").actions[0].matchers[0]
    return matcher.conditions[0]


def test_the_element_with_most_parts_is_closest() -> None:
    trace = condition_trace(Condition(Field("selector"), "exact", 'button.btn[data-attr="buy"]'), "span.btn;button.btn")
    assert trace.element is not None
    assert trace.element.lacks is not None
    assert (trace.element.index, trace.element.lacks.missing) == (1, ('[data-attr="buy"]',))


def test_an_element_that_only_lacks_an_ancestor_says_which() -> None:
    trace = condition_trace(Condition(Field("selector"), "exact", "nav > ul button"), "button;li;ul;main")
    assert trace.element is not None
    assert trace.element.lacks is not None
    assert (
        trace.element.index,
        trace.element.lacks.missing,
        trace.element.lacks.ancestor,
        trace.element.lacks.is_parent,
    ) == (0, (), "nav", True)


def test_the_text_most_like_the_wanted_is_shown() -> None:
    chain = 'span:text="Save";button:text="sign up";div:text="Hello"'
    trace = condition_trace(Condition(Field("text"), "exact", "Sign Up"), chain)
    assert trace.found == "sign up"
    assert trace.element is not None
    assert (trace.element.index, trace.element.meets) == (1, False)


def test_a_property_of_a_similar_name_is_told() -> None:
    actions = Actions((Action("one", (Matcher((Condition(Field("properties", "plan"), "exact", "pro"),)),)),))
    event = {"event": "a", "properties": {"Plan": "pro"}}
    (trace,) = Tracer(actions, NOW).trace(Event(event), "a").actions[0].matchers[0].conditions
    assert trace.hint == "did you mean `Plan`?"


def test_an_action_that_many_refer_to_is_traced_once() -> None:
    """A chain of actions, each of which names the next one twice, would take 2^60 steps."""
    links = [Action(f"{n}", (Matcher((), (f"{n + 1}",)), Matcher((), (f"{n + 1}",)))) for n in range(60)]
    actions = Actions((*links, Action("60", (Matcher(),))))
    trace = Tracer(actions, NOW).trace(Event({"event": "a"}), "a")
    assert len(trace.matched) == 61
