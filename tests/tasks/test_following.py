"""Files that grow, are replaced, cut short, or not there yet are read line by line, and each line once."""

from __future__ import annotations

import gzip
import os
import time
from collections.abc import Callable
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

PAGEVIEW = b'{"event":"$pageview","distinct_id":"ana","timestamp":"2025-03-14T08:00:00Z"}\n'
PURCHASE = b'{"event":"purchase","distinct_id":"ben","timestamp":"2025-03-14T08:00:01Z"}\n'


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
        f"{tmp_path}/a.jsonl.1.gz: is packed (gzip), and --follow reads only plain text; omit --follow",
        f"{tmp_path}/b.jsonl: new file, reading from its start",
        f"{tmp_path}/deep/c.jsonl: new file, reading from its start",
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
        (gzip.compress(PAGEVIEW), "is packed (gzip), and --follow reads only plain text; omit --follow"),
        (b"PK\x03\x04" + bytes(100), "is packed (zip), and --follow reads only plain text; omit --follow"),
        (b'[\n{"event":"a"}\n]\n', "is not line-based, and --follow reads only lines"),
        (
            b'{"results":[{"event":"a"}]}\n',
            "is not line-based, and --follow reads only lines",
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
