"""Reads the members of zip and tar archives one after another, without unpacking them to disk.

The index of a zip archive is at its end, so a file is needed; a tar archive is read from any stream.
"""

from __future__ import annotations

import io
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from lzma import LZMAError
from pathlib import PurePosixPath
from typing import IO, Any

from msgspec import Struct

from actioncli.errors import ActioncliError
from actioncli.records.chunks import ReadsBytes

_BLOCK = 1 << 18
_RECORD = 512


class DamagedArchive(ActioncliError):  # noqa: N818 - named for what happened
    """An archive or a member that is truncated, damaged or encrypted."""


class Member(Struct, frozen=True):
    """A file of an archive. Read it before the next one."""

    name: str
    """Its name in messages, such as `export.zip:part-1.json.gz`."""
    path: PurePosixPath
    """Its path within the archive."""
    blocks: Callable[[], Iterator[bytes]]
    """Opens it and returns its bytes; raises `DamagedArchive`."""
    place: int = 0
    """Its index among the entries of a zip archive, from 0."""
    size: int = 0
    """Its compressed bytes; 0 in a tar archive."""


def zip_members(name: str, file: IO[bytes], entries: slice = slice(None)) -> Iterator[Member]:
    """The files among some entries of a zip archive, given as a seekable file."""
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise DamagedArchive(f"{name}: the zip archive is cut off or damaged: its index cannot be read") from error
    infos = archive.infolist()
    for place in range(*entries.indices(len(infos))):
        info = infos[place]
        if info.is_dir():
            continue

        def opened(info: zipfile.ZipInfo = info) -> IO[bytes]:
            if info.flag_bits & 1:
                raise DamagedArchive(f"{name}:{info.filename}: is encrypted; unpack it first")
            return archive.open(info)

        member = f"{name}:{info.filename}"
        path = PurePosixPath(info.filename)
        yield Member(member, path, partial(_blocks, member, opened), place, info.compress_size)


def tar_members(name: str, reader: ReadsBytes, _entries: slice = slice(None)) -> Iterator[Member]:
    """The files of a tar archive, which is read as a stream from its start to its end."""
    stream: Any = _Stream(reader)  # it can only read, which is all that tarfile needs
    try:
        archive = tarfile.open(fileobj=stream, mode="r|")  # noqa: SIM115 - it ends with the stream
        for info in archive:
            if not info.isfile():
                continue

            def opened(info: tarfile.TarInfo = info) -> IO[bytes]:
                file = archive.extractfile(info)
                return file if file is not None else io.BytesIO()

            member = f"{name}:{info.name}"
            yield Member(member, PurePosixPath(info.name), partial(_blocks, member, opened))
        if stream.cut_off:
            raise tarfile.ReadError("no zero block at its end")
    except (tarfile.TarError, EOFError) as error:
        raise DamagedArchive(f"{name}: the tar archive is cut off or damaged; everything before it was read") from error


def _blocks(name: str, opened: Callable[[], IO[bytes]]) -> Iterator[bytes]:
    errors = (zipfile.BadZipFile, zlib.error, LZMAError, OSError, EOFError, NotImplementedError, RuntimeError)
    try:
        with opened() as file:
            while block := file.read(_BLOCK):
                yield block
    except (*errors, tarfile.TarError) as error:
        raise DamagedArchive(f"{name}: is cut off or damaged; everything before it was read") from error


class _Stream:
    """A stream for tarfile, whose `read` returns all requested bytes, except at the end."""

    def __init__(self, reader: ReadsBytes) -> None:
        self._reader = reader
        self._tail = b""
        self._length = 0
        self.cut_off = False
        """Whether the stream ended without the zeros that end an archive, which tarfile does not notice."""

    def read(self, size: int) -> bytes:
        pieces: list[bytes] = []
        while size > 0 and (piece := self._reader.read(size)):
            pieces.append(piece)
            size -= len(piece)
        found = b"".join(pieces)
        self._length += len(found)
        self._tail = (self._tail + found)[-_RECORD:]
        self.cut_off = size > 0 and (self._length % _RECORD > 0 or bool(self._tail.strip(b"\x00")))
        return found
