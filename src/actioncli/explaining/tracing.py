"""Explain why an action matches an event or not: every matcher and condition, its answer and the value found.

    trace = Tracer(actions, now).trace(event, name)
    trace.actions[0].matchers[1].conditions[0].holds

Unlike the engine, a trace evaluates every condition, whatever the event's name rules out.
It uses the engine's predicates, one condition at a time, so its answers are the engine's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec import Struct

from actioncli.actions.model import Action, Actions, Condition, Field, Matcher
from actioncli.conditions.compounds import lower_ascii
from actioncli.conditions.fields import BY_NAME as FIELD_BY_NAME
from actioncli.conditions.item_arrays import compares_items
from actioncli.conditions.operators import BY_NAME as OPERATOR_BY_NAME
from actioncli.conditions.operators.base import Context
from actioncli.conditions.operators.operands import items
from actioncli.conditions.selectors import compile_selector
from actioncli.events.elements import Element
from actioncli.events.event import Event
from actioncli.explaining.differences import Reason
from actioncli.explaining.nearest import Near, nearest
from actioncli.explaining.reasons import Reasoner, nearest_value
from actioncli.matching.element_predicates import ElementPredicates
from actioncli.matching.predicates import ValuePredicates
from actioncli.matching.readers import SECTIONS, reader
from actioncli.near import near
from actioncli.values import Value, text_form


class ElementFound(Struct, frozen=True):
    """The element that decides an element condition."""

    index: int
    """Position in the chain; 0 is the clicked element."""
    element: Element
    meets: bool
    """Whether it meets the condition, or the one that the condition negates; if not, it is the nearest."""
    lacks: Near | None = None
    """What it lacks, for a selector."""


class ConditionTrace(Struct, frozen=True):
    """A condition, its answer, and the value that it was tested on."""

    condition: Condition
    holds: bool
    found: Value = None
    """The value; None if absent. For an element condition, the value of `element`."""
    element: ElementFound | None = None
    elements: int | None = None
    """How many elements the event has, for an element condition."""
    hint: str = ""
    """For an absent property: a suggestion, if another has a similar name."""
    reason: Reason | None = None
    """How the value differs from the wanted one, if known."""
    compares_items: bool = False
    """Whether the value is an array whose items the condition compares."""


class MatcherTrace(Struct, frozen=True):
    """A matcher, its answer, and the answers of its parts."""

    matcher: Matcher
    holds: bool
    conditions: tuple[ConditionTrace, ...]
    actions: tuple[ActionTrace, ...]
    """The actions it refers to, in the order of `Matcher.actions`."""


class ActionTrace(Struct, frozen=True):
    """An action, its answer, and the answers of its matchers and exceptions."""

    name: str
    matches: bool
    matchers: tuple[MatcherTrace, ...]
    exceptions: tuple[MatcherTrace, ...]
    excepted: bool = False
    """Whether the file's `except` holds, so that no action matches."""


class EventTrace(Struct, frozen=True):
    """The answers of all actions of a file for one event."""

    actions: tuple[ActionTrace, ...]
    """The selected actions, in file order."""
    exceptions: tuple[MatcherTrace, ...]
    """The file's `except`."""

    @property
    def excepted(self) -> bool:
        """Whether the file's `except` holds."""
        return any(exception.holds for exception in self.exceptions)

    @property
    def matched(self) -> tuple[str, ...]:
        """The names of the actions that match."""
        return tuple(action.name for action in self.actions if action.matches)


class Tracer:
    """Traces events through the actions of a file; `only` selects actions by globs, all by default."""

    def __init__(self, actions: Actions, now: datetime, only: Sequence[str] = ()) -> None:
        self._actions = {action.name: action for action in actions.actions}
        self._exceptions = actions.exceptions
        self._reported = [action.name for action in actions.named(only)]
        self._context = Context(now)

    def trace(self, event: Event, name: str) -> EventTrace:
        """The trace of an event with the given name."""
        tracer = _EventTracer(self._actions, self._context, event, name, excepted=False)
        exceptions = tuple(map(tracer.matcher, self._exceptions))
        if any(exception.holds for exception in exceptions):
            tracer = _EventTracer(self._actions, self._context, event, name, excepted=True)
        return EventTrace(tuple(map(tracer.action, self._reported)), exceptions)


class _EventTracer:
    """Traces one event; each action is traced once, however many refer to it."""

    def __init__(
        self, actions: dict[str, Action], context: Context, event: Event, name: str, *, excepted: bool
    ) -> None:
        self._actions = actions
        self._context = context
        self._event = event
        self._name = name
        self._excepted = excepted
        self._known: dict[str, ActionTrace] = {}

    def action(self, name: str) -> ActionTrace:
        """The trace of an action, with its own exceptions and those of the file."""
        found = self._known.get(name)
        if found is None:
            action = self._actions[name]
            matchers = tuple(map(self.matcher, action.matchers))
            exceptions = tuple(map(self.matcher, action.exceptions))
            matches = (
                not self._excepted
                and any(matcher.holds for matcher in matchers)
                and not any(exception.holds for exception in exceptions)
            )
            found = self._known[name] = ActionTrace(name, matches, matchers, exceptions, self._excepted)
        return found

    def matcher(self, matcher: Matcher) -> MatcherTrace:
        """The trace of a matcher."""
        actions = tuple(map(self.action, matcher.actions))
        conditions = tuple(map(self.condition, matcher.conditions))
        holds = all(one.holds for one in conditions) and all(action.matches for action in actions)
        return MatcherTrace(matcher, holds, conditions, actions)

    def condition(self, condition: Condition) -> ConditionTrace:
        """The trace of a condition."""
        if FIELD_BY_NAME[condition.field.name].elements:
            holds = bool(ElementPredicates([(1, condition)], self._context).bits(self._event.chain))
            return trace_elements(condition, holds, self._event.elements, self._context)
        value: Value = self._name if condition.field == Field("event") else reader(condition.field)(self._event)
        holds = bool(ValuePredicates([(1, condition)], self._context).bits(value))
        hint = self._similar_key(condition.field) if value is None else ""
        reason = None if holds or value is None else Reasoner(condition, self._context.now).reason(text_form(value))
        operator, field = OPERATOR_BY_NAME[condition.operator], condition.field
        of_items = isinstance(value, list) and compares_items(field.name, field.key, operator)
        return ConditionTrace(condition, holds, value, hint=hint, reason=reason, compares_items=of_items)

    def _similar_key(self, field: Field) -> str:
        section = SECTIONS.get(field.name)
        keys = list(section(self._event).keys()) if section and not field.key.startswith("/") else []
        return near(field.key, keys) if keys else ""


def trace_elements(
    condition: Condition, holds: bool, elements: tuple[Element, ...], context: Context
) -> ConditionTrace:
    """The trace of an element condition: the element that decides it, or the nearest."""
    if condition.field.name == "selector":
        found = _of_selector(condition, elements)
        return ConditionTrace(condition, holds, None, found, len(elements))
    values = [_value(condition.field.name, element) for element in elements]
    present = [index for index, value in enumerate(values) if value is not None]
    meets = _meets(condition, context)
    index = next((index for index in present if meets(values[index])), None)
    met = index is not None
    reason = None
    if index is None and present:
        near_one = nearest_value(Reasoner(condition, context.now), [str(values[index]) for index in present])
        index, reason = (None, None) if near_one is None else (present[near_one[0]], near_one[1])
    if index is None:
        return ConditionTrace(condition, holds, None, None, len(elements))
    found = ElementFound(index, elements[index], met)
    return ConditionTrace(condition, holds, values[index], found, len(elements), reason=None if holds else reason)


def _of_selector(condition: Condition, elements: tuple[Element, ...]) -> ElementFound | None:
    selectors = [compile_selector(str(item)) for item in items(condition.operand)]
    near = nearest(selectors, elements)
    return None if near is None else ElementFound(near.index, near.element, near.meets, None if near.meets else near)


def _value(field: str, element: Element) -> str | None:
    if field == "tag_name":
        return element.tag or None
    return element.text if field == "text" else element.href


def _meets(condition: Condition, context: Context) -> Callable[[object], bool]:
    """Whether an element's value meets the condition, or the one that it negates."""
    name = condition.field.name
    if name == "tag_name":
        tags = {lower_ascii(str(item)) for item in items(condition.operand)}
        return lambda value: lower_ascii(str(value)) in tags
    operator = OPERATOR_BY_NAME[condition.operator].positive
    return operator.predicate(condition.operand, Context(context.now, FIELD_BY_NAME[name].folds_case))  # type: ignore[return-value]
