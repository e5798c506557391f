"""Dotted keys are read as the objects that they spell, and each is still there as it stands."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import fastsimdjson
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

import actioncli
from actioncli.events.event import Event
from actioncli.events.shapes.base import FIELDS, Example, Shape
from actioncli.events.shapes.catalogue import SHAPES
from actioncli.events.shapes.recognition import events_of, possible, recognised
from actioncli.events.shapes.summary import example_of
from actioncli.records.dotted_keys import Undotted, named_values, places_of
from actioncli.records.record import Record, plain


def flattened(value: dict[str, Any], before: str = "") -> dict[str, Any]:
    """As `pandas.json_normalize` flattens: an object's keys behind its own, anything else as it is."""
    flat: dict[str, Any] = {}
    for key, inner in value.items():
        if isinstance(inner, dict) and inner:
            flat |= flattened(inner, f"{before}{key}.")
        else:
            flat[before + key] = inner
    return flat


def nested(record: dict[str, Any]) -> Undotted:
    return Undotted(record, places_of(record))


def read(record: Record) -> list[Event]:
    (found,), shapes = possible([record])
    return list(events_of(found, recognised(found, shapes)))


EXAMPLES = [(shape, example) for shape in SHAPES for example in shape.examples]


@pytest.mark.parametrize(
    ("shape", "example"), EXAMPLES, ids=[f"{shape.name}-{shape.examples.index(one)}" for shape, one in EXAMPLES]
)
def test_an_example_reads_the_same_when_it_is_flattened(shape: Shape, example: Example) -> None:
    flat = fastsimdjson.parse(json.dumps(flattened(example.record)).encode())
    events, expected = read(flat), read(example.record)

    assert [event.shape_name for event in events] == [event.shape_name for event in expected] == [shape.name]
    for name in FIELDS:
        if name not in ("properties", "person"):
            assert [example_of(event, name) for event in events] == [example_of(event, name) for event in expected]
    for event in events:
        for key in example.properties:
            if not key.startswith("/"):
                assert plain(event.properties.get(key)) == plain(expected[0].properties.get(key))
        assert {key: plain(event.person.get(key)) for key in example.person} == example.person


VALUES: st.SearchStrategy[Any] = st.sampled_from([None, 1, "a", "", [1], True])
NESTED = st.dictionaries(
    st.sampled_from(["a", "b", "user", "properties"]),
    VALUES | st.dictionaries(st.sampled_from("cd"), VALUES | st.dictionaries(st.sampled_from("ef"), VALUES)),
)


@given(NESTED.filter(lambda record: "properties" not in record))
def test_a_flattened_object_is_the_object_again(record: dict[str, Any]) -> None:
    flat = flattened(record)
    found = nested(flat)

    for key, value in record.items():
        assert plain(found.get(key)) == value
    for key, value in flat.items():
        assert found.get(key) == value
    assert list(found.keys()) == list(flat)


@given(NESTED)
def test_records_without_dots_are_left_as_they_are(record: dict[str, Any]) -> None:
    records = [record]

    assert possible(records)[0] is records
    assert {key: nested(record).get(key) for key in record} == record


def test_what_stands_behind_properties_is_one_name() -> None:
    record = nested({"properties.a.b": 1, "context.traits.c.d": 2, "context.page.url": "/"})

    assert record.get("properties") == {"a.b": 1}
    assert record.get("context") == {"traits": {"c.d": 2}, "page": {"url": "/"}}
    assert named_values({"properties.a.b": 1, "x": 2}, "properties") == {"a.b": 1}
    assert named_values({"x": 2}, "properties") is None


def test_an_object_counts_before_dotted_keys_and_a_text_that_is_no_object_counts_only_outside_of_properties() -> None:
    record = nested({"properties": '{"a":1}', "properties.a": 2, "properties.b": 3, "event": "x", "event.action": "y"})

    assert record.get("properties") == {"a": 1, "b": 3}
    assert record.get("event") == "x"
    assert nested({"properties": "none", "properties.a": 2}).get("properties") == {"a": 2}


@pytest.mark.parametrize("name", [".", "a.", ".a", "a..b", "..."])
def test_dots_that_separate_no_names_are_part_of_one(name: str) -> None:
    record = nested({name: 1, "b.c": 2})

    assert record.get(name) == 1
    assert record.get("b") == {"c": 2}
    assert record.get("a") is None


def test_values_of_the_record_are_not_changed() -> None:
    inner = {"b": {"c": 1}}
    record = nested({"a.x": inner, "a.x.b": 2, "a.x.d": 3})

    assert record.get("a") == {"x": {"b": {"c": 1}}}
    assert inner == {"b": {"c": 1}}


ROWS = [
    {
        "uuid": f"u{number}",
        "event": "order paid" if number % 3 else "order seen",
        "distinct_id": f"d{number % 4}",
        "timestamp": f"2025-05-02T10:00:{number:02}Z",
        "properties.$current_url": "https://toys.test/basket" if number % 2 else "https://toys.test/",
        "properties.currency": "EUR",
        "context.page.title": "Basket",
        "person.properties.tier": "gold" if number % 5 else "silver",
    }
    for number in range(30)
]
ACTIONS = """
actions:
  Paid: [{event: order paid, url: /basket, properties: {currency: EUR}, person: {tier: gold}}]
  Seen: [{event: order seen, person: {tier: silver}}]
"""


def test_rows_count_the_same_as_csv_parquet_and_lines(tmp_path: Path) -> None:
    def holds(row: dict[str, Any], name: str, tier: str, url: str = "") -> bool:
        return row["event"] == name and row["person.properties.tier"] == tier and url in row["properties.$current_url"]

    paid = [row["distinct_id"] for row in ROWS if holds(row, "order paid", "gold", "/basket")]
    seen = [row["distinct_id"] for row in ROWS if holds(row, "order seen", "silver")]
    expected = {"Paid": (len(paid), len(set(paid))), "Seen": (len(seen), len(set(seen)))}
    (tmp_path / "actions.yaml").write_text(ACTIONS)
    with (tmp_path / "rows.csv").open("w", newline="") as out:
        table = csv.DictWriter(out, list(ROWS[0]))
        table.writeheader()
        table.writerows(ROWS)
    parquet.write_table(pa.Table.from_pylist(ROWS), tmp_path / "rows.parquet")
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    (tmp_path / "rows.json").write_text(json.dumps(ROWS, indent=1))

    actions = actioncli.load_actions(tmp_path / "actions.yaml")
    for name in ("rows.csv", "rows.parquet", "rows.jsonl", "rows.json"):
        found = actioncli.tally(tmp_path / name, actions)
        assert {one.action: (one.events, one.users) for one in found.actions} == expected, name


def test_other_records_and_the_order_of_keys_do_not_matter() -> None:
    record = {"type": "a", "properties.$url": "/x", "properties.plan": "pro", "x.b.c": 1, "x.b": 5, "*.id": "i"}
    others: list[dict[str, Any]] = [{"properties.plan": 1, "properties.$url": 2}, {"id.": 1, "x.b": 1, "x.b.c": 5}]
    alone = possible([record])[0][0]
    (beside,) = (possible([*others, record])[0][-1],)

    for found in (alone, beside):
        assert list(found.get("properties").items()) == [("$url", "/x"), ("plan", "pro")]
        assert found.get("x") == {"b": 5}
        assert found.get("id") == "i"
    assert nested({"x.b": 5, "x.b.c": 1}).get("x") == {"b": 5}
