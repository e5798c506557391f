"""`stats --engine duckdb` reads files as they lie, and prints what `stats` prints of them."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest
import zstandard
from pyarrow import parquet

from actioncli.actions.load import load_actions
from actioncli.sql.request import Request, statement
from sql.running import ENGINES

ROOT = Path(__file__).parents[2]
LINES = (ROOT / "sample_data" / "events.jsonl").read_bytes().splitlines(keepends=True)


def printed(*arguments: str) -> bytes:
    command = [sys.executable, "-m", "actioncli", "stats", "-a", str(ROOT / "actions.example.yaml"), "-f", "json"]
    return subprocess.run([*command, *arguments], capture_output=True, check=True).stdout


def as_parquet(path: Path, lines: list[bytes]) -> None:
    """The lines as PostHog's Parquet has them: JSON as text, times as times; this one has no column for persons."""
    rows = [json.loads(line) for line in lines]
    for row in rows:
        row["properties"] = json.dumps(row["properties"])
        row["timestamp"] = datetime.fromisoformat(row["timestamp"])
    names = ("uuid", "event", "distinct_id", "properties", "elements_chain")
    kinds = [(name, pa.string()) for name in names] + [("timestamp", pa.timestamp("us", "UTC"))]
    parquet.write_table(pa.Table.from_pylist(rows, schema=pa.schema(kinds)), path)


@pytest.mark.parametrize("packed", ["gzip", "zstd", "parquet", "all"])
def test_packed_files_are_read(tmp_path: Path, packed: str) -> None:
    if packed in ("gzip", "all"):
        (tmp_path / "a member an event.gz").write_bytes(b"".join(map(gzip.compress, LINES[:100])))
    if packed in ("zstd", "all"):
        (tmp_path / "it's packed.jsonl.zst").write_bytes(zstandard.compress(b"".join(LINES[100:200])))
    if packed in ("parquet", "all"):
        as_parquet(tmp_path / "c.parquet", LINES[200:])

    assert printed(str(tmp_path), "--engine", "duckdb") == printed(str(tmp_path))


def test_a_function_that_reads_files_may_stand_for_the_table() -> None:
    """As docs/sql.md has it."""
    page = (ROOT / "docs" / "sql.md").read_text(encoding="utf-8")
    (table,) = re.findall(r'--table "(read_json\(.*?\))"', page, re.DOTALL)
    table = table.replace("exports/*.jsonl.gz", str(ROOT / "sample_data" / "events.jsonl.gz"))
    actions = load_actions(ROOT / "actions.example.yaml")
    said = statement(actions, actions.actions, Request("duckdb", table=table), datetime.now(UTC))
    (duckdb,) = [engine for engine in ENGINES if engine.name == "duckdb"]

    assert [row["events"] for row in duckdb.rows(said.text) if row["kind"] == "matched"] == [252]
