"""Rows of tables become events, whatever their cells hold and wherever the table is cut."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actioncli.formats.headers import table_of
from actioncli.formats.tables import Table, table_rows, whole_rows

CELLS = st.text(st.sampled_from('ab",;\n\r\t {}é'), max_size=6)
ROWS = st.lists(st.tuples(CELLS.filter(bool), CELLS, CELLS), min_size=1, max_size=6)
COLUMNS = ("event", "properties.a", "b")


@given(ROWS, st.sampled_from(",;\t|"), st.integers(1, 12))
def test_every_row_is_an_event_wherever_lines_are_cut(
    rows: list[tuple[str, str, str]], delimiter: str, size: int
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    lines = out.getvalue().encode().split(b"\n")
    chunks = [line + b"\n" for line in lines[:-1]]
    table = Table(delimiter, COLUMNS)
    cut = [b"".join(chunks[start : start + size]) for start in range(0, len(chunks), size)]
    made = [table_rows(data, table, header=False) for data in whole_rows(cut, table)]

    expected = []
    for event, a, b in rows:
        one = {"event": event, **({"b": b} if b else {}), **({"properties": {"a": a}} if a else {})}
        expected.append(one)
    found = [json.loads(batch.line(index)) for batch in made for index in range(len(batch.records))]
    assert [json.dumps(one, sort_keys=True) for one in found] == [
        json.dumps({key: _decoded(value) for key, value in one.items()}, sort_keys=True) for one in expected
    ]
    assert sum(batch.lines for batch in made) == len(chunks)
    assert not any(batch.bad for batch in made)


def _decoded(value: object) -> object:
    """JSON in a cell is that JSON: of these letters, only empty objects."""
    if isinstance(value, dict):
        return {key: _decoded(inner) for key, inner in value.items()}
    return {} if isinstance(value, str) and value[:1] == "{" and value.split() in (["{}"], ["{", "}"]) else value


@pytest.mark.parametrize(
    ("header", "extension", "expected"),
    [
        (b"uuid,event,distinct_id\n", "", Table(",", ("uuid", "event", "distinct_id"))),
        (b"\xef\xbb\xbf*.event;a\r\n", "", Table(";", ("*.event", "a"))),
        (b"a\tEVENT_NAME\n", "", Table("\t", ("a", "EVENT_NAME"))),
        (b"EVENT|$|PROPERTIES\n", "", Table("|$|", ("EVENT", "PROPERTIES"), "bare")),
        (b"a,b\n", ".csv", Table(",", ("a", "b"))),
        (b"a,b\n", "", None),
        (b"event\n", ".csv", None),
        (b"an event, and more\n", "", None),
        (b"\xff,event\n", ".csv", None),
    ],
)
def test_a_table_is_known_by_its_header(header: bytes, extension: str, expected: Table | None) -> None:
    assert table_of(header, extension) == expected


def test_a_quote_that_is_never_closed_costs_its_own_line() -> None:
    data = b'a,"x\nb,y\n"c\nd",z\n'
    batch = table_rows(data, Table(",", ("event", "b")), header=False)
    assert [batch.line(index) for index in range(2)] == [b'{"event":"b","b":"y"}', b'{"event":"c\\nd","b":"z"}']
    assert [(bad.index, batch.bad_line(bad)) for bad in batch.bad] == [(0, b'a,"x')]
    assert list(batch.numbers) == [1, 2]


def test_json_over_many_lines_in_a_cell_is_that_json() -> None:
    data = b'a,"{""x"":\n [1,\r\n2]}"\nb,"{""x"":""\n""}"\n'
    batch = table_rows(data, Table(",", ("event", "properties")), header=False)
    found = [json.loads(batch.line(index)) for index in range(2)]
    assert found == [{"event": "a", "properties": {"x": [1, 2]}}, {"event": "b", "properties": '{"x":"\n"}'}]
