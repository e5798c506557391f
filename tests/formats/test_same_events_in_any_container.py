"""The same events in any container: the same lines, the same totals; and what is broken takes nothing else with it."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import lz4.frame
import pyarrow as pa
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

import oracle
from actioncli.actions.load import load_actions
from actioncli.actions.model import Actions
from actioncli.commands.match import LineCollector, Selection
from actioncli.commands.one_event import EventFinder
from actioncli.inputs.finding import find_sources
from actioncli.scanning.job import Job, Part, with_lines_before
from actioncli.scanning.worker import parts
from actioncli.tasks.splitting import tasks_of
from event_strategies import NOW, events, small_actions
from laws import examples

CRI = b"2025-03-14T00:35:49.962000001Z stdout"
MANY_EVENTS = st.lists(events(), min_size=1, max_size=8)


def jsonl(log: list[Any]) -> bytes:
    return b"".join(json.dumps(event).encode() + b"\n" for event in log)


def zipped(log: list[Any]) -> bytes:
    """As Amplitude does: gzipped parts, in a directory, with something else beside them."""
    packed = io.BytesIO()
    middle = len(log) // 2
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("409857")
        archive.writestr("409857/409857_2025-03-14_0#0.json.gz", gzip.compress(jsonl(log[:middle])))
        archive.writestr("409857/409857_2025-03-14_1#0.json.gz", gzip.compress(jsonl(log[middle:])))
        archive.writestr("409857/x_manifest.json", b'{"files":[]}')
    return packed.getvalue()


def tarred(log: list[Any]) -> bytes:
    packed = io.BytesIO()
    middle = len(log) // 2
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, part in (("a.jsonl", jsonl(log[:middle])), ("b.json", json.dumps(log[middle:]).encode())):
            info = tarfile.TarInfo(name)
            info.size = len(part)
            archive.addfile(info, io.BytesIO(part))
    return packed.getvalue()


def rows(log: list[Any]) -> tuple[list[str], list[list[Any]]]:
    names = sorted({key for event in log for key in event})
    return names, [[event.get(name) for name in names] for event in log]


def query(log: list[Any]) -> bytes:
    names, values = rows(log)
    return json.dumps({"cache_key": "x", "columns": names, "results": values, "types": []}).encode()


def page(log: list[Any]) -> bytes:
    return json.dumps({"next": None, "results": log, "count": 1}).encode()


def docker(log: list[Any]) -> bytes:
    entries = [{"log": json.dumps(event) + "\n", "stream": "stdout", "time": "2025-03-14T00:35:49.9Z"} for event in log]
    return jsonl(entries)


def cri(log: list[Any]) -> bytes:
    """Every entry in two parts."""
    lines = [json.dumps(event).encode() for event in log]
    return b"".join(b"%b P %b\n%b F %b\n" % (CRI, line[:9], CRI, line[9:]) for line in lines)


IDS = {"distinct_id", "person_id"}


def as_parquet(log: list[Any]) -> bytes:
    """As PostHog does: objects are text."""
    names, values = rows(log)
    columns = {
        name: pa.array([one if one is None or isinstance(one, str) else json.dumps(one) for one in column], pa.string())
        for name, column in zip(names, zip(*values, strict=True), strict=True)
    }
    out = io.BytesIO()
    parquet.write_table(pa.table(columns), out, row_group_size=3, compression="zstd")
    return out.getvalue()


EXACT: dict[str, Callable[[list[Any]], bytes]] = {
    "lz4.jsonl": lambda log: lz4.frame.compress(jsonl(log)),
    "array.json": lambda log: json.dumps(log).encode(),
    "array.json.gz": lambda log: gzip.compress(json.dumps(log).encode()),
    "lines_of_array.json": lambda log: b"[\n" + b",\n".join(json.dumps(event).encode() for event in log) + b"\n]\n",
    "pretty.json": lambda log: json.dumps(log, indent=4).encode(),
    "pretty_objects.json": lambda log: b"\n".join(json.dumps(event, indent=2).encode() for event in log),
    "concatenated.json": lambda log: b"".join(json.dumps(event).encode() for event in log),
    "page.json": page,
    "pages.json": lambda log: page(log[:2]) + b"\n" + page(log[2:]),
    "pretty_page.json": lambda log: json.dumps({"next": "?", "results": log, "n": {"a": [1]}}, indent=1).encode(),
    "batch.json": lambda log: json.dumps({"api_key": "k", "batch": log, "sent_at": "x"}).encode(),
    "export.zip": zipped,
    "export.tar": tarred,
    "export.tar.gz": lambda log: gzip.compress(tarred(log)),
    "export.tar.zst": lambda log: zstandard.ZstdCompressor().compress(tarred(log)),
    "docker.log": docker,
    "keyed.txt": lambda log: b"".join(b"key\t" + line + b"\n" for line in jsonl(log).splitlines()),
    "strings.jsonl": lambda log: jsonl([json.dumps(event) for event in log]),
    "sequence.json-seq": lambda log: b"".join(b"\x1e" + line + b"\n" for line in jsonl(log).splitlines()),
    "pretty.json-seq": lambda log: b"".join(b"\x1e" + json.dumps(event, indent=2).encode() + b"\n" for event in log),
    "cri.log": cri,
}
"""Containers that keep an event's bytes, but for white space."""


def load(text: str) -> Actions:
    with TemporaryDirectory() as directory:
        path = Path(directory, "actions.yaml")
        path.write_text(text, encoding="utf-8")
        return load_actions(str(path))


def run(actions: Actions, name: str, data: bytes, chunk: int = 1 << 19) -> tuple[list[bytes], list[Part[Any]]]:
    with TemporaryDirectory() as directory:
        Path(directory, name).write_bytes(data)
        sources, complaints = find_sources([str(Path(directory, name))])
        assert complaints == []
        job = Job(actions, LineCollector(Selection(unmatched=False), tag=False), NOW)
        found = list(parts(job, tasks_of(sources, chunk, chunk)))
        return [line for part in found for line in part.result], found


@pytest.mark.parametrize("name", EXACT)
@examples(12)
@given(actions=small_actions(), log=MANY_EVENTS, chunk=st.integers(1, 3000))
def test_the_container_changes_nothing(name: str, actions: Actions, log: list[dict[str, Any]], chunk: int) -> None:
    expected = [json.dumps(event).encode() + b"\n" for event in log if oracle.matched(actions, event, NOW)]
    lines, found = run(actions, name, EXACT[name](log), chunk)

    assert lines == expected
    assert [part.trouble for part in found if part.trouble] == []
    assert sum(len(part.bad) for part in found) == 0


def parsed(lines: list[bytes]) -> list[Any]:
    """The events, with what is null left out, and what is JSON as text decoded."""

    def value(text: Any) -> Any:
        if isinstance(text, str) and text[:1] in ("{", "["):
            try:
                return json.loads(text)
            except ValueError:
                return text
        return text

    return [{key: value(one) for key, one in json.loads(line).items() if one is not None} for line in lines]


@pytest.mark.parametrize(("name", "pack"), [("query.json", query), ("events.parquet.zst", as_parquet)])
@examples(12)
@given(actions=small_actions(), log=MANY_EVENTS)
def test_rows_with_named_columns_are_the_events(
    name: str, pack: Callable[[list[Any]], bytes], actions: Actions, log: list[dict[str, Any]]
) -> None:
    # A column has one type: ids are text, as in PostHog's own files.
    log = [{**event, **{key: str(event[key]) for key in IDS & event.keys() if event[key] is not None}} for event in log]
    expected = [json.dumps(event).encode() for event in log if oracle.matched(actions, event, NOW)]
    lines, found = run(actions, name, pack(log))

    assert parsed(lines) == parsed(expected)
    assert [part.trouble for part in found if part.trouble] == []


@pytest.mark.parametrize(
    "line",
    [
        b'{"event":"search","results":[{"event":"inner"}]}',
        b'{"event_name":"search","timestamp":1741912549,"user_id":"u","results":[{"event":"inner"}]}',
        b'{"user":1,"results":["a","b"],"event":"search"}',
    ],
)
def test_an_event_with_results_is_no_page(line: bytes) -> None:
    actions = load("actions: {All: [{}]}")
    assert run(actions, "log.jsonl", line + b"\n" + line + b"\n")[0] == [line + b"\n"] * 2


def test_every_command_counts_the_lines_of_the_source(tmp_path: Path) -> None:
    path = tmp_path / "pretty.json"
    path.write_bytes(b'[\n  {\n    "event": "a"\n  },\n  {\n    "event": x\n  },\n  {\n    "event": "c"\n  }\n]\n')
    sources, _ = find_sources([str(path)])
    for span in (1 << 20, 30):
        job = Job(Actions(()), EventFinder(most=10), NOW)
        found = [
            (part.before + number, reason)
            for part in with_lines_before(parts(job, tasks_of(sources, span, span)))
            for number, reason in [
                *((one.number, "") for one in part.result),
                *((bad.index + 1, bad.reason) for bad in part.bad),
            ]
        ]
        assert sorted(found) == [(2, ""), (5, "element 2: its brackets or quotes do not match"), (8, "")]


def test_what_stands_before_a_bad_element_is_read_before_a_run_stops_there() -> None:
    actions = load("actions: {All: [{}]}")
    job = Job(actions, LineCollector(Selection(unmatched=False), tag=False), NOW, stop_at_bad=True)
    with TemporaryDirectory() as directory:
        path = Path(directory, "one.json")
        path.write_bytes(b'[{"event":"a"},{"event":"b"},{"event":},{"event":"c"}]')
        sources, _ = find_sources([str(path)])
        part, *notes = parts(job, tasks_of(sources))
    assert [note.size for note in notes] == [0]
    assert part.result == [b'{"event":"a"}\n', b'{"event":"b"}\n']
    assert [bad.index for bad in part.bad] == [0]
