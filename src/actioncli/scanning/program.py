"""What the compiled core is told: a layout, and the tests of each field that the engine asks about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from actioncli.actions.model import Condition
from actioncli.conditions.compounds import Compound
from actioncli.conditions.fields import BY_NAME as FIELD_BY_NAME
from actioncli.conditions.operators import BY_NAME as OPERATOR_BY_NAME
from actioncli.conditions.operators.base import Context
from actioncli.conditions.ways import Way
from actioncli.events.layouts import Clause, Key, Layout, Source
from actioncli.matching.decision_dag import FieldTest
from actioncli.matching.element_index import ElementTest, IndexKeys
from actioncli.matching.element_predicates import ElementPredicates, TagTest
from actioncli.matching.engine import Engine
from actioncli.matching.readers import pointer_steps
from actioncli.scanning.windows import Window

Ways = list[tuple[Way, ...]]
"""The ways of each condition of a field."""
EARLIEST, LATEST = -(1 << 62), 1 << 62
"""Bounds of an open window, in microseconds."""


class Asks(Struct, frozen=True):
    """A field that Python reads from the event."""

    kind: str = "asks"


class OneValue(Struct, frozen=True):
    """A field with one value."""

    keys: tuple[Key, ...]
    skip_empty: bool
    asks_if_absent: bool
    conditions: Ways | None
    """None: only Python can test a value."""
    kind: str = "value"


class Elements(Struct, frozen=True):
    """All fields of elements."""

    chain: Key
    others: tuple[Key, ...]
    """Places of elements that are read in Python."""
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
    name: tuple[tuple[Key, ...], bool]
    time: tuple[tuple[Key, ...], bool]
    person: tuple[tuple[Key, ...], bool]
    person_elsewhere: tuple[Key, ...]
    distinct: tuple[tuple[Key, ...], bool]
    uuid: tuple[tuple[Key, ...], bool]
    fields: list[Asks | OneValue | Elements]
    """In the order of `Engine.field_tests`."""
    window: tuple[int, int] | None
    undots: bool


def program_of(engine: Engine, layout: Layout, window: Window, now: datetime) -> Program:
    """The program of an engine for records of a layout."""
    bounds = (
        EARLIEST if window.since is None else window.since,
        LATEST if window.until is None else window.until,
    )
    return Program(
        sections=[(one.parent, one.key, one.text, one.fallback) for one in layout.sections],
        rule=layout.rule,
        name=_places(layout.name),
        time=_places(layout.time),
        person=_places(layout.person),
        person_elsewhere=layout.person_elsewhere,
        distinct=_places(layout.distinct),
        uuid=_places(layout.uuid),
        fields=[_field(asked, layout, now) for asked in engine.field_tests],
        window=bounds if window.bounded else None,
        undots=layout.undots,
    )


def _places(source: Source) -> tuple[tuple[Key, ...], bool]:
    return source.keys, source.skip_empty


def _field(asked: FieldTest, layout: Layout, now: datetime) -> Asks | OneValue | Elements:
    if asked.elements is not None:
        return Asks() if layout.elements is None else _elements(asked.elements, layout.elements, now)
    of = asked.field
    steps = pointer_steps(of.key) if of.key.startswith("/") else ()
    source = layout.source(of.name, steps[0] if steps else of.key, of.index)
    if source is None or any('"' in key or "\\" in key for _, key in source.keys):
        return Asks()
    ways = None if steps else _ways([condition for _, condition in asked.conditions], Context(now))
    return OneValue(source.keys, source.skip_empty, source.elsewhere, ways)


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
    return Elements(chain, others, predicates.is_ordered, tests, values)


def _element_test(test: ElementTest) -> tuple[str, object]:
    if isinstance(test, Compound):
        return "compound", test
    return ("tag", sorted(test.tags)) if isinstance(test, TagTest) else ("has", test.name)  # type: ignore[attr-defined]


def _keys(keys: IndexKeys) -> tuple[list[str], ...]:
    return list(keys.classes), list(keys.tags), list(keys.keys), list(keys.values)
