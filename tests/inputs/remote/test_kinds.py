"""A remote source gives what the same file gives on the disk, whatever it is and wherever it lies."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import pickle
import random
import tarfile
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import zstandard
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from pyarrow import parquet

from actioncli.actions.load import load_actions
from actioncli.counting import TallyCollector
from actioncli.inputs.finding import search
from actioncli.inputs.remote import prefetch
from actioncli.inputs.remote.stores import RemoteFile
from actioncli.inputs.sources import Source
from actioncli.scanning.job import Job, Part
from actioncli.scanning.worker import parts
from actioncli.tasks.splitting import tasks_of
from actioncli.tasks.task import NoteTask, SpanTask, Task
from chunk_text import text_of
from event_strategies import NOW
from inputs.remote.servers import Web, put
from laws import examples

ROOT = Path(__file__).parents[3]
SAMPLE = (ROOT / "sample_data" / "events.jsonl").read_bytes()
ACTIONS = load_actions(str(ROOT / "actions.example.yaml"))
LINES = SAMPLE.splitlines(keepends=True)


def zipped(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("one.jsonl", content)
        archive.writestr("two.json.gz", gzip.compress(content))
        archive.writestr("readme.md", "hello")
    return file.getvalue()


def tarred(content: bytes) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name in ("a.jsonl", "b.jsonl"):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return file.getvalue()


def as_parquet(content: bytes) -> bytes:
    file = io.BytesIO()
    rows = [json.loads(line) for line in content.splitlines()]
    table = pa.table({"event": [row["event"] for row in rows], "properties": [json.dumps(row) for row in rows]})
    parquet.write_table(table, file, row_group_size=100)
    return file.getvalue()


KINDS: dict[str, Callable[[bytes], bytes]] = {
    "events.jsonl": bytes,
    "events.jsonl.gz": gzip.compress,
    "members.jsonl.gz": lambda content: b"".join(map(gzip.compress, content.splitlines(keepends=True))),
    "events.jsonl.zst": zstandard.compress,
    "events.bz2": bz2.compress,
    "misnamed.gz": bytes,
    "events.json": lambda content: b"[" + b",\n".join(content.splitlines()) + b"]",
    "events.csv": lambda content: b"event,n\n" + b"".join(b"a,%d\n" % number for number in range(len(content) // 9)),
    "events.zip": zipped,
    "events.tar.gz": tarred,
    "events.parquet": as_parquet,
    "empty.jsonl": lambda _: b"",
    "cut.jsonl.gz": lambda content: gzip.compress(content)[:-1000],
    "picture.jsonl": lambda _: b"\x89PNG\r\n\x1a\n" + bytes(1000),
}


def told(tasks: list[Task], name: str) -> list[Any]:
    """All that a source comes to: the lines of each task, or why there are none; the source's name is left out."""
    found: list[Any] = []
    for task in tasks:
        found.append(task.source.removeprefix(name))
        if isinstance(task, NoteTask):
            found.append(task.note.replace(name, "NAME"))
        try:
            found += [text_of(chunk) for chunk in task.chunks()]
        except Exception as error:  # noqa: BLE001 - whatever it says, it is compared
            found.append(str(error).replace(name, "NAME"))
    return found


def tasks(argument: str, span: int = 1 << 17, chunk: int = 1 << 14) -> tuple[list[Task], str]:
    found = search([argument])
    assert found.complaints == []
    (source,) = found.sources
    return reading(tasks_of([source], span, chunk)), source.name


def reading(made: Iterable[Task | None]) -> list[Task]:
    """The tasks that read something: without those that only tell of the source."""
    return [task for task in made if task is not None and not isinstance(task, NoteTask)]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_in_s3_reads_like_a_local_file(
    kind: str, endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prefetch, "HEAD", 5000)
    monkeypatch.setattr(prefetch, "STEP", 20_000)
    content = KINDS[kind](SAMPLE)
    (tmp_path / kind).write_bytes(content)
    put(f"{endpoint}/logs/kinds/{kind}", content)

    assert told(*tasks(f"s3://logs/kinds/{kind}")) == told(*tasks(str(tmp_path / kind)))


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_web_server_gives_in_ranges_reads_like_a_local_file(
    kind: str, web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prefetch, "HEAD", 5000)
    monkeypatch.setattr(prefetch, "STEP", 20_000)
    content = KINDS[kind](SAMPLE)
    (tmp_path / kind).write_bytes(content)
    address = web.put(f"/{kind}", content, etag='"1"')

    assert told(*tasks(address + "?signature=x")) == told(*tasks(str(tmp_path / kind)))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.endswith((".zip", ".parquet"))])
@pytest.mark.parametrize("length", [True, False])
def test_a_server_without_ranges_is_read_as_a_stream(kind: str, length: bool, web: Web, tmp_path: Path) -> None:
    content = KINDS[kind](SAMPLE)
    (tmp_path / kind).write_bytes(content)
    address = web.put(f"/{kind}", content, ranges=False, length=length)

    (there, name), (here, local) = tasks(address), tasks(str(tmp_path / kind))
    assert lines_of(told(there, name)) == lines_of(told(here, local))


def lines_of(found: list[Any]) -> bytes:
    """Spans and chunks cut the same lines at different places."""
    return b"".join(one for one in found if isinstance(one, bytes)).removesuffix(b"\n")


@pytest.mark.parametrize("kind", ["events.zip", "events.parquet"])
def test_what_needs_ranges_says_so_where_there_are_none(kind: str, web: Web) -> None:
    found = told(*tasks(web.put(f"/{kind}", KINDS[kind](SAMPLE), ranges=False)))

    assert "can only be read from a regular file" in found[1]


@examples(15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    lengths=st.lists(st.integers(1, 90), min_size=1, max_size=40),
    span=st.integers(1, 120),
    ended=st.booleans(),
)
def test_every_line_is_in_one_span_and_whole(
    lengths: list[int], span: int, ended: bool, web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Laid on the boundaries of spans or not: the tasks of the address are those of the path."""
    monkeypatch.setattr(prefetch, "HEAD", 10)
    content = b"\n".join(b"{" + b"x" * (length - 1) for length in lengths) + (b"\n" if ended else b"")
    path = tmp_path / "law.jsonl"
    path.write_bytes(content)
    web.put("/law.jsonl", content)
    local = [task for task in tasks_of([Source("law", path)], span, 30) if task]
    remote = [task for task in tasks_of([Source("law", RemoteFile(f"{web.address}/law.jsonl"))], span, 30) if task]

    if len(content) > 10:
        assert told(remote, "law") == told(local, "law")
        assert all(isinstance(task, SpanTask) for task in remote)
    else:  # all of it was fetched with the first bytes, and is one task
        assert b"".join(filter(None, told(remote, "law")[1:])) == b"".join(filter(None, told(local, "law")[1:]))


def test_tasks_are_plain_data_that_another_process_can_read(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prefetch, "HEAD", 5000)
    put(f"{endpoint}/logs/plain/events.jsonl", SAMPLE)
    found, name = tasks("s3://logs/plain/events.jsonl")
    again = pickle.loads(pickle.dumps(found))

    assert len(found) == 4
    assert again == found
    assert told(again, name) == told(found, name)


def test_a_span_is_one_request(web: Web) -> None:
    address = web.put("/events.jsonl", SAMPLE)
    found, name = tasks(address)
    told(found, name)

    assert len(found) == 4
    assert len(web.asked) == 1 + len(found)


def test_the_columns_of_a_row_group_are_fetched_alone(web: Web) -> None:
    """Of a Parquet file, a task reads its row group and the end of the file, and not the whole."""
    content = as_parquet(b"".join(b'{"event":"%d","x":"%s"}\n' % (n, str(n * n).encode() * 400) for n in range(400)))
    found, name = tasks(web.put("/events.parquet", content))
    web.asked.clear()
    told(found[:1], name)
    read = sum(last - first + 1 for first, last in (map(int, asked[6:].split("-")) for _, asked in web.asked))

    assert len(found) == 4
    assert 0 < read < len(content) * 0.6 + (1 << 17)


def counted(address: str) -> list[Part[Any]]:
    job = Job(ACTIONS, TallyCollector(None), NOW)
    return list(parts(job, reading(tasks_of(search([address]).sources))))


def test_of_columns_those_are_fetched_that_somebody_asks_for(web: Web) -> None:
    noise = random.Random(1)
    rows = {
        "event": ["$pageview"] * 2000,
        "elements_chain": [""] * 2000,
        "person_properties": [noise.randbytes(400).hex() for _ in range(2000)],
    }
    file = io.BytesIO()
    parquet.write_table(pa.table(rows), file)
    address = web.put("/events.parquet", file.getvalue())
    (part,) = counted(address)
    read = sum(last - first + 1 for first, last in (map(int, asked[6:].split("-")) for _, asked in web.asked))

    assert part.result.events == 2000
    assert read < len(file.getvalue()) / 2


@pytest.mark.usefixtures("hasty")
def test_a_column_that_cannot_be_fetched_is_the_trouble_of_its_file_alone(web: Web) -> None:
    """The index is fetched twice, to know the row groups and to read one; then the server is gone."""
    content = as_parquet(SAMPLE)
    address = web.put("/events.parquet", content)
    whole = counted(address)
    asked = len(web.asked)
    web.pages["/events.parquet"].faults = ["ok"] * (asked - 1) + ["always 500"]
    found = counted(address)

    assert [part.trouble for part in whole] == [None] * len(whole)
    assert [part.trouble for part in found[:-1]] == [None] * (len(whole) - 1)
    assert (
        found[-1].trouble == f"{address}: cannot be read: the server returned 500 Internal Server Error (tried 4 times)"
    )
