"""Events that the compiled core read, as columns. Python reads what the core is not sure of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import field

from actioncli.events.elements import Element
from actioncli.events.event import Event
from actioncli.events.event_fields import CHAIN, OTHER_ELEMENTS, FieldPath
from actioncli.events.layouts import Layout
from actioncli.events.making import EventMaker
from actioncli.events.timestamps import Microseconds, Unread, timestamp
from actioncli.events.uuids import is_chosen
from actioncli.matching.engine import Engine
from actioncli.records.chunks import Chunk
from actioncli.records.record import Batch, decode, parse_text, plain
from actioncli.scanning.compiled_engine import CompiledEngine
from actioncli.scanning.scanned import Scanned
from actioncli.users import PERSON, UserHashes
from actioncli.values import Value

FEW = 16
"""If more than one event in so many is read as a record, the whole chunk is decoded at once."""


class ScannedColumns(Scanned, kw_only=True):
    """Events as columns of the core."""

    chunk: Chunk
    maker: EventMaker
    users_by_id: UserHashes
    layout: Layout
    reads: dict[FieldPath, int]
    """The columns that the core keeps for the collector, by field."""
    compiled: Callable[[Engine], CompiledEngine]
    """Returns another engine on the core."""
    before: int = 0
    """Lines of the task before these."""
    made: dict[int, Event] = field(default_factory=dict)
    """The events that have been made."""
    all_made: list[Event] | None = None
    numbers: list[int] | None = None
    """The verdicts, once they were asked for."""
    called: list[str] | None = None
    """The names, once they were asked for."""

    def __len__(self) -> int:
        return len(self.found)

    @property
    def verdicts(self) -> list[int]:
        """The number of each event's verdict."""
        if self.numbers is None:
            self.numbers = self.found.verdicts()
        return self.numbers

    @property
    def names(self) -> list[str]:
        """The names of the events."""
        if self.called is None:
            self.called = self.found.names()
        return self.called

    def name(self, index: int) -> str:
        """The name of an event."""
        found: str = self.found.name(index)
        return found

    def event(self, index: int) -> Event:
        """An event, made on first access."""
        event = self.made.get(index)
        if event is None:
            if len(self.made) * FEW > len(self):
                return self._all_events()[index]
            (event,) = self.maker.all_events(decode(self.line(index)))
            self.made[index] = event
        return event

    def _all_events(self) -> list[Event]:
        if self.all_made is None:
            bounds = [self.found.bounds(index) for index in range(len(self))]
            batch = decode(self.chunk.data, bounds[0][0], bounds[-1][1])
            events = dict(zip(batch.starts, self.maker.all_events(batch), strict=True))
            self.all_made = [events[start] for start, _ in bounds]
        return self.all_made

    def batch(self, index: int) -> Batch:
        """The batch of an event's line."""
        return decode(self.line(index))

    def line(self, index: int) -> bytes:
        """The bytes of an event's line."""
        found: bytes = self.found.line(index)
        return found

    def line_index(self, index: int) -> int:
        """The line of an event, from 0."""
        line: int = self.found.line_number(index)
        return line if self.chunk.origin is None else self.chunk.origin.place(line)

    def number(self, index: int) -> int:
        """The line of an event in its task, from 1."""
        return self.before + self.line_index(index) + 1

    def matched(self) -> list[int]:
        """The indexes of the events for which a matcher holds."""
        found: list[int] = self.found.matched()
        return found

    def unmatched(self) -> list[int]:
        """The indexes of all other events."""
        found: list[int] = self.found.unmatched()
        return found

    def values(self, path: FieldPath, indexes: Sequence[int]) -> list[Value]:
        """The values of a field of some events."""
        if path.keys == ("event",):
            names = self.names
            return [names[index] for index in indexes]
        column = self.reads.get(path)
        if column is None:
            return Scanned.values(self, path, indexes)
        found: list[Any]
        found, unsure = self.found.values(column, indexes)
        for place in unsure:
            json = found[place]
            if json is None:
                found[place] = Scanned.values(self, path, (indexes[place],))[0]
            else:
                found[place] = plain(parse_text(json))
        return list(map(self.layout.spelled, found)) if path.keys == ("timestamp",) else found

    def chains(self, indexes: Sequence[int]) -> list[str | tuple[Element, ...]]:
        """The chain of some events; no event is made for one that is kept, or for an event without elements."""
        if self.column(CHAIN) is None:
            return Scanned.chains(self, indexes)
        others = zip(*(self.values(path, indexes) for path in OTHER_ELEMENTS), strict=True)
        return [
            chain if isinstance(chain, str) and chain else self.event(index).chain if any(other) else ""
            for index, chain, other in zip(indexes, self.values(CHAIN, indexes), others, strict=True)
        ]

    def key_hashes(self) -> list[int | None]:
        """A number for each event that is equal where the keys are."""
        found: list[int | None] = self.found.key_hashes()
        return found

    def column(self, path: FieldPath) -> int | None:
        """The column that keeps a field as it is in conditions."""
        return None if path.keys == ("timestamp",) else self.reads.get(path)

    @property
    def shape(self) -> str | None:
        """The name of the shape of all events."""
        return self.layout.shape

    def times(self, indexes: Sequence[int], unread: Unread) -> list[Microseconds | None]:
        """The times of some events."""
        found: list[Microseconds | None] = self.found.times(indexes)
        for place, index in enumerate(indexes):
            if found[place] is None:
                found[place] = self.time(index, unread)
        return found

    def time(self, index: int, unread: Unread) -> Microseconds | None:
        """The time of an event that the core does not read."""
        written = self.event(index).time
        moment = timestamp(written)
        if moment is None:
            unread.note(written)
        return moment

    def verdicts_of(self, engine: Engine) -> list[int]:
        """The number of another engine's verdict on each event."""
        found = self.compiled(engine).verdicts(self.found)
        for index, number in enumerate(found):
            if number < 0:
                found[index] = engine.verdict(self.event(index), self.name(index)).number
        return found

    def uuids(self, indexes: Sequence[int]) -> list[object]:
        """The identifiers of some events."""
        found: list[object] = self.found.uuids(indexes)
        for place, uuid in enumerate(found):
            if uuid is False:
                found[place] = self.event(indexes[place]).uuid
        return found

    def sampled_uuids(self) -> list[object]:
        """The identifiers of the events in the sample of an eighth."""
        found: list[object]
        found, others = self.found.sample()
        events = map(self.event, others)
        return found + [event.uuid for event in events if is_chosen(event.time)]

    def users(self, indexes: Sequence[int], kind: str) -> list[int | None]:
        """The hashes of the users of some events."""
        found: list[int | None] = self.found.users(kind == PERSON, indexes)
        for place, user in enumerate(found):
            if user is False:
                found[place] = self.user(indexes[place], kind)
        return found

    def user(self, index: int, kind: str) -> int | None:
        """The hash of the user of an event whose id the core does not read."""
        return self.users_by_id.of([self.event(index)], kind)[0]
