"""The formats that hold a log and are not plain text: one value each, in `CONTAINERS`.

To add one, add an entry to `CONTAINERS`; everything else follows from it.
Libraries are imported when a source needs them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from msgspec import Struct

from actioncli.inputs.unpacking import (
    Codec,
    brotli_start,
    brotli_stream,
    decompressed,
    gzip_codec,
    unpack_gzip_file,
    utf_8,
)

if TYPE_CHECKING:
    from actioncli.inputs.archives import Member


class Container(Struct, frozen=True, eq=False):
    """A compression format, an archive, or a table in a binary format."""

    name: str
    """Its name in messages and in the output of `shapes`."""
    magic: re.Pattern[bytes] | None
    """Matches the first bytes of such a file, which decide instead of its name. None if there are no magic bytes."""
    suffixes: tuple[str, ...] = ()
    """Extensions of files that are read from directories. Their size says little about their content."""
    title: str = ""
    """Its name in messages, with an article."""
    unpack: Callable[[str, Iterable[bytes]], Iterator[bytes]] | None = None
    """Decompresses the blocks of a source, for compression formats."""
    unpack_file: Callable[[str, Path, Iterable[bytes]], Iterator[bytes]] | None = None
    """The same for a regular file, if that is faster."""
    start: Callable[[bytes], bytes | None] | None = None
    """What the first bytes decompress to; for formats without magic bytes. None if they are not of this format."""
    members: Callable[[str, Any, slice], Iterator[Member]] | None = None
    """Returns the members of an archive, given its name, its bytes (a file or a stream), and the entries to read."""
    hint: str = ""
    """A hint if only a regular file can be read; empty if any stream can."""

    @property
    def needs_file(self) -> bool:
        """Whether it can only be read from a regular file, or from a remote file with ranges."""
        return bool(self.hint)


def _zstd() -> Codec:
    import zstandard  # noqa: PLC0415

    decompressor = zstandard.ZstdDecompressor(max_window_size=1 << 31)  # what `zstd --long=31` writes
    begins = b"\x28" + bytes(range(0x50, 0x60))  # a frame, or one to be skipped

    def stream() -> Any:
        return decompressor.decompressobj()  # it lacks `needs_input`, which is only used with a limit

    return Codec("zstd", stream, (zstandard.ZstdError,), begins, limit=())


def _bzip2() -> Codec:
    import bz2  # noqa: PLC0415

    return Codec("bzip2", bz2.BZ2Decompressor, (OSError, ValueError), b"B")


def _xz() -> Codec:
    import lzma  # noqa: PLC0415

    return Codec("xz", lzma.LZMADecompressor, (lzma.LZMAError,), b"\xfd")


def _lz4() -> Codec:
    import lz4.frame  # noqa: PLC0415

    begins = b"\x04" + bytes(range(0x50, 0x60))  # a frame, or one to be skipped, as with zstd
    return Codec("lz4", lz4.frame.LZ4FrameDecompressor, (RuntimeError, EOFError), begins)


def _zip_members(name: str, file: IO[bytes], entries: slice) -> Iterator[Member]:
    from actioncli.inputs.archives import zip_members  # noqa: PLC0415 - zipfile is slow to import

    return zip_members(name, file, entries)


def _tar_members(name: str, reader: Any, entries: slice) -> Iterator[Member]:
    from actioncli.inputs.archives import tar_members  # noqa: PLC0415 - tarfile is slow to import

    return tar_members(name, reader, entries)


PARQUET = Container(
    "parquet",
    re.compile(rb"PAR1"),
    (".parquet",),
    "a Parquet file",  # `formats.parquet` reads its rows
    hint="unpack it first",
)

CONTAINERS = (
    Container(
        "gzip",
        re.compile(rb"\x1f\x8b"),
        (".gz",),
        unpack=decompressed(gzip_codec),
        unpack_file=unpack_gzip_file,
    ),
    Container(
        "zstd",
        re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18"),  # a frame, or a skippable one before it
        (".zst",),
        unpack=decompressed(_zstd),
    ),
    Container("bzip2", re.compile(rb"BZh[1-9]"), (".bz2",), unpack=decompressed(_bzip2)),
    Container("xz", re.compile(rb"\xfd7zXZ\x00"), (".xz",), unpack=decompressed(_xz)),
    Container("lz4", re.compile(rb"\x04\x22\x4d\x18"), (".lz4",), unpack=decompressed(_lz4)),
    Container("brotli", None, (".br",), unpack=brotli_stream, start=brotli_start),
    Container(
        "utf-16",
        re.compile(rb"\xff\xfe(?!\x00\x00)|\xfe\xff"),  # with a byte order mark, as Excel writes it
        unpack=utf_8,
    ),
    Container(
        "zip",
        re.compile(rb"PK(\x03\x04|\x05\x06|\x07\x08)"),
        (".zip",),
        "a zip archive",
        members=_zip_members,
        hint="unpack it first, or pipe `unzip -p` into this command",
    ),
    PARQUET,
    Container(
        "tar",
        re.compile(rb".{257}ustar", re.DOTALL),
        (".tar", ".tgz", ".tbz2", ".txz"),
        "a tar archive",
        members=_tar_members,
    ),
)
"""In the order in which they are tried."""

SUFFIXES = frozenset(suffix for one in CONTAINERS for suffix in one.suffixes)
"""Extensions of all containers."""
COMPRESSED = frozenset(suffix for one in CONTAINERS if one.unpack for suffix in one.suffixes)
"""Extensions that follow another one, as in `events.jsonl.gz`."""


def container_of(head: bytes) -> Container | None:
    """The container with these magic bytes; None if there is none.

    16 bytes show every compression format; a tar archive takes 262.
    """
    return next((one for one in CONTAINERS if one.magic is not None and one.magic.match(head)), None)
