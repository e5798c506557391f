"""Makes events from records: the only place that does, for all commands and shapes.

    maker = EventMaker(known_shape("auto"))
    for event, batch, index in maker.events(batch, range(len(batch.records))):
        print(event.name, event.user, event.when)

Only this package reads records; other code asks the event.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import methodcaller
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec import Struct

from actioncli.events.event import EXPORTED, Event, are_chained, late_time
from actioncli.records.record import Batch, Record, decode

if TYPE_CHECKING:
    from actioncli.events.shapes.base import Shape
    from actioncli.paths import Path

AUTO = "auto"
"""In place of the name of a shape: detect the shape of each line."""

_NAME, _TIME = methodcaller("get", "event"), methodcaller("get", "timestamp")

Made: TypeAlias = "tuple[Event, Batch, int]"
"""An event, and the batch and index of its line."""


class Exported(Struct, frozen=True):
    """A batch of rows of PostHog's export, as columns."""

    records: Sequence[Record]
    names: Sequence[Any]
    """The names as they are written. A name that is not text is left to `EventMaker.events`."""
    times: Sequence[Any]

    def event(self, row: int) -> Event:
        """The event of a row."""
        return Event(self.records[row])

    def uuids(self, rows: Iterable[int]) -> list[object]:
        """The identifiers of the events of some rows as they are written; None if absent."""
        records = self.records
        return [
            Event(record).uuid if (uuid := record.get("uuid")) is None else uuid
            for record in map(records.__getitem__, rows)
        ]


def known_shape(name: str, paths: Mapping[str, tuple[Path, ...]] | None = None) -> Shape | None:
    """The shape of all events: the one with this name, or else the one described by `paths` (`source:`).

    None if the name is `auto` and there are no paths: then the shape of each record is detected.
    """
    # The catalogue is loaded only when it is needed: most logs are PostHog's exports.
    if name != AUTO:
        from actioncli.events.shapes.catalogue import BY_NAME  # noqa: PLC0415

        return BY_NAME[name]
    if paths:
        from actioncli.events.shapes.mapped import mapped  # noqa: PLC0415

        return mapped(paths)
    return None


class EventMaker:
    """Makes events from records, of one shape or of the detected shape of each record."""

    def __init__(self, shape: Shape | None = None) -> None:
        self.shape = shape

    def exported(self, batch: Batch) -> Exported | None:
        """The batch as columns, if every record is a row of PostHog's export; None otherwise."""
        records = batch.records
        if not self._are_exported(records):
            return None
        times: list[Any] = list(map(_TIME, records))
        if None in times:
            times = [late_time(record) if time is None else time for record, time in zip(records, times, strict=True)]
        return Exported(records, list(map(_NAME, records)), times)

    def events(self, batch: Batch, indexes: Sequence[int]) -> Iterator[Made]:
        """The events of some records of a batch, of any shape. A record may hold none, one or many.

        One that holds no event gives one whose name is None.
        """
        from actioncli.events.shapes.recognition import are_exported, events_of, possible, recognised  # noqa: PLC0415 - most logs need none

        records, shapes = possible([batch.records[index] for index in indexes])
        for index, record in zip(indexes, records, strict=True):
            if self.shape is None and are_exported((batch.records[index],)):
                # Read as in a batch that is exported as a whole, whatever the other records are.
                yield Event(batch.records[index]), batch, index
                continue
            shape = self.shape or recognised(record, shapes)
            events, within = events_of(record, shape), batch
            if len(events) == 1 and not shape.rewrites:
                yield events[0], batch, index
                continue
            if shape.joined and events:
                from actioncli.events.shapes.rewritten import split_line  # noqa: PLC0415

                within = split_line(batch, index, events, shape.joined)
            for place, event in enumerate(events):
                yield event, within, place if within is not batch else index

    def all_events(self, batch: Batch) -> list[Event]:
        """The events of all records of a batch, each of which holds one."""
        exported = self.exported(batch)
        if exported is not None:
            return [exported.event(row) for row in range(len(batch.records))]
        return [event for event, _, _ in self.events(batch, range(len(batch.records)))]

    def of_record(self, record: Record) -> list[Event]:
        """The events of one record."""
        return self._of_batch(Batch(b"", [record], [0], [0], [0]))

    def of_line(self, line: bytes) -> list[Event]:
        """The events of one line, as `Batch.line` gives it."""
        return self._of_batch(decode(line))

    def _of_batch(self, batch: Batch) -> list[Event]:
        return [event for event, _, _ in self.events(batch, range(len(batch.records))) if event.name is not None]

    def _are_exported(self, records: Sequence[Record]) -> bool:
        if self.shape is not None:
            return self.shape.name == EXPORTED
        if are_chained(records):
            return True
        from actioncli.events.shapes.recognition import are_exported  # noqa: PLC0415 - most logs need no catalogue

        return are_exported(records)
