"""The seam between reading and collecting: a chunk of lines, scanned into columns.

A scanner turns a chunk into one or more `Scanned`, and a collector turns the chunks of a task into a result.
Neither depends on the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

from msgspec import Struct, field

from actioncli.events.elements import Element
from actioncli.events.event import Event
from actioncli.events.event_fields import FieldPath
from actioncli.events.timestamps import Microseconds, Unread
from actioncli.matching.engine import Engine
from actioncli.matching.readers import path_reader
from actioncli.records.record import BadLine, Batch
from actioncli.values import Value

Result_co = TypeVar("Result_co", covariant=True)


class Scanned(Struct):
    """The events of some lines in the order of the lines, and counts of everything else in them.

    It holds the events inside the window that, with `--unique`, do not repeat a uuid; they have indexes from 0.
    Values are read only when they are needed, for the events with given indexes.
    """

    found: Any = None
    """The events as columns of the compiled core; None in pure Python."""
    lines: int = 0
    """Lines read, blank ones included."""
    bad: list[BadLine] = field(default_factory=list)
    """The lines that could not be read; their indexes count from the first of the lines."""
    bad_bytes: list[bytes] = field(default_factory=list)
    """Those lines themselves, if the job keeps them."""
    deferred: int = 0
    """Events that no fast path read: they are read by the functions of their shape, one at a time."""
    left: int = 0
    """Lines that the compiled core left to Python."""
    asked: int = 0
    """Events that the compiled core read and could not match."""
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
        """How many events it holds."""
        raise NotImplementedError

    @property
    def verdicts(self) -> list[int]:
        """The number of each event's verdict, an index into `Engine.verdicts`; 0: no matcher holds."""
        raise NotImplementedError

    @property
    def names(self) -> list[str]:
        """The names of the events."""
        raise NotImplementedError

    def name(self, index: int) -> str:
        """The name of an event."""
        return self.names[index]

    def event(self, index: int) -> Event:
        """An event, made on first access."""
        raise NotImplementedError

    def batch(self, index: int) -> Batch:
        """The batch of an event's line."""
        raise NotImplementedError

    def line(self, index: int) -> bytes:
        """The bytes of an event's line as they stand in the input, without the line ending."""
        raise NotImplementedError

    def line_index(self, index: int) -> int:
        """The line of an event, from 0."""
        raise NotImplementedError

    def number(self, index: int) -> int:
        """The line of an event in its task, from 1."""
        raise NotImplementedError

    def cut(self, index: int) -> None:
        """Drop the skipped, repeated and undated lines after an event, for a collector that stops there."""
        line = self.line_index(index)
        self.skipped = [one for one in self.skipped if one < line]
        self.repeated = [one for one in self.repeated if one < line]
        self.undated = [one for one in self.undated if one[0] < line]

    def matched(self) -> list[int]:
        """The indexes of the events for which a matcher holds."""
        return [index for index, number in enumerate(self.verdicts) if number]

    def unmatched(self) -> list[int]:
        """The indexes of all other events."""
        return [index for index, number in enumerate(self.verdicts) if not number]

    def values(self, path: FieldPath, indexes: Sequence[int]) -> list[Value]:
        """The values of a field of some events; None where an event has none."""
        read = path_reader(path)
        return [read(self.event(index)) for index in indexes]

    def key_hashes(self) -> list[int | None]:
        """A number for each event: events with equal numbers have the same keys in all objects; None if unknown.

        They are known for a collector with `reads_keys`.
        """
        return [None] * len(self)

    def chains(self, indexes: Sequence[int]) -> list[str | tuple[Element, ...]]:
        """The text of the chain of some events, or their elements; an empty text if an event has none."""
        return [self.event(index).chain for index in indexes]

    def column(self, path: FieldPath) -> int | None:  # noqa: ARG002
        """The column of the compiled core that keeps a field; None if `values` reads it from the events."""
        return None

    @property
    def shape(self) -> str | None:
        """The name of the shape of all events; None if they may differ."""
        return None

    def times(self, indexes: Sequence[int], unread: Unread) -> list[Microseconds | None]:
        """The times of some events; None if unreadable, which is counted in `unread`."""
        raise NotImplementedError

    def extremes(self, indexes: Sequence[int], unread: Unread) -> tuple[Microseconds, ...]:
        """The first and last time of some events; empty if there is none. `unread` is as for `times`."""
        moments = [moment for moment in self.times(indexes, unread) if moment is not None]
        return (min(moments), max(moments)) if moments else ()

    def verdicts_of(self, engine: Engine) -> list[int]:
        """The number of another engine's verdict on each event."""
        raise NotImplementedError

    def uuids(self, indexes: Sequence[int]) -> list[object]:
        """The identifiers of some events, as they are written; None where an event has none."""
        raise NotImplementedError

    def sampled_uuids(self) -> list[object]:
        """The identifiers of the events in the sample of an eighth (`events.uuids`)."""
        raise NotImplementedError

    def users(self, indexes: Sequence[int], kind: str) -> list[int | None]:
        """The 64-bit hashes of the users of some events, of a kind of `users.KINDS`; None for no user."""
        raise NotImplementedError


def each_event(chunks: Iterable[Scanned]) -> Iterator[tuple[Scanned, int]]:
    """The events of some chunks, each as its chunk and its index."""
    return ((scanned, index) for scanned in chunks for index in range(len(scanned)))


class Collector(Protocol[Result_co]):
    """Turns scanned events into the result of a command. It must be picklable, since each worker gets a copy."""

    def collect(self, chunks: Iterable[Scanned], engine: Engine) -> Result_co:
        """The result for the chunks of one task; `engine` matched their events."""


def fields_read(collector: Collector[Any]) -> tuple[FieldPath, ...]:
    """The fields that a collector reads of most events by `Scanned.values`; a collector may list them as `reads`."""
    found: tuple[FieldPath, ...] = getattr(collector, "reads", ())
    return found


class ScansChunks(Protocol):
    """A scanner."""

    def scan(self, chunk: Any, before: int = 0) -> Iterator[Scanned]:
        """The events of a chunk, in one part or several; `before` lines of its task come before it."""
