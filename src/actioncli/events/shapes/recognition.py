"""Recognises the shape of each record, and gives the events that it holds.

    recognised(record).event.read(record)

The first of `SHAPES` that fits a record is its shape; the lines around it do not matter.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from actioncli.events.event import Event
from actioncli.events.shapes.base import Shape
from actioncli.events.shapes.catalogue import SHAPES, first_fitting
from actioncli.events.shapes.plain import PLAIN
from actioncli.events.shapes.posthog import DUMP, EXPORT
from actioncli.events.shapes.shaped import ShapedEvent
from actioncli.events.shapes.wrapped import inside, whole
from actioncli.records.capitals import lowered
from actioncli.records.columns import NAMES
from actioncli.records.dotted_keys import Undotted, places_of
from actioncli.records.record import Record
from actioncli.records.rows import Row

CAPITALS = frozenset(name.upper() for name in NAMES)
"""Keys that a record has whose keys are in capitals all through."""

WRAPPED = replace(
    PLAIN,
    name="wrapped",
    split=lambda record: [found for found in (inside(record),) if found is not None],
    joined=whole,
    rewrites=True,
)
"""A record that is no event and has one inside; its events have shapes of their own."""


def recognised(record: Record, shapes: Sequence[Shape] = SHAPES) -> Shape:
    """The shape of a record, one of these; that of any other object if there is no better one."""
    shape = first_fitting(record, shapes)
    if shape is not None:
        return shape
    return WRAPPED if PLAIN.event.read(record) is None and inside(record) is not None else PLAIN


def is_event(record: Record) -> bool:
    """Whether a record is an event of some shape, or has one inside."""
    shape = recognised(record)
    return shape is not PLAIN or shape.event.read(record) is not None


def are_exported(records: Sequence[Record]) -> bool:
    """Whether all records have the shape of PostHog's batch export."""
    return all(map(EXPORT.fits, records))


def possible(records: Sequence[Record]) -> tuple[Sequence[Record], Sequence[Shape]]:
    """The records as they are to be read, and the shapes that any of them may have, without `PLAIN`.

    The keys of all of them decide: whether there are dotted ones, and which shapes have one that they must have.
    """
    keys = _keys_of(records)
    if not keys.isdisjoint(CAPITALS):
        records = [record if DUMP.fits(record) else lowered(record) for record in records]
        keys |= _keys_of(records)
    places = places_of(keys)
    if places.own or places.inner:
        records = [Undotted(record, places) for record in records]
        keys |= {*places.own, *places.inner}
    return records, [shape for shape in SHAPES if not keys.isdisjoint(shape.marks)]


def _keys_of(records: Sequence[Record]) -> set[str]:
    """The keys of all records; of rows, those that their table may give them."""
    if records and isinstance(records[0], Row):
        return records[0].layout.keys
    return set().union(*[record.keys() for record in records])


def events_of(record: Record, shape: Shape) -> Sequence[Event]:
    """The events of a record: one, but for shapes that hold many in a line."""
    if shape is EXPORT:
        return (Event(record),)
    if shape.split is None:
        return (ShapedEvent(record, shape),)
    if shape is WRAPPED:
        parts, shapes = possible(shape.split(record))
        return [event for part in parts for event in events_of(part, recognised(part, shapes))]
    return [ShapedEvent(part, shape) for part in shape.split(record)]
