r"""Cutting a log into chunks of whole lines, from a stream or from spans of a file, in linear time.

Only `\n` ends a line: U+2028 and similar characters occur inside values.
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
    """Where the lines of a chunk come from in its source, if they were converted from another format."""

    places: Sequence[int]
    """For each line of the chunk, the line of the source that it began on, from 0 at the beginning of the task."""
    height: int
    """The number of lines of the source in the chunk."""
    first_element: int = 0
    """The number of the array element of the first line, from 1; 0 if elements are not numbered."""
    reasons: Mapping[int, str] = field(default_factory=dict)
    """Why lines are bad, if the converter knows more than the line shows."""

    def part(self, start: int, stop: int | None = None) -> Origin:
        """The origin of the lines from `start` until `stop`, as if they were a chunk."""
        base = self.place(start) if start else 0
        end = self.height if stop is None else self.place(stop)
        return Origin(
            [place - base for place in self.places[start:stop]],
            end - base,
            self.first_element + start if self.first_element else 0,
            {line - start: reason for line, reason in self.reasons.items() if line >= start},
        )

    def place(self, line: int) -> int:
        """The line of the source that a line of the chunk began on."""
        return self.places[line] if line < len(self.places) else self.height

    def reason(self, line: int, reason: str) -> str:
        """The reason of a bad line, given the reason that the parser found."""
        reason = self.reasons.get(line, reason)
        return f"element {self.first_element + line}: {reason}" if self.first_element else reason


class Chunk(Struct, frozen=True):
    """Whole lines of a source: `data[start:stop]`."""

    data: bytes | mmap
    first_line: int
    """The number of its first line in the source, from 1; 0 if unknown: it follows the previous chunk."""
    source: str
    """The source's name."""
    start: int = 0
    stop: int | None = None
    origin: Origin | None = None
    """None if the lines are those of the source."""


_PATIENCE = 0.002
"""Seconds without data after which a pipe counts as idle."""
_GATHERING = 0.05
"""Seconds in which data of a pipe is collected into one piece; a fast pipe fills one in a tenth of that."""
_MORE = 1 << 16
"""Bytes of a first read for the rest of the last line of a span. Further reads grow up to:"""
_MOST = 1 << 22


class ReadsBytes(Protocol):
    """Anything to read bytes from: a `Reader`, or a binary file."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes, possibly fewer; none at the end."""


def read_chunks(reader: ReadsBytes, size: int) -> Iterator[bytes]:
    """Chunks of about `size` bytes. A longer line makes a longer chunk.

    A byte order mark at the start is skipped.
    An error of the reader is raised after all data before it was returned.
    """
    return whole_lines(_filled(reader, size))


def read_available(descriptor: int, size: int, head: bytes = b"") -> Iterator[bytes]:
    """Chunks of a pipe that is still being written: complete lines as soon as they arrive, and an empty one when idle.

    An empty chunk means that the next one will take a while.

    It reads all that is available, up to `size`, so that a fast pipe makes large chunks.
    `head` is data that was read from the pipe before.
    An incomplete last line is returned when the pipe is closed.
    """
    return whole_lines(_arriving(descriptor, size, head))


def _filled(reader: ReadsBytes, size: int) -> Iterator[bytes]:
    """Pieces of `size` bytes, regardless of the sizes that the reader returns. None is empty."""
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
    """Pieces as they arrive, and an empty one before each wait."""
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
    """Whether data or the end arrives within a time."""
    return bool(select.select([descriptor], [], [], seconds)[0])


def _widen(descriptor: int) -> None:
    """Increase the buffer of a pipe, if the system allows it, so that writer and reader alternate less often."""
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, 1 << 20)


def whole_lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces, each cut after its last line end. The rest is kept in parts and joined once.

    Empty pieces are passed on at once.
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
    """The spans of `size` bytes of a file of this length. They need not end at line ends."""
    return [(start, min(start + size, length)) for start in range(0, length, size)]


def span_pieces(
    read_at: Callable[[int, int], bytes], start: int, stop: int, size: int
) -> Iterator[tuple[bytes, int, int]]:
    """The lines that begin in a span, in pieces of about `size` bytes: data, and the bounds of whole lines in it.

    `read_at(position, size)` reads from any position, and returns less than `size` bytes only at the end.
    Every line of a file begins in exactly one span. A byte order mark at the start is skipped.
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
        if not begun:  # this line began in another span
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


class Shortened(Exception):  # noqa: N818 - named for what happened
    """A file that ends before its span."""


def _end_of_lines(data: bytes, begin: int, wanted: int) -> int:
    """The end of the last line that begins within the first `wanted` bytes; 0 if it is not in the data yet."""
    if wanted <= len(data):
        return data.find(b"\n", max(wanted - 1, begin)) + 1
    return data.rfind(b"\n", begin) + 1


def _with_rest_of_line(read_at: Callable[[int, int], bytes], position: int, data: bytes) -> bytes:
    """The data and the rest of its last line, in reads that grow up to some MB."""
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
