"""`--follow`: files that grow, are replaced, cut short, or not there yet; and the process that watches them."""

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
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actioncli.inputs.arrivals import Arrivals
from actioncli.inputs.sources import Source
from actioncli.tasks.following import followed
from actioncli.tasks.task import FailedTask
from chunk_text import text_of
from laws import examples
from waiting import LIMIT

COMMAND = [sys.executable, "-m", "actioncli"]
ACTIONS = "actions:\n  Pageview:\n    - event: $pageview\n  Bought:\n    - event: purchase\n"
PAGEVIEW = b'{"event":"$pageview","distinct_id":"ana","timestamp":"2025-03-14T08:00:00Z"}\n'
PURCHASE = b'{"event":"purchase","distinct_id":"ben","timestamp":"2025-03-14T08:00:01Z"}\n'


# --- what is read, step by step ---


class Steps:
    """A watch that does something to the files whenever they are waited for, and is over when all is done."""

    def __init__(self, *steps: Callable[[], object]) -> None:
        self._steps: list[Callable[[], object]] = [step for one in steps for step in (one, *[time.monotonic] * 3)]

    @property
    def over(self) -> bool:
        return not self._steps

    def rest(self) -> None:
        self._steps.pop(0)()


def read(
    paths: list[Path], *steps: Callable[[], object], beside: str = "", notes: list[str] | None = None
) -> list[tuple[str, int, bytes]]:
    """The lines that were given: the file's name, the line's number, the line.

    `beside`: a directory or a glob in which files may appear.
    """
    found: list[tuple[str, int, bytes]] = []
    arrivals = Arrivals([beside], clock=lambda: 0) if beside else None
    for task in followed([Source(path.name, path) for path in paths], Steps(*steps), arrivals):
        if notes is not None and task is not None and task.note:
            notes.append(task.note)
        if task is None:
            continue
        assert not isinstance(task, FailedTask), task.message
        for chunk in task.chunks():
            lines = text_of(chunk).split(b"\n")
            lines = lines if lines[-1] else lines[:-1]
            found += [(chunk.source, chunk.first_line + index, line) for index, line in enumerate(lines)]
    return found


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


def cut(path: Path) -> Callable[[], object]:
    return lambda: os.truncate(path, 0)


@examples(60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a.jsonl", "b.jsonl"]),
            st.one_of(st.sampled_from(["rotate", "cut"]), st.binary(min_size=1, max_size=30)),
        ),
        max_size=12,
    )
)
def test_every_line_is_given_once_whatever_becomes_of_the_files(
    tmp_path_factory: pytest.TempPathFactory, story: list[tuple[str, str | bytes]]
) -> None:
    directory = tmp_path_factory.mktemp("logs")
    paths = {name: directory / name for name in ("a.jsonl", "b.jsonl")}
    generations: dict[str, list[bytes]] = {name: [b""] for name in paths}
    steps = []
    for path in paths.values():
        path.touch()
    for number, (name, what) in enumerate(story):
        if isinstance(what, str):
            steps.append((rotate if what == "rotate" else cut)(paths[name]))
            generations[name].append(b"")
        else:
            # Text, that there be no doubt what the file holds, and none like another.
            data = b"x%d" % number + what.hex().replace("a", "\n").encode() + b"\n" * (what[0] % 2)
            steps.append(append(paths[name], data))
            generations[name][-1] += data

    found = read(list(paths.values()), *steps)

    for name, contents in generations.items():
        expected = []
        for index, content in enumerate(contents):
            lines = content.split(b"\n")
            if index == len(contents) - 1 or not lines[-1]:
                lines.pop()  # of the last generation, what has no end is not a line yet
            expected += [(name, number, line) for number, line in enumerate(lines, 1)]
        assert [one for one in found if one[0] == name] == expected


NAMES = st.sampled_from(["a.jsonl", "b.jsonl", "c.jsonl"])


@examples(60)
@given(
    st.lists(
        st.tuples(NAMES, st.sampled_from(["write", "rename", "rename and make", "delete", "make"])),
        min_size=1,
        max_size=14,
    ),
    st.booleans(),
)
def test_every_line_of_a_directory_is_given_once_whatever_appears_and_goes(
    tmp_path_factory: pytest.TempPathFactory, story: list[tuple[str, str]], with_glob: bool
) -> None:
    directory = tmp_path_factory.mktemp("logs")
    path = directory / "a.jsonl"
    path.write_bytes(b"first\n")
    written = [b"first"]

    def step(number: int, name: str, what: str) -> None:
        path = directory / name
        if what.startswith("rename") and path.exists():
            path.rename(directory / f"{number}.jsonl")
        if what == "delete":
            path.unlink(missing_ok=True)
        elif what.endswith("make"):
            path.touch()
        elif what == "write":
            written.append(b"line %d of many" % number)
            append(path, written[-1] + b"\n")()

    steps = [partial(step, number, *one) for number, one in enumerate(story)]
    found = read([path], *steps, beside=str(directory / "*.jsonl") if with_glob else str(directory))

    assert sorted(line for _, _, line in found) == sorted(written)


def test_what_appears_is_told_and_what_is_packed_is_left_out(tmp_path: Path) -> None:
    path, notes = tmp_path / "a.jsonl", list[str]()
    path.write_bytes(PAGEVIEW)
    found = read(
        [path],
        lambda: (tmp_path / "a.jsonl.1.gz").write_bytes(gzip.compress(PAGEVIEW)),
        lambda: (tmp_path / "notes.md").write_bytes(b"no events"),
        lambda: (tmp_path / "b.jsonl").write_bytes(PURCHASE),
        (tmp_path / "deep").mkdir,
        append(tmp_path / "deep" / "c.jsonl", PURCHASE),
        beside=str(tmp_path),
        notes=notes,
    )
    assert [name.removeprefix(f"{tmp_path}/") for name, _, _ in found] == ["a.jsonl", "b.jsonl", "deep/c.jsonl"]
    assert notes == [
        f"{tmp_path}/a.jsonl.1.gz: is packed (gzip), and --follow reads plain text only; leave --follow out",
        f"{tmp_path}/b.jsonl: is new, and is read from its start",
        f"{tmp_path}/deep/c.jsonl: is new, and is read from its start",
    ]


def test_a_link_that_comes_to_lead_to_a_new_file_is_read_once(tmp_path: Path) -> None:
    link, one, two = tmp_path / "current.jsonl", tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    one.write_bytes(b"first\n")
    link.symlink_to(one)

    def turned() -> None:
        two.write_bytes(b"second\n")
        new = tmp_path / "new"
        new.symlink_to(two)
        new.rename(link)

    assert [line for _, _, line in read([link], turned, beside=str(tmp_path))] == [b"first", b"second"]


def test_an_inode_that_is_used_again_is_no_file_that_was_read(tmp_path: Path) -> None:
    """A file system gives the number of a file that was deleted to the next one."""
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    one.write_bytes(b"first\n")

    def again() -> None:
        two.write_bytes(b"second\nthird\n")

    assert [line for _, _, line in read([one], one.unlink, again, beside=str(tmp_path))] == [
        b"first",
        b"second",
        b"third",
    ]


def test_a_file_that_is_cut_short_and_grows_beyond_at_once_is_read_from_its_start(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"one\n")

    def again() -> None:
        path.write_bytes(b"two\nthree\n")

    assert [line for _, _, line in read([path], again)] == [b"one", b"two", b"three"]


def test_a_writer_that_goes_on_behind_a_hole_loses_no_line(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb", buffering=0) as writer:  # not appending: it writes where it is
        writer.write(b"x" * 9000 + b"\n")

        def copied_and_cut() -> None:
            os.truncate(path, 0)
            writer.write(b'{"event":"a"}\n')

        lines = [line for _, _, line in read([path], copied_and_cut)]
    assert lines[0] == b"x" * 9000
    assert lines[1].lstrip(b"\x00") == b'{"event":"a"}'
    assert len(lines) == 2


def test_what_is_written_to_the_old_file_after_it_was_renamed_is_read(tmp_path: Path) -> None:
    path, old = tmp_path / "a.jsonl", tmp_path / "a.1"
    path.write_bytes(b"one\n")
    found = read([path], lambda: path.rename(old), append(old, b"two\n"), append(path, b"three\n"))

    assert [line for _, _, line in found] == [b"one", b"two", b"three"]


def test_tables_and_wrapped_lines_are_followed_too(tmp_path: Path) -> None:
    table, cri = tmp_path / "a.csv", tmp_path / "c.log"
    table.write_bytes(b"event,distinct_id\n")
    cri.write_bytes(b'2025-03-14T08:00:00Z stdout P {"event"')
    found = read(
        [table, cri],
        append(table, b'"a\n'),
        append(table, b'b",ana\n'),
        append(cri, b'\n2025-03-14T08:00:00Z stdout F :"x"}\n'),
    )
    assert [line for _, _, line in found if line] == [b'{"event":"a\\nb","distinct_id":"ana"}', b'{"event":"x"}']


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (gzip.compress(PAGEVIEW), "is packed (gzip), and --follow reads plain text only; leave --follow out"),
        (b"PK\x03\x04" + bytes(100), "is packed (zip), and --follow reads plain text only; leave --follow out"),
        (b'[\n{"event":"a"}\n]\n', "its events do not stand on lines of their own, and --follow reads lines only"),
        (
            b'{"results":[{"event":"a"}]}\n',
            "its events do not stand on lines of their own, and --follow reads lines only",
        ),
        (b"%PDF-1.4\n", "looks like a PDF document, not JSON Lines"),
    ],
    ids=["gzip", "zip", "array", "page", "pdf"],
)
def test_what_cannot_be_followed_is_refused_and_the_others_are_followed(
    tmp_path: Path, content: bytes, why: str
) -> None:
    odd, plain = tmp_path / "odd", tmp_path / "plain"
    odd.write_bytes(content)
    plain.write_bytes(PAGEVIEW)
    tasks = list(followed([Source("odd", odd), Source("plain", plain)], Steps(append(plain, PURCHASE))))

    assert [task.message for task in tasks if isinstance(task, FailedTask)] == [f"odd: {why}"]
    assert sum(task.size for task in tasks if task) == len(PAGEVIEW + PURCHASE)


# --- the process ---


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
        assert process.stderr.readline() == b"actioncli: late.jsonl: is not there yet, and is waited for\n"
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
        "actioncli: a.jsonl: was replaced or cut short, and is read from its start",
        "a.jsonl:2: not JSON",
    ]


@pytest.mark.parametrize("where", ["logs", "logs/*.jsonl"])
def test_a_file_that_appears_later_is_followed_too(tmp_path: Path, where: str) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    with running(tmp_path, "match", "--follow", where) as process:
        assert process.stderr is not None
        waits = b"actioncli: %b: nothing is there yet, and it is waited for\n" % where.encode()
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
        f"actioncli: logs/2025-03-{day}.jsonl: is new, and is read from its start" for day in (14, 15)
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
        assert process.stderr.readline() == b"actioncli: late.jsonl: is not there yet, and is waited for\n"
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
    assert words == b"actioncli: a.gz: is packed (gzip), and --follow reads plain text only; leave --follow out\n"


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
