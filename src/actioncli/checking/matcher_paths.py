"""What a rule looks at: the matchers of a file, each with the way to it, and what is known of the data."""

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
    """What the events say, where there are any to hold the file against."""


Check: TypeAlias = Callable[[Checked], Iterator[Problem]]
"""What a rule finds."""


class Site(Struct, frozen=True):
    """A matcher and where it stands."""

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


def sites(actions: Actions) -> Iterator[Site]:
    """All matchers of a file in its order, exceptions included; the file-wide ones come last."""
    for action in actions.actions:
        yield from sites_of(action.matchers, path_of(action), is_exception=False)
        yield from sites_of(action.exceptions, (*path_of(action), "except"), is_exception=True)
    yield from sites_of(actions.exceptions, ("except",), is_exception=True)


def sites_of(matchers: tuple[Matcher, ...], path: tuple[str, ...], *, is_exception: bool) -> Iterator[Site]:
    """The matchers of one list."""
    for number, matcher in enumerate(matchers, start=1):
        yield Site(matcher, (*path, str(number)), is_exception)


def conditions(actions: Actions) -> Iterator[tuple[Site, Condition]]:
    """All conditions of a file, each with the matcher it stands in."""
    for site in sites(actions):
        for condition in site.matcher.conditions:
            yield site, condition


def texts(condition: Condition) -> Iterator[str]:
    """The texts that a condition compares with."""
    return (item for item in items(condition.operand) if isinstance(item, str))
