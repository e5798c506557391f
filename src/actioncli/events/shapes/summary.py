"""Summaries of the shapes in a log: the number of events, and an example of each field."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct, field

from actioncli.events.event import Event
from actioncli.events.shapes.base import FIELDS
from actioncli.events.shapes.rewritten import Rewritten
from actioncli.events.shapes.views import keys_of
from actioncli.events.shapes.wrapped import whole
from actioncli.records.record import Batch, is_object
from actioncli.values import text_form

LOOKED_AT = 200
"""The number of events of a part in which examples are searched."""
LISTED = 4
"""The most property names in an example."""


class ShapeSummary(Struct):
    """The events of one shape in a part of a log."""

    events: int = 0
    inside: int = 0
    """Those of them that are inside other objects, see `wrapped`."""
    examples: dict[str, str] = field(default_factory=dict)
    """The first value of each field."""

    def add(self, event: Event) -> None:
        """Count an event, and keep its values as examples."""
        self.events += 1
        if self.events <= LOOKED_AT and len(self.examples) < len(FIELDS):
            for name in FIELDS:
                if name not in self.examples and (text := example_of(event, name)):
                    self.examples[name] = text

    @property
    def is_illustrated(self) -> bool:
        """Whether it needs no more events for examples."""
        return self.events >= LOOKED_AT or len(self.examples) == len(FIELDS)

    def merge(self, other: ShapeSummary) -> None:
        """Add a later part."""
        self.events += other.events
        self.inside += other.inside
        self.examples = {**other.examples, **self.examples}


def add_to(found: dict[str, ShapeSummary], events: Iterable[tuple[Event, Batch]]) -> None:
    """Add events, with the batches of their lines, to the summaries of their shapes by name."""
    for event, batch in events:
        seen = found.setdefault(event.shape_name, ShapeSummary())
        seen.add(event)
        seen.inside += isinstance(batch, Rewritten) and batch.joined is whole


def example_of(event: Event, name: str) -> str:
    """The value of a field as text; empty if absent."""
    if name == "elements":
        return f"{event.elements[0].tag} {event.elements[0].text or ''}".strip() if event.elements else ""
    if name in ("properties", "person"):
        record = event.properties if name == "properties" else event.person
        names = keys_of(record) if is_object(record) or hasattr(record, "keys") else []
        return ", ".join(names[:LISTED]) + (", …" if len(names) > LISTED else "")
    value = event.url if name == "url" else event.own(name)
    return "" if value is None else text_form(value)
