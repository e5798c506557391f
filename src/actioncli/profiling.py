"""Where the time of a run goes: by stage, and by action (`--profile`).

A worker with a `Meter` notes how long it reads, decodes and matches; profiles add up like tallies.
The engine asks one question for many actions at once, so no action has a time of its own in it.
The cost of an action is therefore measured separately: the time to match a sample of events against it alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, ParamSpec, Protocol, TypeVar

from msgspec import Struct, field

from actioncli.actions.model import Action, Actions, Matcher
from actioncli.events.event import Event
from actioncli.matching.engine import Engine
from actioncli.matching.matches import NOTHING, Verdict
from actioncli.records.decoding import Decodable, decoded
from actioncli.records.record import Batch

Given = ParamSpec("Given")
Result = TypeVar("Result")

SAMPLED = 100
"""Events of a task that are matched again for each action alone."""


class Scanned(Protocol):
    """What is noted of a `scanning.scanned.Scanned`."""

    found: Any
    lines: int
    left: int
    asked: int

    @property
    def names(self) -> list[str]:
        """The names of the events."""

    def event(self, index: int) -> Event:
        """An event."""


class ActionCost(Struct):
    """What an action alone made of the sampled events."""

    candidates: int = 0
    """Events whose name does not rule it out."""
    matched: int = 0
    seconds: float = 0.0

    def add(self, other: ActionCost) -> None:
        """Add what was made of other events."""
        self.candidates += other.candidates
        self.matched += other.matched
        self.seconds += other.seconds


class Profile(Struct):
    """Processor seconds by stage, added up over processes, and what was sampled of each action."""

    stages: dict[str, float] = field(default_factory=dict)
    evaluated: int = 0
    """Events that their name alone did not decide."""
    lines: int = 0
    left: int = 0
    """Lines that the compiled core left to Python."""
    asked: int = 0
    """Events that the compiled core read, and only Python could match."""
    sampled: int = 0
    actions: dict[str, ActionCost] = field(default_factory=dict)

    def add(self, stage: str, seconds: float) -> None:
        """Add to the time of a stage."""
        self.stages[stage] = self.stages.get(stage, 0.0) + seconds

    def merge(self, other: Profile) -> None:
        """Add the profile of another part."""
        for stage, seconds in other.stages.items():
            self.add(stage, seconds)
        self.evaluated += other.evaluated
        self.lines += other.lines
        self.left += other.left
        self.asked += other.asked
        self.sampled += other.sampled
        for name, cost in other.actions.items():
            self.actions.setdefault(name, ActionCost()).add(cost)


class Meter:
    """What a worker measures itself with; it has state, since measuring is nothing else."""

    def __init__(self, actions: Actions, engine: Engine, now: datetime) -> None:
        self._engine = engine
        self._alone = {name: Engine(alone(actions, name), now) for name in engine.names}
        self._match, engine.verdict = engine.verdict, self._matched
        self._profile = Profile()
        self._sample: list[tuple[Event, str]] = []
        self._began = 0.0

    def begin(self) -> None:
        """Begin a task."""
        self._profile, self._sample, self._began = Profile(), [], time.thread_time()

    def end(self) -> Profile:
        """Return the profile of the task; this matches the sampled events again, for each action alone."""
        whole = time.thread_time() - self._began
        self._profile.add("collect", whole - sum(self._profile.stages.values()))
        for name, engine in self._alone.items():
            self._profile.actions[name] = _cost(name, engine, self._sample)
        self._profile.sampled = len(self._sample)
        return self._profile

    def reading(self, chunks: Iterable[Decodable]) -> Iterator[Decodable]:
        """The chunks; getting them is reading."""
        remaining = iter(chunks)
        while True:
            began = time.thread_time()
            chunk = next(remaining, None)
            self._add("read", began)
            if chunk is None:
                return
            yield chunk

    def decoded(self, chunk: Decodable) -> Batch:
        """The batch of a chunk."""
        began = time.thread_time()
        batch = decoded(chunk)
        self._add("decode", began)
        return batch

    def timed(self, stage: str, work: Callable[Given, Result]) -> Callable[Given, Result]:
        """The same function; the time that it takes counts for a stage."""

        def measured(*arguments: Given.args, **named: Given.kwargs) -> Result:
            began = time.thread_time()
            try:
                return work(*arguments, **named)
            finally:
                self._add(stage, began)

        return measured

    def note(self, scanned: Scanned) -> None:
        """Note what the compiled core read and what it left; measuring takes no time of a stage."""
        began = time.thread_time()
        self._profile.lines += scanned.lines
        self._profile.left += scanned.left
        self._profile.asked += scanned.asked
        if scanned.found is not None:
            names = enumerate(scanned.names)
            open_events = [(index, name) for index, name in names if self._engine.roots[name].__class__ is not Verdict]
            self._profile.evaluated += len(open_events) - scanned.asked
            for index, name in open_events[: SAMPLED - len(self._sample)]:
                self._sample.append((scanned.event(index), name))
        self._began += time.thread_time() - began

    def _matched(self, event: Event, name: str) -> Verdict:
        began = time.thread_time()
        verdict = self._match(event, name)
        self._add("match", began)
        self._profile.evaluated += self._engine.roots[name].__class__ is not Verdict
        if len(self._sample) < SAMPLED:
            self._sample.append((event, name))
        return verdict

    def _add(self, stage: str, began: float) -> None:
        self._profile.add(stage, time.thread_time() - began)


def alone(actions: Actions, name: str) -> Actions:
    """One action of a file, with those that it and the file's `except` build on."""
    by_name = {action.name: action for action in actions.actions}
    found: dict[str, Action] = {}
    waiting = [name, *_named(actions.exceptions)]
    while waiting:
        wanted = waiting.pop()
        if wanted not in found:
            action = found[wanted] = by_name[wanted]
            waiting += [*_named(action.matchers), *_named(action.exceptions)]
    return Actions(tuple(action for action in actions.actions if action.name in found), actions.exceptions)


def _named(matchers: Sequence[Matcher]) -> list[str]:
    return [name for matcher in matchers for name in matcher.actions]


def _cost(name: str, engine: Engine, sample: Sequence[tuple[Event, str]]) -> ActionCost:
    position = engine.names.index(name)
    events = [(event.fresh_copy(), called) for event, called in sample]
    cost = ActionCost(candidates=sum(engine.roots[called] is not NOTHING for _, called in sample))
    began = time.thread_time()
    for event, called in events:
        cost.matched += position in engine.verdict(event, called).actions
    cost.seconds = time.thread_time() - began
    return cost
