"""A log in chunks is the log: no line lost, doubled or torn, whatever the sizes."""

from __future__ import annotations

import io
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from actioncli.errors import ActioncliError
from actioncli.records.chunks import (
    Chunk,
    read_available,
    read_chunks,
    span_pieces,
    spans,
)
from actioncli.tasks.task import SpanTask

BOM = b"\xef\xbb\xbf"
LOGS = st.lists(st.binary(max_size=9) | st.just(b"\n") | st.just(b"x\n")).map(b"".join)
SIZES = st.integers(1, 12)


class Dribble:
    """A reader that gives fewer bytes than were asked for, and fails at the end if it is told to."""

    def __init__(self, data: bytes, step: int, failure: ActioncliError | None = None) -> None:
        self._data, self._step, self._failure = io.BytesIO(data), step, failure

    def read(self, size: int, /) -> bytes:
        piece = self._data.read(min(size, self._step))
        if not piece and self._failure:
            raise self._failure
        return piece


def whole_lines(chunks: list[bytes]) -> bool:
    return all(chunk.endswith(b"\n") for chunk in chunks[:-1]) and all(chunks)


@given(LOGS, SIZES, SIZES)
def test_chunks_of_a_stream_are_its_whole_lines(log: bytes, size: int, step: int) -> None:
    chunks = list(read_chunks(Dribble(log, step), size))
    assert b"".join(chunks) == log.removeprefix(BOM)
    assert whole_lines(chunks)


@given(LOGS, SIZES, SIZES)
def test_a_byte_order_mark_is_left_out_at_the_start_alone(log: bytes, size: int, step: int) -> None:
    assert b"".join(read_chunks(Dribble(BOM + b"a\n" + BOM + log, step), size)) == b"a\n" + BOM + log


@given(LOGS, SIZES, SIZES)
def test_what_was_read_is_given_before_a_failure(log: bytes, size: int, step: int) -> None:
    chunks: list[bytes] = []
    with pytest.raises(ActioncliError, match="broken"):
        chunks.extend(read_chunks(Dribble(log, step, ActioncliError("broken")), size))
    assert b"".join(chunks) == log.removeprefix(BOM)


def test_a_long_line_takes_linear_time() -> None:
    line = b"x" * 50_000_000 + b"\n"
    start = time.process_time()
    chunks = list(read_chunks(io.BytesIO(b"a\n" + line + b"b"), 4096))
    assert time.process_time() - start < 5
    assert list(map(len, chunks)) == [2, 50_000_001, 1]


def pieces_of_span(log: bytes, start: int, stop: int, size: int) -> list[bytes]:
    """The pieces of a span of a log, each of whole lines."""
    read = span_pieces(lambda position, length: log[position : position + length], start, stop, size)
    return [data[begin:end] for data, begin, end in read]


@given(LOGS | LOGS.map(BOM.__add__), SIZES, SIZES)
@example(b"a\nb\n", 2, 1)
@example(BOM + b"\n", 1, 1)
@example(b"aaaaaaaa\nb", 3, 2)
def test_each_line_begins_in_exactly_one_span(log: bytes, span: int, size: int) -> None:
    parts = [piece for start, stop in spans(len(log), span) for piece in pieces_of_span(log, start, stop, size)]
    assert b"".join(parts) == log.removeprefix(BOM)
    assert whole_lines([part for part in parts if part])


@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_a_line_belongs_to_the_span_it_begins_in(size: int) -> None:
    log = b"aaaa\nbb\ncccc\n"
    parts = [b"".join(pieces_of_span(log, start, stop, size)) for start, stop in spans(len(log), 5)]
    assert parts == [b"aaaa\n", b"bb\ncccc\n", b""]


def test_a_line_of_many_spans_is_read_once_by_the_span_it_begins_in() -> None:
    log = b"a\n" + b"x" * 10_000_000 + b"\nb\n"
    taken = 0

    def read_at(position: int, length: int) -> bytes:
        nonlocal taken
        data = log[position : position + length]
        taken += len(data)
        return data

    pieces = [data[begin:end] for data, begin, end in span_pieces(read_at, 0, 1 << 16, 1 << 14)]
    assert b"".join(pieces) == log[:-2]
    assert taken < 3 * len(log)


def test_a_chunk_is_the_whole_of_its_data_unless_told_otherwise() -> None:
    chunk = Chunk(b"a\n", 1, "x.jsonl")
    assert chunk.data[chunk.start : chunk.stop] == b"a\n"


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    ends = os.pipe()
    yield ends
    for end in ends:
        try:
            os.close(end)
        except OSError:
            continue  # the test closed it


def test_a_line_of_a_live_pipe_comes_as_soon_as_it_is_complete(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    chunks = filter(None, read_available(reading, 1 << 16))  # an empty one says that it waits
    os.write(writing, b"one\ntw")
    assert next(chunks) == b"one\n"
    os.write(writing, b"o\n")
    assert next(chunks) == b"two\n"
    os.write(writing, b"three")
    os.close(writing)
    assert list(chunks) == [b"three"]


def test_what_was_looked_at_comes_first(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    os.write(writing, b"ne\ntwo")
    os.close(writing)
    assert list(filter(None, read_available(reading, 64, head=BOM + b"zero\no"))) == [b"zero\n", b"one\n", b"two"]


def test_a_fast_pipe_makes_large_chunks(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    log = b"x" * 99 + b"\n"
    count = 20_000

    def write() -> None:
        with open(writing, "wb") as file:  # noqa: PTH123  (a descriptor)
            file.writelines(log for _ in range(count))

    writer = threading.Thread(target=write)
    writer.start()
    chunks = list(filter(None, read_available(reading, 1 << 16)))
    writer.join()
    assert b"".join(chunks) == log * count
    assert whole_lines(chunks)
    assert len(chunks) < count / 10


def test_a_file_that_became_shorter_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b'{"a":1}\n{"a":2}\n{"a":3}\n')
    tasks = [SpanTask("log", path, 0, 12), SpanTask("log", path, 12, 24)]
    os.truncate(path, 8)
    read: list[bytes] = []
    for task in tasks:
        with pytest.raises(ActioncliError, match="was truncated while being read"):
            read.extend(bytes(chunk.data[chunk.start : chunk.stop]) for chunk in task.chunks())

    assert read == [b'{"a":1}\n']
