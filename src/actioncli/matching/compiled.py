"""Actions compiled for speed: which of them match an event?

    engine = Engine(actions, now)
    verdict = engine.verdict(event, name)

Every distinct condition has a bit.
The event's name chooses a plan: which matchers can still hold, and which fields they want.
Judges turn the values of those fields into bits, and what follows from a set of bits is worked out once:
events that meet the same conditions share one `Verdict`.
So a thousand actions cost little more than ten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from actioncli.actions.model import Actions, Condition, Field, Matcher
from actioncli.conditions.fields import BY_NAME as FIELD_BY_NAME
from actioncli.conditions.operators.base import Reading
from actioncli.events.event import Event
from actioncli.matching.judges import REMEMBERED, ElementsJudge, ValueJudge
from actioncli.matching.readers import reader

EVENT = Field("event")
ELEMENTS = Field("elements")
"""Stands for all element fields: one judge answers for them, so that a chain is read once."""


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """What the actions say of an event; equal verdicts of an engine are one object."""

    actions: tuple[int, ...]
    """The actions that match, as indexes into `Engine.names`, in file order."""
    matchers: tuple[tuple[int, int], ...]
    """The matchers that hold on their own, as (action, matcher) indexes; exceptions play no part."""


@dataclass(frozen=True, slots=True)
class CompiledMatcher:
    """The bits that must all be there, and the actions that must match too."""

    bits: int
    actions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CompiledAction:
    """An action over bits; its index in the engine is its number."""

    matchers: tuple[CompiledMatcher, ...]
    exceptions: tuple[CompiledMatcher, ...]


NOTHING = Verdict((), ())
"""The verdict on an event that nothing takes."""

Judged: TypeAlias = tuple[Callable[[Event], object], Callable[[object], int]]
"""How a field is read, and how its value is judged."""


class Plan(dict[int, Verdict]):
    """What remains to be asked of events of one name, and the verdicts by the bits that the answers gave."""

    __slots__ = ("_conclude", "bits", "judged")

    def __init__(self, bits: int, judged: Sequence[Judged], conclude: Callable[[int], Verdict]) -> None:
        super().__init__()
        self.bits = bits
        self.judged = tuple(judged)
        self._conclude = conclude

    def __missing__(self, bits: int) -> Verdict:
        if len(self) >= REMEMBERED:
            self.clear()
        verdict = self[bits] = self._conclude(bits)
        return verdict


class Engine:
    """The actions of a file, ready for events; it reports on those that `only` names (globs), or on all.

    `names` are theirs.
    """

    def __init__(self, actions: Actions, now: datetime, only: Sequence[str] = ()) -> None:
        self._conditions: dict[tuple[Field, str, str], tuple[int, Condition]] = {}
        index = {action.name: number for number, action in enumerate(actions.actions)}
        self._exceptions = tuple(self._matcher(matcher, index) for matcher in actions.exceptions)
        self._actions = tuple(
            CompiledAction(
                tuple(self._matcher(matcher, index) for matcher in action.matchers),
                tuple(self._matcher(matcher, index) for matcher in action.exceptions),
            )
            for action in actions.actions
        )
        chosen = actions.named(only)
        self.names = tuple(action.name for action in chosen)
        self._reported = tuple(index[name] for name in self.names)
        self._judges(Reading(now))
        self._plans: dict[str, Plan] = {}
        self._verdicts: dict[object, Verdict] = {}

    def _matcher(self, matcher: Matcher, index: dict[str, int]) -> CompiledMatcher:
        bits = 0
        for condition in matcher.conditions:
            # By the operand's spelling: 1 and true are equal to Python, and not to an operator.
            key = (condition.field, condition.operator, repr(condition.operand))
            bits |= self._conditions.setdefault(key, (1 << len(self._conditions), condition))[0]
        return CompiledMatcher(bits, tuple(index[name] for name in matcher.actions))

    def _judges(self, reading: Reading) -> None:
        by_field: dict[Field, list[tuple[int, Condition]]] = {}
        for bit, condition in self._conditions.values():
            field = ELEMENTS if FIELD_BY_NAME[condition.field.name].elements else condition.field
            by_field.setdefault(field, []).append((bit, condition))
        self._fields: list[tuple[int, Judged]] = []
        self._judge_name: Callable[[str], int] = lambda name: 0  # noqa: ARG005
        self._name_bits = 0
        for field, conditions in by_field.items():
            bits = sum(bit for bit, _ in conditions)
            if field == EVENT:
                self._judge_name, self._name_bits = ValueJudge(conditions, reading).bits, bits
            elif field == ELEMENTS:
                self._fields.append((bits, (_read_chain, ElementsJudge(conditions, reading).bits)))  # type: ignore[arg-type]
            else:
                self._fields.append((bits, (reader(field), ValueJudge(conditions, reading).bits)))  # type: ignore[arg-type]

    def names_of(self, verdict: Verdict) -> tuple[str, ...]:
        """The names of the actions that a verdict says match, in file order."""
        return tuple(self.names[position] for position in verdict.actions)

    def verdict(self, event: Event, name: str) -> Verdict:
        """What the actions say of an event of that name."""
        plan = self._plans.get(name)
        if plan is None:
            plan = self._plan(name)
        bits = plan.bits
        for read, judge in plan.judged:
            bits |= judge(read(event))
        return plan[bits]

    def _plan(self, name: str) -> Plan:
        """The plan for a name: its bits, and the fields that matchers want which these bits do not rule out."""
        if len(self._plans) >= REMEMBERED:
            self._plans.clear()
        known = self._judge_name(name)
        live = self._live(known)
        wanted = 0
        for matcher in self._asked(live):
            if not matcher.bits & self._name_bits & ~known:
                wanted |= matcher.bits
        judged = [judged for bits, judged in self._fields if bits & wanted]
        plan = self._plans[name] = Plan(known, judged, lambda bits: self._conclude(bits, live))
        return plan

    def _live(self, known: int) -> tuple[int, ...]:
        """The reported actions with a matcher that an event with these name bits may still meet."""
        ruled_out = self._name_bits & ~known
        return tuple(
            position
            for position, number in enumerate(self._reported)
            if any(not matcher.bits & ruled_out for matcher in self._actions[number].matchers)
        )

    def _asked(self, live: Iterable[int]) -> Iterable[CompiledMatcher]:
        """Every matcher and exception that the answer for these actions may depend on."""
        waiting = [self._reported[position] for position in live]
        seen = set(waiting)
        if waiting:
            yield from self._exceptions
            waiting.extend(_new(seen, (number for matcher in self._exceptions for number in matcher.actions)))
        while waiting:
            action = self._actions[waiting.pop()]
            for matcher in action.matchers + action.exceptions:
                yield matcher
                waiting.extend(_new(seen, matcher.actions))

    def _conclude(self, bits: int, live: Sequence[int]) -> Verdict:
        """The verdict that follows from the bits."""
        if not live:
            return NOTHING
        answers = Answers(self._actions, bits)
        if any(answers.holds(matcher) for matcher in self._exceptions):
            answers = Answers(self._actions, bits, excepted=True)
        matched: list[int] = []
        matchers: list[tuple[int, int]] = []
        for position in live:
            number = self._reported[position]
            hits = [hit for hit, matcher in enumerate(self._actions[number].matchers) if answers.holds(matcher)]
            matchers.extend((position, hit) for hit in hits)
            if hits and answers.matches(number):
                matched.append(position)
        key = (tuple(matched), tuple(matchers))
        verdict = self._verdicts.get(key)
        if verdict is None:
            verdict = self._verdicts[key] = Verdict(*key)
        return verdict


class Answers:
    """Which actions match, given the bits of one event; each is worked out once.

    `excepted` says that the file's `except` takes the event, and so no action matches.
    That `except` may name actions too: they are asked before it is known.
    """

    def __init__(self, actions: Sequence[CompiledAction], bits: int, excepted: bool = False) -> None:
        self._actions = actions
        self._bits = bits
        self._excepted = excepted
        self._known: dict[int, bool] = {}

    def holds(self, matcher: CompiledMatcher) -> bool:
        """Whether all conditions of the matcher hold, and all actions it names match."""
        return matcher.bits & self._bits == matcher.bits and all(map(self.matches, matcher.actions))

    def matches(self, number: int) -> bool:
        """Whether an action matches, its own and the file's exceptions included (semantics 1.5)."""
        found = self._known.get(number)
        if found is None:
            action = self._actions[number]
            found = self._known[number] = (
                not self._excepted
                and any(map(self.holds, action.matchers))
                and not any(map(self.holds, action.exceptions))
            )
        return found


def _read_chain(event: Event) -> object:
    return event.chain


def _new(seen: set[int], numbers: Iterable[int]) -> list[int]:
    fresh = [number for number in numbers if number not in seen]
    seen.update(fresh)
    return fresh
