"""Rules on redundant matchers and actions, and on impossible conditions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from actioncli.actions.model import Action, Actions, Condition
from actioncli.checking.logic import Meaning, contradicts, covers, field_read, matcher_meaning
from actioncli.checking.matcher_paths import Checked, LocatedMatcher, located, located_matchers, path_of
from actioncli.errors import Place, Problem
from actioncli.near import shown
from actioncli.values import text_form


def impossible(checked: Checked) -> Iterator[Problem]:
    """Conditions of one matcher that cannot both hold, one pair a field."""
    for site in located_matchers(checked.actions):
        told = set()
        found = site.matcher.conditions
        for number, second in enumerate(found):
            for first in found[:number]:
                if field_read(second) not in told and contradicts(first, second, checked.now):
                    told.add(field_read(second))
                    message = f"{_said(first)} and {_said(second)} cannot both hold"
                    yield site.problem_of(second, message, "write two matchers to match either")


def _said(condition: Condition) -> str:
    """The operator and its operand, as they are written."""
    operand = condition.operand
    values = f"[{', '.join(map(text_form, operand))}]" if isinstance(operand, tuple) else text_form(operand)
    return shown(f"{condition.operator}: {values}")


def duplicate_matchers(checked: Checked) -> Iterator[Problem]:
    """Matchers of an action that say the same."""
    for listed in _lists(checked.actions):
        seen: dict[object, LocatedMatcher] = {}
        for site in listed:
            first = seen.setdefault(matcher_meaning(site.matcher), site)
            if first is not site:
                which = listed.index(first) + 1
                yield site.problem(f"is the same as matcher {which}{_on(first.matcher.place)}", "leave one out")


def shadowed_matchers(checked: Checked) -> Iterator[Problem]:
    """Matchers of an action that take nothing which another one of it does not take as well."""
    for listed in _lists(checked.actions):
        meanings = [matcher_meaning(site.matcher) for site in listed]
        for number, site in enumerate(listed):
            for other, wider in enumerate(listed):
                if (
                    meanings[number] != meanings[other]
                    and (wider.matcher.conditions or wider.matcher.actions)
                    and covers(wider.matcher, site.matcher, checked.now)
                ):
                    message = f"matcher {other + 1}{_on(wider.matcher.place)} matches all events that this one matches"
                    yield site.problem(message, "leave one of them out, or narrow the other")
                    break


def excepted_matchers(checked: Checked) -> Iterator[Problem]:
    """Matchers all of whose events an `except` takes away again."""
    for action in checked.actions.actions:
        exceptions = action.exceptions + checked.actions.exceptions
        for site in located(action.matchers, path_of(action), is_exception=False):
            for exception in exceptions:
                if (exception.conditions or exception.actions) and covers(exception, site.matcher, checked.now):
                    message = f"never matches: the `except`{_on(exception.place)} excludes all its events"
                    yield site.problem(message, "narrow the `except`")
                    break


def equal_actions(checked: Checked) -> Iterator[Problem]:
    """Actions that take the same events under different names."""
    seen: dict[object, Action] = {}
    for action in checked.actions.actions:
        first = seen.setdefault(_action_meaning(action), action)
        if first is not action:
            message = f"matches the same events as {shown(first.name)}{_on(first.place)}"
            yield Problem(message, path_of(action), "keep one name", action.place)


def _action_meaning(action: Action) -> tuple[frozenset[tuple[frozenset[Meaning], frozenset[str]]], ...]:
    return frozenset(map(matcher_meaning, action.matchers)), frozenset(map(matcher_meaning, action.exceptions))


def _lists(actions: Actions) -> Iterator[Sequence[LocatedMatcher]]:
    """The lists of matchers in which any one is enough."""
    for action in actions.actions:
        yield tuple(located(action.matchers, path_of(action), is_exception=False))
        yield tuple(located(action.exceptions, (*path_of(action), "except"), is_exception=True))
    yield tuple(located(actions.exceptions, ("except",), is_exception=True))


def _on(place: Place | None) -> str:
    return f" (line {place.line})" if place else ""
