"""Decompresses streams piece by piece: all members and frames, and everything before any damage.

Each function takes the source's name and its compressed blocks, and yields the content of a block before it takes
the next one, so that data from a pipe is passed on at once.
A stream that is cut off, damaged or followed by something else raises `DamagedSource` after the last good byte.
`containers` lists the formats.
"""

from __future__ import annotations

import codecs
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct

from actioncli.core import core
from actioncli.errors import ActioncliError

_STEP = 1 << 16
"""The most decompressed bytes of one call, which limits the loss in damaged data, and the memory for a bomb."""
PORTION = 1 << 11
"""Compressed bytes for one call of a library that cannot limit its output."""
_WINDOW = 1 << 10
"""Compressed bytes for the first call of a stream."""
_STEP_OF_START = 16
"""Compressed bytes for one call on the first bytes of what may be brotli."""
_PIECE = 1 << 18
"""Decompressed bytes of a piece, if the library lets us choose."""
_HELD = 1 << 22
"""Decompressed bytes of a block after which they are yielded, which limits the memory for a bomb."""
_SMALL = 1 << 15
"""The compressed length of a stream up to which the next ones are decompressed together."""


class DamagedSource(ActioncliError):  # noqa: N818 - named for what happened
    """A truncated or damaged compressed source. It is raised after everything before the damage was returned."""

    def __init__(self, name: str, kind: str, meaning: str) -> None:
        self.name, self.kind, self.meaning = name, kind, meaning
        super().__init__(f"{name}: {meaning}; everything before it was read")


class _Stream(Protocol):
    """One member or frame, with the interface of the standard library's decompressors."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes | None: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def decompress(self) -> Callable[..., bytes]: ...


class Codec(Struct, frozen=True):
    """How the streams of a compression format are decompressed."""

    kind: str
    stream: Callable[[], _Stream]
    """Makes the decompressor of one stream."""
    errors: tuple[type[Exception], ...]
    """What the library raises for damaged data."""
    begins: bytes
    """The first bytes that a stream may have; anything else after a stream is trailing data."""
    portion: int = PORTION
    """Compressed bytes for one call at most."""
    limit: tuple[int, ...] = (_STEP,)
    """Decompressed bytes of one call at most; empty if the library has no such argument."""
    salvage: Callable[[bytes, int], bytes] | None = None
    """What a damaged stream, given from its first byte, holds after this many decompressed bytes."""
    together: Callable[[bytes, int], tuple[bytes, int, int]] | None = None
    """Decompresses many small streams: those that begin at a position of a block, as far as they are whole and valid.

    Returns their content, the end of the last one, and its compressed length, or the position and 0 without any.
    """


def decompressed(codec: Callable[[], Codec]) -> Callable[[str, Iterable[bytes]], Iterator[bytes]]:
    """A function that decompresses the blocks of a source; `codec` imports its library when it is called."""
    return lambda name, blocks: _streams(codec(), name, blocks)


def utf_8(name: str, blocks: Iterable[bytes]) -> Iterator[bytes]:
    """UTF-16 text as UTF-8; its byte order mark tells the byte order."""
    decoder = codecs.getincrementaldecoder("utf-16")("replace")
    for block in blocks:
        yield decoder.decode(block).encode("utf-8", "replace")
    if decoder.getstate()[0]:
        raise DamagedSource(name, "utf-16", "the UTF-16 text ends in the middle of a character")


def unpack_gzip_file(name: str, path: Path, blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Decompresses a gzip file; if it does not begin with small members for the compiled core, faster than its blocks.

    The file reader of isal goes from member to member without Python, but loses the output of a call that fails.
    After a failure the blocks are decompressed from the start, and what was returned before is skipped.
    """
    from isal import igzip, igzip_lib, isal_zlib  # noqa: PLC0415

    codec, remaining = gzip_codec(), iter(blocks)
    if codec.together is not None:
        first = next(remaining, b"")
        remaining = chain([first], remaining)
        if codec.together(first, 0)[2]:
            yield from filter(None, _streams(codec, name, remaining))
            return
    failures: tuple[Any, ...] = (OSError, EOFError, igzip_lib.IsalError, isal_zlib.error)
    opening: Any = igzip.open  # it has no types
    given = 0
    try:
        with opening(path) as file:
            while piece := file.read(_PIECE):
                given += len(piece)
                yield piece
    except failures:
        pass
    else:
        return
    for piece in _streams(codec, name, remaining):
        if given < len(piece):
            yield piece[given:]
        given = max(0, given - len(piece))


def _streams(codec: Codec, name: str, blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The streams one after another, without the zero padding between and after them."""
    decompression = _Decompression(codec, name)
    for block in blocks:
        yield from decompression.feed(block)
    if decompression.inside:
        raise DamagedSource(name, codec.kind, f"the {codec.kind} stream is cut off")


class _Decompression:
    """The state of decompression, which continues from block to block.

    PostHog writes a gzip member per event, so the cost per member counts:
    a call is given little more than the length of the last member, because the bytes that it leaves unused are copied.
    """

    def __init__(self, codec: Codec, name: str) -> None:
        self._codec, self._name = codec, name
        self._stream = codec.stream()
        self._window = _WINDOW
        self._given = 0
        """Compressed bytes of the stream in earlier blocks."""
        self.inside = False
        """Whether a stream has begun and not ended."""

    def feed(self, block: bytes) -> Iterator[bytes]:
        """The output of a block, in pieces; raises `DamagedSource` after the output before the damage."""
        codec, view, size = self._codec, memoryview(block), len(block)
        together = codec.together
        pieces: list[bytes] = []
        position = began = fresh = held = 0
        while position < size:
            if held > _HELD:
                yield b"".join(pieces)
                pieces, held = [], 0
            if not self.inside:
                if not block[position]:
                    position = size - len(block[position:].lstrip(b"\x00"))
                    if position == size:
                        break
                if together is not None and self._window <= min(_SMALL, size - position):
                    piece, end, length = together(block, position)
                    if (end - position) * 4 < size - position:
                        together = None  # the rest of the block is not worth another attempt
                    if length:
                        if any(pieces):
                            yield b"".join(pieces)
                        yield piece
                        pieces, held = [], 0
                        position, self._window = end, self._window_after(length)
                        continue
                began = position
                if block[position] not in codec.begins:
                    yield b"".join(pieces)
                    meaning = f"the data after the {codec.kind} stream is not {codec.kind}"
                    raise DamagedSource(self._name, codec.kind, meaning)
                self.inside, self._given, fresh = True, 0, 0
            window, stream, known = view[position : position + self._window], self._stream, fresh
            try:
                piece = stream.decompress(window, *codec.limit)
                pieces.append(piece)
                fresh += len(piece)
                while not (stream.eof or not codec.limit or stream.needs_input):
                    if fresh - known > _HELD:
                        yield b"".join(pieces)
                        pieces, held, known = [], 0, fresh
                    piece = stream.decompress(b"", *codec.limit)
                    pieces.append(piece)
                    fresh += len(piece)
            except codec.errors as error:
                if codec.salvage and not self._given:
                    pieces.append(codec.salvage(block[began:], fresh))
                yield b"".join(pieces)
                raise DamagedSource(self._name, codec.kind, f"the {codec.kind} stream is damaged") from error
            position += len(window)
            held += fresh - known
            if stream.eof:
                position -= len(stream.unused_data or b"")
                self._window = self._window_after(self._given + position - began)
                self._stream, self.inside = codec.stream(), False
            else:
                self._window = min(self._window * 2, codec.portion)
        self._given += size - began
        yield b"".join(pieces)

    def _window_after(self, length: int) -> int:
        """Compressed bytes for the first call of a stream, given the compressed length of the one before."""
        return min(max(_WINDOW, length * 9 // 8), self._codec.portion)


def gzip_codec() -> Codec:
    """Gzip by isal, which is about twice as fast as zlib."""
    from isal import igzip_lib  # noqa: PLC0415

    def stream() -> _Stream:
        made: _Stream = igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_GZIP)
        return made

    broken: type[Exception] = igzip_lib.IsalError  # type: ignore[assignment]  # its stub says it is an instance
    compiled = core()
    together = compiled.GzipMembers().take_from if compiled is not None else None
    return Codec("gzip", stream, (broken, EOFError), b"\x1f", 1 << 18, salvage=_gzip_salvage, together=together)


def _gzip_salvage(member: bytes, known: int) -> bytes:
    """What a damaged member holds after `known` bytes: isal loses the output of its last call."""
    stream, pieces = zlib.decompressobj(31), []
    try:
        for index in range(len(member)):
            pieces.append(stream.decompress(member[index : index + 1]))  # noqa: PERF401  (what came before stays)
    except zlib.error:
        pass
    return b"".join(pieces)[known:]


def brotli_stream(name: str, blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Decompresses brotli, whose files hold one stream."""
    import brotli  # noqa: PLC0415

    stream = brotli.Decompressor()
    for block in blocks:
        pieces: list[bytes] = []
        for start in range(0, len(block), PORTION):
            portion = block[start : start + PORTION]
            if stream.is_finished():
                yield b"".join(pieces)
                raise DamagedSource(name, "brotli", "the data after the brotli stream is not brotli")
            try:
                pieces.append(stream.process(portion))
            except brotli.error as error:
                yield b"".join(pieces)
                raise DamagedSource(name, "brotli", "the brotli stream is damaged") from error
        yield b"".join(pieces)
    if not stream.is_finished():
        raise DamagedSource(name, "brotli", "the brotli stream is cut off")


def brotli_start(head: bytes) -> bytes | None:
    """What the first bytes decompress to if they may be brotli, which has no magic bytes; None if they are not."""
    import brotli  # noqa: PLC0415

    stream, found = brotli.Decompressor(), b""
    try:
        for start in range(0, len(head), _STEP_OF_START):
            found += stream.process(head[start : start + _STEP_OF_START])
            if stream.is_finished():
                break
    except brotli.error:
        return found or None
    return found
