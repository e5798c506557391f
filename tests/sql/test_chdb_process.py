"""ClickHouse has a process of its own: its end is told, is no end of the tests, and comes when theirs does."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sql.engines.chdb import ChDB
from sql.engines.chdb_process import DiedError, StatementError

TESTS = Path(__file__).parent.parent
KILLED = """
import os
from sql.engines.chdb_process import Process
process = Process()
process.answer("SELECT 1", "Null")
print(process.child.pid, flush=True)
os.kill(os.getpid(), 9)
"""
EVENT: dict[str, object] = {"uuid": "1", "event": "e", "timestamp": "2026-03-31T10:30:00Z"}


@pytest.fixture(scope="module")
def engine() -> Iterator[ChDB]:
    """One of its own, which the other tests do not notice."""
    engine = ChDB()
    if reason := engine.unavailable():
        pytest.skip(reason)
    yield engine
    engine.process().close()


def test_its_death_names_the_statement_and_the_next_use_has_the_table_again(engine: ChDB) -> None:
    engine.load([EVENT], "posthog-export")
    engine.process().child.kill()
    with pytest.raises(DiedError, match="ended by SIGKILL while it was at this statement: SELECT event FROM events"):
        engine.rows("SELECT event FROM events")

    assert engine.rows("SELECT event FROM events") == [{"event": "e"}]


def test_a_statement_that_fails_leaves_it_alive(engine: ChDB) -> None:
    with pytest.raises(StatementError, match="nothing is counted"):
        engine.rows("SELECT throwIf(1, 'nothing is counted')")

    assert engine.rows("SELECT 1 AS one, 'é\n' AS text") == [{"one": 1, "text": "é\n"}]


def test_it_ends_when_the_tests_are_killed(engine: ChDB) -> None:
    command = [sys.executable, "-c", KILLED]
    told = subprocess.run(command, cwd=TESTS, stdout=subprocess.PIPE, text=True, check=False)
    assert told.stdout.strip()
    if not Path("/proc/self/stat").exists():
        pytest.skip("there is no /proc here")
    process, deadline = Path("/proc", told.stdout.strip()), time.monotonic() + 300
    while process.exists() and ") Z " not in (process / "stat").read_text():
        assert time.monotonic() < deadline
        time.sleep(0.05)
