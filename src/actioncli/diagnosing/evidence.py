"""The counts of all tasks, added up in bounded memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TypeAlias

import msgspec
from msgspec import Struct

from actioncli.actions.model import Field
from actioncli.diagnosing.collecting import Partial, UnmatchedKey
from actioncli.diagnosing.frequent import FrequentValues
from actioncli.explaining.near_misses import MatcherKey, Missed
from actioncli.explaining.observed_values import Found
from actioncli.matching.engine import Engine
from actioncli.matching.matches import CompiledMatcher, VerdictKey

GROUPS = 10_000
"""Up to so many groups of unmatched events, and names of events, are counted exactly."""
VALUES = 500
"""Up to so many values of a failed condition are counted exactly."""
PATTERNS = 2_000
"""Sets of bits that are kept before they are added to the matchers that they nearly match."""
ENTRIES = 50_000
"""Values that are kept for all sets of bits together. A chain of elements takes 2 kB."""
FEWEST = 20
"""Values that are kept for each set of bits at least."""

Lack: TypeAlias = tuple[int, tuple[int, ...]]
"""What a matcher lacks: the bits of failed conditions, and the numbers of referenced actions that do not match."""


class PatternMisses(Struct):
    """The events with the same bits, and the values that they failed with."""

    events: int = 0
    found: dict[Field, FrequentValues[Found]] = msgspec.field(default_factory=dict)

    def add(self, missed: Missed) -> None:
        """Add those of a task."""
        self.events += missed.events
        for field, counts in missed.found.items():
            self.found.setdefault(field, FrequentValues(VALUES)).add(counts)


class Misses(Struct):
    """Why events did not match a matcher."""

    lacks: Counter[Lack] = msgspec.field(default_factory=Counter)
    """Events by what they lack: one condition, or two that are not the name of the event."""
    observed: dict[int, list[FrequentValues[Found]]] = msgspec.field(default_factory=dict)
    """By bit of the only failed condition: counts of the values, whose sum it is. Matchers share them."""
    named: int = 0
    """Events with a name that matches."""
    never: int = -1
    """The bits that none of those events has."""


class Evidence:
    """The counts of a run. Its state grows with each task."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._conditions = engine.conditions
        self._dead: dict[MatcherKey, CompiledMatcher] = {
            (position, number): matcher
            for position, action in enumerate(engine.reported)
            for number, matcher in enumerate(action.matchers)
        }
        self._patterns: dict[int, PatternMisses] = {}
        self._misses: dict[MatcherKey, Misses] = {}
        self.events = 0
        self.verdicts: Counter[VerdictKey] = Counter()
        self.names: FrequentValues[str] = FrequentValues(GROUPS)
        self.unmatched: FrequentValues[UnmatchedKey] = FrequentValues(GROUPS)
        self.by_event: FrequentValues[str] = FrequentValues(GROUPS)
        self.by_page: FrequentValues[str] = FrequentValues(GROUPS)
        self.by_element: FrequentValues[tuple[str, str]] = FrequentValues(GROUPS)

    def add(self, partial: Partial) -> None:
        """Add the counts of a task."""
        for (_, matchers), count in partial.verdicts.items():
            self.events += count
            for key in matchers:
                self._dead.pop(key, None)
        self.verdicts.update(partial.verdicts)
        self.names.add(partial.names)
        for bits, missed in partial.missed.items():
            self._patterns.setdefault(bits, PatternMisses()).add(missed)
        kept = [found for lacked in self._patterns.values() for found in lacked.found.values()]
        if sum(len(found.counts) for found in kept) > ENTRIES:
            for found in kept:
                found.shrink(max(FEWEST, ENTRIES // (2 * len(kept))))
        if len(self._patterns) > PATTERNS:
            self._assign_misses()
            for misses in self._misses.values():
                misses.observed = {bit: [sum_of(parts)] for bit, parts in misses.observed.items()}
        self._add_unmatched(partial.unmatched)

    def misses(self) -> dict[MatcherKey, Misses]:
        """Why events did not match each matcher that matched nothing."""
        self._assign_misses()
        return {key: self._misses.get(key) or Misses() for key in self._dead}

    def _assign_misses(self) -> None:
        """Add the counts by bits to the dead matchers."""
        lacked, self._patterns = self._patterns, {}
        name_mask = self._engine.name_mask
        dead = [(matcher, self._misses.setdefault(key, Misses())) for key, matcher in self._dead.items()]
        for bits, events in lacked.items():
            answers = self._engine.answers(bits)
            for matcher, misses in dead:
                missing = matcher.bits & ~bits
                if not missing & name_mask:
                    misses.named += events.events
                    misses.never &= missing
                elif missing & (missing - 1):
                    continue  # pairs with the name of the event are not reported
                if missing.bit_count() <= 2:
                    unmet = tuple(number for number in matcher.actions if not answers.matches(number))
                    misses.lacks[missing, unmet] += events.events
                    if not unmet and missing.bit_count() == 1:
                        field = self._conditions[missing.bit_length() - 1].field
                        misses.observed.setdefault(missing, []).append(events.found[field])

    def _add_unmatched(self, unmatched: dict[UnmatchedKey, int]) -> None:
        events: Counter[str] = Counter()
        pages: Counter[str] = Counter()
        elements: Counter[tuple[str, str]] = Counter()
        for (name, page, tag, text), count in unmatched.items():
            events[name] += count
            if page:
                pages[page] += count
            if tag or text:
                elements[tag, text] += count
        self.unmatched.add(unmatched)
        self.by_event.add(events)
        self.by_page.add(pages)
        self.by_element.add(elements)


def sum_of(parts: Iterable[FrequentValues[Found]]) -> FrequentValues[Found]:
    """The sum of some counters."""
    total: FrequentValues[Found] = FrequentValues(VALUES)
    for part in parts:
        total.merge(part)
    return total
