"""Layouts: lines of every shape, and lines that almost have one, are read by the compiled core as by the shapes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actioncli.actions.model import Action, Actions, Condition, Field, Matcher
from actioncli.events.event_fields import parse_field
from actioncli.events.further_layouts import FURTHER
from actioncli.events.layouts import POSTHOG, TOP
from actioncli.events.shapes.catalogue import SHAPES
from actioncli.matching.engine import Engine
from actioncli.matching.readers import path_reader
from actioncli.records.chunks import Chunk
from actioncli.records.decoding import decoded
from actioncli.scanning.choice import scanner_of
from actioncli.scanning.job import Job
from actioncli.scanning.windows import Window
from cores import NOW, Cores, needs_core
from laws import examples

pytestmark = needs_core

EXAMPLES = [example.record for shape in SHAPES for example in shape.examples]
LAYOUTS = (POSTHOG, *FURTHER)
BASES: dict[str, dict[str, Any]] = {
    "row": {"event": "a", "elements_chain": "a;b", "properties": {"x": "v"}, "distinct_id": "u", "timestamp": "2"},
    "api": {"id": "1", "event": "a", "properties": {}, "timestamp": "2", "elements": [], "person": {"id": "p"}},
    "track": {"type": "track", "event": "a", "messageId": "m", "userId": "u", "properties": {"x": "v"}},
    "page": {"type": "page", "messageId": "m", "context": {"page": {"url": "v"}, "traits": {"x": "v"}}, "name": "n"},
    "identify": {"type": "identify", "messageId": "m", "userId": "u", "traits": {"x": "v"}},
    "group": {"type": "group", "messageId": "m", "userId": "u", "groupId": "g", "traits": {"x": "v"}},
    "flat": {"type": "a", "ts": 1774348200000, "user_id": "u", "url": "v", "x": "v"},
    "event": {"event": "a", "ts": 1774348200, "user_id": "u", "x": "v"},
    "nested": {"event": "a", "time": "2026-03-31T00:00:00Z", "user_id": "u", "properties": {"x": "v"}},
    "named": {"name": "a", "ts": 1774348200, "uid": "u", "properties": {"x": "v"}},
}  # fmt: skip
KEYS = sorted(
    {key for record in (*EXAMPLES, *BASES.values()) for key in record}
    | {mark for shape in SHAPES for mark in shape.marks}
    | {key for layout in LAYOUTS for clause in (*layout.fits, *layout.reads) for _, key, _, _ in clause}
    | {key for layout in LAYOUTS for key in (*layout.columns, *(one.key for one in layout.sections if one.key))}
    | {key for layout in LAYOUTS for source in (layout.time, layout.distinct, layout.uuid) for _, key in source.keys}
    | {"properties.x", "context.page.url", "user.id", "$feature/a-1.0", "*.event", "a.b", "x", "$group_0", "level"}
)
INNER = {"id": "i", "uuid": "", "x": "v", "url": "v", "time": 5, "token": "t", "$elements_chain": "", "action": "k"}
OBJECTS: list[dict[str, Any]] = [
    {}, INNER, {"id": "", "uuid": "j", "properties": INNER}, {"properties": None, "traits": INNER, "page": INNER},
    {"page": json.dumps(INNER), "traits": json.dumps(INNER), "properties": json.dumps(INNER)}, {"distinct_id": "d"},
]  # fmt: skip
VALUES: list[Any] = [
    None, "", "v", "a", "track", "group", "5", "1.5", ".", 0, 5, -5, 1.5, True, 1774348200, 1774348200000,
    1774348200000000, "1774348200", "2026-03-24T10:30:00Z", "2026-03-24 10:30:00.5 UTC", "null", "[]", [], [1], ["id"],
    "a.btn;b", [{"tag_name": "b", "order": 0}], *OBJECTS, *map(json.dumps, OBJECTS), " {}", '"a"',
]  # fmt: skip
SOME: tuple[Any, ...] = (None, "", "v", "track", 5, INNER, [], {}, json.dumps(INNER), {"time": 5, "mp_lib": "web"})
FIELDS = (
    *(Field("properties", key) for key in ("x", "url", "type", "user_id", "userId", "timestamp", "name", "context")),
    *(Field("properties", key) for key in ("/context/page/url", "/x", "$group_0", "event", "ts")),
    *(Field("person", key) for key in ("x", "distinct_id", "/x")),
    *(Field(name) for name in ("url", "distinct_id", "uuid", "person_id", "timestamp", "created_at", "$group_0")),
)  # fmt: skip
CONDITIONS = (
    *(Condition(field, "is_set", True) for field in FIELDS),
    *(Condition(field, "exact", "v") for field in FIELDS),
    Condition(Field("timestamp"), "contains", "T10:30:00"),
    Condition(Field("timestamp"), "contains", "UTC"),
    Condition(Field("tag_name"), "exact", "b"),
)  # fmt: skip
ACTIONS = Actions(tuple(Action(str(number), (Matcher((one,)),)) for number, one in enumerate(CONDITIONS)))
ASKED = (
    Condition(Field("group", "x", 0), "exact", "v"),
    Condition(Field("properties", "$elements_chain"), "is_set", True),
)
"""Conditions of which Python is asked for each event of some layouts, and then of all others as well."""
WITH_ASKED = Actions((*ACTIONS.actions, *(Action(one.operator, (Matcher((one,)),)) for one in ASKED)))
PATHS = [
    parse_field(name, "--by")
    for name in (
        *("timestamp", "event", "distinct_id", "uuid", "url", "person_id", "type", "elements_chain", "$group_0"),
        *("properties", "person", "properties.x", "properties.type", "properties.user_id", "properties./x", "person.x"),
        *("properties.url", "properties.name", "group.0.x", "person.distinct_id"),
    )
]


class Reads:
    """In place of a collector: the fields that one reads."""

    reads = PATHS


def written(records: Iterable[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    """A record of some shape, or of almost one: some keys are added, changed or taken away."""
    record = dict(draw(st.sampled_from(tuple(BASES.values())) | st.sampled_from(EXAMPLES)))
    for _ in range(draw(st.integers(0, 4))):
        record[draw(st.sampled_from(KEYS))] = draw(st.sampled_from(VALUES))
    for key in draw(st.lists(st.sampled_from(tuple(record)), max_size=2)):
        record.pop(key, None)
    return record


WINDOWS = st.sampled_from((Window(), Window(), Window(1774348200000000)))
NAMED = st.sampled_from(("auto", "auto", *(layout.shape for layout in LAYOUTS)))


@examples(600)
@given(
    log=st.lists(records(), min_size=1, max_size=6),
    actions=st.sampled_from((ACTIONS, ACTIONS, WITH_ASKED)),
    shape=NAMED,
    window=WINDOWS,
    unique=st.booleans(),
)
def test_both_cores_say_the_same_of_lines_of_every_shape(
    log: list[dict[str, Any]], actions: Actions, shape: str, window: Window, unique: bool
) -> None:
    pure, native = Cores(actions, shape=shape, window=window, unique=unique).facts(written(log))

    assert pure.difference(native) == ""


@pytest.mark.parametrize("base", BASES.values(), ids=BASES)
def test_a_line_that_has_a_second_shape_is_read_by_the_first_of_them(base: dict[str, Any]) -> None:
    others = [
        {key: value for key, value in example.record.items() if key not in shape.marks} | {mark: "1"}
        for shape in SHAPES
        for example in shape.examples
        for mark in shape.marks
    ]
    mixed = [merged for other in [*EXAMPLES, *others] for merged in ({**base, **other}, {**other, **base})]
    added = [{**base, key: value} for key, value in product(KEYS, SOME)]
    pure, native = Cores(ACTIONS).facts(written([*mixed, *added]), 1)  # in a chunk each, for each to be tried

    assert pure.difference(native) == ""


@pytest.mark.parametrize("base", ["track", "identify", "flat", "event", "nested", "named"])
def test_a_line_that_breaks_a_requirement_of_a_layout_is_read_as_its_shape_says(base: str) -> None:
    broken = []
    for clause in {clause for layout in FURTHER for clause in (*layout.fits, *layout.reads)}:
        for held in product(SOME[1:] if len(clause) == 2 else SOME[::3], repeat=len(clause)):
            record = dict(BASES[base])
            for (section, key, _, _), value in zip(clause, held, strict=True):
                if section == TOP:
                    record[key] = value
                elif isinstance(record.get("properties"), dict):
                    record["properties"] = {**record["properties"], key: value}
            broken.append(record)
    pure, native = Cores(ACTIONS).facts(written(broken), 1)

    assert pure.difference(native) == ""


@pytest.mark.parametrize("name", BASES)
def test_clean_lines_are_not_left_to_python(name: str) -> None:
    (_, scanner), data = Cores(ACTIONS).scanners, written([BASES[name]] * 20)

    parts = list(scanner.scan(Chunk(data, 0, "log.jsonl")))

    counts = zip(*((part.left, part.asked, len(part)) for part in parts), strict=True)
    # Whether traits at the top are those of the person depends on the kind of the call.
    assert list(map(sum, counts)) == [0, 20 if name in {"identify", "group"} else 0, 20]


def test_each_line_of_a_chunk_may_have_a_shape_of_its_own() -> None:
    (_, scanner), data = Cores(ACTIONS).scanners, written([*BASES.values(), {"no": "event"}] * 3)
    parts = list(scanner.scan(Chunk(data, 0, "log.jsonl")))

    assert [sum(counts) for counts in zip(*((part.left, part.lines) for part in parts), strict=True)] == [3, 33]


TEXTS: st.SearchStrategy[Any] = st.sampled_from(
    (None, "", "a", "b c", "x.y", "/docs", 5, True, 1.5, ["a", "c"], [], ["a b", None], {}, 'é"}')
)
OBJECTS_OF_ELEMENTS = st.fixed_dictionaries(
    {"tag_name": st.sampled_from(("a", "B", "div", None, "x.y", 5))},
    optional={
        **dict.fromkeys(("text", "$el_text", "href", "attr_id", "attr_class", "classes", "attr__class", "at\\"), TEXTS),
        "nth_child": st.sampled_from((None, 0, 1, 2, "2", 1.0, 10**18)),
        "nth_of_type": st.sampled_from((None, 1, -1)),
        "order": st.sampled_from((0, 1, 2, None, 0.5, True, "1", -1)),
        "attributes": st.dictionaries(
            st.sampled_from(("attr__class", "attr__href", "attr__id", "attr__data-x", "attr__DATA-X", "other")), TEXTS
        )
        | TEXTS,
    },
)
SELECTORS = (
    *("a", ".a", ".c", "b.a", "#a", "[href]", "[href='/docs']", "[class~=b]", "[data-x=a]", "[data-x]", "[id]"),
    *("a b", "b > a", "div a", "a:nth-child(2)", "b:nth-of-type(1)", ":not(.a)", "div > .c", "[class='a c']"),
)
OF_ELEMENTS = Actions(
    tuple(
        Action(f"{number}", (Matcher((one,)),))
        for number, one in enumerate(
            [
                *(Condition(Field("selector"), "exact", selector) for selector in SELECTORS),
                *(Condition(Field(name), "exact", "/docs") for name in ("text", "href")),
                *(Condition(Field(name), "is_set", False) for name in ("text", "href")),
                Condition(Field("text"), "regex", "^[bé]"),
                Condition(Field("tag_name"), "exact", "b"),
            ]
        )
    )
)


@examples(600)
@given(
    arrays=st.lists(st.lists(OBJECTS_OF_ELEMENTS | st.just(0), max_size=4), min_size=1, max_size=6),
    in_order=st.booleans(),
    others=st.dictionaries(
        st.sampled_from(("$elements", "$elements_chain")), st.sampled_from(([{"text": "b"}], "b", ""))
    ),
    only=st.sets(st.sampled_from(OF_ELEMENTS.actions), min_size=1),
)
def test_both_cores_fit_the_same_elements_of_arrays(
    arrays: list[list[Any]], in_order: bool, others: dict[str, Any], only: set[Action]
) -> None:
    if in_order:
        arrays = [[{**one, "order": place} for place, one in enumerate(array) if one] for array in arrays]
    log = [{"event": "a", "properties": others, "distinct_id": "u", "elements": array} for array in arrays]
    pure, native = Cores(Actions(tuple(only))).facts(written(log))

    assert pure.difference(native) == ""


def test_arrays_of_elements_are_not_left_to_python() -> None:
    element = {
        "tag_name": "a",
        "text": "b",
        "attr_class": ["c"],
        "href": None,
        "attr_id": "d",
        "nth_child": 1,
        "order": 0,
    }
    array = [element, {**element, "order": 1, "attributes": {"attr__class": "c"}}]
    base = {"id": "1", "event": "a", "distinct_id": "u", "properties": {}, "elements": array}
    (_, scanner) = Cores(OF_ELEMENTS).scanners
    parts = list(scanner.scan(Chunk(written([base] * 20), 0, "log.jsonl")))

    assert [(part.left, part.asked, len(part)) for part in parts] == [(0, 0, 20)]


@examples(200)
@given(log=st.lists(records(), min_size=1, max_size=6), shape=NAMED)
def test_kept_columns_are_what_events_have(log: list[dict[str, Any]], shape: str) -> None:
    job: Job[Any] = Job(ACTIONS, Reads(), NOW, shape=shape)  # type: ignore[arg-type]
    for scanned in scanner_of(job, Engine(ACTIONS, NOW), decoded).scan(Chunk(written(log), 0, "log.jsonl")):
        for path in PATHS:
            read = path_reader(path)
            expected = [read(scanned.event(index)) for index in range(len(scanned))]
            assert repr(scanned.values(path, range(len(scanned)))) == repr(expected), path
