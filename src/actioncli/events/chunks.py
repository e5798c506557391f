r"""Cutting a log into chunks of whole lines, from a stream or from spans of a file, in linear time.

Lines end at `\n` and nowhere else: U+2028 and its like occur inside values.
A chunk ends after a line's end, only the last one may not.
"""

from __future__ import annotations

import os
import select
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from mmap import mmap
from typing import Protocol

from actioncli.errors import ActioncliError
from actioncli.events.signatures import BOM


@dataclass(frozen=True, slots=True)
class Origin:
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


@dataclass(frozen=True, slots=True)
class Chunk:
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


_MORE = 1 << 16
"""Bytes that are read at once for the rest of a span's last line."""


class ReadsBytes(Protocol):
    """Anything to read bytes from: `containers.Reader`, or a binary file."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes, possibly fewer; none at the end."""


class ReadsAnywhere(ReadsBytes, Protocol):
    """A binary file."""

    def seek(self, position: int, /) -> int:
        """Read on from there."""


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
    if head:
        yield head
    while True:
        if not select.select([descriptor], [], [], 0)[0]:
            yield b""
        if not (part := os.read(descriptor, size)):
            return
        parts = [part]
        missing = size - len(part)
        while missing > 0 and select.select([descriptor], [], [], 0)[0]:
            if not (part := os.read(descriptor, missing)):
                break
            parts.append(part)
            missing -= len(part)
        yield b"".join(parts)


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


def read_span(file: ReadsAnywhere, start: int, stop: int) -> tuple[bytes, int]:
    """The bytes of a span, with the byte before it and the rest of its last line; and where these bytes begin.

    Read and not mapped: a mapped file that becomes shorter (a log that is rotated) kills its readers with SIGBUS.
    Fewer bytes than the span has mean that the file became shorter.
    """
    base = max(start - 1, 0)
    file.seek(base)
    parts = [_all_of(file, stop - base)]
    if start > 0 and parts[0].find(b"\n", 0, -1) < 0:  # no line begins here, and another task has the one that goes on
        return parts[0], base
    while parts[-1] and not parts[-1].endswith(b"\n"):
        more = file.read(_MORE)
        parts.append(more[: more.find(b"\n") + 1] or more)
    return b"".join(parts), base


def _all_of(file: ReadsAnywhere, size: int) -> bytes:
    """So many bytes, or all there are: the system gives 2 GB at once at most, and less when it likes."""
    parts = [b""]
    while size > 0 and (part := file.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def line_bounds(data: bytes | mmap, start: int, stop: int) -> tuple[int, int]:
    """Where the lines that begin in a span begin and end: none of them twice, whatever the spans; alike if none does.

    A byte order mark at the start of the file is left out.
    Costs no more than the span and the rest of its last line: a line of many spans is searched once for its end.
    """
    length = len(data)
    stop = min(stop, length)
    if start >= stop:
        return stop, stop
    begin = start
    if start == 0:
        begin = len(BOM) if data[: len(BOM)] == BOM else 0
    else:
        begin = data.find(b"\n", start - 1, stop - 1) + 1
        if not begin:
            return stop, stop
    end = data.find(b"\n", stop - 1) + 1
    return begin, end or length


def line_chunks(data: bytes | mmap, start: int, stop: int, size: int) -> Iterator[tuple[int, int]]:
    """Whole lines that fill `start:stop`, as bounds of chunks of about `size` bytes."""
    while start < stop:
        end = data.find(b"\n", min(start + size, stop) - 1, stop) + 1 or stop
        yield start, end
        start = end


def span_chunks(data: bytes | mmap, start: int, stop: int, size: int) -> Iterator[tuple[int, int]]:
    """The lines that begin in a span, as bounds of chunks of about `size` bytes; none is empty."""
    for position in range(start, min(stop, len(data)), size):
        begin, end = line_bounds(data, position, min(position + size, stop))
        if begin < end:
            yield begin, end
