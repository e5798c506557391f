"""Tasks: parts of sources that can be processed in any process and any order.

A plain file, here or in a store, is cut into spans, which a worker reads by itself.
Anything else (a pipe, a compressed file) is decompressed by the reader, and a task contains its lines.
Other formats (tables, wrapped logs, Parquet) become rows or lines in the worker, or before they reach it.
`reading.tasks_of` makes them.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from actioncli.errors import ActioncliError
from actioncli.inputs.remote.stores import RemoteFile
from actioncli.inputs.sources import UnreadableSource
from actioncli.records.chunks import Chunk, Shortened, line_chunks, span_pieces
from actioncli.records.rows import RowBatch, RowChunk

if TYPE_CHECKING:
    from actioncli.formats.tables import Table
    from actioncli.formats.wrappers import Wrapper

SPAN = 8 << 20
"""Bytes of a plain file in a task: large, so that tasks cost little, but small enough to distribute evenly."""
CHUNK = 1 << 19
"""Bytes that are decoded at once, so that the data stays in the cache of the processor."""
REST = 1 << 16
"""Bytes after a span that most likely contain the rest of its last line."""
PIECE = 1 << 21
"""Bytes of a pipe or a packed file in a task."""


def opened_anywhere(path: Path | RemoteFile, step: int = 0) -> io.RawIOBase:
    """A file for reading parts; a remote one fetches at least `step` bytes at once."""
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
        """The size of the part of the source in bytes."""
        return self.stop - self.start

    def chunks(self) -> Iterator[Chunk]:
        """The lines, in chunks."""
        try:
            # From a remote file, the whole span and the rest of its last line are fetched at once.
            with opened_anywhere(self.path, self.size + REST) as file:
                for data, begin, end in span_pieces(partial(_read_at, file), self.start, self.stop, self.chunk):
                    yield Chunk(data, 0, self.source, begin, end)
        except Shortened:
            raise UnreadableSource(f"{self.source}: was truncated while being read; the rest was read") from None
        except OSError as error:
            raise UnreadableSource(f"{self.source}: {error.strerror}") from error


def _read_at(file: io.RawIOBase, position: int, size: int) -> bytes:
    """Up to `size` bytes from a position on."""
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
        """The decompressed size in bytes."""
        return len(self.data)

    def chunks(self) -> Iterator[Chunk]:
        """The lines, in chunks."""
        for begin, end in line_chunks(self.data, 0, len(self.data), self.chunk):
            yield Chunk(self.data, 0 if begin else self.first_line, self.source, begin, end)


class FailedTask(Struct, frozen=True):
    """A source that could not be read: a task that fails at once."""

    source: str
    message: str
    size: int = 0

    note: ClassVar[str] = ""

    def chunks(self) -> Iterator[Chunk]:
        """Raise the error."""
        raise ActioncliError(self.message)


class ConvertedTask(Struct, frozen=True):
    """Lines converted from JSON, with their places in the source."""

    source: str
    chunk: Chunk

    note: ClassVar[str] = ""

    @property
    def size(self) -> int:
        """The size of the lines in bytes."""
        return len(self.chunk.data)

    def chunks(self) -> Iterator[Chunk]:
        """The lines in one chunk."""
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
        """The decompressed size in bytes."""
        return len(self.data)

    def chunks(self) -> Iterator[RowChunk]:
        """The rows in one chunk."""
        from actioncli.formats.tables import table_rows  # noqa: PLC0415 - few logs are tables

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
        """The decompressed size in bytes."""
        return len(self.data)

    def chunks(self) -> Iterator[Chunk]:
        """The unwrapped lines, as many as before."""
        from actioncli.formats.wrappers import unwrapped  # noqa: PLC0415 - few logs are wrapped

        yield Chunk(unwrapped(self.data, self.wrapper), self.first_line, self.source)


class RowGroupTask(Struct, frozen=True):
    """A row group of a Parquet file, which the worker opens."""

    source: str
    path: Path | RemoteFile
    group: int
    size: int
    partitions: tuple[tuple[str, str | None], ...] = ()
    """The partition columns of its path, see `records.hive`."""
    as_asked: bool = False
    """Whether to read columns only when they are accessed; damage then raises `LateDamage`."""

    note: ClassVar[str] = ""

    def chunks(self) -> Iterator[Chunk | RowChunk]:
        """The rows, in chunks."""
        from actioncli.formats.parquet import row_group  # noqa: PLC0415 - an extra

        for batch in row_group(self.source, self.path, self.group, as_asked=self.as_asked):
            rows = RowChunk(batch, self.source)
            yield _beside(rows, self.partitions) if self.partitions else rows


class PartitionedTask(Struct, frozen=True):
    """A task whose events have partition columns."""

    task: SpanTask | ChunkTask | ConvertedTask | TableTask | WrappedTask
    partitions: tuple[tuple[str, str | None], ...]

    note: ClassVar[str] = ""

    @property
    def source(self) -> str:
        """The source's name."""
        return self.task.source

    @property
    def size(self) -> int:
        """The size of the task in bytes."""
        return self.task.size

    def chunks(self) -> Iterator[Chunk | RowChunk]:
        """The lines or rows, with the partition columns."""
        for chunk in self.task.chunks():
            yield _beside(chunk, self.partitions)


def _beside(chunk: Chunk | RowChunk, partitions: tuple[tuple[str, str | None], ...]) -> Chunk | RowChunk:
    """A chunk with additional columns."""
    from actioncli.records.partition_columns import lines_with, rows_with  # noqa: PLC0415 - few logs are partitioned

    if isinstance(chunk, Chunk):
        return lines_with(chunk, partitions)
    return replace(chunk, batch=rows_with(chunk.batch, partitions)) if isinstance(chunk.batch, RowBatch) else chunk


def partitioned(tasks: Iterable[Task | None]) -> Iterator[Task | None]:
    """The tasks, each with the partition columns of its source."""
    from actioncli.records.partition_columns import partitions_of  # noqa: PLC0415 - few logs are partitioned

    for task in tasks:
        found = partitions_of(task.source) if task is not None else ()
        if found and isinstance(task, RowGroupTask):
            yield replace(task, partitions=found)
        elif found and isinstance(task, SpanTask | ChunkTask | ConvertedTask | TableTask | WrappedTask):
            yield PartitionedTask(task, found)
        else:
            yield task


class NoteTask(Struct, frozen=True):
    """A note about a source, without data."""

    source: str
    note: str
    size: int = 0
    form: str = ""
    """The format of the source, if it is not JSON Lines."""

    def chunks(self) -> Iterator[Chunk]:
        """Nothing."""
        return iter(())


class PageTask(Struct, frozen=True):
    """The end of a source whose last object is a page of an API."""

    source: str
    more: bool
    """Whether the page names a next page."""
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
