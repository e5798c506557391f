"""Follows files that grow: reads what is there, and then what is appended, until the watch ends.

As with `tail -F` it is the name that counts: a file that is replaced or cut short is read from its start,
and one that is not there is waited for.
In a directory or under a glob, new files are read from their start, and deleted files are dropped.
Lines are returned when they are complete. Only plain files of lines can be followed.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Protocol

from actioncli.formats.detection import DetectedFormat, JsonFormat, detected_format
from actioncli.formats.tables import Table, whole_rows
from actioncli.formats.wrappers import whole_entries
from actioncli.inputs.arrivals import Arrivals, Place, Places
from actioncli.inputs.containers import container_of
from actioncli.inputs.signatures import PLENTY, foreign
from actioncli.inputs.sources import Source, UnreadableSource
from actioncli.inputs.streams import Reader, container_in
from actioncli.records.chunks import whole_lines
from actioncli.tasks.task import PIECE, ChunkTask, FailedTask, NoteTask, TableTask, Task, WrappedTask, partitioned

_MARK = 64
"""The number of bytes before the current position that are compared to detect a truncated file."""


class Watch(Protocol):
    """Decides when following ends."""

    @property
    def over(self) -> bool:
        """Whether following ends."""

    def rest(self) -> None:
        """Wait for a moment."""


def followed(sources: Sequence[Source], watch: Watch, arrivals: Arrivals | None = None) -> Iterator[Task | None]:
    """The tasks of files that grow: first the content of each file in order, and then what is appended to any file.

    Before each wait there is an empty task, so that the caller can report, and None.
    It ends when the watch is over, or when no file is left to follow.
    """
    places = Places()
    found = arrivals.here() if arrivals else frozenset()
    files = {source: partitioned(_tasks(source, places, source.path in found)) for source in sources}
    if arrivals and not files:
        yield NoteTask("", f"{arrivals}: empty so far; waiting")
    while files or arrivals:
        for source, file in list(files.items()):
            for task in file:
                if watch.over:
                    return
                if task is None:
                    break
                yield task
            else:
                del files[source]
        if arrivals:
            followed_now = {source.path for source in files if isinstance(source.path, Path)}
            for source in arrivals.new(followed_now, places):
                files[source] = partitioned(_tasks(source, places, found=True, later=True))
        yield NoteTask("", "")
        yield None
        if watch.over:
            return
        watch.rest()


def _tasks(source: Source, places: Places, found: bool, later: bool = False) -> Iterator[Task | None]:
    """The tasks of one file, and None whenever there is no more data; ends when it cannot be followed.

    `found`: it was found and not named, and is dropped when deleted; `later`: found while following.
    """
    path = source.path
    if not isinstance(path, Path):
        yield FailedTask(source.name, f"{source.name}: only local files can be followed")
        return
    waiting = False
    while True:
        try:
            file = path.open("rb", buffering=0)
        except FileNotFoundError:
            if found:
                return
            if not waiting:
                yield NoteTask(source.name, f"{source.name}: does not exist yet; waiting for it")
            waiting = True
            yield None
            continue
        except OSError as error:
            with suppress(OSError):
                places.begin(path.stat())  # it was there before
            yield FailedTask(source.name, f"{source.name}: {error.strerror}")
            return
        try:
            with file:
                yield from _generation(source.name, path, file, places, found, later and not waiting)
        except UnreadableSource as error:
            # A new file may be an old log that was compressed.
            yield NoteTask(source.name, str(error)) if later else FailedTask(source.name, str(error))
            return
        except OSError as error:
            yield FailedTask(source.name, f"{source.name}: {error.strerror}")
            return
        waiting = True
        if found and not path.exists():
            return
        yield NoteTask(source.name, f"{source.name}: was replaced or truncated; reading from its start")


def _generation(
    name: str, path: Path, file: BinaryIO, places: Places, found: bool, later: bool
) -> Iterator[Task | None]:
    """The tasks of one file, as long as its name refers to it."""
    place = places.begin(os.fstat(file.fileno()))
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        raise UnreadableSource(f"{name}: not a regular file; it can be read only without --follow")
    pieces, head = _growth(path, file, place, found), b""
    for piece in pieces:
        head += piece
        if b"\n" in head.lstrip() or len(head) >= PLENTY or container_of(head) or foreign(head):
            break
        if not piece:
            yield None
    form, line, header = _form(name, head), 1, True
    if later and head:
        yield NoteTask(name, f"{name}: new file, reading from its start")
    for data in _formed(whole_lines(chain([head], pieces)), form):
        if not data:
            yield None
            continue
        if isinstance(form, Table):
            yield TableTask(name, data, form, header, first_line=line)
            header = False
        elif form == "lines":
            yield ChunkTask(name, data, first_line=line)
        elif not isinstance(form, JsonFormat):
            yield WrappedTask(name, data, form.wrapper, first_line=line)
        line += data.count(b"\n")
    places.end(place, os.fstat(file.fileno()))


def _form(name: str, head: bytes) -> DetectedFormat:
    """The format of a file with this beginning; raises an error for formats without lines."""
    container = container_in(name, Reader(iter([head])), by_name=True)
    if container is not None:
        raise UnreadableSource(
            f"{name}: is packed ({container.name}), and --follow reads only plain text; omit --follow"
        )
    form = detected_format(Reader(iter([head])), name)
    if isinstance(form, JsonFormat):
        raise UnreadableSource(f"{name}: is not line-based, and --follow reads only lines")
    return form


def _formed(chunks: Iterator[bytes], form: DetectedFormat) -> Iterable[bytes]:
    """The chunks, cut again where lines belong together."""
    if isinstance(form, Table):
        return whole_rows(chunks, form)
    return chunks if form == "lines" or isinstance(form, JsonFormat) else whole_entries(chunks, form.wrapper)


def _growth(path: Path, file: BinaryIO, place: Place, found: bool) -> Iterator[bytes]:
    """The content of a file and what is appended. An empty piece means no more data for now.

    Ends when the file is truncated, or when its name refers to another file and nothing is appended any more;
    one that was `found` ends with its deletion.
    """
    position, mark, replaced = _first_byte(file), b"", False
    while True:
        size = os.fstat(file.fileno()).st_size
        if size < position or (size > position and not _goes_on(file, position, mark)):
            return
        quiet = size == position
        while position < size and (piece := file.read(min(PIECE, size - position))):
            position += len(piece)
            mark = (mark + piece)[-_MARK:]
            place.position, place.mark = position, mark
            yield piece
        if quiet and replaced:
            return
        replaced = quiet and (_is_replaced(path, file) or (found and os.fstat(file.fileno()).st_nlink == 0))
        yield b""


def _first_byte(file: BinaryIO) -> int:
    """The start of a file: after the hole that remains if it was truncated while its writer kept its position."""
    if hasattr(os, "SEEK_DATA"):
        with suppress(OSError):  # the whole file is a hole, or the file system does not support holes
            return file.seek(0, os.SEEK_DATA)
    return 0


def _goes_on(file: BinaryIO, position: int, mark: bytes) -> bool:
    """Whether the last bytes read are unchanged. It leaves the file at the position."""
    file.seek(position - len(mark))
    return file.read(len(mark)) == mark


def _is_replaced(path: Path, file: BinaryIO) -> bool:
    """Whether the name refers to another file now. A name without a file may come back."""
    try:
        return not os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except OSError:
        return False
