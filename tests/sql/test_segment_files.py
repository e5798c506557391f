"""A warehouse table of Segment comes to the same counts as a file and in a database."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from pyarrow import parquet

import actioncli

ROWS = [
    {
        "id": f"m{number}",
        "received_at": f"2025-06-01 08:00:{number:02}+00",
        "anonymous_id": f"a{number % 5}",
        "context_page_url": "https://club.test/join" if number % 3 else "https://club.test/",
        "event": "joined_us" if number % 2 else "left_us",
        "event_text": "Joined Us" if number % 2 else "Left Us",
        "user_id": f"u{number % 3}" if number % 4 else "",
        "timestamp": f"2025-06-01 08:00:{number:02}.5+00",
    }
    for number in range(40)
]
ACTIONS = """
actions:
  Joined: [{event: Joined Us, url: /join}]
  Left: [{event: Left Us}]
  Snake: [{event: joined_us}]
"""
NAMES = ("rows.csv", "rows.jsonl", "rows.parquet")


def expected() -> dict[str, tuple[int, int]]:
    chosen = {
        "Joined": [row for row in ROWS if row["event_text"] == "Joined Us" and "/join" in row["context_page_url"]],
        "Left": [row for row in ROWS if row["event_text"] == "Left Us"],
        "Snake": [],
    }
    users = {name: {row["user_id"] or row["anonymous_id"] for row in rows} for name, rows in chosen.items()}
    return {name: (len(rows), len(users[name])) for name, rows in chosen.items()}


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "actions.yaml").write_text(ACTIONS)
    with (tmp_path / "rows.csv").open("w", newline="") as out:
        table = csv.DictWriter(out, list(ROWS[0]))
        table.writeheader()
        table.writerows(ROWS)
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    parquet.write_table(pa.Table.from_pylist(ROWS), tmp_path / "rows.parquet")
    return tmp_path


@pytest.mark.parametrize("name", NAMES)
def test_the_table_tracks_counts_the_same_from_a_file_and_in_sql(
    directory: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(directory)
    found = actioncli.tally(directory / name, actioncli.load_actions(directory / "actions.yaml"))
    assert {one.action: (one.events, one.users) for one in found.actions} == expected()

    command = [sys.executable, "-m", "actioncli", "sql", "actions.yaml", "--dialect", "duckdb", "--layout", "segment"]
    done = subprocess.run([*command, "--table", f"'{name}'"], capture_output=True, text=True, check=True)
    rows = duckdb.connect().execute(done.stdout).fetchall()
    assert {row[1]: (row[3], row[4]) for row in rows if row[0] == "action"} == expected()
