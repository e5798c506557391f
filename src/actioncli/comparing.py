"""Two files of actions over the same events: what each takes, what came and went, in one pass."""

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
    """An event that one side takes and the other does not."""

    line: bytes
    number: int
    """Its line, from 1: of the task, and at last of the source."""
    source: str = ""


class Cell(Struct):
    """The events that the two sides say the same of."""

    events: int = 0
    users: Users = field(default_factory=Users)


SampleKey: TypeAlias = "tuple[str, bool]"
"""An action's name, and whether it gained the event (or lost it)."""


class Comparison(Struct):
    """What was found in a stretch of a log."""

    events: int = 0
    cells: dict[tuple[Names, Names], Cell] = field(default_factory=dict)
    """By the actions that match: of the old side, of the new side."""
    samples: dict[SampleKey, list[Sample]] = field(default_factory=dict)

    def merge(self, other: Comparison, source: str, before: int, most: int) -> None:
        """Add what was found in the next stretch, which begins after so many lines of a source."""
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
    """The collector of `diff`: the engine at hand is that of the old side.

    It holds state only to compile the new side once a process.
    """

    new: Actions
    now: datetime
    only: Names
    most: int
    """Samples for each action of what came, and of what went."""
    users: str = PERSON
    """Which users are counted, of `users.KINDS`."""
    _engine: Engine | None = None

    def collect(self, chunks: Iterable[Scanned], engine: Engine) -> Comparison:
        """What the two sides match of a task's events."""
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
    """What becomes of one action."""

    action: str
    change: str
    """`added`, `removed`, `changed` (events came or went) or `unchanged`."""
    edited: bool
    """Whether its own definition differs; one that is edited may still take the same events."""
    events_before: int = 0
    events_after: int = 0
    users_before: int = 0
    users_after: int = 0
    gained: int = 0
    lost: int = 0


def differences(old: tuple[Action, ...], new: tuple[Action, ...], found: Comparison) -> tuple[ActionDifference, ...]:
    """What becomes of each action: those of the new side in its order, then those that are gone."""
    before = {action.name: action for action in old}
    after = {action.name: action for action in new}
    return tuple(_difference(name, before.get(name), after.get(name), found) for name in {**after, **before})


class Move(Struct, frozen=True):
    """An event that came to an action or went from it, and what decided."""

    source: str
    line: int
    event: dict[str, Value]
    """The event in short, by field."""
    side: str
    """`old` or `new`: the side that does not take it."""
    reason: Failure | None
    """Why that side does not; None where it has no such action."""


class Report(Struct, frozen=True):
    """All that `diff` says."""

    old: str
    new: str
    events: int
    bad_lines: int
    skipped: int
    actions: tuple[ActionDifference, ...]
    moves: dict[SampleKey, tuple[Move, ...]]
    users: str = PERSON
    """What was counted as a user, of `users.KINDS`."""

    @property
    def different(self) -> tuple[ActionDifference, ...]:
        """The actions that came, went, or take other events."""
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
    """What decides: by spelling, for 1 and true are equal to Python."""
    return repr((action.matchers, action.exceptions))
