"""Rules on names and values that do not occur in the events, with suggestions."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterator

from actioncli.actions.model import Condition
from actioncli.characters import revealed, same_look
from actioncli.checking.matcher_paths import Checked, LocatedMatcher, conditions
from actioncli.checking.vocabulary import (
    VALUES,
    Vocabulary,
    event_names,
    first_step,
    kind_of,
    properties_of,
)
from actioncli.conditions.operators import BY_NAME as OPERATOR_BY_NAME
from actioncli.conditions.operators.operands import items
from actioncli.errors import Problem
from actioncli.explaining.fixes import fix
from actioncli.near import MOST_COMPARED, near, one_of, shown
from actioncli.values import text_form

_CHAIN_KEY = "$elements_chain"
"""A key that reads the element chain of the event."""
_CLOSE = 0.9
"""The least similarity, up to 1, for suggesting one value in place of another; for names, less is enough."""


def unknown_events(checked: Checked) -> Iterator[Problem]:
    """Names that no event has."""
    for site, condition, vocabulary in _with_events(checked):
        if condition.field.name != "event" or not OPERATOR_BY_NAME[condition.operator].positive.is_equality:
            continue
        names = vocabulary.of("event")
        for name in map(text_form, items(condition.operand)):
            hint = "" if name in names else _near(name, names)
            if name not in names and (hint or _is_needed(site, condition)):
                yield site.problem_of(condition, f"no event is named {shown(revealed(name))}", hint)


def unknown_properties(checked: Checked) -> Iterator[Problem]:
    """Properties that no event has."""
    yield from _unknown_keys(checked, lambda condition: condition.field.name in ("properties", "url"), "event")


def unknown_person_properties(checked: Checked) -> Iterator[Problem]:
    """Properties that no person and no group has."""
    yield from _unknown_keys(checked, lambda condition: condition.field.name in ("person", "group"), "")


def _unknown_keys(checked: Checked, is_meant: Callable[[Condition], bool], whose: str) -> Iterator[Problem]:
    for site, condition, vocabulary in _with_events(checked):
        if not is_meant(condition):
            continue
        kind, key = kind_of(condition), first_step(condition.field.key)
        if condition.field.name == "url":
            kind, key = "properties", "$current_url"
        keys = vocabulary.of(kind)
        if key == _CHAIN_KEY or (kind == "person" and key == "distinct_id"):
            continue
        if key in keys:
            yield from _absent_of_these(site, condition, vocabulary, kind, key)
            continue
        hint = _near(key, keys)
        if hint or _is_needed(site, condition):
            owner = whose or condition.field.name
            yield site.problem_of(condition, f"no {owner} has the property {shown(revealed(key))}", hint)


def _absent_of_these(
    site: LocatedMatcher, condition: Condition, vocabulary: Vocabulary, kind: str, key: str
) -> Iterator[Problem]:
    """A property that other events have, and none of those that the matcher names."""
    names = event_names(site.matcher)
    if kind != "properties" or not names or not names <= vocabulary.of("event") or not _is_needed(site, condition):
        return
    own = set[str]().union(*(vocabulary.of(properties_of(name)) for name in names))
    if key not in own:
        called = f"{one_of(sorted(names))} event"
        hint = _near(key, own) or "other events have it"
        yield site.problem_of(condition, f"no {called} has the property {shown(revealed(key))}", hint)


def _near(name: str, candidates: Collection[str]) -> str:
    """The question whether a similar name was meant; of one that looks the same, which characters differ."""
    look = same_look(name)
    same = next((other for other in sorted(candidates) if same_look(other) == look), None) if name else None
    return near(name, candidates) if same is None else fix(name, same)


def _meant(value: str, close: str) -> str:
    """The value that is meant; of one that looks the same, which characters differ."""
    return fix(value, close) if same_look(value) == same_look(close) else f"did you mean {shown(close)}?"


def unknown_values(checked: Checked) -> Iterator[Problem]:
    """Exact texts and addresses that never occur while one that is almost the same does."""
    by_kind: dict[str, dict[str, str]] = {}
    for site, condition, vocabulary in _with_events(checked):
        kind = condition.field.name
        if kind not in VALUES or not OPERATOR_BY_NAME[condition.operator].positive.is_equality:
            continue
        seen = vocabulary.of(kind)
        if kind not in by_kind:
            by_kind[kind] = {}
            for value in sorted(seen, reverse=True):
                by_kind[kind][simplified(value)] = value
        for value in map(text_form, items(condition.operand)):
            close = None if value in seen else _closest(value, by_kind[kind])
            if close is not None:
                what = "text" if kind == "text" else "address"
                yield site.problem_of(condition, f"no {what} is {shown(revealed(value))}", _meant(value, close))


def simplified(value: str) -> str:
    """The value without what people do not see or mind: case, kinds of quotes, blanks, a slash at the end."""
    text = same_look(value).casefold()
    text = re.sub(r"^https?://(www\.)?", "//", text)
    return re.sub(r"/?([?#].*)?$", "", text) if text.startswith(("/", "//")) else text


def _closest(value: str, candidates: dict[str, str]) -> str | None:
    wanted = simplified(value)
    if wanted in candidates:
        return candidates[wanted]
    if len(candidates) > MOST_COMPARED:
        return None
    found = difflib.get_close_matches(wanted, candidates, n=1, cutoff=_CLOSE)
    return candidates[found[0]] if found else None


def _with_events(checked: Checked) -> Iterator[tuple[LocatedMatcher, Condition, Vocabulary]]:
    """All conditions, where there are events to hold them against."""
    if checked.vocabulary is not None and checked.vocabulary.events:
        for site, condition in conditions(checked.actions):
            yield site, condition, checked.vocabulary


def _is_needed(site: LocatedMatcher, condition: Condition) -> bool:
    """Whether a matcher takes nothing for want of it; what only leaves events out may well wait for its first."""
    return not site.is_exception and not OPERATOR_BY_NAME[condition.operator].absent(condition.operand)
