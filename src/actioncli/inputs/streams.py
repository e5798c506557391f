"""Reads sources as streams of plain bytes, decompressed if necessary.

The first bytes decide what a source is, not its name: vendors send plain text named `.gz`, and Parquet named
`.parquet.zst`. Only brotli, which has no magic bytes, is told by its name.

    with open_local(source) as opened:
        for chunk in read_chunks(opened.reader, 1 << 20):
            ...
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import TracebackType

from msgspec import Struct, field

from actioncli.errors import ActioncliError
from actioncli.inputs.containers import CONTAINERS, Container, container_of
from actioncli.inputs.remote.stores import RemoteFile
from actioncli.inputs.signatures import PLENTY, foreign, is_binary, is_text, opens_object
from actioncli.inputs.sources import Source, UnreadableSource

BLOCK = 1 << 18
"""The number of bytes to read at once."""
_LAYERS = 3
"""The most nested compressions. Some stores compress files again; a decompression bomb does so many times."""
_MAGIC = 16
"""The number of bytes that identify every compression format."""
_UNMARKED = [one for one in CONTAINERS if one.start is not None]
"""Formats without magic bytes."""


class Reader:
    """A stream of bytes with lookahead. An error is raised after all bytes before it were read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._head = b""
        self._at = 0
        """The position in the head, which is not cut for every read, since that would copy it."""
        self._failure: ActioncliError | None = None

    def peek(self, size: int, stop: bytes = b"") -> bytes:
        """The next bytes without consuming them: at least `size`, or up to a `stop` or the end."""
        self._head, self._at = self._head[self._at :], 0
        while len(self._head) < size and not (stop and stop in self._head) and self._failure is None:
            try:
                piece = next(self._pieces, b"")
            except ActioncliError as error:
                self._failure = error
                break
            if not piece:
                break
            self._head += piece
        return self._head

    def read(self, size: int) -> bytes:
        """The next bytes, at most `size`; empty at the end."""
        if self._at >= len(self._head):
            if self._failure is not None:
                raise self._failure
            self._head, self._at = next(self._pieces, b""), 0
        piece = self._head[self._at : self._at + size]
        self._at += len(piece)
        return piece

    def empty(self) -> bool:
        """Whether the stream is empty, and not because of an error."""
        return not self.peek(1) and self._failure is None

    def taken(self) -> bytes:
        """Consume and return the bytes of the lookahead."""
        head, self._head = self._head[self._at :], b""
        self._at = 0
        return head


class Opened(Struct):
    """An open source; close it, or use it in a `with`."""

    source: Source
    kind: str
    """`plain`, or the compression formats from the outside in, such as `gzip` or `zstd, gzip`."""
    reader: Reader
    descriptor: int
    """The file descriptor, for `read_available` on a plain stream after `reader.taken()`."""
    mappable: bool
    """Whether it is a plain, non-empty file with a path, which can be read in spans."""
    container: Container | None = None
    """The container of the decompressed bytes, if they are not text."""
    here: bool = False
    """Whether the reader has all of its bytes, so that no spans must be fetched."""
    notes: list[str] = field(default_factory=list)
    """A note that is not an error, such as about an empty file."""

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file; standard input stays open."""
        if self.source.path is not None and self.descriptor >= 0:
            os.close(self.descriptor)
        self.descriptor = -1


def open_local(source: Source) -> Opened:
    """Open a source for reading its decompressed bytes.

    Raises `UnreadableSource` if it cannot be opened or has an unsupported format.
    It never waits for more than the first line of a stream of text.
    """
    assert not isinstance(source.path, RemoteFile), "those are opened by `remote`"  # noqa: S101
    with _explained(source.name):
        descriptor = 0 if source.path is None else os.open(source.path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
    try:
        with _explained(source.name):
            mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            raise UnreadableSource(f"{source.name}: is a directory")
        path = source.path if stat.S_ISREG(mode) else None
        reader, kinds, container = _unpacked(source.name, _blocks(source.name, descriptor), path, descriptor)
    except ActioncliError:
        if source.path is not None:
            os.close(descriptor)
        raise
    mappable = not kinds and path is not None and os.fstat(descriptor).st_size > 0
    opened = Opened(source, ", ".join(kinds) or "plain", reader, descriptor, mappable, container)
    if reader.empty():
        opened.notes.append(f"{source.name}: is empty")
    return opened


def open_member(name: str, blocks: Iterator[bytes]) -> Opened:
    """Open a member of an archive, given its blocks, as `open_plain` opens a source."""
    reader, kinds, container = _unpacked(name, blocks, None, -1)
    opened = Opened(Source(name, None), ", ".join(kinds) or "plain", reader, -1, False, container)
    if reader.empty():
        opened.notes.append(f"{name}: is empty")
    return opened


def _blocks(name: str, descriptor: int, *, rewind: bool = False) -> Iterator[bytes]:
    """The bytes of a file or pipe as they arrive; from the start of a file, if requested."""
    if rewind:
        os.lseek(descriptor, 0, os.SEEK_SET)
    while True:
        with _explained(name):
            block = os.read(descriptor, BLOCK)
        if not block:
            return
        yield block


@contextmanager
def _explained(name: str) -> Iterator[None]:
    """Convert errors of the system to `UnreadableSource`."""
    try:
        yield
    except FileNotFoundError as error:
        raise UnreadableSource(f"no such file: {name}") from error
    except PermissionError as error:
        raise UnreadableSource(f"permission denied: {name}") from error
    except OSError as error:
        raise UnreadableSource(f"{name}: cannot be read: {error.strerror or error}") from error


def _unpacked(
    name: str, pieces: Iterator[bytes], path: Path | None, descriptor: int
) -> tuple[Reader, list[str], Container | None]:
    """A reader of the decompressed bytes, the compression formats from the outside in, and the container, if any.

    `path` is that of a regular file, opened as `descriptor`.
    """
    kinds = list[str]()
    while True:
        reader = Reader(pieces)
        found = container_in(name, reader, by_name=not kinds)
        if found is None or found.unpack is None:
            return reader, kinds, found
        if len(kinds) == _LAYERS:
            raise UnreadableSource(f"{name}: has more than {_LAYERS} layers of compression")
        if found.unpack_file is not None and not kinds and path is not None:
            pieces = found.unpack_file(name, path, _blocks(name, descriptor, rewind=True))
        else:
            # No piece is empty, which would mean the end.
            pieces = filter(None, found.unpack(name, iter(partial(reader.read, BLOCK), b"")))
        kinds.append(found.name)


def container_in(name: str, reader: Reader, *, by_name: bool) -> Container | None:
    """The container of the bytes of a reader; None for text.

    `by_name`: whether the extension in `name` belongs to these bytes, and not to an enclosing container.

    Raises:
        UnreadableSource: they are of a kind that cannot be read.

    """
    head = reader.peek(_MAGIC, stop=b"\n")
    known = foreign(head)
    if not known and opens_object(head):
        return None
    if not known and (found := container_of(head)):
        return found
    named = [one for one in _UNMARKED if by_name and name.lower().endswith(one.suffixes)]
    if is_text(head) and not named and not known:
        return None
    head = reader.peek(PLENTY)
    if not foreign(head) and (found := container_of(head)):
        return found
    for one in _UNMARKED:
        begin = one.start(head[:PLENTY]) if one.start is not None else None
        if begin is not None and (one in named or opens_object(begin)):
            return one
    what = foreign(head) or ("looks like a binary file, not JSON Lines" if is_binary(head[:PLENTY]) else "")
    if what:
        raise UnreadableSource(f"{name}: {what}")
    return None


def needs_file(name: str, container: Container) -> UnreadableSource:
    """The error for a container that was found where it cannot be read: in a pipe, an archive or compressed."""
    return UnreadableSource(
        f"{name}: {container.title} can only be read from a regular file, "
        f"not from a pipe, an archive or a compressed file: {container.hint}"
    )
