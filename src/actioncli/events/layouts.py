"""Where the parts of an event are in its record, as plain data that compiled code understands.

A layout describes the plainest form of a shape. A record in another form does not meet the layout's `rule`,
and is read by the functions of its shape (`shapes`).
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from actioncli.events.event import EXPORTED, spelled_out, without_utc
from actioncli.values import Value

Key: TypeAlias = tuple[int, str]
"""An object, as an index into `Layout.sections`, and a key in it."""
Requirement: TypeAlias = Literal[
    "key", "no-key", "value", "no-value", "filled", "array", "object", "no-object", "text", "name", "one-of", "none-of"
]
"""What a key must have: the key itself, a value other than null, one that is no empty text either, a text that is not
empty, a text that is no number. An object may be written as a text of JSON."""
Clause: TypeAlias = "tuple[tuple[int, str, Requirement, tuple[str, ...]], ...]"
"""Requirements of which one must hold: the object, its key, the requirement, and the texts of the last two kinds."""

TOP, FIRST_GROUP = 0, 5
GROUPS = 5


class Nested(Struct, frozen=True):
    """An object within another one."""

    parent: int | None
    key: str
    text: bool = False
    """Whether it may be written as a text of JSON."""
    fallback: Key | None = None
    """A value that replaces it if it is missing; records with one are read in Python."""


class Source(Struct, frozen=True):
    """The places of a value: the first that is not null counts."""

    keys: tuple[Key, ...]
    skip_empty: bool = False
    """Whether an empty text counts as no value."""
    elsewhere: bool = False
    """Whether Python looks in further places if there is no value."""
    one_object: bool = False
    """Whether the first of the objects that is there decides, even if it lacks the key."""
    spare: bool = False
    """Whether the value does not count if it is the name, the time or the user of the event."""


class Layout(Struct, frozen=True):
    """The places of the parts of an event."""

    shape: str
    """The name of the shape."""
    sections: tuple[Nested, ...]
    fits: tuple[Clause, ...]
    """What a record must have so that its shape is this one; each clause must hold."""
    names: tuple[tuple[tuple[Clause, ...], Source], ...]
    """The places of the name: the first whose clauses hold. A record for which none does is read in Python."""
    time: Source
    person: Source
    """The id of the person."""
    distinct: Source
    uuid: Source
    fields: dict[str, Source]
    """Fields of conditions."""
    elements: tuple[Key, tuple[Key, ...]] | None
    """The text of the chain, and the other places of elements."""
    properties: tuple[int, ...]
    """The objects that hold properties."""
    persons: tuple[int, ...]
    """The objects of which the first that is there holds the properties of the person."""
    columns: tuple[str, ...] = ()
    """Keys at the top that are properties as well."""
    reads: tuple[Clause, ...] = ()
    """What a record must have so that its parts are where this layout says."""
    undots: bool = False
    """Whether keys with dots stand for nested objects; records with such keys are read in Python."""

    def source(self, name: str, key: str = "", index: int = 0) -> Source | None:
        """The places of a field of conditions; None if only Python reads it."""
        if name == "properties" and key and key != "$elements_chain":
            return self.property(key)
        if name == "person" and key:
            if key == "distinct_id":
                return self.fields["distinct_id"]
            return Source(tuple((section, key) for section in self.persons), one_object=True)
        if name == "group" and key and self.shape == EXPORTED:
            return Source(((FIRST_GROUP + index, key),))
        return self.fields.get(name)

    def property(self, key: str) -> Source:
        """The places of a property."""
        sections = (*self.properties, TOP) if key in self.columns else self.properties
        keys = tuple((section, key) for section in sections)
        sources = (*(source for _, source in self.names), self.time, self.distinct)
        return Source(keys, spare=any(own in source.keys for source in sources for own in keys))

    def own(self, column: str) -> Source | None:
        """The places of a column of the event; None if only Python reads it."""
        if column == "person_properties" or (column in {"event", "properties"} and self.shape != EXPORTED):
            return None  # they have other places
        found = None if column.startswith("$group_") else self.fields.get(column)
        return at_top(column) if found is None else found

    def spelled(self, time: Value) -> Value:
        """The value of `timestamp`, given the time as it is written."""
        return without_utc(time) if self.shape == EXPORTED else spelled_out(time)


def at_top(*keys: str, skip_empty: bool = False, elsewhere: bool = False) -> Source:
    """The first of these keys of a record."""
    return Source(tuple((TOP, key) for key in keys), skip_empty, elsewhere)


def require(key: str, requirement: Requirement, *texts: str, section: int = TOP) -> Clause:
    """A clause of one requirement; clauses are joined by `+`."""
    return ((section, key, requirement, texts),)


def common_fields(properties: int) -> dict[str, Source]:
    """The fields that all shapes have in one place, given the object of the properties."""
    names = [f"$group_{index}" for index in range(GROUPS)]
    keys = {name: Source(((TOP, name), (properties, name))) for name in names}
    return {"person_id": at_top("person_id"), "created_at": at_top("created_at"), **keys}


ARRAY = (TOP, "elements")
"""The place of elements that are an array of objects."""


def elements_at(properties: int) -> tuple[Key, tuple[Key, ...]]:
    """The places of elements, given the object of the properties of an event."""
    others = ((properties, "$elements_chain"), ARRAY, (properties, "$elements"))
    return (TOP, "elements_chain"), others


_PROPERTIES, _PERSON, _OBJECT, _INNER = 1, 2, 3, 4

POSTHOG = Layout(
    EXPORTED,
    sections=(
        Nested(None, ""),
        Nested(TOP, "properties", text=True),
        Nested(TOP, "person_properties", text=True),
        Nested(TOP, "person", text=True),
        Nested(_OBJECT, "properties", text=True),
        *(Nested(TOP, f"group{index}_properties", text=True) for index in range(GROUPS)),
    ),
    fits=(
        require("elements_chain", "key") + require("properties", "key"),
        *(
            require("elements_chain", "key") + require("elements", "array") + require(key, "value")
            for key in ("uuid", "distinct_id")
        ),
    ),
    names=(((), at_top("event")),),
    time=at_top("timestamp"),
    person=Source(((TOP, "person_id"), (_OBJECT, "id"), (_OBJECT, "uuid")), skip_empty=True),
    distinct=at_top("distinct_id"),
    uuid=at_top("uuid", "id"),
    fields={
        "url": Source(((_PROPERTIES, "$current_url"),)),
        "distinct_id": at_top("distinct_id"),
        "uuid": at_top("uuid", "id"),
        "timestamp": at_top("timestamp", elsewhere=True),
        **common_fields(_PROPERTIES),
    },
    elements=elements_at(_PROPERTIES),
    properties=(_PROPERTIES,),
    persons=(_PERSON, _INNER),
)
"""PostHog's batch export and the rows of its API."""
