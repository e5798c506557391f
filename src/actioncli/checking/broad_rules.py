"""Rules on matchers that match too much or nothing: empty ones, bare `:not`, elements on events without any."""

from __future__ import annotations

from collections.abc import Iterator

from actioncli.actions.model import Condition, Matcher
from actioncli.checking.matcher_paths import Checked, conditions, located_matchers, texts
from actioncli.checking.vocabulary import Vocabulary
from actioncli.conditions.fields import BY_NAME as FIELD_BY_NAME
from actioncli.conditions.operators import BY_NAME as OPERATOR_BY_NAME
from actioncli.conditions.selectors import compile_selector
from actioncli.errors import Problem
from actioncli.near import one_of, shown

WITH_ELEMENTS = ("$autocapture", "$copy_autocapture", "$dead_click", "$rageclick")
"""The events that PostHog's library sends with the elements that were clicked."""


def takes_everything(checked: Checked) -> Iterator[Problem]:
    """Matchers that every event meets, and conditions that every value does."""
    for site in located_matchers(checked.actions):
        vain = [condition for condition in site.matcher.conditions if _any_value_will_do(condition)]
        if _is_empty(site.matcher, vain):
            if site.is_exception:
                yield site.problem("excludes every event", "add the conditions of the events to exclude")
            else:
                yield site.problem("matches every event", "name at least one condition")
            continue
        for condition in vain:
            yield site.problem_of(condition, "holds for any value", "write `{is_set: true}`, or leave it out")


def _is_empty(matcher: Matcher, vain: list[Condition]) -> bool:
    """Whether it says nothing but what holds for the name of any event."""
    return not matcher.actions and all(
        condition.field.name == "event" and condition in vain for condition in matcher.conditions
    )


def _any_value_will_do(condition: Condition) -> bool:
    """Whether every value meets the condition, although it seems to restrict them."""
    operator = OPERATOR_BY_NAME[condition.operator]
    return operator.accepts_any_value(condition.operand, always_present=condition.field.name == "event")


def broad_not(checked: Checked) -> Iterator[Problem]:
    """Selectors that some element of almost every chain meets."""
    for site, condition in conditions(checked.actions):
        if condition.field.name != "selector":
            continue
        for text in texts(condition):
            if compile_selector(text).is_broad:
                what = "almost every click has an element that meets it, at least the page's `body`"
                yield site.problem_of(condition, f"{shown(text)}: {what}", "put a tag or a class before `:not`")


def elements_where_none_are(checked: Checked) -> Iterator[Problem]:
    """Conditions on elements beside an event that comes without any."""
    for site in located_matchers(checked.actions):
        names = _names(site.matcher)
        if not names or any(_has_elements(name, checked.vocabulary) for name in names):
            continue
        for condition in site.matcher.conditions:
            if FIELD_BY_NAME[condition.field.name].elements:
                always = OPERATOR_BY_NAME[condition.operator].absent(condition.operand)
                outcome = "always" if always else "never"
                what = f"{one_of(names)} comes without elements, so this {outcome} holds"
                yield site.problem_of(condition, what, "elements come with `event: $autocapture`")


def _names(matcher: Matcher) -> list[str]:
    """The event names that a matcher is bound to; none where it may take any."""
    bound = [
        list(texts(condition))
        for condition in matcher.conditions
        if condition.field.name == "event" and OPERATOR_BY_NAME[condition.operator].is_equality
    ]
    return bound[0] if bound else []


def _has_elements(name: str, vocabulary: Vocabulary | None) -> bool:
    return name in WITH_ELEMENTS or (vocabulary is not None and name in vocabulary.of("elements"))
