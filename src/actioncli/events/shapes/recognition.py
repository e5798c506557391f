"""Detects the shape of each record, and returns its events.

    recognised(record).event.read(record)

The first of `SHAPES` that fits a record is its shape, independent of other lines.
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
from actioncli.records.columns import NAMES
from actioncli.records.dotted_keys import undotted
from actioncli.records.record import Record
from actioncli.records.rows import Row
from actioncli.records.uppercase_keys import lowered

CAPITALS = frozenset(name.upper() for name in NAMES)
"""Keys of records with upper-case keys."""

WRAPPED = replace(
    PLAIN,
    name="wrapped",
    split=lambda record: [found for found in (inside(record),) if found is not None],
    joined=whole,
    rewrites=True,
)
"""A record that is not an event but contains one. That event has a shape of its own."""


def recognised(record: Record, shapes: Sequence[Shape] = SHAPES) -> Shape:
    """The shape of a record, one of these, or else the shape of any JSON object."""
    shape = first_fitting(record, shapes)
    if shape is not None:
        return shape
    return WRAPPED if PLAIN.event.read(record) is None and inside(record) is not None else PLAIN


def is_event(record: Record) -> bool:
    """Whether a record is an event of some shape, or contains one."""
    shape = recognised(record)
    return shape is not PLAIN or shape.event.read(record) is not None


def are_exported(records: Sequence[Record]) -> bool:
    """Whether all records have the shape of PostHog's batch export."""
    return all(map(EXPORT.fits, records))


def possible(records: Sequence[Record]) -> tuple[Sequence[Record], Sequence[Shape]]:
    """The records with normalized keys, and the shapes that any of them may have, without `PLAIN`.

    The keys of all records decide which shapes are possible.
    """
    keys = _keys_of(records)
    if not keys.isdisjoint(CAPITALS):
        records = [record if DUMP.fits(record) else lowered(record) for record in records]
        keys |= _keys_of(records)
    if any("." in key for key in keys):
        # By the keys of each record itself, so that the others do not matter.
        found = [undotted(record) for record in records]
        records = [record for record, _ in found]
        keys = keys.union(*(name for _, places in found for name in (places.own, places.inner)))
    return records, [shape for shape in SHAPES if not keys.isdisjoint(shape.marks)]


def _keys_of(records: Sequence[Record]) -> set[str]:
    """The keys of all records; for rows, those of their table."""
    if records and isinstance(records[0], Row):
        return records[0].layout.keys
    return set().union(*[record.keys() for record in records])


def events_of(record: Record, shape: Shape) -> Sequence[Event]:
    """The events of a record: one, or several for some shapes."""
    if shape is EXPORT:
        return (Event(record),)
    if shape.split is None:
        return (ShapedEvent(record, shape),)
    if shape is WRAPPED:
        parts, shapes = possible(shape.split(record))
        return [event for part in parts for event in events_of(part, recognised(part, shapes))]
    return [ShapedEvent(part, shape) for part in shape.split(record)]
