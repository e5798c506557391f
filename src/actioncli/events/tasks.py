"""Sources cut into tasks: pieces of work that may be done anywhere, in any order, and add up to the whole.

A plain file is cut into spans, which a worker reads by itself.
Anything else (a pipe, a packed file) is unpacked here, and a task carries its chunk of lines along.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from actioncli.errors import ActioncliError
from actioncli.events.chunks import Chunk, line_chunks, read_available, read_chunks, read_span, span_chunks, spans
from actioncli.events.containers import Opened, UnreadableSource, open_plain
from actioncli.events.sources import Source

SPAN = 8 << 20
"""Bytes of a plain file in a task: large enough that starting one costs nothing, small enough to share out evenly."""
CHUNK = 1 << 19
"""Bytes that are decoded at once: lines and decoded lines stay in the processor's cache."""
PIECE = 1 << 21
"""Bytes of a pipe or a packed file in a task."""


@dataclass(frozen=True, slots=True)
class SpanTask:
    """The lines that begin in a span of a plain file."""

    source: str
    path: Path
    start: int
    stop: int
    chunk: int = CHUNK

    @property
    def size(self) -> int:
        """Bytes of the source that the task takes."""
        return self.stop - self.start

    def chunks(self) -> Iterator[Chunk]:
        """The lines, a chunk at a time."""
        try:
            with self.path.open("rb", buffering=0) as file:
                data, base = read_span(file, self.start, self.stop)
        except OSError as error:
            raise UnreadableSource(f"{self.source}: {error.strerror}") from error
        for begin, end in span_chunks(data, self.start - base, self.stop - base, self.chunk):
            yield Chunk(data, 0, self.source, begin, end)
        if base + len(data) < self.stop:
            raise UnreadableSource(f"{self.source}: became shorter while it was read; what was left of it was read")


@dataclass(frozen=True, slots=True)
class ChunkTask:
    """Some lines of a pipe or a packed file."""

    source: str
    data: bytes
    chunk: int = CHUNK

    @property
    def size(self) -> int:
        """Bytes that the task takes, unpacked."""
        return len(self.data)

    def chunks(self) -> Iterator[Chunk]:
        """The lines, a chunk at a time."""
        for begin, end in line_chunks(self.data, 0, len(self.data), self.chunk):
            yield Chunk(self.data, 0, self.source, begin, end)


@dataclass(frozen=True, slots=True)
class FailedTask:
    """What could not be read: to the worker, a task that fails at once."""

    source: str
    message: str
    size: int = 0

    def chunks(self) -> Iterator[Chunk]:
        """Nothing but the reason."""
        raise ActioncliError(self.message)


Task: TypeAlias = SpanTask | ChunkTask | FailedTask


def tasks_of(sources: Iterable[Source], span: int = SPAN, chunk: int = CHUNK) -> Iterator[Task | None]:
    """The tasks of the sources, in order; made as they are asked for.

    None in their midst says that the next task will be waited for: time to give what the others came to.
    `span` and `chunk` decide how much is done at once, and nothing else.
    """
    for source in sources:
        try:
            with open_plain(source) as opened:
                yield from _tasks(source, opened, span, chunk)
        except ActioncliError as error:
            yield FailedTask(source.name, str(error))
        except OSError as error:  # of a pipe under way, or of a file that went while it was looked at
            yield FailedTask(source.name, f"{source.name}: {error.strerror or error}")


def _tasks(source: Source, opened: Opened, span: int, chunk: int) -> Iterator[Task | None]:
    if opened.notes and source.path is not None:
        yield FailedTask(source.name, "\n".join(opened.notes))
        return
    if opened.mappable and source.path is not None:
        length = source.path.stat().st_size
        for start, stop in spans(length, span):
            yield SpanTask(source.name, source.path, start, stop, chunk)
        return
    piece = min(PIECE, span)
    if opened.kind == "plain":  # a pipe, named or not: events leave it as they arrive
        pieces = read_available(opened.descriptor, piece, opened.reader.taken())
    else:
        pieces = read_chunks(opened.reader, piece)
    for data in pieces:
        yield ChunkTask(source.name, data, chunk) if data else None
