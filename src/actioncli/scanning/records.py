"""Events of lazy records, which the scanner in Python makes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import field

from actioncli.events.event import Event
from actioncli.events.making import Exported
from actioncli.events.timestamps import Microseconds, Unread, extremes, timestamps
from actioncli.events.uuids import is_chosen
from actioncli.matching.engine import Engine
from actioncli.matching.matches import NOTHING
from actioncli.records.record import Batch
from actioncli.scanning.scanned import Scanned
from actioncli.users import UserHashes


class ScannedRecords(Scanned, kw_only=True):
    """Events as columns of Python values."""

    users_by_id: UserHashes
    verdicts: list[int] = field(default_factory=list)
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

    def __len__(self) -> int:
        return len(self.names)

    def event(self, index: int) -> Event:
        """An event, made on first access."""
        event = self.made[index]
        if event is None:
            event = self.made[index] = self.exported.event(self.rows[index])  # type: ignore[union-attr]
        return event

    def batch(self, index: int) -> Batch:
        """The batch of an event's line."""
        return self.batches[index]

    def line(self, index: int) -> bytes:
        """The bytes of an event's line."""
        return self.batches[index].line(self.rows[index])

    def line_index(self, index: int) -> int:
        """The line of an event, from 0."""
        return self.batches[index].numbers[self.rows[index]]

    def number(self, index: int) -> int:
        """The line of an event in its task, from 1."""
        return self.batches[index].number(self.rows[index])

    def times(self, indexes: Sequence[int], unread: Unread) -> list[Microseconds | None]:
        """The times of some events."""
        written = [self.times_read[index] for index in indexes]
        found = timestamps(written)
        if None in found:
            for value, moment in zip(written, found, strict=True):
                if moment is None:
                    unread.note(value)
        return found

    def extremes(self, indexes: Sequence[int], unread: Unread) -> tuple[Microseconds, ...]:
        """The first and last time of some events."""
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
        """The identifiers of some events."""
        if self.exported is None or self.deferred:
            return [self.event(index).uuid for index in indexes]
        return self.exported.uuids([self.rows[index] for index in indexes])

    def sampled_uuids(self) -> list[object]:
        """The identifiers of the events in the sample of an eighth."""
        return self.uuids([index for index, time in enumerate(self.times_read) if is_chosen(time)])

    def users(self, indexes: Sequence[int], kind: str) -> list[int | None]:
        """The hashes of the users of some events."""
        return self.users_by_id.of(map(self.event, indexes), kind)
