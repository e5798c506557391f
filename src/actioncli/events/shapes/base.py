"""The definition of a shape: how to recognize the events of a vendor, and where to read their fields.

A shape converts nothing: it is a table of functions from a lazy record to the parts of an event,
each of which is read when somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import methodcaller
from typing import Any, TypeAlias

from msgspec import Struct, field

from actioncli.events.elements import Element
from actioncli.events.event import NOTHING, object_in
from actioncli.events.shapes.views import Layers, Picked, keys_of
from actioncli.paths import Path, parse_path, spelled
from actioncli.records.record import Record, is_list, plain

Read: TypeAlias = Callable[[Record], Any]
"""A function from a record to one of its values; None if absent."""

FIELDS = ("event", "timestamp", "distinct_id", "uuid", "url", "properties", "person", "elements")
"""The parts of an event that a shape locates."""


class Lookup(Struct, frozen=True):
    """How to read a value: the function, and its places as text."""

    read: Read
    places: tuple[str, ...]
    key: Callable[[Record], str | None] = field(default=lambda record: None)  # noqa: ARG005
    """The top-level key of the value, which is then not a property of a flat record."""
    keys: frozenset[str] = frozenset()
    """All possible top-level keys."""


class Section(Struct, frozen=True):
    """How to read named values such as properties."""

    read: Callable[[Record], Record]
    places: tuple[str, ...]


class Elements(Struct, frozen=True):
    """How to read the elements, for shapes that do not have them in the same place as PostHog."""

    read: Callable[[Record, Record], tuple[Element, ...]]
    """A function of the record and its properties; without elements, PostHog's places are read."""
    places: tuple[str, ...]


class Example(Struct, frozen=True):
    """A record of the shape and the values read from it, as documentation and as a test."""

    record: dict[str, Any]
    event: str
    timestamp: str | None = None
    """The value of the field `timestamp` in conditions."""
    distinct_id: str | None = None
    url: str | None = None
    uuid: str | None = None
    properties: Mapping[str, Any] = field(default_factory=dict)
    """Some of them."""
    person: Mapping[str, Any] = field(default_factory=dict)
    """Some of them."""
    element: Element | None = None
    """The clicked element."""


NOWHERE = Lookup(lambda record: None, ())  # noqa: ARG005
NO_SECTION = Section(lambda record: NOTHING, ())  # noqa: ARG005


class Shape(Struct, frozen=True, eq=False):
    """The events of a vendor."""

    name: str
    """Its name in `--shape`."""
    title: str
    recognised_by: str
    """The rule as text."""
    fits: Callable[[Record], bool]
    """Whether a record has this shape, if it has none of the earlier shapes of `SHAPES`."""
    marks: tuple[str, ...]
    """Keys of which every matching record has at least one."""
    event: Lookup
    timestamp: Lookup
    distinct_id: Lookup
    url: Lookup
    properties: Section
    uuid: Lookup = NOWHERE
    repeated: Lookup | None = None
    """The identifier of an event, if its uuid may identify something else."""
    person: Section = NO_SECTION
    person_id: Lookup = NOWHERE
    """The id of the person, if the vendor distinguishes persons from distinct ids. It then identifies the user."""
    elements: Elements | None = None
    split: Callable[[Record], list[Record]] | None = None
    """The records in one line, for shapes with several events per line."""
    joined: Callable[[Record], Mapping[str, Any]] | None = None
    """One of several records as a line of its own."""
    rewrites: bool = False
    """Whether even a single record of a line differs from the line, and so must be written again."""
    note: str = ""
    """A note for users."""
    examples: tuple[Example, ...] = ()

    def places(self) -> Mapping[str, tuple[str, ...]]:
        """The places of each field as text, without fields that the shape does not have."""
        named = {name: getattr(self, name) for name in FIELDS}
        return {name: part.places for name, part in named.items() if part is not None and part.places}


def first(*places: str, empty: Iterable[object] = ("",)) -> Lookup:
    """The value of the first path that has one; by default, empty text does not count."""
    return first_of(tuple(path for place in places if (path := parse_path(place))), frozenset(empty))


def first_of(paths: tuple[Path, ...], empty: frozenset[object] = frozenset(("",))) -> Lookup:
    """The same for parsed paths."""
    readers = tuple((at(path), path[0] if len(path) == 1 else None) for path in paths)

    def found(record: Record) -> tuple[Any, str | None]:
        for reader, name in readers:
            value = reader(record)
            if value is not None and (value.__class__ is list or value.__class__ is dict or value not in empty):
                return value, name
        return None, None

    keys = frozenset(name for _, name in readers if name is not None)
    return Lookup(lambda record: found(record)[0], in_code(paths), lambda record: found(record)[1], keys)


def in_code(paths: tuple[Path, ...]) -> tuple[str, ...]:
    """The paths as they stand in a sentence."""
    return tuple(f"`{spelled(path)}`" for path in paths)


def at(path: Path) -> Read:
    """The function that reads what a path leads to; it descends into objects, JSON text and arrays."""
    if len(path) == 1:
        return methodcaller("get", path[0])
    head, *rest = path

    def read(record: Record) -> Any:
        value = record.get(head)
        for step in rest:
            value = within(value, step)
            if value is None:
                return None
        return value

    return read


def within(value: Any, step: str) -> Any:
    """What a value has under a name, or a list at a position."""
    found = object_in(value)
    if found is not None:
        return found.get(step)
    if is_list(value) and step.isascii() and step.isdigit():
        items: Any = plain(value)
        return items[int(step)] if len(step) < 10 and int(step) < len(items) else None
    return None


def section(*places: str) -> Section:
    """The first of these paths that leads to an object, as it is or as JSON text."""
    return section_of(tuple(path for place in places if (path := parse_path(place))))


def section_of(paths: tuple[Path, ...]) -> Section:
    """The same for parsed paths."""
    readers = tuple(map(at, paths))

    def read(record: Record) -> Record:
        for reader in readers:
            found = object_in(reader(record))
            if found is not None:
                return found
        return NOTHING

    return Section(read, in_code(paths))


class Rest:
    """A flat record without the keys of some values, determined when it is needed."""

    __slots__ = ("lookups", "record")

    def __init__(self, record: Record, lookups: tuple[Lookup, ...]) -> None:
        self.record, self.lookups = record, lookups

    def get(self, key: str, default: Any = None, /) -> Any:
        """The first value of a key."""
        for lookup in self.lookups:
            if key in lookup.keys and lookup.key(self.record) == key:
                return default
        return self.record.get(key, default)

    def keys(self) -> list[str]:
        """The keys that are present."""
        taken = {lookup.key(self.record) for lookup in self.lookups}
        return [key for key in keys_of(self.record) if key not in taken]


def with_columns(properties: Section, *columns: str) -> Section:
    """The same, and these columns of the record for names that are not properties."""
    names = frozenset(columns)
    shown = ", ".join(f"`{column}`" for column in columns)
    return Section(
        lambda record: Layers((properties.read(record), Picked(record, names))),
        (*properties.places, f"the columns {shown}"),
    )


def rest(*lookups: Lookup) -> Section:
    """A flat record without the keys of these values."""
    return Section(lambda record: Rest(record, lookups), ("the other keys of the line",))


def has(record: Record, *keys: str) -> bool:
    """Whether the record has a value for each key."""
    for key in keys:  # noqa: SIM110 - a plain loop is faster, and it runs a dozen times for every line of other shapes
        if record.get(key) is None:
            return False
    return True


def is_text(value: object) -> bool:
    """Whether a value is a non-empty text."""
    return isinstance(value, str) and value != ""


def is_number(value: object) -> bool:
    """Whether a value is a number, or a text of digits and at most one dot."""
    if isinstance(value, str):
        digits = value.replace(".", "", 1)
        return digits.isascii() and digits.isdigit()
    return isinstance(value, int | float) and not isinstance(value, bool)
