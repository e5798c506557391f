"""Actions compiled for speed: the engine that decides which of them match an event.

    engine = Engine(actions, now)
    verdict = engine.verdict(event, name)

Every distinct condition has a bit.
The name of the event rules out most matchers. For the others, one field after another is read until the result is
certain. Predicates turn the value of a field into bits, and a decision DAG remembers what follows from these bits:
events that meet the same conditions share one `Verdict`.
This way a thousand actions cost little more than ten.
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
"""Stands for all element fields: one predicate decides all of them, so that a chain is parsed once."""

Open: TypeAlias = "tuple[list[int], list[CompiledMatcher], list[CompiledMatcher]]"
"""What is still undecided: the positions of actions, their matchers, and the exceptions to these."""


class Engine:
    """The compiled actions of a file. It reports on those that match a glob of `only`, or on all; `names` are theirs.

    Without `shortcuts`, every field is read for every event. This is slower; the results are identical.
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
        self._compile_predicates(Context(now), shortcuts)
        self.roots: Memory[str, Decision | Verdict] = Memory(self._first_decision)
        """The first decision for events of a name, or the verdict if the name alone decides."""
        self.verdict: Callable[[Event, str], Verdict] = self._by_decisions if shortcuts else self._by_all_fields
        """The verdict on an event with a name."""
        self.verdicts: list[Verdict] = [NOTHING]
        """The verdicts so far, by number."""
        self._known: dict[VerdictKey, Verdict] = {NOTHING.key: NOTHING}

    def _matcher(self, matcher: Matcher, index: dict[str, int]) -> CompiledMatcher:
        bits = 0
        for condition in matcher.conditions:
            # By the text of the operand: 1 and true are equal in Python, but not to an operator.
            key = (condition.field, condition.operator, repr(condition.operand))
            bits |= self._conditions.setdefault(key, (1 << len(self._conditions), condition))[0]
        return CompiledMatcher(bits, tuple(index[name] for name in matcher.actions))

    def _compile_predicates(self, context: Context, shortcuts: bool) -> None:
        by_field: dict[Field, list[tuple[int, Condition]]] = {}
        for bit, condition in self._conditions.values():
            field = ELEMENTS if FIELD_BY_NAME[condition.field.name].elements else condition.field
            by_field.setdefault(field, []).append((bit, condition))
        self._fields: list[FieldTest] = []
        self._test_name: Callable[[str], int] = lambda name: 0  # noqa: ARG005
        self._name_bits = 0
        for of, conditions in by_field.items():
            bits = sum(bit for bit, _ in conditions)
            if of == EVENT:
                self._test_name, self._name_bits = ValuePredicates(conditions, context).bits, bits
            elif of == ELEMENTS:
                elements = ElementPredicates(conditions, context, shortcuts=shortcuts)
                self._fields.append(FieldTest(of, conditions, bits, (_read_chain, elements.bits), elements))
            else:
                value = ValuePredicates(conditions, context)
                functions: ReadAndTest = (reader(of), value.bits)  # type: ignore[assignment]
                section = section_of(of)
                self._fields.append(
                    FieldTest(of, conditions, bits, functions, section=section, key=of.key, memory=value.memory)
                )
        # Elements last: chains are long, and other fields often decide before one must be parsed.
        self._fields.sort(key=lambda asked: asked.functions[0] is _read_chain)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The distinct conditions of the file; the index of a condition is the number of its bit."""
        return tuple(condition for _, condition in self._conditions.values())

    @property
    def reported(self) -> tuple[CompiledAction, ...]:
        """The actions that `names` lists."""
        return tuple(self._actions[number] for number in self._reported)

    @property
    def fields(self) -> tuple[tuple[int, ReadAndTest], ...]:
        """All fields but the name: the bits that each decides, and the functions that read and test it."""
        return tuple((asked.bits, asked.functions) for asked in self._fields)

    @property
    def field_tests(self) -> tuple[FieldTest, ...]:
        """All fields but the name."""
        return tuple(self._fields)

    @property
    def name_mask(self) -> int:
        """The bits that the name of an event decides."""
        return self._name_bits

    def name_bits(self, name: str) -> int:
        """The bits that are set for a name."""
        return self._test_name(name)

    def behind(self, matcher: CompiledMatcher) -> int:
        """The bits that decide whether the actions that a matcher refers to match; 0 if it refers to none."""
        return together(chain(*self._asked(matcher.actions, Possible(self._actions, 0))))

    def answers(self, bits: int) -> Answers:
        """Which actions match an event with these bits."""
        answers = Answers(self._actions, bits)
        if any(answers.holds(matcher) for matcher in self._exceptions):
            return Answers(self._actions, bits, excepted=True)
        return answers

    def names_of(self, verdict: Verdict) -> tuple[str, ...]:
        """The names of the actions that match, in file order."""
        return tuple(self.names[position] for position in verdict.actions)

    def _by_all_fields(self, event: Event, name: str) -> Verdict:
        """The verdict after testing every field."""
        bits = self._test_name(name)
        for asked in self._fields:
            read, test = asked.functions
            bits |= test(read(event))
        return self._verdict_from(bits, range(len(self._reported)))

    def _by_decisions(self, event: Event, name: str) -> Verdict:
        """The verdict after testing only the fields that can still change it."""
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

    def _first_decision(self, name: str) -> Decision | Verdict:
        """The first decision for events of a name, or the verdict if the name alone decides."""
        return self._next(range(len(self._reported)), self._name_bits, self._test_name(name))

    def _next(self, live: Sequence[int], known: int, bits: int) -> Decision | Verdict:
        """The next decision after the bits in `known` are decided, or the verdict if no other bit can change it."""
        ruled_out = known & ~bits
        live, matchers, exceptions = (self._open_together if self._entangled else self._open)(live, ruled_out)
        # The bits of matchers first, then those of the exceptions to matchers that hold.
        wanted = together(matchers) & ~known
        if not wanted:
            wanted = together(matcher for matcher in exceptions if not matcher.bits & ruled_out) & ~known
        if not wanted:
            return self._verdict_from(bits, live)
        asked = next(asked for asked in self._fields if asked.bits & wanted)
        return Decision(asked, lambda answer: self._next(live, known | asked.bits, bits | answer))

    def _open(self, live: Sequence[int], ruled_out: int) -> Open:
        """The positions that may still match, their matchers that may still hold, and the exceptions to these."""
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
        """The same if matchers refer to actions: includes the matchers of those."""
        possible = Possible(self._actions, ruled_out)
        still = [position for position in live if possible.matchers(self._reported[position])]
        return (still, *self._asked((self._reported[position] for position in still), possible))

    def _asked(self, numbers: Iterable[int], possible: Possible) -> tuple[list[CompiledMatcher], list[CompiledMatcher]]:
        """The matchers that may still hold and their exceptions, including those of the actions they refer to."""
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

    def _verdict_from(self, bits: int, live: Sequence[int]) -> Verdict:
        """The verdict for these bits."""
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
    """The union of the bits of some matchers."""
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
