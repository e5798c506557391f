"""Faults of the compiled core are errors of their task, and long lines take a bounded amount of memory."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from actioncli.actions.load import load_actions
from actioncli.commands.match import LineCollector, Selection
from actioncli.inputs.finding import find_sources
from actioncli.scanning.job import Job
from actioncli.scanning.oracle import Next, Oracle
from actioncli.scanning.worker import Worker
from actioncli.tasks.splitting import tasks_of
from cores import NOW, needs_core
from waiting import LIMIT

pytestmark = needs_core

ROOT = Path(__file__).parents[2]
SAMPLE, ACTIONS = ROOT / "sample_data" / "events.jsonl", ROOT / "actions.example.yaml"
WRONG = """
from actioncli.scanning.oracle import Oracle
Oracle.after = lambda self, node, answer: (None, 1 << 30, 0)
from actioncli.__main__ import main
main()
"""
"""The command line with an oracle whose nodes do not exist."""


def test_a_panic_is_an_error_of_its_task(monkeypatch: pytest.MonkeyPatch) -> None:
    after, wrong = Oracle.after, True

    def answer(self: Oracle, node: int, answer: int) -> Next:
        return (None, 1 << 30, 0) if wrong else after(self, node, answer)

    monkeypatch.setattr(Oracle, "after", answer)
    worker = Worker(Job(load_actions(ACTIONS), LineCollector(Selection(unmatched=False), tag=False), NOW))
    sources, _ = find_sources([str(SAMPLE)])
    (task,) = (task for task in tasks_of(sources, 1 << 30, 1 << 30) if task is not None)
    part = worker.run(task)

    assert part.trouble is not None
    assert part.trouble.startswith("the compiled core failed: core/src/matcher.rs")
    assert part.trouble.endswith("ACTIONCLI_CORE=pure runs without it")
    assert part.result == []

    wrong = False
    again = worker.run(task)

    assert again.trouble is None
    assert len(again.result) > 10


@pytest.mark.parametrize("command", ["stats", "match", "diagnose"])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_panic_ends_a_command_as_a_failed_source_does(command: str, jobs: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WRONG, command, str(SAMPLE), "-a", str(ACTIONS), "-j", jobs],
        capture_output=True,
        check=False,
        timeout=LIMIT,
        env=os.environ | {"RUST_BACKTRACE": "1"},
    )

    assert done.returncode == 2
    (message,) = (line for line in done.stderr.decode().splitlines() if "compiled core" in line)
    assert message.startswith("actioncli: the compiled core failed: core/src/matcher.rs")
    assert b"panicked" not in done.stderr
    assert b"Traceback" not in done.stderr


def test_the_core_says_the_same_without_simd() -> None:
    """`mark` of the core finds the same tokens in both ways, and so does the rest."""
    command = [sys.executable, str(ROOT / "tests" / "fuzzing.py"), "--logs", "100", "--seed", "77"]
    for simd in ("on", "off"):
        done = subprocess.run(command, capture_output=True, check=False, env=os.environ | {"ACTIONCLI_SIMD": simd})

        assert done.stdout.startswith(b"100 logs from seed 77, ")
        assert done.returncode == 0


# --- memory ---

SIZE = 50 << 20
MOST, MOST_IN_PYTHON = 8, 16
"""The memory that a line may take, in times its size: one that the core reads, and one that it leaves to Python."""
EVENT = (
    b'{"event":"a","uuid":"1","distinct_id":"u","timestamp":"2026-03-24T10:30:00Z","elements_chain":"","properties":'
)
CHAIN = EVENT.removesuffix(b'","properties":')
LINES: dict[str, tuple[Callable[[], bytes], int]] = {
    "a long text": (lambda: EVENT + b'{"x":"' + b"x" * SIZE + b'"}}\n', MOST),
    "many values": (lambda: EVENT + b'{"x":[' + b"1," * (SIZE // 2) + b"1]}}\n", MOST),
    "properties as text": (lambda: EVENT + b'"{\\"x\\":[' + b'\\"\\\\n\\",' * (SIZE // 8) + b'1]}"}\n', MOST),
    "a long chain": (lambda: CHAIN + b'a:text=\\"x\\";' * (SIZE // 13) + b'"}\n', MOST),
    "deep nesting": (lambda: EVENT + b"[" * (SIZE // 2) + b"]" * (SIZE // 2) + b"}\n", MOST_IN_PYTHON),
    "a text without an end": (lambda: EVENT + b'{"x":"' + b"x" * SIZE + b"}}\n", MOST_IN_PYTHON),
}


def peak(log: Path) -> tuple[int, bytes]:
    """The peak memory of a run of `stats` in bytes, and what it printed."""
    code = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run(sys.argv[1:], capture_output=True)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
        "sys.stdout.flush(); sys.stdout.buffer.write(done.stdout + done.stderr)"
    )
    command = [sys.executable, "-m", "actioncli", "stats", str(log), "-a", str(ACTIONS), "-j", "1"]
    done = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, check=True, timeout=LIMIT)
    kilobytes, _, printed = done.stdout.partition(b"\n")
    return int(kilobytes) * 1024, printed


@pytest.fixture(scope="module")
def least(tmp_path_factory: pytest.TempPathFactory) -> int:
    """The memory of a run over a short line."""
    log = tmp_path_factory.mktemp("short") / "log.jsonl"
    log.write_bytes(EVENT + b"{}}\n")
    return peak(log)[0]


@pytest.mark.parametrize("name", LINES)
def test_a_long_line_takes_a_few_times_its_size_of_memory(name: str, least: int, tmp_path: Path) -> None:
    line, most = LINES[name]
    log = tmp_path / "log.jsonl"
    log.write_bytes(line())
    taken, printed = peak(log)

    assert taken - least <= most * log.stat().st_size
    assert (b"1 event " in printed) is (most == MOST)
