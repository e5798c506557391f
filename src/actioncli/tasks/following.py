"""Files that grow: what is there is read, and then what is appended, until somebody has seen enough.

As with `tail -F` it is the name that counts: a file that is replaced or cut short is read from its start,
and one that is not there is waited for.
In a directory or under a glob, files that appear are read from their start, and those that are deleted are let go.
Lines are given when they are complete, and only plain files of lines can be followed.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Protocol

from actioncli.formats.recognise import Form, JsonForm, form_of
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
"""Bytes before the place where reading goes on, by which a file that was cut short and has grown again is known."""


class Watch(Protocol):
    """Whoever follows."""

    @property
    def over(self) -> bool:
        """Whether enough was seen."""

    def rest(self) -> None:
        """Wait a moment."""


def followed(sources: Sequence[Source], watch: Watch, arrivals: Arrivals | None = None) -> Iterator[Task | None]:
    """The tasks of files that grow; of each what is there, in their order, and then what is appended to any of them.

    Before each wait there is a task with nothing in it, as an occasion to tell of what was counted, and None.
    Ends when the watch is over, or nothing is left that can be followed.
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
    """The tasks of one file, and None whenever there is no more for now; ends when it cannot be followed.

    `found`: it was not named, and is let go when it is deleted; `later`: while others were followed.
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
                places.begin(path.stat())  # it is no news that it is there
            yield FailedTask(source.name, f"{source.name}: {error.strerror}")
            return
        try:
            with file:
                yield from _generation(source.name, path, file, places, found, later and not waiting)
        except UnreadableSource as error:
            # What appears beside a log may be an old one, packed.
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
    """The tasks of one file as long as it is the one with that name, and grows."""
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
        elif not isinstance(form, JsonForm):
            yield WrappedTask(name, data, form.wrapper, first_line=line)
        line += data.count(b"\n")
    places.end(place, os.fstat(file.fileno()))


def _form(name: str, head: bytes) -> Form:
    """What a file that begins so holds; refuses what does not come in lines."""
    container = container_in(name, Reader(iter([head])), by_name=True)
    if container is not None:
        raise UnreadableSource(
            f"{name}: is packed ({container.name}), and --follow reads only plain text; omit --follow"
        )
    form = form_of(Reader(iter([head])), name)
    if isinstance(form, JsonForm):
        raise UnreadableSource(f"{name}: is not line-based, and --follow reads only lines")
    return form


def _formed(chunks: Iterator[bytes], form: Form) -> Iterable[bytes]:
    """The chunks cut anew where lines belong together."""
    if isinstance(form, Table):
        return whole_rows(chunks, form)
    return chunks if form == "lines" or isinstance(form, JsonForm) else whole_entries(chunks, form.wrapper)


def _growth(path: Path, file: BinaryIO, place: Place, found: bool) -> Iterator[bytes]:
    """What a file holds and what is appended to it; an empty piece: no more for now.

    Ends when the file was cut short, or when another one has its name and nobody writes to this one any more;
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
    """Where a file begins: behind the hole that is left when it is cut short and its writer goes on where it was."""
    if hasattr(os, "SEEK_DATA"):
        with suppress(OSError):  # there is nothing but a hole, or the file system knows of none
            return file.seek(0, os.SEEK_DATA)
    return 0


def _goes_on(file: BinaryIO, position: int, mark: bytes) -> bool:
    """Whether what was read last still stands where it stood; the file is left at the position."""
    file.seek(position - len(mark))
    return file.read(len(mark)) == mark


def _is_replaced(path: Path, file: BinaryIO) -> bool:
    """Whether the name is another file's by now; one that is nobody's may come back."""
    try:
        return not os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except OSError:
        return False
