r"""Cutting a log into chunks of whole lines, from a stream or from spans of a file, in linear time.

Lines end at `\n` and nowhere else: U+2028 and its like occur inside values.
A chunk ends after a line's end, only the last one may not.
"""

from __future__ import annotations

import fcntl
import os
import select
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from mmap import mmap
from typing import Protocol

from msgspec import Struct, field

from actioncli.errors import ActioncliError

BOM = b"\xef\xbb\xbf"
"""The byte order mark of UTF-8, which may stand before the first line."""


class Origin(Struct, frozen=True):
    """Where the lines of a chunk stood in its source, when it was no JSON Lines and they were made of it."""

    places: Sequence[int]
    """For each line of the chunk, the line of the source that it began on, from 0 where the task begins."""
    height: int
    """How many lines of the source the chunk takes."""
    first_element: int = 0
    """Which element of its array the first line is, from 1; 0 when elements are not numbered."""
    reasons: Mapping[int, str] = field(default_factory=dict)
    """Why lines are bad, where more is known than the line tells."""

    def place(self, line: int) -> int:
        """The line of the source that a line of the chunk began on."""
        return self.places[line] if line < len(self.places) else self.height

    def reason(self, line: int, reason: str) -> str:
        """Why a line of the chunk is bad, given why the line itself is."""
        reason = self.reasons.get(line, reason)
        return f"element {self.first_element + line}: {reason}" if self.first_element else reason


class Chunk(Struct, frozen=True):
    """Whole lines of a source: `data[start:stop]`."""

    data: bytes | mmap
    first_line: int
    """The number of its first line in the source, from 1; 0 when nobody knows: it follows the chunk before it."""
    source: str
    """The source's name."""
    start: int = 0
    stop: int | None = None
    origin: Origin | None = None
    """None where the lines are the source's own."""


_PATIENCE = 0.002
"""Seconds that a pipe may be empty before it is said to be: its writer is at work, or waits for its turn."""
_GATHERING = 0.05
"""Seconds in which what comes out of a pipe may be gathered; a fast one gives a whole piece in a tenth of them."""
_MORE = 1 << 16
"""Bytes that are read at once for the rest of a span's last line, or as many as there are of it, but no more than:"""
_MOST = 1 << 22


class ReadsBytes(Protocol):
    """Anything to read bytes from: `containers.Reader`, or a binary file."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes, possibly fewer; none at the end."""


def read_chunks(reader: ReadsBytes, size: int) -> Iterator[bytes]:
    """Chunks of a little more or less than `size` bytes; a longer line makes a longer chunk.

    A byte order mark at the start is left out.
    What the reader raises is raised after all that was read before it has been given.
    """
    return whole_lines(_filled(reader, size))


def read_available(descriptor: int, size: int, head: bytes = b"") -> Iterator[bytes]:
    """Chunks of a pipe that may still be written: complete lines as soon as they are there, and an empty one when idle.

    An empty chunk says that the next one will be waited for.

    Takes what more there is without waiting, up to `size`, so that a fast pipe makes large chunks.
    `head` is what was read of the pipe already.
    A line without its end is given when the pipe is closed.
    """
    return whole_lines(_arriving(descriptor, size, head))


def _filled(reader: ReadsBytes, size: int) -> Iterator[bytes]:
    """Pieces of `size` bytes, whatever the reader gives at once; none is empty."""
    parts: list[bytes] = []
    missing = size
    while True:
        try:
            part = reader.read(missing)
        except ActioncliError:
            if parts:
                yield b"".join(parts)
            raise
        if part:
            parts.append(part)
            missing -= len(part)
        if parts and (missing <= 0 or not part):
            yield b"".join(parts)
            parts, missing = [], size
        if not part:
            return


def _arriving(descriptor: int, size: int, head: bytes) -> Iterator[bytes]:
    """Pieces as they arrive, and an empty one before each that is waited for."""
    _widen(descriptor)
    if head:
        yield head
    while True:
        if not _arrives(descriptor, _PATIENCE):
            yield b""
        if not (part := os.read(descriptor, size)):
            return
        parts = [part]
        missing = size - len(part)
        late = time.monotonic() + _GATHERING
        while missing > 0 and time.monotonic() < late and _arrives(descriptor, _PATIENCE):
            if not (part := os.read(descriptor, missing)):
                break
            parts.append(part)
            missing -= len(part)
        yield b"".join(parts)


def _arrives(descriptor: int, seconds: float) -> bool:
    """Whether there is something to read, or its end, within so long."""
    return bool(select.select([descriptor], [], [], seconds)[0])


def _widen(descriptor: int) -> None:
    """Let a pipe hold more, where the system allows it: its writer and its reader then take turns less often."""
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, 1 << 20)


def whole_lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces cut anew after the last line end of each; what follows it is kept in parts, and joined once.

    Empty pieces go on at once.
    """
    kept: list[bytes | memoryview] = []
    first, failure = True, None
    remaining = iter(pieces)
    while True:
        try:
            piece = next(remaining, None)
        except ActioncliError as error:
            failure, piece = error, None
        if piece is None:
            chunk = b"".join(kept)
        elif not piece:
            yield piece
            continue
        elif cut := piece.rfind(b"\n") + 1:
            chunk = b"".join([*kept, memoryview(piece)[:cut]])
            kept = [piece[cut:]]
        else:
            kept.append(piece)
            continue
        if first:
            chunk, first = chunk.removeprefix(BOM), False
        if chunk:
            yield chunk
        if piece is None:
            break
    if failure is not None:
        raise failure


def spans(length: int, size: int) -> list[tuple[int, int]]:
    """A file of this length as spans of `size` bytes, which need not fall on line ends."""
    return [(start, min(start + size, length)) for start in range(0, length, size)]


def span_pieces(
    read_at: Callable[[int, int], bytes], start: int, stop: int, size: int
) -> Iterator[tuple[bytes, int, int]]:
    """The lines that begin in a span, as pieces of about `size` bytes: data, and where whole lines begin and end in it.

    `read_at(position, size)` reads from anywhere, and less than `size` only at the end of all.
    Every line of a file begins in exactly one of its spans; a byte order mark at the start is left out.
    Piece by piece, so that a piece is still in the processor's cache when it is decoded;
    read and not mapped: a mapped file that becomes shorter (a log that is rotated) kills its readers with SIGBUS.

    Raises:
        Shortened: the file ends before the span does; all lines that are there were given.

    """
    position = max(start - 1, 0)
    begun = start == 0
    while position < stop:
        data = read_at(position, min(max(size, len(BOM)), stop - position + _MORE))
        if not data:
            raise Shortened
        begin = 0
        if position == 0 and data.startswith(BOM):
            begin = len(BOM)
        if not begun:  # the line that goes on here began in another span
            begin = data.find(b"\n") + 1
            begun = begin > 0
            if not begun or position + begin >= stop:
                position += begin or len(data)
                continue
        end = _end_of_lines(data, begin, stop - position)
        if not end:
            data = _with_rest_of_line(read_at, position, data)
            end = len(data)
        if begin < end:
            yield data, begin, end
        position += end


class Shortened(Exception):  # noqa: N818 - it says what happened
    """A file that ends before its span does."""


def _end_of_lines(data: bytes, begin: int, wanted: int) -> int:
    """Where the last line ends of those that begin within the `wanted` first bytes; 0 if that is not seen yet."""
    if wanted <= len(data):
        return data.find(b"\n", max(wanted - 1, begin)) + 1
    return data.rfind(b"\n", begin) + 1


def _with_rest_of_line(read_at: Callable[[int, int], bytes], position: int, data: bytes) -> bytes:
    """The data with the rest of its last line, which takes reads that grow with it, up to some MB."""
    parts = [data]
    length = len(data)
    while more := read_at(position + length, min(max(_MORE, length), _MOST)):
        end = more.find(b"\n") + 1
        parts.append(more[:end] if end else more)
        length += len(more)
        if end:
            break
    return b"".join(parts)


def line_chunks(data: bytes | mmap, start: int, stop: int, size: int) -> Iterator[tuple[int, int]]:
    """Whole lines that fill `start:stop`, as bounds of chunks of about `size` bytes."""
    while start < stop:
        end = data.find(b"\n", min(start + size, stop) - 1, stop) + 1 or stop
        yield start, end
        start = end
