"""The input of rules: the matchers of a file with their paths, and the vocabulary of the events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TypeAlias

from msgspec import Struct

from actioncli.actions.model import Action, Actions, Condition, Field, Matcher
from actioncli.checking.vocabulary import Vocabulary
from actioncli.conditions.fields import BY_NAME as FIELD_BY_NAME
from actioncli.conditions.operators.operands import items
from actioncli.errors import Problem
from actioncli.near import LONGEST_IN_PATH, printable


class Checked(Struct, frozen=True):
    """An actions file as the rules see it."""

    actions: Actions
    now: datetime
    vocabulary: Vocabulary | None = None
    """The vocabulary of the events, if there are any."""


Check: TypeAlias = Callable[[Checked], Iterator[Problem]]
"""What a rule finds."""


class LocatedMatcher(Struct, frozen=True):
    """A matcher and its path in the file."""

    matcher: Matcher
    path: tuple[str, ...]
    is_exception: bool

    def problem(self, message: str, hint: str = "") -> Problem:
        """A problem of the matcher as a whole."""
        return Problem(message, self.path, hint, self.matcher.place)

    def problem_of(self, condition: Condition, message: str, hint: str = "") -> Problem:
        """A problem of one of its conditions."""
        steps = steps_of(condition.field)
        if condition.operator != FIELD_BY_NAME[condition.field.name].default:
            steps = (*steps, condition.operator)
        path = (*self.path, *(printable(step, LONGEST_IN_PATH) for step in steps))
        return Problem(message, path, hint, condition.place or self.matcher.place)


def steps_of(field: Field) -> tuple[str, ...]:
    """The field as a path has it."""
    if field.name == "group":
        return field.name, str(field.index), field.key
    return (field.name, field.key) if field.key else (field.name,)


def path_of(action: Action) -> tuple[str, ...]:
    """The way to an action."""
    return "actions", printable(action.name, LONGEST_IN_PATH)


def located_matchers(actions: Actions) -> Iterator[LocatedMatcher]:
    """All matchers of a file in its order, exceptions included; the file-wide ones come last."""
    for action in actions.actions:
        yield from located(action.matchers, path_of(action), is_exception=False)
        yield from located(action.exceptions, (*path_of(action), "except"), is_exception=True)
    yield from located(actions.exceptions, ("except",), is_exception=True)


def located(matchers: tuple[Matcher, ...], path: tuple[str, ...], *, is_exception: bool) -> Iterator[LocatedMatcher]:
    """The matchers of one list."""
    for number, matcher in enumerate(matchers, start=1):
        yield LocatedMatcher(matcher, (*path, str(number)), is_exception)


def conditions(actions: Actions) -> Iterator[tuple[LocatedMatcher, Condition]]:
    """All conditions of a file, each with its matcher."""
    for site in located_matchers(actions):
        for condition in site.matcher.conditions:
            yield site, condition


def texts(condition: Condition) -> Iterator[str]:
    """The texts that a condition compares with."""
    return (item for item in items(condition.operand) if isinstance(item, str))
