"""Compares two actions files on the same events in one pass: which events each action gained and lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from actioncli.actions.model import Action, Actions
from actioncli.explaining.failures import Failure
from actioncli.matching.engine import Engine
from actioncli.scanning.scanned import Scanned
from actioncli.users import PERSON, Users
from actioncli.values import Value

Names: TypeAlias = "tuple[str, ...]"


class Sample(Struct, frozen=True):
    """An event that only one side matches."""

    line: bytes
    number: int
    """Its line, from 1: first in its task, and after merging in its source."""
    source: str = ""


class Cell(Struct):
    """The counts of the events that match the same actions on both sides."""

    events: int = 0
    users: Users = field(default_factory=Users)


SampleKey: TypeAlias = "tuple[str, bool]"
"""The name of an action, and whether it gained the event (True) or lost it."""


class Comparison(Struct):
    """The comparison of a part of a log."""

    events: int = 0
    cells: dict[tuple[Names, Names], Cell] = field(default_factory=dict)
    """By the names of the actions that match: those of the old side, and those of the new side."""
    samples: dict[SampleKey, list[Sample]] = field(default_factory=dict)

    def merge(self, other: Comparison, source: str, before: int, most: int) -> None:
        """Add the next part, which begins after `before` lines of a source; keeps up to `most` samples."""
        self.events += other.events
        for names, cell in other.cells.items():
            mine = self.cells.setdefault(names, Cell())
            mine.events += cell.events
            mine.users |= cell.users
        for key, samples in other.samples.items():
            kept = self.samples.setdefault(key, [])
            placed = (replace(one, number=before + one.number, source=source) for one in samples)
            kept.extend(islice(placed, most - len(kept)))


class ComparisonCollector(Struct, eq=False):
    """The collector of `diff`. The job has the actions of the old side.

    Its only state is the engine of the new side, compiled once per process.
    """

    new: Actions
    now: datetime
    only: Names
    most: int
    """The most samples for each action, of gained and of lost events."""
    users: str = PERSON
    """Which users are counted, of `users.KINDS`."""
    _engine: Engine | None = None

    def collect(self, chunks: Iterable[Scanned], engine: Engine) -> Comparison:
        """The comparison of the events of a task."""
        if self._engine is None:
            self._engine = Engine(self.new, self.now, self.only)
        new, found = self._engine, Comparison()
        users: dict[tuple[Names, Names], list[int | None]] = {}
        for scanned in chunks:
            found.events += len(scanned)
            pairs = list(zip(scanned.verdicts, scanned.verdicts_of(new), strict=True))
            matched = [
                index
                for index, (before, after) in enumerate(pairs)
                if engine.verdicts[before].actions or new.verdicts[after].actions
            ]
            for index, user in zip(matched, scanned.users(matched, self.users), strict=True):
                before, after = pairs[index]
                names = (engine.names_of(engine.verdicts[before]), new.names_of(new.verdicts[after]))
                users.setdefault(names, []).append(user)
                for key in _moves(*names) if names[0] != names[1] else ():
                    samples = found.samples.setdefault(key, [])
                    if len(samples) < self.most:
                        samples.append(Sample(scanned.line(index), scanned.number(index)))
        found.cells = {names: Cell(len(hashes), Users(hashes)) for names, hashes in users.items()}
        return found


def _moves(old: Names, new: Names) -> Iterator[SampleKey]:
    yield from ((name, True) for name in new if name not in old)
    yield from ((name, False) for name in old if name not in new)


class ActionDifference(Struct, frozen=True):
    """How one action changed."""

    action: str
    change: str
    """`added`, `removed`, `changed` (events gained or lost) or `unchanged`."""
    edited: bool
    """Whether its own definition differs. An edited action may still match the same events."""
    events_before: int = 0
    events_after: int = 0
    users_before: int = 0
    users_after: int = 0
    gained: int = 0
    lost: int = 0


def differences(old: tuple[Action, ...], new: tuple[Action, ...], found: Comparison) -> tuple[ActionDifference, ...]:
    """How each action changed: those of the new side in file order, then those that were removed."""
    before = {action.name: action for action in old}
    after = {action.name: action for action in new}
    return tuple(_difference(name, before.get(name), after.get(name), found) for name in {**after, **before})


class MovedEvent(Struct, frozen=True):
    """An event that an action gained or lost, and why."""

    source: str
    line: int
    event: dict[str, Value]
    """The main fields of the event."""
    side: str
    """`old` or `new`: the side that does not match it."""
    reason: Failure | None
    """Why that side does not match it; None if it has no such action."""


class Report(Struct, frozen=True):
    """The result of `diff`."""

    old: str
    new: str
    events: int
    bad_lines: int
    skipped: int
    actions: tuple[ActionDifference, ...]
    moves: dict[SampleKey, tuple[MovedEvent, ...]]
    users: str = PERSON
    """What was counted as a user, of `users.KINDS`."""

    @property
    def different(self) -> tuple[ActionDifference, ...]:
        """The actions that were added, removed, or match other events."""
        return tuple(action for action in self.actions if action.change != "unchanged")


def _difference(name: str, old: Action | None, new: Action | None, found: Comparison) -> ActionDifference:
    counts = dict.fromkeys(("events_before", "events_after", "gained", "lost"), 0)
    users_before: Users = Users()
    users_after: Users = Users()
    for (before, after), cell in found.cells.items():
        was, is_now = name in before, name in after
        if was:
            users_before |= cell.users
        if is_now:
            users_after |= cell.users
        counts["events_before"] += cell.events * was
        counts["events_after"] += cell.events * is_now
        counts["gained"] += cell.events * (is_now and not was)
        counts["lost"] += cell.events * (was and not is_now)
    change = "changed" if counts["gained"] or counts["lost"] else "unchanged"
    if old is None or new is None:
        change = "added" if old is None else "removed"
    edited = old is None or new is None or _definition(old) != _definition(new)
    return ActionDifference(
        name, change, edited, users_before=len(users_before), users_after=len(users_after), **counts
    )


def _definition(action: Action) -> str:
    """The definition of an action as text, since 1 and true are equal in Python."""
    return repr((action.matchers, action.exceptions))
