"""Where the parts of an event are in its record, as plain data that compiled code understands.

A layout describes the plainest form of a shape. A record in another form does not meet the layout's `rule`,
and is read by the functions of its shape (`shapes`).
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from actioncli.events.event import EXPORTED

Key: TypeAlias = tuple[int, str]
"""An object, as an index into `Layout.sections`, and a key in it."""
Requirement: TypeAlias = Literal["key", "no key", "value", "no value", "array", "text", "name", "one of"]
"""What a key must have: the key itself, a value other than null, a text that is not empty, a text that is no number."""
Clause: TypeAlias = "tuple[tuple[int, str, Requirement, tuple[str, ...]], ...]"
"""Requirements of which one must hold: the object, its key, the requirement, and the texts of `one of`."""

TOP, PROPERTIES, PERSON, FIRST_GROUP = 0, 1, 2, 3
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


class Layout(Struct, frozen=True):
    """The places of the parts of an event."""

    shape: str
    """The name of the shape."""
    sections: tuple[Nested, ...]
    rule: tuple[Clause, ...]
    """What a record must have; each clause must hold."""
    name: Source
    time: Source
    person: Source
    """The id of the person."""
    person_elsewhere: tuple[Key, ...]
    """Values that may hold that id if `person` does not."""
    distinct: Source
    uuid: Source
    fields: dict[str, Source]
    """Fields of conditions."""
    elements: tuple[Key, tuple[Key, ...]] | None
    """The text of the chain, and the other places of elements."""
    properties: tuple[int, ...]
    """The objects that hold properties."""
    undots: bool = False
    """Whether keys with dots stand for nested objects; records with such keys are read in Python."""

    def source(self, name: str, key: str = "", index: int = 0) -> Source | None:
        """The places of a field of conditions; None if only Python reads it."""
        if name == "properties" and key and key != "$elements_chain":
            return Source(tuple((section, key) for section in self.properties))
        if name == "person" and key:
            return self.fields["distinct_id"] if key == "distinct_id" else Source(((PERSON, key),))
        if name == "group" and key and self.shape == EXPORTED:
            return Source(((FIRST_GROUP + index, key),))
        return self.fields.get(name)

    def own(self, column: str) -> Source | None:
        """The places of a column of the event; None if only Python reads it."""
        if column == "person_properties":  # which has other places
            return None
        found = None if column.startswith("$group_") else self.fields.get(column)
        return Source(((TOP, column),)) if found is None and self.shape == EXPORTED else found


def _top(*keys: str, skip_empty: bool = False, elsewhere: bool = False) -> Source:
    return Source(tuple((TOP, key) for key in keys), skip_empty, elsewhere)


POSTHOG = Layout(
    EXPORTED,
    sections=(
        Nested(None, ""),
        Nested(TOP, "properties", text=True),
        Nested(TOP, "person_properties", text=True, fallback=(TOP, "person")),
        *(Nested(TOP, f"group{index}_properties", text=True) for index in range(GROUPS)),
    ),
    rule=(
        ((TOP, "elements_chain", "key", ()), (TOP, "properties", "key", ())),
        ((TOP, "elements_chain", "key", ()), (TOP, "elements", "array", ()), (TOP, "uuid", "value", ())),
        ((TOP, "elements_chain", "key", ()), (TOP, "elements", "array", ()), (TOP, "distinct_id", "value", ())),
    ),
    name=_top("event"),
    time=_top("timestamp"),
    person=_top("person_id", skip_empty=True),
    person_elsewhere=((TOP, "person"),),
    distinct=_top("distinct_id"),
    uuid=_top("uuid", "id"),
    fields={
        "url": Source(((PROPERTIES, "$current_url"),)),
        "distinct_id": _top("distinct_id"),
        "uuid": _top("uuid", "id"),
        "person_id": _top("person_id"),
        "timestamp": _top("timestamp", elsewhere=True),
        "created_at": _top("created_at"),
        **{
            f"$group_{index}": Source(((TOP, f"$group_{index}"), (PROPERTIES, f"$group_{index}")))
            for index in range(GROUPS)
        },
    },
    elements=((TOP, "elements_chain"), ((PROPERTIES, "$elements_chain"), (TOP, "elements"), (PROPERTIES, "$elements"))),
    properties=(PROPERTIES,),
)
"""PostHog's batch export and the rows of its API."""
