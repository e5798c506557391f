"""actioncli as a process: pipes, signals, many workers, and what it loads to start."""

from __future__ import annotations

import gzip
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


@pytest.mark.parametrize("jobs", ["2", "5"])
@pytest.mark.parametrize(
    "command",
    [
        ["match", "--tag"],
        ["match", "-v", "-f", "csv"],
        ["match", "-m", "7000"],
        ["stats", "-f", "json", "--by", "day"],
        ["diagnose", "-n", "Sign*", "-n", "Big*", "--now", "2020-01-01"],
    ],
    ids=" ".join,
)
def test_any_number_of_workers_prints_the_same(large: Path, command: list[str], jobs: str) -> None:
    alone = run(*command, large, "-a", ACTIONS, "-j", "1")
    together = run(*command, large, "-a", ACTIONS, "-j", jobs)

    assert alone.stdout == together.stdout
    assert alone.stderr == together.stderr
    assert (alone.returncode, together.returncode) == (0, 0)
    assert len(alone.stdout) > 1000


@pytest.mark.parametrize("how", ["pipe", "gzip", "gzip in a pipe"])
def test_many_workers_read_what_only_one_process_can_unpack(large: Path, how: str, tmp_path: Path) -> None:
    packed = tmp_path / "events.jsonl.gz"
    source: str | Path = "-"
    data = large.read_bytes()
    if "gzip" in how:
        data = gzip.compress(data, 1)
        packed.write_bytes(data)
    if how == "gzip":
        source = packed
    expected = run("match", "--tag", large, "-a", ACTIONS, "-j", "1").stdout
    for jobs in ["1", "3"]:
        done = run("match", "--tag", source, "-a", ACTIONS, "-j", jobs, input=data if source == "-" else b"")

        assert done.stdout == expected
        assert done.returncode == 0


def test_a_slow_pipe_is_as_prompt_when_a_pool_has_started(large: Path) -> None:
    line = b'{"event":"$pageview","properties":{}}\n'
    with subprocess.Popen(
        [*COMMAND, "match", "-", "-a", str(ACTIONS), "-n", "Pageview", "-j", "2"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b'{"event":"other"}\n' * (1 << 20))
        for _ in range(3):
            process.stdin.write(line)
            process.stdin.flush()
            assert process.stdout.readline() == line
        process.stdin.close()
        assert process.wait(LIMIT) == 0


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


def loaded(*arguments: str | Path) -> set[str]:
    """The modules that a command loads."""
    code = (
        "import sys; from actioncli.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, check=True, stdin=subprocess.DEVNULL
    )
    return set(done.stderr.decode().splitlines()[-1].split())


def test_help_loads_neither_an_engine_nor_a_table() -> None:
    assert not loaded("--help") & {
        "rich.table",
        "rich.console",
        "yaml",
        "fastsimdjson",
        "re2",
        "pydantic",
        "actioncli.scanning.worker",
    }


def test_match_to_a_pipe_loads_no_table_and_no_pool() -> None:
    modules = loaded("match", SAMPLE, "-a", ACTIONS, "-c")

    assert "fastsimdjson" in modules
    assert not modules & {
        "rich.table",
        "rich.console",
        "concurrent.futures.process",
        "isal",
        "brotli",
        "zstandard",
        "pydantic",
        "distributed",
        "actioncli.cluster",
    }


def test_the_module_runs_as_the_command_does() -> None:
    assert run("--version").stdout.startswith(b"actioncli ")


def test_completion_offers_the_names_of_the_actions() -> None:
    done = run(
        env={
            **os.environ,
            "_ACTIONCLI_COMPLETE": "complete_bash",
            "_PYTHON _M ACTIONCLI_COMPLETE": "complete_bash",
            "COMP_WORDS": f"actioncli match -a {ACTIONS} -n S",
            "COMP_CWORD": "5",
        }
    )
    names = done.stdout.decode().splitlines()

    assert r"Sign\ Up" in names


def test_a_terminal_gets_help_when_nothing_is_named() -> None:
    code = (
        "import pty, os, sys\n"
        "pid, fd = pty.fork()\n"
        "if pid == 0: os.execv(sys.executable, [sys.executable, '-m', 'actioncli', 'stats'])\n"
        "out = b''\n"
        "while True:\n"
        "    try: piece = os.read(fd, 4096)\n"
        "    except OSError: break\n"
        "    if not piece: break\n"
        "    out += piece\n"
        "print(out.decode()); sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)

    assert b"Usage: " in done.stdout
    assert done.returncode == 2
