"""Shares hold every line once, in order, whatever their size; and open files only where they are worked out."""

from __future__ import annotations

import gzip
import io
import os
import pickle
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from actioncli.inputs.sources import Source
from actioncli.tasks import partitions as module
from actioncli.tasks.partitions import Partition, ZipMembers, partitioned_sources
from actioncli.tasks.splitting import tasks_of
from actioncli.tasks.task import FailedTask, NoteTask, RowGroupTask, SpanTask, Task
from chunk_text import text_of
from laws import examples

LINE = b'{"event":"%d"}\n'


def lines(tasks: list[Task]) -> list[tuple[str, bytes]]:
    """The lines of tasks, or what is wrong with them, and whose they are."""
    found = []
    for task in tasks:
        if isinstance(task, FailedTask):
            found.append((task.source, task.message.encode()))
            continue
        for chunk in task.chunks():
            found += [(task.source, line) for line in text_of(chunk).splitlines()]
    return found


@examples(60)
@given(
    sizes=st.lists(st.integers(0, 40), min_size=1, max_size=6),
    packed=st.lists(st.booleans(), min_size=6, max_size=6),
    most=st.integers(1, 800),
    span=st.integers(1, 100),
)
def test_shares_hold_every_line_once_and_in_order(sizes: list[int], packed: list[bool], most: int, span: int) -> None:
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "SPAN", span)
        sources = []
        for number, count in enumerate(sizes):
            data = b"".join(LINE % (100 * number + line) for line in range(count))
            path = Path(name, f"{number}.jsonl" + ".gz" * packed[number])
            path.write_bytes(gzip.compress(data) if packed[number] else data)
            sources.append(Source(path.name, path))
        shares = [share for share in partitioned_sources(sources, most) if share is not None]
        sent = [pickle.loads(pickle.dumps(share)) for share in shares]
        expected = lines([task for task in tasks_of(sources) if task])

        assert lines([task for share in sent for task in share.tasks()]) == expected
        assert sum(share.size for share in shares) == sum(path.stat().st_size for path in Path(name).iterdir())


@examples(40)
@given(
    members=st.lists(
        st.tuples(st.sampled_from(["a.jsonl", "b.jsonl.gz", "c.md", "d/", "e.zip", "f"]), st.integers(0, 30)),
        max_size=9,
    ),
    most=st.integers(1, 3000),
    damaged=st.booleans(),
)
def test_members_of_a_zip_archive_are_read_once_and_in_order(
    members: list[tuple[str, int]], most: int, damaged: bool
) -> None:
    with TemporaryDirectory() as name:
        path = Path(name, "export.zip")
        with zipfile.ZipFile(path, "w") as archive:
            for number, (kind, count) in enumerate(members):
                data = b"".join(LINE % (100 * number + line) for line in range(count))
                if kind == "e.zip":
                    inner = io.BytesIO()
                    with zipfile.ZipFile(inner, "w") as nested:
                        nested.writestr("in.jsonl", data)
                    data = inner.getvalue()
                data = b"" if kind == "d/" else gzip.compress(data) if kind.endswith("gz") else data
                archive.writestr(f"{number}{kind}", data)
        if damaged and path.stat().st_size > 200:
            spoiled = bytearray(path.read_bytes())
            spoiled[60:90] = bytes(30)
            path.write_bytes(spoiled)
        source = Source("export.zip", path)
        shares = [pickle.loads(pickle.dumps(share)) for share in partitioned_sources([source], most) if share]
        expected = [task for task in tasks_of([source]) if task]
        found = [task for share in shares for task in share.tasks()]

        assert [(task.source, task.note) for task in found] == [(task.source, task.note) for task in expected]
        assert lines(found) == lines(expected)


def test_a_large_zip_archive_is_spread(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        for number in range(8):
            archive.writestr(f"{number}.jsonl", LINE % number * 20)
    shares = list(partitioned_sources([Source("export.zip", tmp_path / "export.zip")], 600))

    assert [share.pieces[0] for share in shares if share] == [
        ZipMembers(Source("export.zip", tmp_path / "export.zip"), start, start + 2) for start in (0, 2, 4, 6)
    ]


def test_small_files_go_together_and_large_ones_are_cut(tmp_path: Path) -> None:
    for number in range(10):
        (tmp_path / f"small-{number}.jsonl").write_bytes(LINE % number)
    (tmp_path / "large.jsonl").write_bytes(b"".join(LINE % number for number in range(100)))
    small = [Source(f"small-{number}", tmp_path / f"small-{number}.jsonl") for number in range(10)]
    large = Source("large", tmp_path / "large.jsonl")
    shares = [share for share in partitioned_sources([*small, large], 500) if share]

    assert [len(share.pieces) for share in shares] == [10, 1, 1, 1]
    assert [type(piece) for share in shares[1:] for piece in share.pieces] == [SpanTask] * 3


def test_a_large_packed_file_is_one_piece_and_a_parquet_file_one_a_row_group(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(os.urandom(100).hex().encode() * 50))
    parquet.write_table(pa.table({"event": ["a"] * 40}), tmp_path / "b.parquet", row_group_size=10)
    sources = [Source(name, tmp_path / name) for name in ("a.jsonl.gz", "b.parquet")]
    pieces = [piece for share in partitioned_sources(sources, 50) if share for piece in share.pieces]

    assert pieces[0] == sources[0]
    assert [type(piece) for piece in pieces[1:]] == [*[RowGroupTask] * 4, NoteTask]
    assert pieces[-1] == NoteTask("b.parquet", "", form="Parquet")


def test_a_path_is_sent_from_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "events.jsonl").write_bytes(LINE % 1)
    monkeypatch.chdir(tmp_path)

    assert list(partitioned_sources([Source("events.jsonl", Path("events.jsonl"))], 100)) == [
        Partition((Source("events.jsonl", tmp_path / "events.jsonl"),), 14)
    ]


def test_a_pipe_is_read_here_and_its_lines_go_along(tmp_path: Path) -> None:
    path = tmp_path / "events.fifo"
    os.mkfifo(path)
    writer = Thread(target=path.write_bytes, args=(LINE % 1 + LINE % 2,))
    writer.start()
    shares = [share for share in partitioned_sources([Source("pipe", path)], 100) if share]
    writer.join()
    path.unlink()

    found = lines([task for share in shares for task in pickle.loads(pickle.dumps(share)).tasks()])
    assert found == [("pipe", b'{"event":"1"}'), ("pipe", b'{"event":"2"}')]
