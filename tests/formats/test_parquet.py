"""Parquet becomes JSON Lines, a task a row group."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from pyarrow import parquet

from actioncli.errors import ActioncliError
from actioncli.inputs.sources import Source
from actioncli.tasks.splitting import tasks_of
from actioncli.tasks.task import FailedTask, NoteTask, RowGroupTask
from chunk_text import text_of

PROPERTIES = '{"$browser": "Chrome", "n": 12345678901234567890}'
MOMENT = datetime(2025, 3, 14, 0, 35, 49, 962000, UTC)


def written(path: Path, rows: int = 5) -> Source:
    """As PostHog writes it, and with every other type that tables have."""
    table = pa.table(
        {
            "event": pa.array(["$pageview", None, "ü", "b", "c"][:rows]).dictionary_encode(),
            "properties": pa.array(
                ['{"$browser": "Chrome", "n": 12345678901234567890}', None, "text", "{", "{}"][:rows]
            ),
            "timestamp": pa.array([MOMENT] * rows, pa.timestamp("us", "UTC")),
            "fine": pa.array([1741912549962000123] * rows, pa.timestamp("ns", "UTC")),
            "float": pa.array([1.5, float("nan"), float("inf"), 2.0, 0.0][:rows]),
            "whole": pa.array([2**62, 1, None, 3, 4][:rows]),
            "flag": pa.array([True, False, None, True, True][:rows]),
            "price": pa.array([Decimal("49.00")] * rows),
            "nested": pa.array([{"a": [1, None], "b": b"x"}] * rows),
        }
    )
    parquet.write_table(table, path, row_group_size=2)
    return Source(path.name, path)


def lines(source: Source) -> list[str]:
    tasks = [task for task in tasks_of([source]) if task is not None and not isinstance(task, NoteTask)]
    assert all(isinstance(task, RowGroupTask) for task in tasks)
    return [line for task in tasks for chunk in task.chunks() for line in text_of(chunk).decode().splitlines()]


def test_a_row_is_an_object(tmp_path: Path) -> None:
    same = (
        '"timestamp":"2025-03-14T00:35:49.962000+00:00","fine":"2025-03-14T00:35:49.962000+00:00","float":%s,"whole":%s,'
        '"flag":%s,"price":49,"nested":{"a":[1,null],"b":"x"}}'
    )
    assert lines(written(tmp_path / "events.parquet.zst")) == [
        '{"event":"$pageview","properties":{"$browser": "Chrome", "n": 12345678901234567890},'
        + same % (1.5, 2**62, "true"),
        '{"event":null,"properties":null,' + same % ("null", 1, "false"),
        '{"event":"ü","properties":"text",' + same % ("null", "null", "null"),
        '{"event":"b","properties":"{",' + same % ("2.0", 3, "true"),
        '{"event":"c","properties":{},' + same % ("0.0", 4, "true"),
    ]


def test_maps_and_json_are_objects(tmp_path: Path) -> None:
    text = pa.string()
    clicked = pa.list_(pa.struct([("tag_name", text), ("attributes", pa.map_(text, text))]))
    table = pa.table(
        {
            "event": pa.array(["opened", "closed"]),
            "properties": pa.array([[("tier", "gold"), ("n", None)], None], pa.map_(text, text)),
            "counts": pa.array([[("a", Decimal("1.50")), ("a", Decimal(2))], []], pa.map_(text, pa.decimal128(9, 2))),
            "person_properties": pa.array(['{"a": [1]}', "null"], pa.json_()),
            "plan": pa.array(['"pro"', "7"], pa.json_()),
            "elements": pa.array([[{"tag_name": "a", "attributes": [("href", "/tea")]}], []], clicked),
            "days": pa.array([{"when": [date(2025, 3, 14)]}, None]),
        }
    )
    parquet.write_table(table, tmp_path / "a.parquet")

    first, second = map(json.loads, lines(Source("a.parquet", tmp_path / "a.parquet")))
    assert first == {
        "event": "opened",
        "properties": {"tier": "gold", "n": None},
        "counts": {"a": 1.5},
        "person_properties": {"a": [1]},
        "plan": "pro",
        "elements": [{"tag_name": "a", "attributes": {"href": "/tea"}}],
        "days": {"when": ["2025-03-14"]},
    }
    assert second == {**dict.fromkeys(first), "event": "closed", "counts": {}, "plan": 7, "elements": []}


def test_json_within_maps_of_duckdb_is_the_value_it_says(tmp_path: Path) -> None:
    select = """SELECT 'opened' AS event, MAP {'tier': '"gold"'::JSON, 'n': '[1, null]'::JSON} AS properties"""
    duckdb.execute(f"COPY ({select}) TO '{tmp_path / 'a.parquet'}'")

    (line,) = lines(Source("a.parquet", tmp_path / "a.parquet"))
    assert json.loads(line) == {"event": "opened", "properties": {"tier": "gold", "n": [1, None]}}


def test_a_row_group_is_a_task(tmp_path: Path) -> None:
    *groups, note = tasks_of([written(tmp_path / "events.parquet")])
    assert [type(task) for task in groups] == [RowGroupTask] * 3
    assert note == NoteTask("events.parquet", "", form="Parquet")


def test_a_file_that_is_cut_off_says_so(tmp_path: Path) -> None:
    source = written(tmp_path / "events.parquet")
    assert isinstance(source.path, Path)
    source.path.write_bytes(source.path.read_bytes()[:-100])
    (task,) = tasks_of([source])
    assert isinstance(task, FailedTask)
    assert task.message.startswith("events.parquet: the Parquet file is cut off or damaged: ")


def test_without_pyarrow_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = written(tmp_path / "events.parquet")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (task,) = tasks_of([source])
    with pytest.raises(ActioncliError, match=r"requires the extra `parquet`: pip install -e '.*\[parquet\]'"):
        list(task.chunks() if task else ())
