"""Opening a source as a stream of plain bytes, however it is packed: gzip, zstd, brotli, bzip2, xz, lz4 or not at all.

Its first bytes decide, not its name (brotli, which has no magic bytes, excepted).
The libraries that unpack are imported when a source needs them.

    with open_plain(source) as opened:
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
from actioncli.inputs.remote.files import RemoteFile
from actioncli.inputs.sources import Source, UnreadableSource
from actioncli.inputs.unpacking import brotli_start, unpack, unpack_gzip_file
from actioncli.records.signatures import (
    ENOUGH,
    PLENTY,
    container,
    foreign,
    is_binary,
    is_text,
    opens_object,
    packing,
)

BLOCK = 1 << 18
"""How many bytes are read at once."""
_LAYERS = 3
"""Some stores pack again what was packed already; a bomb does so many times."""


class Reader:
    """A stream of bytes that can be looked at before it is read; an error waits until all before it was read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._head = b""
        self._at = 0
        """How much of the head was read: it is not cut anew for every read, which would copy it each time."""
        self._failure: ActioncliError | None = None

    def peek(self, size: int, stop: bytes = b"") -> bytes:
        """The next bytes without consuming them: `size` at least, or up to a `stop` or the end; often more."""
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
        """The next bytes, `size` at most and often fewer; none at the end."""
        if self._at >= len(self._head):
            if self._failure is not None:
                raise self._failure
            self._head, self._at = next(self._pieces, b""), 0
        piece = self._head[self._at : self._at + size]
        self._at += len(piece)
        return piece

    def empty(self) -> bool:
        """Whether there is nothing, and not for an error."""
        return not self.peek(1) and self._failure is None

    def taken(self) -> bytes:
        """The bytes that were looked at and not read; they are consumed."""
        head, self._head = self._head[self._at :], b""
        self._at = 0
        return head


class Opened(Struct):
    """An open source; close it, or use it in a `with`."""

    source: Source
    kind: str
    """`plain`, or the packings from the outside in, such as `gzip` or `zstd, gzip`."""
    reader: Reader
    descriptor: int
    """For `read_available` on a plain stream, after `reader.taken()`."""
    mappable: bool
    """Whether it is a plain file with a path and at least one byte, that can be read in spans."""
    content: str = "text"
    """`text`, or what else the unpacked bytes are: `zip`, `tar` or `parquet`."""
    here: bool = False
    """Whether the reader has all of it already, so that nobody need fetch spans of it."""
    notes: list[str] = field(default_factory=list)
    """What is worth telling and no trouble, such as an empty file."""

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
    """Opens a source for reading its unpacked bytes.

    Raises `UnreadableSource` for one that cannot be opened or is of a kind that cannot be read.
    Never waits for more than the first line of a stream of text.
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
        reader, kinds, content = _unpacked(source.name, _blocks(source.name, descriptor), path, descriptor)
    except ActioncliError:
        if source.path is not None:
            os.close(descriptor)
        raise
    mappable = not kinds and path is not None and os.fstat(descriptor).st_size > 0
    opened = Opened(source, ", ".join(kinds) or "plain", reader, descriptor, mappable, content)
    if reader.empty():
        opened.notes.append(f"{source.name}: is empty")
    return opened


def open_member(name: str, blocks: Iterator[bytes]) -> Opened:
    """Opens a member of an archive, given its blocks, as `open_plain` does a source."""
    reader, kinds, content = _unpacked(name, blocks, None, -1)
    opened = Opened(Source(name, None), ", ".join(kinds) or "plain", reader, -1, False, content)
    if reader.empty():
        opened.notes.append(f"{name}: is empty")
    return opened


def _blocks(name: str, descriptor: int, *, rewind: bool = False) -> Iterator[bytes]:
    """The bytes of a file or pipe as they come; of a file from its start, if asked."""
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
    """Turns the system's errors into ours."""
    try:
        yield
    except FileNotFoundError as error:
        raise UnreadableSource(f"no such file: {name}") from error
    except PermissionError as error:
        raise UnreadableSource(f"permission denied: {name}") from error
    except OSError as error:
        raise UnreadableSource(f"{name}: cannot be read: {error.strerror or error}") from error


def _unpacked(name: str, pieces: Iterator[bytes], path: Path | None, descriptor: int) -> tuple[Reader, list[str], str]:
    """A reader of the innermost bytes, the packings on the way there, and what the bytes are; `path` is of a file."""
    kinds = list[str]()
    while True:
        reader = Reader(pieces)
        kind = kind_of(name, reader, by_name=not kinds)
        if kind in ("text", "zip", "tar", "parquet"):
            return reader, kinds, kind
        if len(kinds) == _LAYERS:
            raise UnreadableSource(f"{name}: is packed more than {_LAYERS} times over")
        if kind == "gzip" and not kinds and path is not None:
            pieces = unpack_gzip_file(name, path, _blocks(name, descriptor, rewind=True))
        else:
            pieces = unpack(kind, name, iter(partial(reader.read, BLOCK), b""))
        kinds.append(kind)


def kind_of(name: str, reader: Reader, *, by_name: bool) -> str:
    """A packing, or what the bytes are: `text`, `zip`, `tar` or `parquet`; raises `UnreadableSource` otherwise."""
    head = reader.peek(ENOUGH, stop=b"\n")
    known = foreign(head)
    if not known and opens_object(head):
        return "text"
    if not known and (kind := packing(head) or container(head)):
        return kind
    named = by_name and name.lower().endswith(".br")
    if is_text(head) and not named and not known:
        return "text"
    head = reader.peek(PLENTY)
    if not foreign(head) and container(head):
        return container(head)
    unpacked = brotli_start(head[:PLENTY])
    if unpacked is not None and (named or opens_object(unpacked)):
        return "brotli"
    what = foreign(head) or ("looks like a binary file, not JSON Lines" if is_binary(head[:PLENTY]) else "")
    if what:
        raise UnreadableSource(f"{name}: {what}")
    return "text"
