"""`--follow` as a process: `match` and `stats` over files that grow."""

from __future__ import annotations

import gzip
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from waiting import LIMIT

COMMAND = [sys.executable, "-m", "actioncli"]
ACTIONS = "actions:\n  Pageview:\n    - event: $pageview\n  Bought:\n    - event: purchase\n"
PAGEVIEW = b'{"event":"$pageview","distinct_id":"ana","timestamp":"2025-03-14T08:00:00Z"}\n'
PURCHASE = b'{"event":"purchase","distinct_id":"ben","timestamp":"2025-03-14T08:00:01Z"}\n'


def append(path: Path, data: bytes) -> Callable[[], object]:
    def step() -> None:
        with path.open("ab") as file:
            file.write(data)

    return step


def rotate(path: Path) -> Callable[[], object]:
    def step() -> None:
        path.rename(path.with_suffix(f".{time.monotonic_ns()}"))
        path.touch()

    return step


@contextmanager
def running(directory: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    (directory / "actions.yaml").write_text(ACTIONS)
    with subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=directory,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,  # what was read ahead would be hidden from select
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def line_of(process: subprocess.Popen[bytes], seconds: float = LIMIT) -> bytes:
    """The next line of its output, if it comes in time."""
    assert process.stdout is not None
    assert select.select([process.stdout], [], [], seconds)[0], "nothing came"
    return process.stdout.readline()


def ended(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGINT) -> tuple[int, bytes, bytes]:
    """Its exit code and the rest of what it printed, once it was told to end."""
    process.send_signal(how)
    out, words = process.communicate(timeout=LIMIT)
    return process.returncode, out, words


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_event_goes_out_as_soon_as_its_line_is_complete(tmp_path: Path, jobs: str) -> None:
    log, late = tmp_path / "a.jsonl", tmp_path / "late.jsonl"
    other = b'{"event":"other","noise":"%s"}\n' % (b"x" * 2000)
    log.write_bytes(other * (9000 if jobs == "2" else 1) + PAGEVIEW)  # enough for a pool
    with running(tmp_path, "match", "--follow", "a.jsonl", "late.jsonl", "-j", jobs) as process:
        assert line_of(process) == PAGEVIEW
        assert process.stderr is not None
        assert process.stderr.readline() == b"actioncli: late.jsonl: does not exist yet; waiting for it\n"
        append(log, PURCHASE[:20])()
        append(late, PAGEVIEW)()
        assert line_of(process) == PAGEVIEW
        append(log, PURCHASE[20:])()
        assert line_of(process) == PURCHASE
        rotate(log)()
        append(log, PAGEVIEW + b"spoiled\n" + PURCHASE)()
        assert [line_of(process), line_of(process)] == [PAGEVIEW, PURCHASE]
        code, out, words = ended(process)

    assert (code, out) == (130, b"")
    assert words.decode().splitlines() == [
        "actioncli: a.jsonl: was replaced or truncated; reading from its start",
        "a.jsonl:2: not JSON",
    ]


@pytest.mark.parametrize("where", ["logs", "logs/*.jsonl"])
def test_a_file_that_appears_later_is_followed_too(tmp_path: Path, where: str) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    with running(tmp_path, "match", "--follow", where) as process:
        assert process.stderr is not None
        waits = b"actioncli: %b: empty so far; waiting\n" % where.encode()
        assert process.stderr.readline() == waits
        append(logs / "2025-03-14.jsonl", PAGEVIEW)()
        assert line_of(process) == PAGEVIEW
        append(logs / "2025-03-15.jsonl", PURCHASE)()
        assert line_of(process) == PURCHASE
        (logs / "2025-03-14.jsonl").unlink()
        append(logs / "2025-03-15.jsonl", PAGEVIEW)()
        assert line_of(process) == PAGEVIEW
        code, out, words = ended(process)

    assert (code, out) == (130, b"")
    assert words.decode().splitlines() == [
        f"actioncli: logs/2025-03-{day}.jsonl: new file, reading from its start" for day in (14, 15)
    ]


@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_the_last_counts_are_printed_when_it_is_told_to_end(tmp_path: Path, how: signal.Signals, code: int) -> None:
    log = tmp_path / "a.jsonl"
    log.write_bytes(PAGEVIEW)
    with running(tmp_path, "stats", "a.jsonl", "--follow", "-f", "jsonl", "--every", "0.1") as process:
        assert json.loads(line_of(process))["events"] == 1
        assert json.loads(line_of(process))["events"] == 0
        append(log, PURCHASE + PAGEVIEW[:-1])()  # the last line has no end yet
        line_of(process)
        assert json.loads(line_of(process))["events"] == 1
        found, out, words = ended(process, how)

    assert (found, words) == (code, b"")
    counted = [json.loads(line) for line in out.splitlines()]
    assert [(action["action"], action["events"]) for action in counted] == [("Pageview", 1), ("Bought", 1)]


def test_a_document_is_written_once_at_the_end(tmp_path: Path) -> None:
    log = tmp_path / "a.jsonl"
    log.write_bytes(PAGEVIEW)
    with running(tmp_path, "stats", "a.jsonl", "late.jsonl", "--follow", "-f", "csv") as process:
        assert process.stderr is not None
        assert process.stderr.readline() == b"actioncli: late.jsonl: does not exist yet; waiting for it\n"
        code, out, _ = ended(process)

    assert code == 130
    assert out.decode().splitlines()[1:] == [
        "Pageview,1,1.0,1,2025-03-14T08:00:00Z,2025-03-14T08:00:00Z",
        "Bought,0,0.0,0,,",
    ]


def test_json_lines_are_a_report_whenever_something_was_counted(tmp_path: Path) -> None:
    log = tmp_path / "a.jsonl"
    log.write_bytes(PAGEVIEW)
    with running(tmp_path, "stats", "a.jsonl", "--follow", "-f", "jsonl", "--every", "0.1") as process:
        first = [json.loads(line_of(process))["events"] for _ in range(2)]
        time.sleep(0.5)  # no news, no report
        append(log, PURCHASE)()
        second = [json.loads(line_of(process))["events"] for _ in range(2)]
        _, out, _ = ended(process)

    assert (first, second) == ([1, 0], [1, 1])
    assert [json.loads(line)["events"] for line in out.splitlines()] == [1, 1]


@pytest.mark.parametrize(("options", "last"), [(["-m", "2"], PURCHASE), (["-c", "-m", "2"], b"2\n"), (["-q"], b"")])
def test_it_ends_when_it_has_found_enough(tmp_path: Path, options: list[str], last: bytes) -> None:
    log = tmp_path / "a.jsonl"
    log.write_bytes(b"")
    with running(tmp_path, "match", "a.jsonl", "--follow", *options) as process:
        append(log, PAGEVIEW)()
        append(log, PURCHASE)()
        out, words = process.communicate(timeout=LIMIT)

    assert (process.returncode, words) == (0, b"")
    assert out.endswith(last)


def test_an_array_is_closed_when_it_ends(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(PAGEVIEW)
    with running(tmp_path, "match", "a.jsonl", "--follow", "-f", "json") as process:
        assert process.stdout is not None
        begun = b""
        while len(begun) < len(PAGEVIEW):
            begun += process.stdout.read(100)
        code, out, _ = ended(process)

    assert code == 130
    assert [event["event"] for event in json.loads(begun + out)] == ["$pageview"]


def test_it_ends_when_nobody_reads_any_more(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(PAGEVIEW)
    with running(tmp_path, "match", "a.jsonl", "--follow") as process:
        assert line_of(process) == PAGEVIEW
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(LIMIT) == 0


def test_nothing_left_to_follow_is_trouble(tmp_path: Path) -> None:
    (tmp_path / "a.gz").write_bytes(gzip.compress(PAGEVIEW))
    with running(tmp_path, "match", "a.gz", "--follow") as process:
        _, words = process.communicate(timeout=LIMIT)

    assert process.returncode == 2
    assert words == b"actioncli: a.gz: is packed (gzip), and --follow reads only plain text; omit --follow\n"


def seconds_of(process: subprocess.Popen[bytes]) -> float:
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc here")
def test_waiting_costs_little_and_memory_stays_flat(tmp_path: Path) -> None:
    log = tmp_path / "a.jsonl"
    log.write_bytes(PAGEVIEW)

    def memory() -> int:
        return int(Path(f"/proc/{process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    with running(tmp_path, "match", "a.jsonl", "--follow", "-n", "Bought") as process:
        sizes = []
        for number in range(25):
            lines = [b'{"event":"page %d","distinct_id":"%d"}\n' % (number * 2000 + line, line) for line in range(2000)]
            append(log, b"".join(lines) + PURCHASE)()
            assert line_of(process) == PURCHASE
            sizes.append(memory())
        before = seconds_of(process)
        time.sleep(1)
        assert seconds_of(process) - before < 0.1

    assert sizes[-1] - sizes[4] < 4 << 20
