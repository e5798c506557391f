"""`match` as a process: pipes, signals, a reader that goes away, a full disk."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from waiting import LIMIT, until

SAMPLE = Path(__file__).parents[2] / "sample_data" / "events.jsonl"
ACTIONS = Path(__file__).parents[2] / "actions.example.yaml"
COMMAND = [sys.executable, "-m", "actioncli"]


def run(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *map(str, arguments)], capture_output=True, check=False, **options)  # type: ignore[call-overload,no-any-return]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log that is large enough for a pool: the sample, again and again, some of its lines spoiled."""
    path = tmp_path_factory.mktemp("large") / "events.jsonl"
    sample = SAMPLE.read_bytes()
    with path.open("wb") as file:
        for number in range(45):
            file.write(sample)
            file.write(b"spoiled\n" if number % 7 == 0 else b"\n")
    assert path.stat().st_size > 16 << 20
    return path


def test_match_and_its_reverse_give_back_every_good_line(large: Path) -> None:
    good = [line for line in large.read_bytes().splitlines(keepends=True) if line.startswith(b"{")]
    matched = run("match", large, "-a", ACTIONS).stdout.splitlines(keepends=True)
    unmatched = run("match", "-v", large, "-a", ACTIONS).stdout.splitlines(keepends=True)

    assert sorted(good) == sorted(matched + unmatched)
    assert matched
    assert unmatched


def test_a_reader_that_goes_away_is_no_trouble(large: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "match", str(large), "-a", str(ACTIONS)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b"{")
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(LIMIT) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_reported() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "match", SAMPLE, "-a", ACTIONS], stdout=full, stderr=subprocess.PIPE, check=False
        )

    assert done.stderr == b"actioncli: cannot write the output: No space left on device\n"
    assert done.returncode == 2


def test_an_event_leaves_a_slow_pipe_as_soon_as_its_line_is_complete() -> None:
    line = b'{"event":"$pageview","properties":{}}\n'
    with subprocess.Popen(
        [*COMMAND, "match", "-", "-a", str(ACTIONS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(3):
            process.stdin.write(line[:10])
            process.stdin.flush()
            process.stdin.write(line[10:])
            process.stdin.flush()
            assert process.stdout.readline() == line
        process.stdin.close()
        assert process.wait(LIMIT) == 0


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_ends_with_130_and_leaves_no_process(large: Path, jobs: str, tmp_path: Path) -> None:
    log = tmp_path / "events.fifo"
    os.mkfifo(log)
    source = [str(log)] if jobs == "1" else [str(large)] * 1
    command = [*COMMAND, "match", *source, "-a", str(ACTIONS), "-j", jobs]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as process:
        if jobs == "1":
            writer = os.open(log, os.O_WRONLY)
            os.write(writer, b'{"event":"$pageview"}\n')
            assert process.stdout is not None
            assert process.stdout.readline()
        else:
            assert process.stdout is not None
            assert process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)
        process.stdout.read()
        code = process.wait(LIMIT)
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert code == 130
    until(lambda: is_gone(process.pid))


def is_gone(group: int) -> bool:
    """Whether no process of a group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False
