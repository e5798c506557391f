"""Rows of chosen fields, and whole events in an array."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actioncli.errors import ActioncliError
from actioncli.events.event_fields import parse_fields
from actioncli.outputs.match_formats import RawArrayWriter, row_writer
from actioncli.outputs.rows import Row, cell_text

from .samples import HOSTILE
from .test_json_text import VALUES
from .test_rows import read_csv, read_tsv

FIELDS = parse_fields("event,properties.n,properties.x,matched_actions")
ROWS: tuple[Row, ...] = (
    ("click", 3, {"a": [1, None]}, ["Signed up", "Größe"]),
    ("", 1.5, True, []),
    (None, None, "a,b", None),
)


def written(name: str, *blocks: Sequence[Row]) -> bytes:
    writer = row_writer(name, FIELDS, width=None, color=False)
    return writer.begin() + b"".join(writer.rows(block) for block in blocks) + writer.end()


def test_csv_has_one_header_and_texts_without_quotes_of_their_own() -> None:
    assert (
        written("csv", ROWS[:2], ROWS[2:])
        == (
            "event,properties.n,properties.x,matched_actions\n"
            'click,3,"{""a"":[1,null]}",Signed up; Größe\n'
            ",1.5,true,\n"
            ',,"a,b",\n'
        ).encode()
    )


def test_tsv_has_the_same_cells() -> None:
    assert (
        written("tsv", ROWS)
        == (
            "event\tproperties.n\tproperties.x\tmatched_actions\n"
            'click\t3\t{"a":[1,null]}\tSigned up; Größe\n'
            "\t1.5\ttrue\t\n"
            "\t\ta,b\t\n"
        ).encode()
    )


def test_jsonl_has_the_names_as_keys_and_null_for_what_is_absent() -> None:
    assert (
        written("jsonl", ROWS)
        == (
            '{"event":"click","properties.n":3,"properties.x":{"a":[1,null]},"matched_actions":["Signed up","Größe"]}\n'
            '{"event":"","properties.n":1.5,"properties.x":true,"matched_actions":[]}\n'
            '{"event":null,"properties.n":null,"properties.x":"a,b","matched_actions":null}\n'
        ).encode()
    )


def test_json_is_the_same_objects_in_one_array() -> None:
    lines = written("jsonl", ROWS).splitlines()

    assert written("json", ROWS) == b"[" + b",\n".join(lines) + b"]\n"


def test_an_empty_array_is_valid_too() -> None:
    assert (written("json"), written("json", [], [])) == (b"[]\n", b"[]\n")


@pytest.mark.parametrize("name", ["csv", "tsv", "jsonl", "json"])
def test_how_rows_come_in_blocks_is_invisible(name: str) -> None:
    assert written(name, ROWS[:1], (), ROWS[1:]) == written(name, ROWS)


def test_raw_events_stand_in_an_array_as_they_were() -> None:
    writer = RawArrayWriter()

    output = writer.begin() + writer.lines([b'{"a": 1}', b' {"b":\xff}\r\n']) + writer.lines([]) + writer.lines([b"{}"])

    assert output + writer.end() == b'[{"a": 1},\n{"b":\xff},\n{}]\n'


def test_an_array_of_no_raw_events_is_valid() -> None:
    assert RawArrayWriter().begin() + RawArrayWriter().end() == b"[]\n"


def test_an_unknown_format_is_an_error_that_names_the_known() -> None:
    with pytest.raises(ActioncliError, match=r"unknown format 'xml': the formats are jsonl, json, csv, tsv, table"):
        row_writer("xml", FIELDS, width=None, color=False)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_values_come_back_from_json_as_they_are(text: str) -> None:
    assert json.loads(written("json", [(text, None, [text], [text])]))[0] == {
        "event": text,
        "properties.n": None,
        "properties.x": [text],
        "matched_actions": [text],
    }


def test_values_that_json_cannot_say_do_not_spoil_a_line() -> None:
    assert json.loads(written("jsonl", [("a", float("inf"), [float("nan")], [])])) == {
        "event": "a",
        "properties.n": None,
        "properties.x": [None],
        "matched_actions": [],
    }


ANY_ROWS = st.lists(st.tuples(VALUES, VALUES, VALUES, st.lists(st.text(max_size=5), max_size=3)), max_size=5)


@given(ANY_ROWS)
def test_jsonl_reads_back_as_the_rows(rows: list[Row]) -> None:
    lines = written("jsonl", rows).split(b"\n")[:-1]

    assert [tuple(json.loads(line).values()) for line in lines] == rows


@given(ANY_ROWS)
def test_csv_and_tsv_read_back_as_the_texts_of_the_rows(rows: list[Row]) -> None:
    texts = [[*map(cell_text, row[:3]), "; ".join(map(cell_text, row[3]))] for row in rows if isinstance(row[3], list)]

    assert read_csv(written("csv", rows))[1:] == texts
    assert read_tsv(written("tsv", rows))[1:] == texts


def test_only_the_table_loads_rich() -> None:
    code = (
        "import sys; from actioncli.events.event_fields import DEFAULT_FIELDS\n"
        "from actioncli.outputs.match_formats import row_writer\n"
        "for name in ('csv', 'tsv', 'json', 'jsonl', 'table'):\n"
        "    row_writer(name, DEFAULT_FIELDS, width=None, color=False)\n"
        "    print(name, 'rich' in sys.modules)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert run.stdout.splitlines() == ["csv False", "tsv False", "json False", "jsonl False", "table True"]
