"""Sources cut into partitions: work for other machines, which open the files themselves.

A partition is large enough to be worth sending: spans of a large plain file, row groups, members of a zip archive,
or many small files whole.
Any other packed file or archive is read by one worker from its beginning to its end.
Sources that only this process can read (standard input, pipes) are read here, and sent as lines.

    for partition in partitioned_sources(sources, 64 << 20):
        for task in partition.tasks():    # there
            ...
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from actioncli.inputs.archives import Member
from actioncli.inputs.remote.stores import RemoteFile
from actioncli.inputs.sources import Source
from actioncli.records.chunks import spans
from actioncli.tasks.archive_members import can_be_split, members_of
from actioncli.tasks.splitting import tasks_of, tasks_of_members
from actioncli.tasks.task import SPAN, RowGroupTask, SpanTask, Task


class ZipMembers(Struct, frozen=True):
    """The members of a zip archive among some of its entries."""

    source: Source
    start: int
    stop: int


Piece: TypeAlias = "Task | Source | ZipMembers"
"""A task, a whole source, or some members of a source."""

CARRIED = SPAN
"""The most bytes of lines in a partition, up to a chunk more. They go through the scheduler."""


class Partition(Struct, frozen=True):
    """Consecutive pieces of the input, as plain data for any machine with access to the files."""

    pieces: tuple[Piece, ...]
    size: int
    """The size of its sources in bytes, as stored."""

    def tasks(self) -> Iterator[Task]:
        """Its tasks, in order."""
        for piece in self.pieces:
            if isinstance(piece, Source):
                yield from filter(None, tasks_of([piece]))
            elif isinstance(piece, ZipMembers):
                yield from filter(None, tasks_of_members(piece.source, slice(piece.start, piece.stop)))
            elif isinstance(piece, SpanTask):
                for start, stop in spans(piece.size, SPAN):
                    yield replace(piece, start=piece.start + start, stop=piece.start + stop)
            else:
                yield piece


def partitioned_sources(sources: Iterable[Source], most: int) -> Iterator[Partition | None]:
    """The partitions of the sources, of about `most` bytes, in order; made lazily.

    None means, as in `tasks_of`, that the next one will take a while.
    """
    pieces: list[Piece] = []
    size = 0
    for source in sources:
        path = regular_file(source)
        limit = CARRIED if path is None else most
        for piece, weight in _pieces(source, path, most):
            if pieces and (piece is None or size + weight > limit):
                yield Partition(tuple(pieces), size)
                pieces, size = [], 0
            if piece is None:
                yield None
            else:
                pieces.append(piece)
                size += weight
    if pieces:
        yield Partition(tuple(pieces), size)


def regular_file(source: Source) -> Path | RemoteFile | None:
    """An address or an absolute path; None for sources that only this process can read."""
    if isinstance(source.path, RemoteFile):
        return source.path
    return source.path.absolute() if source.path is not None and source.path.is_file() else None


def whole_size(sources: Iterable[Source]) -> int | None:
    """The size of all sources in bytes; None if one of them can only be read here."""
    paths = list(map(regular_file, sources))
    return None if None in paths else sum(_size(path) for path in paths if path is not None)


def _size(path: Path | RemoteFile) -> int:
    """The size of a file; 0 if it is gone, which is reported when it is opened."""
    if isinstance(path, RemoteFile):
        return path.size or 0
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _pieces(source: Source, path: Path | RemoteFile | None, most: int) -> Iterator[tuple[Piece | None, int]]:
    """The pieces of a source and their sizes."""
    if path is None:
        for task in tasks_of([source]):
            yield task, 0 if task is None else task.size
        return
    whole, size = Source(source.name, path), _size(path)
    if size <= most:
        yield whole, size
        return
    tasks = tasks_of([whole], span=most)
    first = next(tasks, None)
    if isinstance(first, SpanTask | RowGroupTask):
        yield first, first.size
        for task in tasks:
            yield task, 0 if task is None else task.size
    elif can_be_split(whole):
        yield from _grouped(whole, most)
    else:
        yield whole, size


def _grouped(source: Source, most: int) -> Iterator[tuple[Piece, int]]:
    """The members of a zip archive in groups, so that its index is not read for each."""
    start = stop = size = 0
    for found in members_of(source):
        if start < stop and (not isinstance(found, Member) or size + found.size > most):
            yield ZipMembers(source, start, stop), size
            start, size = stop, 0
        if isinstance(found, Member):
            stop = found.place + 1
            size += found.size
        else:
            yield found, 0
    if start < stop:
        yield ZipMembers(source, start, stop), size
