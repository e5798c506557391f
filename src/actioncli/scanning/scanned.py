"""The seam between reading and collecting: a chunk of lines, scanned into columns.

A scanner turns a chunk into a `Scanned`, and a collector turns the chunks of a task into a result.
Neither depends on the other.
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
    """The events of a chunk in the order of their lines, and counts of everything else in the chunk.

    The columns have an item for each event that is inside the window and, with `--unique`, does not repeat a uuid.
    Other values are read only when they are needed, for the events with given indexes.
    """

    users_by_id: UserHashes
    verdicts: list[int] = field(default_factory=list)
    """The number of each event's verdict, an index into `Engine.verdicts`; 0: no matcher holds."""
    names: list[str] = field(default_factory=list)
    times_read: list[Any] = field(default_factory=list)
    """The time of each event as it is written; None if it has none."""
    exported: Exported | None = None
    """The rows of PostHog's export, which become events when they are needed."""
    made: list[Event | None] = field(default_factory=list)
    """The events that have been made."""
    batches: list[Batch] = field(default_factory=list)
    rows: Sequence[int] = field(default_factory=list)
    """The batch of each event, and its index in the batch."""
    lines: int = 0
    """Lines read, blank ones included."""
    bad: list[BadLine] = field(default_factory=list)
    """The lines that could not be read; their indexes count from the chunk's first line."""
    bad_bytes: list[bytes] = field(default_factory=list)
    """Those lines themselves, if the job keeps them."""
    deferred: int = 0
    """Records that are not rows of PostHog's export with a plain name; the general path makes their events."""
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
        """An event, made on first access."""
        event = self.made[index]
        if event is None:
            event = self.made[index] = self.exported.event(self.rows[index])  # type: ignore[union-attr]
        return event

    def line(self, index: int) -> bytes:
        """The bytes of an event's line as they stand in the input, without the line ending."""
        return self.batches[index].line(self.rows[index])

    def number(self, index: int) -> int:
        """The line of an event in its task, from 1."""
        return self.batches[index].number(self.rows[index])

    def cut(self, index: int) -> None:
        """Drop the skipped, repeated and undated lines after an event, for a collector that stops there."""
        line = self.batches[index].numbers[self.rows[index]]
        self.skipped = [one for one in self.skipped if one < line]
        self.repeated = [one for one in self.repeated if one < line]
        self.undated = [one for one in self.undated if one[0] < line]

    def matched(self) -> list[int]:
        """The indexes of the events for which a matcher holds."""
        return [index for index, number in enumerate(self.verdicts) if number]

    def unmatched(self) -> list[int]:
        """The indexes of all other events."""
        return [index for index, number in enumerate(self.verdicts) if not number]

    def times(self, indexes: Sequence[int], unread: Unread) -> list[Microseconds | None]:
        """The times of some events; None if unreadable, which is counted in `unread`."""
        written = [self.times_read[index] for index in indexes]
        found = timestamps(written)
        if None in found:
            for value, moment in zip(written, found, strict=True):
                if moment is None:
                    unread.note(value)
        return found

    def extremes(self, indexes: Sequence[int], unread: Unread) -> tuple[Microseconds, Microseconds] | tuple[()]:
        """The first and last time of some events; empty if there is none. `unread` is as for `times`."""
        return extremes([self.times_read[index] for index in indexes], unread) or ()

    def verdicts_of(self, engine: Engine, *, prefilter: bool = True) -> list[int]:
        """The number of an engine's verdict on each event. Without `prefilter`, every event is evaluated in full."""
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
        """The 64-bit hashes of the users of some events, of a kind of `users.KINDS`; None for no user."""
        return self.users_by_id.of(map(self.event, indexes), kind)


def each_event(chunks: Iterable[Scanned]) -> Iterator[tuple[Scanned, int]]:
    """The events of some chunks, each as its chunk and its index."""
    return ((scanned, index) for scanned in chunks for index in range(len(scanned)))


class Collector(Protocol[Result_co]):
    """Turns scanned events into the result of a command. It must be picklable, since each worker gets a copy."""

    def collect(self, chunks: Iterable[Scanned], engine: Engine) -> Result_co:
        """The result for the chunks of one task; `engine` matched their events."""
