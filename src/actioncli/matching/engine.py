"""Actions compiled for speed: which of them match an event?

    engine = Engine(actions, now)
    verdict = engine.verdict(event, name)

Every distinct condition has a bit.
The event's name rules out most matchers; what the others want is asked a field at a time, until nothing is open.
Judges turn values into bits, and what follows from an answer is worked out once, in a diagram of questions:
events that meet the same conditions share one `Verdict`.
So a thousand actions cost little more than ten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import chain
from typing import TypeAlias

from actioncli.actions.model import Actions, Condition, Field, Matcher
from actioncli.conditions.fields import BY_NAME as FIELD_BY_NAME
from actioncli.conditions.operators.base import Context
from actioncli.events.event import Event
from actioncli.matching.decision_dag import Decision, FieldTest, ReadAndTest
from actioncli.matching.element_predicates import ElementPredicates
from actioncli.matching.matches import NOTHING, Answers, CompiledAction, CompiledMatcher, Possible, Verdict, VerdictKey
from actioncli.matching.predicates import ValuePredicates
from actioncli.matching.readers import reader, section_of
from actioncli.memory import Memory
from actioncli.records.record import plain

EVENT = Field("event")
ELEMENTS = Field("elements")
"""Stands for all element fields: one judge answers for them, so that a chain is read once."""

Open: TypeAlias = "tuple[list[int], list[CompiledMatcher], list[CompiledMatcher]]"
"""What is open when some bits are decided: positions of actions, matchers, and exceptions to them."""


class Engine:
    """The actions of a file, ready for events; it reports on those that `only` names (globs), or on all.

    `names` are theirs.
    Without `shortcuts` everything is asked of every event, and nothing that might be left out is: slow, and the same.
    """

    def __init__(self, actions: Actions, now: datetime, only: Sequence[str] = (), *, shortcuts: bool = True) -> None:
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
        everything = (*self._exceptions, *chain(*(chain(one.matchers, one.exceptions) for one in self._actions)))
        self._entangled = any(matcher.actions for matcher in everything)
        chosen = actions.named(only)
        self.names = tuple(action.name for action in chosen)
        self._reported = tuple(index[name] for name in self.names)
        self._judges(Context(now), shortcuts)
        self.roots: Memory[str, Decision | Verdict] = Memory(self._opening)
        """What to ask of events of a name first, or the verdict on all of them."""
        self.verdict: Callable[[Event, str], Verdict] = self._by_questions if shortcuts else self._by_everything
        """What the actions say of an event of a name."""
        self.verdicts: list[Verdict] = [NOTHING]
        """All verdicts given so far, each at its number."""
        self._known: dict[VerdictKey, Verdict] = {NOTHING.key: NOTHING}

    def _matcher(self, matcher: Matcher, index: dict[str, int]) -> CompiledMatcher:
        bits = 0
        for condition in matcher.conditions:
            # By the operand's spelling: 1 and true are equal to Python, and not to an operator.
            key = (condition.field, condition.operator, repr(condition.operand))
            bits |= self._conditions.setdefault(key, (1 << len(self._conditions), condition))[0]
        return CompiledMatcher(bits, tuple(index[name] for name in matcher.actions))

    def _judges(self, context: Context, shortcuts: bool) -> None:
        by_field: dict[Field, list[tuple[int, Condition]]] = {}
        for bit, condition in self._conditions.values():
            field = ELEMENTS if FIELD_BY_NAME[condition.field.name].elements else condition.field
            by_field.setdefault(field, []).append((bit, condition))
        self._fields: list[FieldTest] = []
        self._judge_name: Callable[[str], int] = lambda name: 0  # noqa: ARG005
        self._name_bits = 0
        for of, conditions in by_field.items():
            bits = sum(bit for bit, _ in conditions)
            if of == EVENT:
                self._judge_name, self._name_bits = ValuePredicates(conditions, context).bits, bits
            elif of == ELEMENTS:
                elements = ElementPredicates(conditions, context, shortcuts=shortcuts)
                self._fields.append(FieldTest(bits, (_read_chain, elements.bits)))
            else:
                value = ValuePredicates(conditions, context)
                functions: ReadAndTest = (reader(of), value.bits)  # type: ignore[assignment]
                self._fields.append(FieldTest(bits, functions, section_of(of), of.key, value.memory))
        # Elements last: a chain is long, and other fields often rule out all that asks for it.
        self._fields.sort(key=lambda asked: asked.functions[0] is _read_chain)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The distinct conditions of the file; the place of each is the number of its bit."""
        return tuple(condition for _, condition in self._conditions.values())

    @property
    def reported(self) -> tuple[CompiledAction, ...]:
        """The actions that `names` names."""
        return tuple(self._actions[number] for number in self._reported)

    @property
    def fields(self) -> tuple[tuple[int, ReadAndTest], ...]:
        """The fields but the name: the bits that each decides, and how it is read and judged."""
        return tuple((asked.bits, asked.functions) for asked in self._fields)

    @property
    def name_mask(self) -> int:
        """The bits that the event's name decides."""
        return self._name_bits

    def name_bits(self, name: str) -> int:
        """Those of them that hold for a name."""
        return self._judge_name(name)

    def behind(self, matcher: CompiledMatcher) -> int:
        """The bits that decide whether the actions that a matcher names match; 0 if it names none."""
        return together(chain(*self._asked(matcher.actions, Possible(self._actions, 0))))

    def answers(self, bits: int) -> Answers:
        """Which actions match an event with these bits."""
        answers = Answers(self._actions, bits)
        if any(answers.holds(matcher) for matcher in self._exceptions):
            return Answers(self._actions, bits, excepted=True)
        return answers

    def names_of(self, verdict: Verdict) -> tuple[str, ...]:
        """The names of the actions that a verdict says match, in file order."""
        return tuple(self.names[position] for position in verdict.actions)

    def _by_everything(self, event: Event, name: str) -> Verdict:
        """The verdict from the answers to all questions there are."""
        bits = self._judge_name(name)
        for asked in self._fields:
            read, judge = asked.functions
            bits |= judge(read(event))
        return self._conclude(bits, range(len(self._reported)))

    def _by_questions(self, event: Event, name: str) -> Verdict:
        """The verdict from the answers to questions that are asked until none is open."""
        found = self.roots[name]
        section: object = None
        while found.__class__ is Decision:
            if found.section is None:
                bits = found.test(found.read(event))
            else:
                if found.section is not section:
                    section = found.section
                    record = section(event)
                value = record.get(found.key)
                if value.__class__ is str:
                    bits = found.memory[value]
                else:
                    bits = found.absent if value is None else found.test(plain(value))
            found = found.after[bits]
        return found  # type: ignore[return-value]

    def _opening(self, name: str) -> Decision | Verdict:
        """The first question to events of a name, or the verdict that the name alone decides."""
        return self._next(range(len(self._reported)), self._name_bits, self._judge_name(name))

    def _next(self, live: Sequence[int], known: int, bits: int) -> Decision | Verdict:
        """What to ask when the bits in `known` are decided, or the verdict when nothing open depends on others."""
        ruled_out = known & ~bits
        live, matchers, exceptions = (self._open_together if self._entangled else self._open)(live, ruled_out)
        # The bits of matchers first, then of the exceptions to those that hold.
        wanted = together(matchers) & ~known
        if not wanted:
            wanted = together(matcher for matcher in exceptions if not matcher.bits & ruled_out) & ~known
        if not wanted:
            return self._conclude(bits, live)
        asked = next(asked for asked in self._fields if asked.bits & wanted)
        return Decision(asked, lambda answer: self._next(live, known | asked.bits, bits | answer))

    def _open(self, live: Sequence[int], ruled_out: int) -> Open:
        """The positions that may still match, their matchers that may still hold, and what may except from them."""
        still: list[int] = []
        matchers: list[CompiledMatcher] = []
        exceptions: list[CompiledMatcher] = []
        actions, reported = self._actions, self._reported
        for position in live:
            action = actions[reported[position]]
            found = [matcher for matcher in action.matchers if not matcher.bits & ruled_out]
            if found:
                still.append(position)
                matchers += found
                exceptions += action.exceptions
        return still, matchers, [*exceptions, *self._exceptions] if matchers else exceptions

    def _open_together(self, live: Sequence[int], ruled_out: int) -> Open:
        """The same where matchers name actions: with the matchers of those."""
        possible = Possible(self._actions, ruled_out)
        still = [position for position in live if possible.matchers(self._reported[position])]
        return (still, *self._asked((self._reported[position] for position in still), possible))

    def _asked(self, numbers: Iterable[int], possible: Possible) -> tuple[list[CompiledMatcher], list[CompiledMatcher]]:
        """The matchers that may still hold, and their exceptions; with those of the actions they name."""
        matchers: list[CompiledMatcher] = []
        exceptions: list[CompiledMatcher] = []
        waiting = list(numbers)
        seen = set(waiting)
        for matcher in self._exceptions if waiting else ():
            waiting += _new(seen, matcher.actions)
        while waiting:
            number = waiting.pop()
            found = possible.matchers(number)
            if found:
                matchers += found
                exceptions += self._actions[number].exceptions
                for matcher in (*found, *self._actions[number].exceptions):
                    waiting += _new(seen, matcher.actions)
        if matchers:
            exceptions += self._exceptions
        return matchers, exceptions

    def _conclude(self, bits: int, live: Sequence[int]) -> Verdict:
        """The verdict that follows from the bits."""
        if not live:
            return NOTHING
        answers = self.answers(bits)
        matched: list[int] = []
        matchers: list[tuple[int, int]] = []
        for position in live:
            number = self._reported[position]
            hits = [hit for hit, matcher in enumerate(self._actions[number].matchers) if answers.holds(matcher)]
            matchers.extend((position, hit) for hit in hits)
            if hits and answers.matches(number):
                matched.append(position)
        key = (tuple(matched), tuple(matchers))
        verdict = self._known.get(key)
        if verdict is None:
            verdict = self._known[key] = Verdict(*key, len(self.verdicts))
            self.verdicts.append(verdict)
        return verdict


def together(matchers: Iterable[CompiledMatcher]) -> int:
    """The bits of some matchers."""
    bits = 0
    for matcher in matchers:
        bits |= matcher.bits
    return bits


def _read_chain(event: Event) -> object:
    return event.clicked


def _new(seen: set[int], numbers: Iterable[int]) -> list[int]:
    fresh = [number for number in numbers if number not in seen]
    seen.update(fresh)
    return fresh
