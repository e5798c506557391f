"""The shape that an actions file describes under `source:`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from actioncli.events.event import Event
from actioncli.events.shapes import plain as any_object
from actioncli.events.shapes.base import Lookup, Read, Section, Shape, first_of, rest, section_of
from actioncli.events.shapes.posthog import elements_in
from actioncli.paths import Path
from actioncli.records.record import Record

NAME = "source"


def mapped(paths: Mapping[str, tuple[Path, ...]]) -> Shape:
    """The shape whose fields stand at these paths; what is not among them is read as from any other JSON object."""
    generic = any_object.PLAIN

    def lookup(name: str, otherwise: Lookup) -> Lookup:
        return first_of(paths[name]) if name in paths else otherwise

    event = lookup("event", generic.event)
    time = lookup("timestamp", generic.timestamp)
    user = lookup("distinct_id", generic.distinct_id)
    return Shape(
        NAME,
        "as `source:` of the actions file says",
        "`source:` of the actions file",
        lambda record: event.read(record) is not None,
        (),
        event=event,
        timestamp=time,
        distinct_id=user,
        uuid=generic.uuid,
        repeated=generic.repeated,
        url=lookup("url", generic.url),
        properties=section_of(paths["properties"]) if "properties" in paths else _properties(rest(event, time, user)),
        person=section_of(paths["person"]) if "person" in paths else generic.person,
        person_id=generic.person_id,
        elements=elements_in(first_of(paths["elements"])) if "elements" in paths else None,
    )


def field_checks(paths: Mapping[str, tuple[Path, ...]]) -> dict[str, Callable[[Event], bool]]:
    """Functions that test whether an event has each field of `source:`, except the name."""
    return {name: _having(first_of(places).read) for name, places in paths.items() if name != "event"}


def _having(read: Read) -> Callable[[Event], bool]:
    return lambda event: read(event._record) is not None


def _properties(flat: Section) -> Section:
    def read(record: Record) -> Record:
        found = any_object.nested(record)
        return flat.read(record) if found is None else found

    return Section(read, any_object.PROPERTIES.places)
