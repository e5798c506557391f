"""An event: one record of a log, read lazily, with the fields that conditions use.

The record is anything with `.get(key)`. Values are converted only when they are read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import islice, repeat
from operator import contains
from typing import Any

from actioncli.events.elements import Element, choose_elements, parse_chain
from actioncli.events.timestamps import Microseconds, moment, timestamp
from actioncli.records.dotted_keys import named_values
from actioncli.records.record import Record, is_list, is_object, parse_text, plain
from actioncli.values import Value, text_form

NOTHING: Record = {}
"""The properties of an event that has none."""

KEYS = 12
"""The most keys of an object to show in messages."""

EXPORTED = "posthog"
"""The name of the shape of PostHog's batch export."""


def are_chained(records: Sequence[Record]) -> bool:
    """Whether all records have a key that only PostHog's batch export has, so that no shape must be detected."""
    return all(map(contains, records, repeat("elements_chain")))  # type: ignore[arg-type]


class Event:
    """One event of a PostHog export or API page. Events of all other shapes are in `shapes.shaped`.

    Its state only avoids reading a part twice.
    """

    __slots__ = ("_chain", "_elements", "_person", "_properties", "_record")

    def __init__(self, record: Record) -> None:
        self._record = record
        self._properties: Record | None = None
        self._person: Record | None = None
        self._elements: tuple[Element, ...] | None = None
        self._chain: str | tuple[Element, ...] | None = None

    def fresh_copy(self) -> Event:
        """A copy of the event without any parts read."""
        return Event(self._record)

    def get(self, key: str) -> Value:
        """A top-level value of the record; None if absent."""
        return plain(self._record.get(key))

    def whole(self, line: bytes) -> dict[str, Any]:
        """The event as a plain dict, as in the log; `line` is its line."""
        record = self._record
        return plain(record if is_object(record) else parse_text(line))  # type: ignore[return-value]

    def first_keys(self) -> tuple[str, ...]:
        """The first keys of the record, for messages about records that are not events."""
        return tuple(islice(dict.fromkeys(self._record.keys()), KEYS))

    def rewritten(self, joined: Callable[[Record], Mapping[str, Any]]) -> Mapping[str, Any]:
        """The event as a line of its own, if its record holds several events; `joined` is that of its shape."""
        return joined(self._record)

    def own(self, field: str) -> Value:
        """The value of an event field in conditions: `event`, `timestamp`, `distinct_id`, `uuid` and others."""
        value = self.get(field)
        if value is None and field == "uuid":
            return self.get("id")
        if field == "timestamp":
            return without_utc(plain(late_time(self._record)) if value is None else value)
        return value

    @property
    def shape_name(self) -> str:
        """The name of the shape of the event."""
        return EXPORTED

    @property
    def name(self) -> str | None:
        """The name of the event; None if it has none, and so is not an event."""
        return as_name(self._record.get("event"))

    @property
    def time(self) -> object:
        """The time of the event as it is written; None if it has none."""
        found: object = self._record.get("timestamp")
        return late_time(self._record) if found is None else found

    @property
    def when(self) -> Microseconds | None:
        """The time of the event; None if it has none, or it is unreadable."""
        return timestamp(self.time)

    @property
    def uuid(self) -> object:
        """The identifier of the event as it is written: `uuid`, else `id`; None if it has none."""
        found: object = self._record.get("uuid")
        return self._record.get("id") if found is None else found

    @property
    def user(self) -> object:
        """The user: the id of the person, else `distinct_id`; None if the record has neither (semantics 15)."""
        found: object = self._record.get("person_id")
        if found:
            return found
        found = person_in(self._record)
        return self.distinct_id if found is None else found

    @property
    def distinct_id(self) -> object:
        """The `distinct_id`; None if the record has none."""
        found: object = self._record.get("distinct_id")
        return found

    @property
    def url(self) -> Value:
        """The URL of the page: the property `$current_url`."""
        return plain(self.properties.get("$current_url"))

    @property
    def properties(self) -> Record:
        """The properties of the event, decoded if they are JSON text (semantics 4)."""
        found = self._properties
        if found is None:
            value = self._record.get("properties")
            found = self._properties = as_object(named_values(self._record, "properties") if value is None else value)
        return found

    @property
    def person(self) -> Record:
        """The properties of the person: `person_properties`, else `person.properties` (semantics 4)."""
        found = self._person
        if found is None:
            found = object_in(self._record.get("person_properties"))
            if found is None:
                found = object_in(as_object(self._record.get("person")).get("properties"))
            if found is None:
                found = as_object(named_values(self._record, "person_properties"))
            self._person = found
        return found

    def group(self, index: int) -> Record:
        """The properties of the group with this type index."""
        return as_object(self._record.get(f"group{index}_properties"))

    @property
    def chain(self) -> str | tuple[Element, ...]:
        """The source of the elements: the text of the chain if there is one, else the elements of an array.

        An event without elements has the empty text (semantics 8).
        """
        found = self._chain
        if found is None:
            text = self._record.get("elements_chain")
            found = self._chain = text if text.__class__ is str and text else self._choose_chain(text)
        return found

    @property
    def clicked(self) -> object:
        """As `chain`, but an array of objects is not parsed."""
        if self._chain is None:
            array = self._array()
            if array is not None:
                return array
        return self.chain

    def _array(self) -> object:
        """The array of the elements, if there is no chain."""
        record = self._record
        array: Any = record.get("elements")
        if not is_list(array) or array.__class__ is list or record.get("elements_chain"):
            return None
        if self.properties.get("$elements_chain"):
            return None
        return array if is_object(next(iter(array), None)) else None

    def _choose_chain(self, chain: object) -> str | tuple[Element, ...]:
        properties = self.properties
        chosen = choose_elements(
            chain,
            properties.get("$elements_chain"),
            self._record.get("elements"),
            properties.get("$elements"),
        )
        return "" if chosen is None else chosen

    @property
    def elements(self) -> tuple[Element, ...]:
        """The elements of the event, the clicked one first."""
        found = self._elements
        if found is None:
            chain = self.chain
            found = self._elements = parse_chain(chain) if isinstance(chain, str) else chain
        return found


def as_object(value: object) -> Record:
    """The object in a value, possibly as JSON text; an empty object for anything else."""
    found = object_in(value)
    return NOTHING if found is None else found


def all_of(record: Record) -> dict[str, Value]:
    """All values of a record, such as `event.properties`; of a repeated key, the first value."""
    return {key: plain(record.get(key)) for key in record.keys()}  # noqa: SIM118 - it is no dict


def object_in(value: object) -> Record | None:
    """The object in a value, possibly as JSON text; None for anything else."""
    if isinstance(value, str):
        value = parse_text(value)
    return value if is_object(value) else None


def as_name(value: object) -> str | None:
    """The name of an event as text; None for an object or an array."""
    if isinstance(value, str):
        return value
    return None if value is None or is_object(value) or is_list(value) else text_form(plain(value))


def person_in(record: Record) -> object:
    """The id of the person: `person_id`, else `person.id`, else `person.uuid`; empty text does not count."""
    person = as_object(record.get("person"))
    ids = (record.get("person_id"), person.get("id"), person.get("uuid"))
    return next((found for found in ids if found is not None and found != ""), None)


def late_time(record: Record) -> object:
    """The time of an event without `timestamp`, as written by older plugins of PostHog."""
    places = (as_object(record.get("properties")).get("timestamp"), record.get("now"), record.get("sent_at"))
    return next((found for found in places if found is not None), None)


def without_utc(value: Value) -> Value:
    """A time with ` UTC` at its end, as BigQuery writes it, with an offset instead."""
    return spelled_out(value) if isinstance(value, str) and value.endswith(" UTC") else value


def spelled_out(value: Value) -> Value:
    """A time as ISO 8601 if it is a number, an object, or ends in ` UTC`; any other value unchanged."""
    if isinstance(value, str) and not value.endswith(" UTC") and not _is_count(value):
        return value
    found = moment(timestamp(value))
    return value if found is None else found.isoformat()


def _is_count(text: str) -> bool:
    """Whether a text is a number, such as `1.561E9`."""
    try:
        float(text)
    except ValueError:
        return False
    return True
