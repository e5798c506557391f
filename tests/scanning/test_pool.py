"""The pool of processes: its order, and that no death of a process leaves anybody waiting or behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from actioncli.errors import ActioncliError
from actioncli.scanning.pool import pooled
from waiting import LIMIT

SAMPLE = Path(__file__).parents[2] / "sample_data" / "events.jsonl"
ACTIONS = Path(__file__).parents[2] / "actions.example.yaml"


def _squares() -> Callable[[int], int]:
    return lambda number: number * number


def _dies_at_three() -> Callable[[int], int]:
    def work(number: int) -> int:
        if number == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    return work


def _dies_while_it_answers() -> Callable[[int], bytes]:
    def work(number: int) -> bytes:
        if number == 3:
            threading.Timer(0.02, os.kill, (os.getpid(), signal.SIGKILL)).start()
            return bytes(1 << 28)  # takes longer than that to send
        return b""

    return work


def test_results_come_in_the_order_of_the_tasks() -> None:
    assert list(pooled(_squares, range(100), 3)) == [number * number for number in range(100)]


@pytest.mark.parametrize("make", [_dies_at_three, _dies_while_it_answers])
def test_a_worker_that_is_killed_ends_the_run_with_a_message(make: Callable[[], Callable[[int], object]]) -> None:
    with pytest.raises(ActioncliError, match="killed by SIGKILL"):
        list(pooled(make, range(20), 2))


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_no_worker_outlives_a_parent_that_is_killed(how: signal.Signals, tmp_path: Path) -> None:
    log = tmp_path / "events.jsonl"
    log.write_bytes(SAMPLE.read_bytes() * 45)
    command = [sys.executable, "-m", "actioncli", "match", "-v", str(log), "-a", str(ACTIONS), "-j", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        process.send_signal(how)
        process.communicate(timeout=LIMIT)  # the end of the pipe: whoever could write to it is gone


def test_processes_that_cannot_be_started_are_reported(tmp_path: Path) -> None:
    log = tmp_path / "events.jsonl"
    log.write_bytes(SAMPLE.read_bytes() * 45)
    command = f"ulimit -n 40; exec {sys.executable} -m actioncli match -c {log} -a {ACTIONS} -j 100"
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=False)

    assert done.stderr == b"actioncli: cannot start 100 processes: Too many open files; use a smaller --jobs\n"
    assert done.returncode == 2
