"""How dead matchers were missed, in words: the evidence of a run turned into near misses with reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

from actioncli.actions.model import Action, Actions, Condition, Matcher
from actioncli.conditions.operators.base import items
from actioncli.diagnosing.commonest import Commonest
from actioncli.diagnosing.evidence import Evidence, Misses
from actioncli.diagnosing.reasons import Reason, reason_of
from actioncli.diagnosis import WEAK, DeadMatcher, Instead, NearMiss
from actioncli.errors import Place
from actioncli.matching.compiled import Engine
from actioncli.matching.instead import Found, likeness
from actioncli.values import text_form

SHOWN = 10
"""Values that are told of each near miss."""
LONGEST_OPERAND = 120
NAME_LIKE = 0.6

_Told: TypeAlias = "tuple[str | None, Reason | None]"
_EVENT = "event"


class Teller:
    """Turns what was counted of dead matchers into words, for one file of actions and one run."""

    def __init__(self, actions: Actions, engine: Engine, evidence: Evidence, now: datetime) -> None:
        self._names = actions.names()
        self._conditions = engine.conditions
        self._engine = engine
        self._event_names = evidence.names
        self._now = now

    def told(self, action: str, number: int, matcher: Matcher, misses: Misses) -> DeadMatcher:
        """What can be said of a dead matcher."""
        near, pairs = [], []
        for (missing, unmet), events in misses.lacks.items():
            lacking = self._lacking(missing, unmet)
            if len(lacking) == 1:
                near.append(self._near_miss(missing, lacking, events, misses.instead.get(missing)))
            elif len(lacking) == 2 and not missing & self._engine.name_mask:
                pairs.append(NearMiss(lacking, events))
        wants_name = any(condition.field.name == _EVENT for condition in matcher.conditions)
        never = misses.never if misses.named else 0
        return DeadMatcher(
            action,
            number + 1,
            where(matcher.place),
            near=tuple(sorted(near, key=_most_telling)),
            pair=None if near else min(pairs, key=lambda pair: (-pair.events, pair.lacking), default=None),
            never=tuple(self._lacking(never, ())),
            absent_name=self._nearest_name(matcher) if wants_name and not misses.named else None,
        )

    def _lacking(self, missing: int, unmet: Sequence[int]) -> tuple[str, ...]:
        found = [words(condition) for bit, condition in enumerate(self._conditions) if missing >> bit & 1]
        return (*found, *(f"action: {self._names[number]}" for number in unmet))

    def _near_miss(
        self, missing: int, lacking: tuple[str, ...], events: int, found: Commonest[Found] | None
    ) -> NearMiss:
        if found is None or not missing:
            return NearMiss(lacking, events)
        condition = self._conditions[missing.bit_length() - 1]
        told: Counter[_Told] = Counter()
        for value, count in found.counts.items():
            told[self._told(condition, value)] += count
        rows = [_instead(value, reason, count) for (value, reason), count in told.items()]
        rows.sort(key=lambda row: (row.code in WEAK, not row.code, -row.events, row.value or "", row.code))
        return NearMiss(lacking, events, tuple(rows[:SHOWN]), found.exact)

    def _told(self, condition: Condition, found: Found) -> _Told:
        """A value and why it was not taken."""
        if isinstance(found, str):
            return found, reason_of(condition, found, self._now)
        if condition.field.name == "selector":
            return _of_shortfall(found)
        if condition.field.key or not found:
            return None, _of_keys(found) if condition.field.key else None
        for value in found:
            reason = reason_of(condition, value, self._now)
            if reason:
                return value, reason
        return found[0], None

    def _nearest_name(self, matcher: Matcher) -> Instead:
        """The name of events that is most like the one the matcher wants; without a value if none is."""
        best = (0.0, 0, "", None)
        for condition in matcher.conditions:
            if condition.field.name != _EVENT:
                continue
            for name, events in self._event_names.ranked():
                reason = reason_of(condition, name, self._now)
                like = max(likeness(text_form(item), name) for item in items(condition.operand))
                score = (1.0 + like if reason else like, events, name, reason)
                if score[0] >= NAME_LIKE and score[:2] > best[:2]:
                    best = score  # type: ignore[assignment]
        _, events, name, reason = best
        return _instead(name or None, reason, events)


def _instead(value: str | None, reason: Reason | None, events: int) -> Instead:
    return Instead(value, events, reason.code, reason.words, reason.hint) if reason else Instead(value, events)


def _of_shortfall(found: Sequence[str]) -> _Told:
    """The nearest element, and the part of the selector that it lacks."""
    if not found:
        return None, None
    part, element, like = found
    if like:
        return element, Reason("class", f"no {part}, but .{like}", f"is {part} now .{like}?")
    if not element:
        return None, Reason("element", f"no element stands where {part} is wanted")
    return element, Reason("element", f"it lacks {part}") if part else None


def _of_keys(found: Sequence[str]) -> Reason | None:
    if not found:
        return None
    return Reason("key", f"the property there is {found[0]}", f"did you mean {found[0]}?")


def _most_telling(miss: NearMiss) -> tuple[bool, bool, int, tuple[str, ...]]:
    """Explained ones first, those that miss the event's name without a reason last."""
    return (not miss.explained, miss.lacking[0].startswith("event "), -miss.events, miss.lacking)


def words(condition: Condition) -> str:
    """A condition as people say it: `url exact https://example.com/`."""
    operand = condition.operand
    shown = f"[{', '.join(map(text_form, operand))}]" if isinstance(operand, tuple) else text_form(operand)
    if len(shown) > LONGEST_OPERAND:
        shown = f"{shown[: LONGEST_OPERAND - 1]}…"
    if condition.field.name == "selector" and condition.operator == "exact":
        return f"selector {shown}"
    return f"{condition.field} {condition.operator} {shown}"


def where(place: Place | None) -> str:
    """The file and line of a place."""
    return f"{place.file}:{place.line}" if place else ""


def dead_matchers(
    actions: Actions, chosen: Sequence[Action], engine: Engine, evidence: Evidence, now: datetime
) -> tuple[DeadMatcher, ...]:
    """All matchers that nothing met, in file order."""
    teller = Teller(actions, engine, evidence, now)
    return tuple(
        teller.told(chosen[position].name, number, chosen[position].matchers[number], misses)
        for (position, number), misses in sorted(evidence.misses().items(), key=lambda found: found[0])
    )
