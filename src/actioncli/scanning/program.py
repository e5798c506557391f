"""What the compiled core is told: a layout, and the tests of each field that the engine asks about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from actioncli.actions.model import Condition
from actioncli.conditions.compounds import Compound
from actioncli.conditions.fields import BY_NAME as FIELD_BY_NAME
from actioncli.conditions.operators import BY_NAME as OPERATOR_BY_NAME
from actioncli.conditions.operators.base import Context
from actioncli.conditions.ways import Way
from actioncli.events.event_fields import FieldPath
from actioncli.events.layouts import ARRAY, Clause, Key, Layout, Source
from actioncli.matching.decision_dag import FieldTest
from actioncli.matching.element_index import ElementTest, IndexKeys
from actioncli.matching.element_predicates import ElementPredicates, TagTest
from actioncli.matching.engine import Engine
from actioncli.matching.readers import pointer_steps
from actioncli.scanning.job import Job
from actioncli.scanning.scanned import fields_read
from actioncli.scanning.windows import Window

Ways = list[tuple[Way, ...]]
"""The ways of each condition of a field."""
Place = tuple[tuple[Key, ...], bool]
"""Keys, and whether an empty text counts as no value."""
EARLIEST, LATEST = -(1 << 62), 1 << 62
"""Bounds of an open window, in microseconds."""


class Asks(Struct, frozen=True):
    """A field that Python reads from the event."""

    kind: str = "asks"


class Lookup(Struct, frozen=True):
    """Where a value is (`layouts.Source`)."""

    keys: tuple[Key, ...]
    skip_empty: bool
    asks_if_absent: bool
    one_object: bool
    spare: bool


class OneValue(Struct, frozen=True):
    """A field with one value."""

    lookup: Lookup
    conditions: Ways | None
    """None: only Python can test a value."""
    kind: str = "value"


class Elements(Struct, frozen=True):
    """All fields of elements."""

    chain: Key
    others: tuple[Key, ...]
    """Other places of elements, in order."""
    array: Key
    """That of them which may hold an array of objects. Elements in all others are read in Python."""
    ordered: bool
    tests: list[tuple[int, str, object, tuple[list[str], ...]]]
    """The number of a flag, the kind of a test, the test, and the classes, tags, keys and values of its index."""
    values: list[tuple[str, list[int], Ways]]
    """`text` or `href`, the numbers of the flags of its conditions, and the conditions."""
    kind: str = "elements"


class Program(Struct, frozen=True):
    """All that a scanner of the core needs to know. `core/src/program.rs` reads it."""

    sections: list[tuple[int | None, str, bool, Key | None]]
    rule: tuple[Clause, ...]
    names: list[tuple[tuple[Clause, ...], Place]]
    time: Place
    person: Place
    distinct: Place
    uuid: Place
    fields: list[Asks | OneValue | Elements]
    """In the order of `Engine.field_tests`."""
    columns: list[Lookup]
    """The fields to keep of each event."""
    hashes_keys: bool
    """Whether to hash the keys of each event."""
    window: tuple[int, int] | None
    undots: bool


def program_of(engine: Engine, layout: Layout, window: Window, job: Job[Any], *, is_known: bool) -> Program:
    """The program of an engine for records of a layout; it keeps the fields that the job reads.

    `is_known`: all records are known to have the shape.
    """
    bounds = (
        EARLIEST if window.since is None else window.since,
        LATEST if window.until is None else window.until,
    )
    return Program(
        sections=[(one.parent, one.key, one.text, one.fallback) for one in layout.sections],
        rule=layout.reads if is_known else layout.fits + layout.reads,
        names=[(clauses, _places(source)) for clauses, source in layout.names],
        time=_places(layout.time),
        person=_places(layout.person),
        distinct=_places(layout.distinct),
        uuid=_places(layout.uuid),
        fields=[_field(asked, layout, job.now) for asked in engine.field_tests],
        columns=[_lookup(source) for source in readable(layout, fields_read(job.collector)).values()],
        hashes_keys=getattr(job.collector, "reads_keys", False),
        window=bounds if window.bounded else None,
        undots=layout.undots,
    )


def readable(layout: Layout, paths: Iterable[FieldPath]) -> dict[FieldPath, Source]:
    """The places of fields that the core can keep."""
    found = {path: _source(layout, path) for path in paths}
    return {path: source for path, source in found.items() if source is not None and _has_plain_keys(source)}


def _source(layout: Layout, path: FieldPath) -> Source | None:
    column, *rest = path.keys
    if rest and rest[0].startswith("/"):
        steps = pointer_steps(rest[0])
        is_property = column == "properties" and len(steps) == 1
        return layout.property(steps[0]) if is_property else None
    if rest:
        name = "group" if path.group is not None else {"person_properties": "person"}.get(column, column)
        return layout.source(name, rest[0], path.group or 0)
    return layout.own(column)


def _has_plain_keys(source: Source) -> bool:
    """Whether the keys are written in JSON as they are."""
    return not any(character in key or not key for _, key in source.keys for character in '"\\')


def _places(source: Source) -> Place:
    return source.keys, source.skip_empty


def _field(asked: FieldTest, layout: Layout, now: datetime) -> Asks | OneValue | Elements:
    if asked.elements is not None:
        return Asks() if layout.elements is None else _elements(asked.elements, layout.elements, now)
    of = asked.field
    steps = pointer_steps(of.key) if of.key.startswith("/") else ()
    source = layout.source(of.name, steps[0] if steps else of.key, of.index)
    if source is None or not _has_plain_keys(source):
        return Asks()
    ways = (
        None
        if steps or of.name == "timestamp"
        else _ways([condition for _, condition in asked.conditions], Context(now))
    )
    return OneValue(_lookup(source), ways)


def _lookup(source: Source) -> Lookup:
    return Lookup(source.keys, source.skip_empty, source.elsewhere, source.one_object, source.spare)


def _ways(conditions: Sequence[Condition], context: Context) -> Ways:
    return [OPERATOR_BY_NAME[one.operator].ways(one.operand, context) for one in conditions]


def _elements(predicates: ElementPredicates, places: tuple[Key, tuple[Key, ...]], now: datetime) -> Elements:
    chain, others = places
    values = [
        (
            name,
            [flag.bit_length() - 1 for flag, _ in own],
            _ways([condition for _, condition in own], Context(now, folds_case=FIELD_BY_NAME[name].folds_case)),
        )
        for name, own in predicates.texts.items()
    ]
    tests = [(flag.bit_length() - 1, *_element_test(test), _keys(keys)) for flag, test, keys in predicates.index.tests]
    return Elements(chain, others, ARRAY, predicates.is_ordered, tests, values)


def _element_test(test: ElementTest) -> tuple[str, object]:
    if isinstance(test, Compound):
        return "compound", test
    return ("tag", sorted(test.tags)) if isinstance(test, TagTest) else ("has", test.name)  # type: ignore[attr-defined]


def _keys(keys: IndexKeys) -> tuple[list[str], ...]:
    return list(keys.classes), list(keys.tags), list(keys.keys), list(keys.values)
