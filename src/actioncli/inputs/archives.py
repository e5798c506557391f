"""Zip and tar: their members one after another, unpacked as they are read and never to disk.

A zip's index is at its end, so it takes a file; tar is read from any stream.
"""

from __future__ import annotations

import io
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from lzma import LZMAError
from pathlib import PurePosixPath
from typing import IO, Any

from msgspec import Struct
from msgspec.structs import replace

from actioncli.errors import ActioncliError
from actioncli.inputs.sources import holds_events
from actioncli.records.chunks import ReadsBytes

_BLOCK = 1 << 18
_RECORD = 512


class DamagedArchive(ActioncliError):  # noqa: N818 - it says what the source is
    """An archive or a member that cannot be read, or not to its end."""


class Member(Struct, frozen=True):
    """A file of an archive; read it before the next one is asked for."""

    name: str
    """As messages show it: `export.zip:part-1.json.gz`."""
    blocks: Iterator[bytes]
    place: int = 0
    """Which of the archive's entries it is, from 0."""
    size: int = 0
    """Its bytes as they are packed; 0 where only the end of a stream would tell."""


class LeftOut(Struct):
    """Members that hold no events by their names."""

    names: list[str]


def zip_members(name: str, file: IO[bytes], left_out: LeftOut, entries: slice = slice(None)) -> Iterator[Member]:
    """The members of a zip archive that hold events by their names, or of some of its entries; of the others, names."""
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

        for member in _member(name, info.filename, opened, left_out):
            yield replace(member, place=place, size=info.compress_size)


def tar_members(name: str, reader: ReadsBytes, left_out: LeftOut) -> Iterator[Member]:
    """The members of a tar archive that hold events by their names; of the others, their names."""
    stream: Any = _Stream(reader)  # it only reads, and tarfile asks for no more
    try:
        archive = tarfile.open(fileobj=stream, mode="r|")  # noqa: SIM115 - it ends with the stream
        for info in archive:
            if not info.isfile():
                continue

            def opened(info: tarfile.TarInfo = info) -> IO[bytes]:
                file = archive.extractfile(info)
                return file if file is not None else io.BytesIO()

            yield from _member(name, info.name, opened, left_out)
        if stream.cut_off:
            raise tarfile.ReadError("no zero block at its end")
    except (tarfile.TarError, EOFError) as error:
        raise DamagedArchive(f"{name}: the tar archive is cut off or damaged; what came before was read") from error


def _member(name: str, inner: str, opened: Callable[[], IO[bytes]], left_out: LeftOut) -> Iterator[Member]:
    whole = f"{name}:{inner}"
    blocks = _blocks(whole, opened)
    path = PurePosixPath(inner)
    if any(part.startswith(".") or part == "__MACOSX" for part in path.parts if part not in (".", "..")):
        return
    head = b""
    if not path.suffix:
        try:
            head = next(blocks, b"")
        except DamagedArchive:
            blocks = _blocks(whole, opened)  # it will say so again
    if holds_events(path, lambda: head):
        yield Member(whole, _again(head, blocks))
    else:
        left_out.names.append(whole)


def _again(head: bytes, blocks: Iterator[bytes]) -> Iterator[bytes]:
    if head:
        yield head
    yield from blocks


def _blocks(name: str, opened: Callable[[], IO[bytes]]) -> Iterator[bytes]:
    errors = (zipfile.BadZipFile, zlib.error, LZMAError, OSError, EOFError, NotImplementedError, RuntimeError)
    try:
        with opened() as file:
            while block := file.read(_BLOCK):
                yield block
    except (*errors, tarfile.TarError) as error:
        raise DamagedArchive(f"{name}: is cut off or damaged; what came before was read") from error


class _Stream:
    """What tarfile reads from: as many bytes as it asks for, while there are any."""

    def __init__(self, reader: ReadsBytes) -> None:
        self._reader = reader
        self._tail = b""
        self._length = 0
        self.cut_off = False
        """Whether the stream ended, and not with the zeros that end an archive; tarfile takes that for its end."""

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
