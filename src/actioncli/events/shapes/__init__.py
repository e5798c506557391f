"""The shapes that events come in, each in one place.

    recognised(record).event.read(record)

The first of `SHAPES` whose rule fits a record is its shape, whatever stands in the lines around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from operator import contains

from actioncli.events.event import Event
from actioncli.events.records import Record
from actioncli.events.shapes.amplitude import AMPLITUDE
from actioncli.events.shapes.base import Shape
from actioncli.events.shapes.cloudevents import CLOUDEVENTS
from actioncli.events.shapes.ga4 import GA4
from actioncli.events.shapes.logs import BUNYAN, PINO
from actioncli.events.shapes.mixpanel import MIXPANEL
from actioncli.events.shapes.otlp import OTLP
from actioncli.events.shapes.plain import PLAIN
from actioncli.events.shapes.posthog import CAPTURE, DUMP, EXPORT
from actioncli.events.shapes.segment import SEGMENT
from actioncli.events.shapes.shaped import ShapedEvent
from actioncli.events.shapes.snowplow import SNOWPLOW

SHAPES: tuple[Shape, ...] = (
    EXPORT,
    CAPTURE,
    DUMP,
    SEGMENT,
    MIXPANEL,
    AMPLITUDE,
    SNOWPLOW,
    GA4,
    OTLP,
    CLOUDEVENTS,
    BUNYAN,
    PINO,
    PLAIN,
)
"""In the order in which they are tried; `PLAIN` takes whatever is left."""

BY_NAME = {shape.name: shape for shape in SHAPES}


def recognised(record: Record, shapes: Sequence[Shape] = SHAPES) -> Shape:
    """The shape of a record, one of these; that of any other object if there is no better one."""
    for shape in shapes:
        if shape.fits(record):
            return shape
    return PLAIN


def are_exported(records: Sequence[Record]) -> bool:
    """Whether all records have the shape of PostHog's batch export."""
    return all(map(EXPORT.fits, records))


def possible(records: Sequence[Record]) -> Sequence[Shape]:
    """The shapes that any of these records may have, by the keys that those of a shape must have; without `PLAIN`."""
    return [shape for shape in SHAPES if any(any(map(contains, records, repeat(key))) for key in shape.marks)]  # type: ignore[arg-type]


def events_of(record: Record, shape: Shape) -> Sequence[Event]:
    """The events of a record: one, but for shapes that hold many in a line."""
    if shape is EXPORT:
        return (Event(record),)
    if shape.split is None:
        return (ShapedEvent(record, shape),)
    return [ShapedEvent(part, shape) for part in shape.split(record)]
