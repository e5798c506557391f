"""Near misses: by how much events fall short of the matchers that nothing has met yet.

    prober = Prober(engine)
    prober.note(event, name)      # for every event
    prober.forget([(0, 1)])       # a matcher that was met is no longer sought
    patterns = prober.take()      # events, and the values they failed with, by the bits they have

A matcher is missed by what its bits lack: by one condition alone, by a pair, by more.
Only what may still decide is read.
For events of the name that a matcher wants that is all it asks;
for others, one more condition that fails settles that its name is not all they lack.
So a bit that was not read looks like one that does not hold, and only where that makes no difference.
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

Want: TypeAlias = "tuple[Callable[[Event, str], Found], Counter[Found]]"


class Missed(Struct):
    """The events of a stretch that have the same bits: how many, and what was there instead."""

    events: int = 0
    found: dict[Field, Counter[Found]] = msgspec.field(default_factory=dict)
    """For each condition that alone was not met: the values of the events."""


class Pattern(Struct):
    """The events with the same bits that are being counted."""

    events: int = 0
    wants: dict[Field, Want] = msgspec.field(default_factory=dict)
    counted: tuple[Want, ...] = ()
    """The values of `wants`, for the loop over events."""


class Sought(Struct, frozen=True):
    """A matcher that nothing has met yet."""

    matcher: CompiledMatcher
    behind: int
    """The bits that the actions it names depend on."""


class Step(dict[int, "Step"]):
    """What to read next of events of one name that have the same bits so far; with nothing to read, their pattern."""

    __slots__ = ("bits", "grow", "judge", "pattern", "read", "seen")

    def __init__(self, bits: int, seen: int, grow: Callable[[int, int], Step]) -> None:
        super().__init__()
        self.bits, self.seen, self.grow = bits, seen, grow
        self.read: Callable[[Event], object] | None = None
        self.judge: Callable[[object], int] = _nothing
        self.pattern: Pattern | None = None

    def __missing__(self, bits: int) -> Step:
        step = self[bits] = self.grow(bits, self.seen)
        return step


class Prober:
    """Counts what events lack. It holds state: which matchers are still sought, and the counts since `take`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._conditions = engine.conditions
        self.sought = {
            (position, number): Sought(matcher, engine.behind(matcher))
            for position, action in enumerate(engine.reported)
            for number, matcher in enumerate(action.matchers)
        }
        self._readers: dict[Field, Callable[[Event, str], Found]] = {}
        self._taken: dict[int, Missed] = {}
        self._begin_anew()

    def forget(self, matchers: Iterable[MatcherKey]) -> None:
        """Seek these no longer: something met them."""
        known = [key for key in matchers if key in self.sought]
        if known:
            self._bank()
            for key in known:
                del self.sought[key]
            self._begin_anew()

    def note(self, event: Event, name: str) -> None:
        """Count an event of that name."""
        step = self._roots.get(name)
        if step is None:
            step = self._root(name)
        bits, mask = step.bits, self._mask
        while step.read is not None:
            bits |= step.judge(step.read(event)) & mask
            step = step[bits]
        pattern = step.pattern
        if pattern is not None:
            pattern.events += 1
            for read, counter in pattern.counted:
                counter[read(event, name)] += 1

    def take(self) -> dict[int, Missed]:
        """The counts since the last time, by bits."""
        self._bank()
        taken, self._taken = self._taken, {}
        return taken

    def _bank(self) -> None:
        """Put the counts aside; what was learned about the ways of events stays, within bounds."""
        for bits, pattern in self._patterns.items():
            if pattern.events:
                missed = self._taken.setdefault(bits, Missed())
                missed.events += pattern.events
                pattern.events = 0
                for wanted, (_, counter) in pattern.wants.items():
                    missed.found.setdefault(wanted, Counter()).update(counter)
                    counter.clear()
        if self._grown > REMEMBERED:
            self._begin_anew()

    def _begin_anew(self) -> None:
        self._roots: dict[str, Step] = {}
        self._patterns: dict[int, Pattern] = {}
        self._grown = 0
        self._mask = 0
        for sought in self.sought.values():
            self._mask |= sought.matcher.bits | sought.behind

    def _root(self, name: str) -> Step:
        """Where events of a name begin: what each sought matcher makes of the name alone."""
        if self._grown > REMEMBERED:
            self._bank()
        known = self._engine.name_bits(name) & self._mask
        lacking = self._engine.name_mask & ~known
        always = 0
        perhaps: list[Sought] = []
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
        """The step that reads the first of the wanted fields that was not read; without one, the end."""
        self._grown += 1
        for field_bits, judged in self._engine.fields:
            if field_bits & wanted & ~seen:
                step = Step(bits, seen | field_bits, grow)
                step.read, step.judge = judged
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
    """Whether exactly one bit of these, which are not none, is there."""
    return not bits & (bits - 1)


def _nothing(_value: object) -> int:
    return 0
