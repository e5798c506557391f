"""Two passes over a log: the candidates that unmatched events suggest, and the events that each candidate matches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeAlias

from msgspec import Struct, field

from actioncli.actions.model import Action, Actions, Matcher
from actioncli.events.elements import Element
from actioncli.events.event import Event, all_of
from actioncli.events.event_fields import CHAIN, OTHER_ELEMENTS, URL, FieldPath
from actioncli.matching.engine import Engine
from actioncli.memory import REMEMBERED
from actioncli.scanning.scanned import Scanned
from actioncli.suggesting.candidates import Candidate, Reads, candidate_of
from actioncli.suggesting.frequent import Frequent
from actioncli.users import PERSON, Users
from actioncli.values import Value, text_form

MOST_PROPERTIES = 200
"""The most properties of an event that are counted."""
MOST_VALUES = 6
"""The most values of a property that are worth showing."""
LONGEST_VALUE = 60
EVENT_TYPE, SCREEN = (FieldPath(f"properties.{key}", ("properties", key)) for key in ("$event_type", "$screen_name"))

Splits: TypeAlias = "dict[str, Counter[str] | None]"
"""The number of events by value of each property; None for a property with too many values."""


class Suggested(Struct):
    """The candidates of a part of a log."""

    events: int = 0
    unmatched: int = 0
    candidates: Frequent[tuple[Matcher, bool]] = field(default_factory=Frequent)
    """By their broadest matcher, and whether they are custom events."""
    plainest: dict[Matcher, Candidate] = field(default_factory=dict)
    """The first candidate with each broadest matcher."""

    def merge(self, other: Suggested) -> None:
        """Add those of the next part."""
        self.events += other.events
        self.unmatched += other.unmatched
        self.candidates.merge(other.candidates)
        for matcher, candidate in other.plainest.items():
            self.plainest.setdefault(matcher, candidate)
        self._forget()

    def count(self, counts: Frequent[int], candidates: Sequence[Candidate]) -> None:
        """Add the counts of events by the candidate that they suggest, given by its number."""
        for number, count in counts.counts.items():
            candidate = candidates[number]
            broadest = candidate.matchers[-1]
            self.candidates.counts[broadest, candidate.custom] = count
            self.plainest.setdefault(broadest, candidate)

    def _forget(self) -> None:
        """Drop the candidates that are no longer counted."""
        if len(self.plainest) > 3 * self.candidates.capacity:
            counted = {matcher for matcher, _ in self.candidates.counts}
            self.plainest = {matcher: one for matcher, one in self.plainest.items() if matcher in counted}

    def most(self, number: int) -> list[Candidate]:
        """The candidates that the most events suggest."""
        return [self.plainest[matcher] for matcher, _ in self.candidates.most(number)]


class CandidateCollector(Struct, frozen=True):
    """The collector of the first pass. The job has the actions that exist already."""

    @property
    def reads(self) -> tuple[FieldPath, ...]:
        """What a candidate depends on."""
        return URL, CHAIN, EVENT_TYPE, SCREEN, *OTHER_ELEMENTS

    def collect(self, chunks: Iterable[Scanned], engine: Engine) -> Suggested:
        """The candidates of the events of a task that no action matches."""
        found = Suggested()
        numbers = CandidateNumbers()
        counts: Frequent[int] = Frequent()
        for scanned in chunks:
            verdicts, names = scanned.verdicts, scanned.names
            unmatched = [index for index, number in enumerate(verdicts) if not engine.verdicts[number].actions]
            found.events += len(scanned)
            found.unmatched += len(unmatched)
            for index, event in zip(unmatched, _readable(scanned, unmatched), strict=True):
                candidate = candidate_of(event, names[index])
                if candidate is not None:
                    counts.add(numbers.of(candidate))
        found.count(counts, numbers.candidates)
        return found


class CandidateNumbers:
    """Numbers candidates by their broadest matcher, since matchers are slow to compare."""

    def __init__(self) -> None:
        self.candidates: list[Candidate] = []
        """The first candidate of each number."""
        self._numbers: dict[tuple[Matcher, bool], int] = {}
        self._known: dict[int, tuple[Candidate, int]] = {}

    def of(self, candidate: Candidate) -> int:
        """The number of a candidate."""
        known = self._known.get(id(candidate))
        if known is None:
            number = self._numbers.setdefault((candidate.matchers[-1], candidate.custom), len(self.candidates))
            if number == len(self.candidates):
                self.candidates.append(candidate)
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            known = self._known[id(candidate)] = candidate, number  # held, so that its id stays its own
        return known[1]


class KeptEvent(Struct, frozen=True):
    """What a candidate depends on, of an event that was not made."""

    url: Value
    chain: str | tuple[Element, ...]
    properties: dict[str, Value]


def _readable(scanned: Scanned, indexes: Sequence[int]) -> Iterator[Reads]:
    """Some events, or what a candidate depends on."""
    if scanned.column(CHAIN) is None:
        yield from map(scanned.event, indexes)
        return
    urls, kinds, screens = (scanned.values(path, indexes) for path in (URL, EVENT_TYPE, SCREEN))
    for url, chain, kind, screen in zip(urls, scanned.chains(indexes), kinds, screens, strict=True):
        yield KeptEvent(url, chain, {"$event_type": kind, "$screen_name": screen})


class Measure(Struct):
    """The events that one candidate matches."""

    events: int = 0
    unmatched: int = 0
    users: Users = field(default_factory=Users)
    splits: Splits | None = field(default_factory=dict)
    """Only for custom events; None if there are too many properties."""

    def merge(self, other: Measure) -> None:
        """Add those of the next part."""
        self.events += other.events
        self.unmatched += other.unmatched
        self.users |= other.users
        if self.splits is None or other.splits is None or len({*self.splits, *other.splits}) > MOST_PROPERTIES:
            self.splits = None
            return
        for key, counts in other.splits.items():
            mine = self.splits.setdefault(key, Counter())
            if mine is not None:
                mine.update(counts or ())
            if counts is None or mine is None or len(mine) > MOST_VALUES:
                self.splits[key] = None


class Measured(Struct):
    """The events of a part of a log that each candidate matches."""

    events: int = 0
    unmatched: int = 0
    measures: dict[int, Measure] = field(default_factory=dict)
    """By the number of the candidate; candidates that match nothing are absent."""

    def merge(self, other: Measured) -> None:
        """Add those of the next part."""
        self.events += other.events
        self.unmatched += other.unmatched
        for number, measure in other.measures.items():
            self.measures.setdefault(number, Measure()).merge(measure)


class MeasureCollector(Struct, eq=False):
    """The collector of the second pass. The job has the candidates as actions.

    Its only state is the engine of the existing actions, compiled once per process.
    """

    existing: Actions
    now: datetime
    only: tuple[str, ...]
    custom: frozenset[int]
    """The numbers of the candidates whose properties are counted."""
    users: str = PERSON
    """Which users are counted, of `users.KINDS`."""
    _engine: Engine | None = None

    def collect(self, chunks: Iterable[Scanned], engine: Engine) -> Measured:
        """The events of a task that each candidate matches."""
        if self._engine is None:
            self._engine = Engine(self.existing, self.now, self.only)
        existing, found = self._engine, Measured()
        users: dict[int, list[int | None]] = {}
        for scanned in chunks:
            matched_before = [bool(existing.verdicts[number].actions) for number in scanned.verdicts_of(existing)]
            found.events += len(scanned)
            found.unmatched += matched_before.count(False)
            matched = scanned.matched()
            for index, user in zip(matched, scanned.users(matched, self.users), strict=True):
                for number in engine.verdicts[scanned.verdicts[index]].actions:
                    measure = found.measures.setdefault(number, Measure())
                    measure.events += 1
                    measure.unmatched += not matched_before[index]
                    users.setdefault(number, []).append(user)
                    if number in self.custom and measure.splits is not None:
                        measure.splits = measure.splits if _split(measure.splits, scanned.event(index)) else None
        for number, measure in found.measures.items():
            measure.users = Users(users[number])
        return found


def _split(splits: Splits, event: Event) -> bool:
    """Count the values of the custom properties of an event; returns False if there are too many."""
    for key, value in all_of(event.properties).items():
        if key.startswith("$") or key in {"distinct_id", "token"} or value is None or not key.isprintable():
            continue
        counts = splits.setdefault(key, Counter())
        if counts is None:
            continue
        text = "" if isinstance(value, list | dict) else text_form(value)
        counts[text] += 1
        if not text or len(text) > LONGEST_VALUE or len(counts) > MOST_VALUES:
            splits[key] = None
    return len(splits) <= MOST_PROPERTIES


class Suggestion(Struct, frozen=True):
    """A suggested action, and the events that it matches."""

    action: Action
    events: int
    unmatched: int
    users: int
    splits: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()
    """Properties with few values, and the number of events with each value."""


def variants(candidates: Iterable[Candidate]) -> list[tuple[Candidate, Matcher]]:
    """All matchers of the candidates, each with its candidate."""
    return [(candidate, matcher) for candidate in candidates for matcher in candidate.matchers]


def suggestions(listed: list[tuple[Candidate, Matcher]], measures: dict[int, Measure]) -> list[Suggestion]:
    """One suggestion for each candidate, with its simplest matcher that matches as many events as its broadest one."""
    by_candidate: dict[Candidate, list[tuple[Matcher, Measure]]] = {}
    for number, (candidate, matcher) in enumerate(listed):
        by_candidate.setdefault(candidate, []).append((matcher, measures.get(number, Measure())))
    found = []
    for candidate, measured in by_candidate.items():
        most = measured[-1][1].events
        matcher, measure = next(pair for pair in measured if pair[1].events == most)
        found.append(
            Suggestion(
                candidate.action(matcher),
                measure.events,
                measure.unmatched,
                len(measure.users),
                _listed(measure.splits),
            )
        )
    return sorted(found, key=lambda one: (-one.unmatched, -one.users, one.action.name))


def _listed(splits: Splits | None) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
    """The properties with several values that repeat."""
    few = [(key, counts) for key, counts in (splits or {}).items() if counts and len(counts) > 1]
    return tuple((key, tuple(counts.most_common())) for key, counts in few if counts.total() >= 2 * len(counts))
