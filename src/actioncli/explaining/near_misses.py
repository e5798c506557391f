"""Near misses: which conditions events fail, of matchers that no event has met yet.

    counter = NearMissCounter(engine)
    counter.note(event, name)     # for every event
    counter.forget([(0, 1)])      # a matcher that was met needs no near misses
    patterns = counter.take()     # counts of events and of the values they failed with, by condition bits

Only the fields that can still change the result are read.
For an event whose name a matcher wants, those are all fields of the matcher.
For any other event, reading stops at the first other condition that fails: the name is then not all that it lacks.
A field that was not read counts as a failed condition, but only where that makes no difference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeAlias

import msgspec
from msgspec import Struct

from actioncli.actions.model import Field
from actioncli.events.event import Event
from actioncli.explaining.observed_values import Found, found_reader
from actioncli.matching.engine import Engine
from actioncli.matching.matches import CompiledMatcher
from actioncli.memory import REMEMBERED

MatcherKey: TypeAlias = tuple[int, int]
"""A matcher: its action's index in `Engine.names`, and its own in the action."""

ValueCounter: TypeAlias = "tuple[Callable[[Event, str], Found], Counter[Found]]"


class Missed(Struct):
    """Events with the same condition bits: how many, and the values that they failed with."""

    events: int = 0
    found: dict[Field, Counter[Found]] = msgspec.field(default_factory=dict)
    """For each condition that was the only one to fail: the values of the events."""


class Pattern(Struct):
    """A running count of events with the same condition bits."""

    events: int = 0
    wants: dict[Field, ValueCounter] = msgspec.field(default_factory=dict)
    counted: tuple[ValueCounter, ...] = ()
    """The values of `wants`, as a tuple for the hot loop."""


class OpenMatcher(Struct, frozen=True):
    """A matcher that no event has met yet."""

    matcher: CompiledMatcher
    behind: int
    """The bits that decide the actions that it refers to."""


class Step(dict[int, "Step"]):
    """The next field to read of events with the same name and the same bits so far; a leaf has their `pattern`."""

    __slots__ = ("bits", "grow", "pattern", "read", "seen", "test")

    def __init__(self, bits: int, seen: int, grow: Callable[[int, int], Step]) -> None:
        super().__init__()
        self.bits, self.seen, self.grow = bits, seen, grow
        self.read: Callable[[Event], object] | None = None
        self.test: Callable[[object], int] = _nothing
        self.pattern: Pattern | None = None

    def __missing__(self, bits: int) -> Step:
        step = self[bits] = self.grow(bits, self.seen)
        return step


class NearMissCounter:
    """Counts near misses; its state are the open matchers and the counts since the last `take`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._conditions = engine.conditions
        self.sought = {
            (position, number): OpenMatcher(matcher, engine.behind(matcher))
            for position, action in enumerate(engine.reported)
            for number, matcher in enumerate(action.matchers)
        }
        self._readers: dict[Field, Callable[[Event, str], Found]] = {}
        self._taken: dict[int, Missed] = {}
        self._reset()

    def forget(self, matchers: Iterable[MatcherKey]) -> None:
        """Stop counting for these matchers."""
        known = [key for key in matchers if key in self.sought]
        if known:
            self._flush()
            for key in known:
                del self.sought[key]
            self._reset()

    def note(self, event: Event, name: str) -> None:
        """Count an event with the given name."""
        step = self._roots.get(name)
        if step is None:
            step = self._root(name)
        bits, mask = step.bits, self._mask
        while step.read is not None:
            bits |= step.test(step.read(event)) & mask
            step = step[bits]
        pattern = step.pattern
        if pattern is not None:
            pattern.events += 1
            for read, counter in pattern.counted:
                counter[read(event, name)] += 1

    def take(self) -> dict[int, Missed]:
        """Return the counts since the last call, by condition bits."""
        self._flush()
        taken, self._taken = self._taken, {}
        return taken

    def _flush(self) -> None:
        """Move the running counts to `_taken`, and drop the steps if there are too many."""
        for bits, pattern in self._patterns.items():
            if pattern.events:
                missed = self._taken.setdefault(bits, Missed())
                missed.events += pattern.events
                pattern.events = 0
                for wanted, (_, counter) in pattern.wants.items():
                    missed.found.setdefault(wanted, Counter()).update(counter)
                    counter.clear()
        if self._grown > REMEMBERED:
            self._reset()

    def _reset(self) -> None:
        self._roots: dict[str, Step] = {}
        self._patterns: dict[int, Pattern] = {}
        self._grown = 0
        self._mask = 0
        for sought in self.sought.values():
            self._mask |= sought.matcher.bits | sought.behind

    def _root(self, name: str) -> Step:
        """The first step for events of a name."""
        if self._grown > REMEMBERED:
            self._flush()
        known = self._engine.name_bits(name) & self._mask
        lacking = self._engine.name_mask & ~known
        always = 0
        perhaps: list[OpenMatcher] = []
        for sought in self.sought.values():
            missing = sought.matcher.bits & lacking
            if not missing:
                always |= sought.matcher.bits | sought.behind
            elif _is_one(missing):
                perhaps.append(sought)

        def grow(bits: int, seen: int) -> Step:
            wanted = always
            decided = seen & ~bits
            for sought in perhaps:
                if not sought.matcher.bits & decided:
                    wanted |= sought.matcher.bits | sought.behind
            return self._step(bits, seen, wanted, grow)

        step = self._roots[name] = grow(known, 0)
        return step

    def _step(self, bits: int, seen: int, wanted: int, grow: Callable[[int, int], Step]) -> Step:
        """The step that reads the first wanted field that was not read yet; a leaf if there is none."""
        self._grown += 1
        for field_bits, functions in self._engine.fields:
            if field_bits & wanted & ~seen:
                step = Step(bits, seen | field_bits, grow)
                step.read, step.test = functions
                return step
        step = Step(bits, seen, grow)
        step.pattern = self._pattern(bits)
        return step

    def _pattern(self, bits: int) -> Pattern:
        pattern = self._patterns.get(bits)
        if pattern is None:
            pattern = self._patterns[bits] = Pattern()
            for sought in self.sought.values():
                missing = sought.matcher.bits & ~bits
                if missing and _is_one(missing):
                    field = self._conditions[missing.bit_length() - 1].field
                    if field not in pattern.wants:
                        pattern.wants[field] = (self._reader(field), Counter())
            pattern.counted = tuple(pattern.wants.values())
        return pattern

    def _reader(self, field: Field) -> Callable[[Event, str], Found]:
        reader = self._readers.get(field)
        if reader is None:
            reader = self._readers[field] = found_reader(field)
        return reader


def _is_one(bits: int) -> bool:
    """Whether exactly one bit is set; `bits` must not be 0."""
    return not bits & (bits - 1)


def _nothing(_value: object) -> int:
    return 0
