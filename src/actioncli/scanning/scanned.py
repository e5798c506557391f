"""The seam between a log and what is made of it: a chunk of lines, scanned into columns.

A scanner turns a chunk into a `Scanned`; a collector turns the chunks of a task into a result.
Neither knows the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

from msgspec import Struct, field

from actioncli.events.event import Event
from actioncli.events.making import Exported
from actioncli.events.timestamps import Microseconds, Unread, extremes, timestamps
from actioncli.matching.engine import Engine
from actioncli.matching.matches import NOTHING
from actioncli.records.record import BadLine, Batch
from actioncli.users import UserHashes

Result_co = TypeVar("Result_co", covariant=True)


class Scanned(Struct):
    """The events of a chunk in the order of their lines, and what else the chunk holds.

    The columns have an item for each event that is inside the window and, with `--unique`, repeats no uuid.
    Everything else about an event is read when it is asked for, for the events that are named by their indexes.
    """

    users_by_id: UserHashes
    verdicts: list[int] = field(default_factory=list)
    """The number of each event's verdict, an index into `Engine.verdicts`; 0: no matcher holds."""
    names: list[str] = field(default_factory=list)
    times_read: list[Any] = field(default_factory=list)
    """When each event happened, as it is written; None where it has no time."""
    exported: Exported | None = None
    """The rows of PostHog's export, which become events when they are asked for."""
    made: list[Event | None] = field(default_factory=list)
    """The events that were made already."""
    batches: list[Batch] = field(default_factory=list)
    rows: Sequence[int] = field(default_factory=list)
    """Where the line of each event is found: its batch, and its index in there."""
    lines: int = 0
    """Lines read, blank ones included."""
    bad: list[BadLine] = field(default_factory=list)
    """The lines that could not be read; their indexes count from the chunk's first line."""
    bad_bytes: list[bytes] = field(default_factory=list)
    """Those lines themselves, if the job keeps them."""
    deferred: int = 0
    """Records that are no rows of PostHog's export with a plain name: the general path makes their events."""
    repaired: int = 0
    """Lines that were not UTF-8 and were read with replacement characters."""
    events: int = 0
    """Events read, those outside of the window included."""
    skipped: list[int] = field(default_factory=list)
    """The lines, from 0, of the objects without an event's name."""
    keys: tuple[str, ...] = ()
    """The first keys of the first of those objects."""
    mapped: tuple[str, ...] = ()
    """The fields of `source:` that some event has."""
    repeated: list[int] = field(default_factory=list)
    """The lines of the events dropped because an earlier one has their uuid."""
    undated: list[tuple[int, object]] = field(default_factory=list)
    """The lines of the events outside of the window because they have no readable time, and the time as written."""

    def __len__(self) -> int:
        """How many events the columns hold."""
        return len(self.verdicts)

    def event(self, index: int) -> Event:
        """An event, made when it is first asked for."""
        event = self.made[index]
        if event is None:
            event = self.made[index] = self.exported.event(self.rows[index])  # type: ignore[union-attr]
        return event

    def line(self, index: int) -> bytes:
        """The bytes of an event's line as they stand in the input, without the line ending."""
        return self.batches[index].line(self.rows[index])

    def number(self, index: int) -> int:
        """The line of the task that an event stands on, from 1."""
        return self.batches[index].number(self.rows[index])

    def cut(self, index: int) -> None:
        """Forget what was left out on the lines after an event: a collector that has seen enough did not look there."""
        line = self.batches[index].numbers[self.rows[index]]
        self.skipped = [one for one in self.skipped if one < line]
        self.repeated = [one for one in self.repeated if one < line]
        self.undated = [one for one in self.undated if one[0] < line]

    def matched(self) -> list[int]:
        """The indexes of the events that some matcher holds for."""
        return [index for index, number in enumerate(self.verdicts) if number]

    def unmatched(self) -> list[int]:
        """The indexes of all other events."""
        return [index for index, number in enumerate(self.verdicts) if not number]

    def times(self, indexes: Sequence[int], unread: Unread) -> list[Microseconds | None]:
        """When some events happened; None where that cannot be read, which `unread` notes."""
        written = [self.times_read[index] for index in indexes]
        found = timestamps(written)
        if None in found:
            for value, moment in zip(written, found, strict=True):
                if moment is None:
                    unread.note(value)
        return found

    def extremes(self, indexes: Sequence[int], unread: Unread) -> tuple[Microseconds, Microseconds] | tuple[()]:
        """The first and the last of the times of some events; empty if none has one. `unread` is as for `times`."""
        return extremes([self.times_read[index] for index in indexes], unread) or ()

    def verdicts_of(self, engine: Engine, *, prefilter: bool = True) -> list[int]:
        """The number of an engine's verdict on each event; without `prefilter` every event is evaluated in full."""
        verdict, event, names = engine.verdict, self.event, self.names
        if not prefilter:
            return [verdict(event(index), name).number for index, name in enumerate(names)]
        roots = map(engine.roots.__getitem__, names)
        return [
            0 if root is NOTHING else verdict(event(index), names[index]).number for index, root in enumerate(roots)
        ]

    def uuids(self, indexes: Sequence[int]) -> list[object]:
        """The identifiers of some events, as they are written; None where an event has none."""
        if self.exported is None or self.deferred:
            return [self.event(index).uuid for index in indexes]
        return self.exported.uuids([self.rows[index] for index in indexes])

    def users(self, indexes: Sequence[int], kind: str) -> list[int | None]:
        """The 64-bit hashes of the users of some events, of a kind of `users.KINDS`; None is nobody."""
        return self.users_by_id.of(map(self.event, indexes), kind)


def each_event(chunks: Iterable[Scanned]) -> Iterator[tuple[Scanned, int]]:
    """Every event of some chunks: its chunk, and its index in there."""
    return ((scanned, index) for scanned in chunks for index in range(len(scanned)))


class Collector(Protocol[Result_co]):
    """What a command makes of scanned events; plain data, since each worker gets a copy."""

    def collect(self, chunks: Iterable[Scanned], engine: Engine) -> Result_co:
        """The result for the chunks of one task; `engine` is the one that matched their events."""
