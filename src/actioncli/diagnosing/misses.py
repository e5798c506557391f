"""Near misses of dead matchers, with reasons, from the evidence of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TypeAlias, cast

from actioncli.actions.model import Action, Actions, Condition, Matcher
from actioncli.conditions.operators.operands import items
from actioncli.conditions.selectors import Selector, compile_selector
from actioncli.diagnosing.evidence import Evidence, Misses, sum_of
from actioncli.diagnosing.frequent import FrequentValues
from actioncli.diagnosis import WEAK, DeadMatcher, Instead, NearMiss
from actioncli.errors import Place
from actioncli.events.elements import Element, parse_chain
from actioncli.explaining.differences import Reason
from actioncli.explaining.nearest import described, nearest
from actioncli.explaining.observed_values import Found
from actioncli.explaining.reasons import Reasoner, nearest_value
from actioncli.explaining.similarity import likeness
from actioncli.matching.engine import Engine
from actioncli.values import text_form

SHOWN = 10
"""The most values to list for a near miss."""
EXPLAINED = 300
"""The most values of a near miss for which a reason is searched."""
CHAINS, LEAST_CHAINS = 6_000, 30
"""The most chains to test against all selectors together, and the least for each selector."""
LONGEST_OPERAND = 120
NAME_LIKE = 0.6
NAMES = 1_000
"""The most names to compare with a name that never occurs."""

_Described: TypeAlias = "tuple[str | None, Reason | None]"
_EVENT = "event"


class MissDescriber:
    """Describes the dead matchers of one actions file and one run."""

    def __init__(self, actions: Actions, engine: Engine, evidence: Evidence, now: datetime) -> None:
        self._names = actions.names()
        self._conditions = engine.conditions
        self._engine = engine
        self._event_names = evidence.names
        self._now = now
        self._misses = evidence.misses()
        self._chains = max(LEAST_CHAINS, CHAINS // max(1, self._selectors_missed()))
        self._ranked: dict[tuple[int, ...], tuple[list[tuple[Found, int]], bool]] = {}

    def dead(self, chosen: Sequence[Action]) -> Iterator[DeadMatcher]:
        """The dead matchers, in file order."""
        for (position, number), misses in sorted(self._misses.items(), key=lambda found: found[0]):
            yield self.describe(chosen[position].name, number, chosen[position].matchers[number], misses)

    def _selectors_missed(self) -> int:
        conditions = (self._condition(bit) for misses in self._misses.values() for bit in misses.observed)
        return sum(condition.field.name == "selector" for condition in conditions)

    def _condition(self, bit: int) -> Condition:
        return self._conditions[bit.bit_length() - 1]

    def describe(self, action: str, number: int, matcher: Matcher, misses: Misses) -> DeadMatcher:
        """The near misses of one dead matcher."""
        near, pairs = [], []
        for (missing, unmet), events in misses.lacks.items():
            lacking = self._lacking(missing, unmet)
            if len(lacking) == 1:
                near.append(self._near_miss(missing, lacking, events, misses.observed.get(missing, ())))
            elif len(lacking) == 2 and not missing & self._engine.name_mask:
                pairs.append(NearMiss(lacking, events))
        wants_name = any(condition.field.name == _EVENT for condition in matcher.conditions)
        never = misses.never if misses.named else 0
        return DeadMatcher(
            action,
            number + 1,
            where(matcher.place),
            near=tuple(sorted(near, key=_importance)),
            pair=None if near else min(pairs, key=lambda pair: (-pair.events, pair.lacking), default=None),
            never=tuple(self._lacking(never, ())),
            absent_name=self._nearest_name(matcher) if wants_name and not misses.named else None,
        )

    def _lacking(self, missing: int, unmet: Sequence[int]) -> tuple[str, ...]:
        found = []
        while missing:
            lowest = missing & -missing
            found.append(words(self._condition(lowest)))
            missing ^= lowest
        return (*found, *(f"action: {self._names[number]}" for number in unmet))

    def _near_miss(
        self, missing: int, lacking: tuple[str, ...], events: int, parts: Sequence[FrequentValues[Found]]
    ) -> NearMiss:
        if not parts:
            return NearMiss(lacking, events)
        condition = self._condition(missing)
        ranked, exact = self._sum_ranked(parts)
        explain = self._explainer(condition)
        if condition.field.name == "selector":
            exact = exact and len(ranked) <= self._chains
            ranked = ranked[: self._chains]
        described_values: Counter[_Described] = Counter()
        for place, (found, count) in enumerate(ranked):
            described_values[explain(found, place < EXPLAINED)] += count
        rows = [_instead(value, reason, count) for (value, reason), count in described_values.items()]
        rows.sort(key=lambda row: (row.code in WEAK, not row.code, -row.events, row.value or "", row.code))
        return NearMiss(lacking, events, tuple(rows[:SHOWN]), exact)

    def _sum_ranked(self, parts: Sequence[FrequentValues[Found]]) -> tuple[list[tuple[Found, int]], bool]:
        """The sum of the counters, ranked. It is remembered, since many matchers share the same events."""
        key = tuple(map(id, parts))
        known = self._ranked.get(key)
        if known is None:
            total = sum_of(parts)
            known = self._ranked[key] = (total.ranked(), total.exact)
        return known

    def _explainer(self, condition: Condition) -> Callable[[Found, bool], _Described]:
        """The function that returns a value as text and, if its second argument is true, why it does not match."""
        if condition.field.name == "selector":
            selectors = [compile_selector(str(item)) for item in items(condition.operand)]
            return lambda found, _: _of_elements(
                selectors,
                parse_chain(found) if isinstance(found, str) else found,  # type: ignore[arg-type]
            )
        reasoner = Reasoner(condition, self._now)
        reason_for = reasoner.reason

        def explained(found: Found, with_reason: bool) -> _Described:
            if isinstance(found, str):
                return found, reason_for(found) if with_reason else None
            values = cast("tuple[str, ...]", found)
            if condition.field.key or not values:
                return None, _of_keys(values)
            nearest_one = nearest_value(reasoner, values) if with_reason else None
            return (values[0], None) if nearest_one is None else (values[nearest_one[0]], nearest_one[1])

        return explained

    def _nearest_name(self, matcher: Matcher) -> Instead:
        """The most similar event name; without a value if no name is similar."""
        best: tuple[float, int, str, Reason | None] = (0.0, 0, "", None)
        for condition in matcher.conditions:
            if condition.field.name != _EVENT:
                continue
            reason_for = Reasoner(condition, self._now).reason
            for name, events in self._event_names.ranked()[:NAMES]:
                reason = reason_for(name)
                like = max(likeness(text_form(item), name, NAME_LIKE) for item in items(condition.operand))
                score = (1.0 + like if reason else like, events, name, reason)
                if score[0] >= NAME_LIKE and score[:2] > best[:2]:
                    best = score
        _, events, name, reason = best
        return _instead(name or None, reason, events)


def _instead(value: str | None, reason: Reason | None, events: int) -> Instead:
    return Instead(value, events, reason.code, reason.words, reason.hint) if reason else Instead(value, events)


def _of_elements(selectors: Sequence[Selector], elements: Sequence[Element]) -> _Described:
    """The nearest element, and why it does not match."""
    near = nearest(selectors, elements)
    if near is None:
        return None, None
    reason = None if near.meets else Reason("class" if near.instead else "element", near.words, near.hint)
    return described(near.element), reason


def _of_keys(found: Sequence[str]) -> Reason | None:
    if not found:
        return None
    return Reason("key", f"the property there is {found[0]}", f"did you mean {found[0]}?")


def _importance(miss: NearMiss) -> tuple[bool, bool, int, tuple[str, ...]]:
    """The sort key: explained ones first, those with an unexplained wrong name last."""
    return (not miss.explained, miss.lacking[0].startswith("event "), -miss.events, miss.lacking)


def words(condition: Condition) -> str:
    """A condition as text, such as `url exact https://example.com/`."""
    operand = condition.operand
    shown = f"[{', '.join(map(text_form, operand))}]" if isinstance(operand, tuple) else text_form(operand)
    if len(shown) > LONGEST_OPERAND:
        shown = f"{shown[: LONGEST_OPERAND - 1]}…"
    if condition.field.name == "selector" and condition.operator == "exact":
        return f"selector {shown}"
    return f"{condition.field} {condition.operator} {shown}"


def where(place: Place | None) -> str:
    """The file and line of a place, or nothing."""
    return f"{place.file}:{place.line}" if place else ""


def dead_matchers(
    actions: Actions, chosen: Sequence[Action], engine: Engine, evidence: Evidence, now: datetime
) -> tuple[DeadMatcher, ...]:
    """All matchers that matched nothing, in file order."""
    return tuple(MissDescriber(actions, engine, evidence, now).dead(chosen))
