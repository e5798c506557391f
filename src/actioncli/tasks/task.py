"""Sources cut into tasks: pieces of work that may be done anywhere, in any order, and add up to the whole.

A plain file, here or in a store, is cut into spans, which a worker reads by itself.
Anything else (a pipe, a packed file) is unpacked by the reader, and a task carries its chunk of lines along.
What holds no lines of JSON (a table, a wrapped log, Parquet) becomes rows or lines in the worker, or on the way to it.
`reading.tasks_of` makes them.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import ClassVar, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from actioncli.errors import ActioncliError
from actioncli.formats.tables import Table, table_rows
from actioncli.formats.wrappers import Wrapper, unwrapped
from actioncli.inputs.remote.files import RemoteFile
from actioncli.inputs.sources import UnreadableSource
from actioncli.records.chunks import Chunk, Shortened, line_chunks, span_pieces
from actioncli.records.rows import RowBatch, RowChunk

SPAN = 8 << 20
"""Bytes of a plain file in a task: large enough that starting one costs nothing, small enough to share out evenly."""
CHUNK = 1 << 19
"""Bytes that are decoded at once: lines and decoded lines stay in the processor's cache."""
REST = 1 << 16
"""Bytes beyond a span that most likely hold the rest of its last line."""
PIECE = 1 << 21
"""Bytes of a pipe or a packed file in a task."""


def opened_anywhere(path: Path | RemoteFile, step: int = 0) -> io.RawIOBase:
    """A file to read parts of; a remote one fetches `step` bytes at once at least."""
    if not isinstance(path, RemoteFile):
        return path.open("rb", buffering=0)
    from actioncli.inputs.remote.seeking import RangeFile  # noqa: PLC0415 - an extra, and slow to import

    return RangeFile(path, step)


class SpanTask(Struct, frozen=True):
    """The lines that begin in a span of a plain file."""

    source: str
    path: Path | RemoteFile
    start: int
    stop: int
    chunk: int = CHUNK

    note: ClassVar[str] = ""

    @property
    def size(self) -> int:
        """Bytes of the source that the task takes."""
        return self.stop - self.start

    def chunks(self) -> Iterator[Chunk]:
        """The lines, a chunk at a time."""
        try:
            # Of a remote file the whole span is fetched at once, and the rest of its last line with it.
            with opened_anywhere(self.path, self.size + REST) as file:
                for data, begin, end in span_pieces(partial(_read_at, file), self.start, self.stop, self.chunk):
                    yield Chunk(data, 0, self.source, begin, end)
        except Shortened:
            raise UnreadableSource(f"{self.source}: was truncated while being read; the rest was read") from None
        except OSError as error:
            raise UnreadableSource(f"{self.source}: {error.strerror}") from error


def _read_at(file: io.RawIOBase, position: int, size: int) -> bytes:
    """The bytes from a position on: so many, or all there are."""
    file.seek(position)
    data = file.read(size)
    while data and len(data) < size and (more := file.read(size - len(data))):
        data += more
    return data


class ChunkTask(Struct, frozen=True):
    """Some lines of a pipe or a packed file."""

    source: str
    data: bytes
    chunk: int = CHUNK
    first_line: int = 0
    """As of a chunk."""

    note: ClassVar[str] = ""

    @property
    def size(self) -> int:
        """Bytes that the task takes, unpacked."""
        return len(self.data)

    def chunks(self) -> Iterator[Chunk]:
        """The lines, a chunk at a time."""
        for begin, end in line_chunks(self.data, 0, len(self.data), self.chunk):
            yield Chunk(self.data, 0 if begin else self.first_line, self.source, begin, end)


class FailedTask(Struct, frozen=True):
    """What could not be read: to the worker, a task that fails at once."""

    source: str
    message: str
    size: int = 0

    note: ClassVar[str] = ""

    def chunks(self) -> Iterator[Chunk]:
        """Nothing but the reason."""
        raise ActioncliError(self.message)


class ConvertedTask(Struct, frozen=True):
    """Lines that were made of a source's JSON, with their places in it."""

    source: str
    chunk: Chunk

    note: ClassVar[str] = ""

    @property
    def size(self) -> int:
        """Bytes that the task takes, as lines."""
        return len(self.chunk.data)

    def chunks(self) -> Iterator[Chunk]:
        """The lines, all at once."""
        yield self.chunk


class TableTask(Struct, frozen=True):
    """Some whole rows of a table."""

    source: str
    data: bytes
    table: Table
    header: bool
    """Whether the first row is the header."""
    first_line: int = 0
    """As of a chunk."""

    note: ClassVar[str] = ""

    @property
    def size(self) -> int:
        """Bytes that the task takes, unpacked."""
        return len(self.data)

    def chunks(self) -> Iterator[RowChunk]:
        """The rows, all at once."""
        yield RowChunk(table_rows(self.data, self.table, header=self.header), self.source, self.first_line)


class WrappedTask(Struct, frozen=True):
    """Some whole entries of a log that wraps its lines."""

    source: str
    data: bytes
    wrapper: Wrapper
    first_line: int = 0
    """As of a chunk."""

    note: ClassVar[str] = ""

    @property
    def size(self) -> int:
        """Bytes that the task takes, unpacked."""
        return len(self.data)

    def chunks(self) -> Iterator[Chunk]:
        """The lines without their wrapping, as many as before."""
        yield Chunk(unwrapped(self.data, self.wrapper), self.first_line, self.source)


class RowGroupTask(Struct, frozen=True):
    """A row group of a Parquet file; a worker opens the file by itself."""

    source: str
    path: Path | RemoteFile
    group: int
    size: int
    partitions: tuple[tuple[str, str | None], ...] = ()
    """The columns that stand in the names of directories, as `forms.hive` tells."""
    as_asked: bool = False
    """Whether columns are read when they are asked for, and not before: what is damaged then raises `LateDamage`."""

    note: ClassVar[str] = ""

    def chunks(self) -> Iterator[Chunk | RowChunk]:
        """The rows, some at a time."""
        from actioncli.formats.parquet import row_group  # noqa: PLC0415 - an extra

        for batch in row_group(self.source, self.path, self.group, as_asked=self.as_asked):
            yield (
                _beside(RowChunk(batch, self.source), self.partitions)
                if self.partitions
                else RowChunk(batch, self.source)
            )


class PartitionedTask(Struct, frozen=True):
    """A task whose events have columns in the names of directories."""

    task: SpanTask | ChunkTask | ConvertedTask | TableTask | WrappedTask
    partitions: tuple[tuple[str, str | None], ...]

    note: ClassVar[str] = ""

    @property
    def source(self) -> str:
        """The source's name."""
        return self.task.source

    @property
    def size(self) -> int:
        """Bytes that the task takes."""
        return self.task.size

    def chunks(self) -> Iterator[Chunk | RowChunk]:
        """The lines or rows, with the columns."""
        for chunk in self.task.chunks():
            yield _beside(chunk, self.partitions)


def _beside(chunk: Chunk | RowChunk, partitions: tuple[tuple[str, str | None], ...]) -> Chunk | RowChunk:
    """A chunk with these columns beside those that it has."""
    from actioncli.records.hive import lines_with, rows_with  # noqa: PLC0415 - few logs are partitioned

    if isinstance(chunk, Chunk):
        return lines_with(chunk, partitions)
    return replace(chunk, batch=rows_with(chunk.batch, partitions)) if isinstance(chunk.batch, RowBatch) else chunk


def partitioned(tasks: Iterable[Task | None]) -> Iterator[Task | None]:
    """The tasks, each with the columns that stand in its source's name."""
    from actioncli.records.hive import partitions_of  # noqa: PLC0415 - few logs are partitioned

    for task in tasks:
        found = partitions_of(task.source) if task is not None else ()
        if found and isinstance(task, RowGroupTask):
            yield replace(task, partitions=found)
        elif found and isinstance(task, SpanTask | ChunkTask | ConvertedTask | TableTask | WrappedTask):
            yield PartitionedTask(task, found)
        else:
            yield task


class NoteTask(Struct, frozen=True):
    """Something to tell about a source, and nothing to read."""

    source: str
    note: str
    size: int = 0
    form: str = ""
    """What the source was recognised as, where it is more than JSON Lines."""

    def chunks(self) -> Iterator[Chunk]:
        """Nothing."""
        return iter(())


class PageTask(Struct, frozen=True):
    """The end of a source whose last object was a page of an API."""

    source: str
    more: bool
    """Whether that page names another one."""
    size: int = 0

    note: ClassVar[str] = ""

    def chunks(self) -> Iterator[Chunk]:
        """Nothing."""
        return iter(())


Task: TypeAlias = (
    SpanTask
    | ChunkTask
    | ConvertedTask
    | TableTask
    | WrappedTask
    | RowGroupTask
    | PartitionedTask
    | FailedTask
    | NoteTask
    | PageTask
)
