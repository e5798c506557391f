"""Unpacking streams piece by piece: all members and frames, and all there is before any damage.

Each unpacker takes the source's name and its packed blocks and gives unpacked pieces, at most one per block,
so that what came through a pipe goes on at once.
After the last good byte it raises `DamagedSource` if the stream is cut off, broken or followed by something else.
"""

from __future__ import annotations

import codecs
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct

from actioncli.errors import ActioncliError
from actioncli.records.signatures import ENOUGH

_STEP = 1 << 16
"""Unpacked bytes that one call may give: the most that broken data can take with it, and no bomb fills the memory."""
_PORTION = 1 << 11
"""Packed bytes for one call of a library that cannot limit what it gives."""


_WINDOW = 1 << 10
"""Packed bytes for the first call of a stream."""


_PIECE = 1 << 18
"""Unpacked bytes of a piece, where pieces are ours to choose."""


class DamagedSource(ActioncliError):  # noqa: N818  (it says what the source is)
    """A packed source that ends early or breaks off; raised after everything before the damage was delivered."""

    def __init__(self, name: str, kind: str, meaning: str) -> None:
        self.name, self.kind, self.meaning = name, kind, meaning
        super().__init__(f"{name}: {meaning}; what came before was read")


class _Stream(Protocol):
    """One member or frame, as the standard library's decompressors work."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes | None: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def decompress(self) -> Callable[..., bytes]: ...


class _Packing(Struct, frozen=True):
    """What the loop over streams must know of a kind."""

    kind: str
    stream: Callable[[], _Stream]
    errors: tuple[type[Exception], ...]
    begins: bytes
    """The first bytes that a stream may have; others after a stream are junk."""
    portion: int
    """Packed bytes for one call at most."""
    limit: tuple[int, ...] = (_STEP,)
    """Unpacked bytes of one call at most, where the library has an argument for it."""
    salvage: Callable[[bytes, int], bytes] | None = None
    """What a broken stream, from its first byte, holds after so many unpacked bytes."""


def unpack(kind: str, name: str, blocks: Iterable[bytes]) -> Iterator[bytes]:
    """What blocks of a packing such as `gzip` or `brotli` unpack to; no piece is empty, which would mean the end."""
    if kind == "utf-16":
        pieces = _utf_8(name, blocks)
    else:
        pieces = _brotli(name, blocks) if kind == "brotli" else _streams(_PACKINGS[kind](), name, blocks)
    return filter(None, pieces)


def _utf_8(name: str, blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Text of UTF-16 as UTF-8; its byte order mark says which half of a character comes first."""
    decoder = codecs.getincrementaldecoder("utf-16")("replace")
    for block in blocks:
        yield decoder.decode(block).encode("utf-8", "replace")
    if decoder.getstate()[0]:
        raise DamagedSource(name, "utf-16", "the UTF-16 text ends in the middle of a character")


def unpack_gzip_file(name: str, path: Path, blocks: Iterable[bytes]) -> Iterator[bytes]:
    """What `unpack` gives for a gzip file and its blocks, a third faster where members are small.

    The file reader of isal goes from member to member without Python, but a failure costs it all of its last call:
    then the blocks are unpacked, from the start, and what was given already is left out.
    """
    from isal import igzip, igzip_lib, isal_zlib  # noqa: PLC0415

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
    for piece in unpack("gzip", name, blocks):
        if given < len(piece):
            yield piece[given:]
        given = max(0, given - len(piece))


def _streams(packing: _Packing, name: str, blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Streams one after another, zero padding between and after them left out."""
    reading = _Reading(packing, name)
    for block in blocks:
        pieces: list[bytes] = []
        try:
            reading.feed(block, pieces)
        except DamagedSource:
            yield b"".join(pieces)
            raise
        yield b"".join(pieces)
    if reading.inside:
        raise DamagedSource(name, packing.kind, f"the {packing.kind} stream is cut off")


class _Reading:
    """Where the reader is in the streams.

    A class with state, since a stream goes on from block to block.
    PostHog writes a gzip member per event, so what a member costs counts:
    a call gets not much more than the last member was long, for what it leaves unused is copied out.
    """

    def __init__(self, packing: _Packing, name: str) -> None:
        self._packing, self._name = packing, name
        self._stream = packing.stream()
        self._window = _WINDOW
        self._given = 0
        """Packed bytes of the stream in earlier blocks."""
        self.inside = False
        """Whether a stream has begun and not ended."""

    def feed(self, block: bytes, pieces: list[bytes]) -> None:
        """Appends what a block gives; raises `DamagedSource` after what came before the damage."""
        packing, view, size = self._packing, memoryview(block), len(block)
        position = began = fresh = 0
        while position < size:
            if not self.inside:
                if not block[position]:
                    position = size - len(block[position:].lstrip(b"\x00"))
                    if position == size:
                        return
                began = position
                if block[position] not in packing.begins:
                    meaning = f"what follows the {packing.kind} stream is none"
                    raise DamagedSource(self._name, packing.kind, meaning)
                self.inside, self._given, fresh = True, 0, 0
            window, stream = view[position : position + self._window], self._stream
            try:
                piece = stream.decompress(window, *packing.limit)
                pieces.append(piece)
                fresh += len(piece)
                while not (stream.eof or not packing.limit or stream.needs_input):
                    piece = stream.decompress(b"", *packing.limit)
                    pieces.append(piece)
                    fresh += len(piece)
            except packing.errors as error:
                if packing.salvage and not self._given:
                    pieces.append(packing.salvage(block[began:], fresh))
                raise DamagedSource(self._name, packing.kind, f"the {packing.kind} stream is damaged") from error
            position += len(window)
            if stream.eof:
                position -= len(stream.unused_data or b"")
                self._window = min(max(_WINDOW, (self._given + position - began) * 9 // 8), packing.portion)
                self._stream, self.inside = packing.stream(), False
            else:
                self._window = min(self._window * 2, packing.portion)
        self._given += size - began


def _gzip() -> _Packing:
    """Gzip by isal, which unpacks it about twice as fast as zlib, member after member."""
    from isal import igzip_lib  # noqa: PLC0415

    def stream() -> _Stream:
        made: _Stream = igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_GZIP)
        return made

    broken: type[Exception] = igzip_lib.IsalError  # type: ignore[assignment]  # its stub says it is an instance
    return _Packing("gzip", stream, (broken, EOFError), b"\x1f", 1 << 18, salvage=_gzip_salvage)


def _gzip_salvage(member: bytes, known: int) -> bytes:
    """What a broken member holds beyond the `known` bytes: isal keeps back all that its last call unpacked."""
    stream, pieces = zlib.decompressobj(31), []
    try:
        for index in range(len(member)):
            pieces.append(stream.decompress(member[index : index + 1]))  # noqa: PERF401  (what came before stays)
    except zlib.error:
        pass
    return b"".join(pieces)[known:]


def _zstd() -> _Packing:
    import zstandard  # noqa: PLC0415

    unpacker = zstandard.ZstdDecompressor(max_window_size=1 << 31)  # what `zstd --long=31` writes
    begins = b"\x28" + bytes(range(0x50, 0x60))  # a frame, or one to be skipped

    def stream() -> _Stream:
        made: Any = unpacker.decompressobj()  # it has no `needs_input`, and without a limit nobody asks
        frame: _Stream = made
        return frame

    return _Packing("zstd", stream, (zstandard.ZstdError,), begins, _PORTION, limit=())


def _bzip2() -> _Packing:
    import bz2  # noqa: PLC0415

    return _Packing("bzip2", bz2.BZ2Decompressor, (OSError, ValueError), b"B", _PORTION)


def _xz() -> _Packing:
    import lzma  # noqa: PLC0415

    return _Packing("xz", lzma.LZMADecompressor, (lzma.LZMAError,), b"\xfd", _PORTION)


def _lz4() -> _Packing:
    import lz4.frame  # noqa: PLC0415

    # A skippable frame may stand between frames, as with zstd.
    begins = b"\x04" + bytes(range(0x50, 0x60))
    return _Packing("lz4", lz4.frame.LZ4FrameDecompressor, (RuntimeError, EOFError), begins, _PORTION)


_PACKINGS: dict[str, Callable[[], _Packing]] = {
    "gzip": _gzip,
    "zstd": _zstd,
    "bzip2": _bzip2,
    "xz": _xz,
    "lz4": _lz4,
}


def _brotli(name: str, blocks: Iterable[bytes]) -> Iterator[bytes]:
    """One stream: the format knows no second one."""
    import brotli  # noqa: PLC0415

    stream = brotli.Decompressor()
    for block in blocks:
        pieces: list[bytes] = []
        for start in range(0, len(block), _PORTION):
            portion = block[start : start + _PORTION]
            if stream.is_finished():
                yield b"".join(pieces)
                raise DamagedSource(name, "brotli", "what follows the brotli stream is none")
            try:
                pieces.append(stream.process(portion))
            except brotli.error as error:
                yield b"".join(pieces)
                raise DamagedSource(name, "brotli", "the brotli stream is damaged") from error
        yield b"".join(pieces)
    if not stream.is_finished():
        raise DamagedSource(name, "brotli", "the brotli stream is cut off")


def brotli_start(head: bytes) -> bytes | None:
    """What the first bytes unpack to if they can be brotli, which has no magic bytes to tell; None if they cannot."""
    import brotli  # noqa: PLC0415

    stream, unpacked = brotli.Decompressor(), b""
    try:
        for start in range(0, len(head), ENOUGH):
            unpacked += stream.process(head[start : start + ENOUGH])
            if stream.is_finished():
                break
    except brotli.error:
        return unpacked or None
    return unpacked
