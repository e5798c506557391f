"""An event of any shape, with the fields that conditions use."""

from __future__ import annotations

from actioncli.events.elements import Element
from actioncli.events.event import Event, all_of, as_name, spelled_out
from actioncli.events.shapes.base import Shape
from actioncli.records.record import Record, plain
from actioncli.values import Value


class ShapedEvent(Event):
    """One event, read through its shape."""

    __slots__ = ("shape",)

    def __init__(self, record: Record, shape: Shape) -> None:
        super().__init__(record)
        self.shape = shape

    def fresh_copy(self) -> ShapedEvent:
        """A copy of the event without any parts read."""
        return ShapedEvent(self._record, self.shape)

    def own(self, field: str) -> Value:
        """The value of an event field in conditions. A time that is a number becomes ISO 8601."""
        if field == "timestamp":
            return spelled_out(plain(self.shape.timestamp.read(self._record)))
        if field == "distinct_id":
            return plain(self.distinct_id)
        if field == "uuid":
            return plain(self.shape.uuid.read(self._record))
        if field == "properties":
            return all_of(self.properties)
        return self.name if field == "event" else self.get(field)

    @property
    def shape_name(self) -> str:
        """The name of the shape of the event."""
        return self.shape.name

    @property
    def name(self) -> str | None:
        """The name of the event; None if it has none, and so is not an event."""
        return as_name(self.shape.event.read(self._record))

    @property
    def time(self) -> object:
        """The time of the event as it is written."""
        found: object = self.shape.timestamp.read(self._record)
        return found

    @property
    def uuid(self) -> object:
        """The identifier that is the same in every copy of the event, if its shape has one."""
        found: object = (self.shape.repeated or self.shape.uuid).read(self._record)
        return found

    @property
    def user(self) -> object:
        """The user: the id of the person if the shape has persons, else the distinct id."""
        found: object = self.shape.person_id.read(self._record)
        return self.distinct_id if found is None else found

    @property
    def distinct_id(self) -> object:
        """The distinct id; empty text does not count."""
        found: object = self.shape.distinct_id.read(self._record)
        return found

    @property
    def url(self) -> Value:
        """The URL of the page."""
        return plain(self.shape.url.read(self._record))

    @property
    def properties(self) -> Record:
        """The properties of the event."""
        found = self._properties
        if found is None:
            found = self._properties = self.shape.properties.read(self._record)
        return found

    @property
    def person(self) -> Record:
        """The properties of the person."""
        found = self._person
        if found is None:
            found = self._person = self.shape.person.read(self._record)
        return found

    def _array(self) -> object:
        """A shape has elements of its own."""
        return None

    def _choose_chain(self, chain: object) -> str | tuple[Element, ...]:
        """The elements in the place of the shape, or else in PostHog's places."""
        elements = self.shape.elements
        return (elements.read(self._record, self.properties) if elements else ()) or super()._choose_chain(chain)
