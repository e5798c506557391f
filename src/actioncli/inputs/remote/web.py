"""Web servers: files in ranges where a server gives them, else as one stream from its start.

The answer to the first request tells which: 206 has a range, its end and the size of the whole; 200 has it all.
"""

from __future__ import annotations

import re
from typing import Any, Protocol

from msgspec import Struct
from msgspec.structs import replace

from actioncli.inputs.remote.retries import BrokeOff, Changed, Refused, persist
from actioncli.inputs.remote.stores import RemoteFile
from actioncli.inputs.sources import UnreadableSource

_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")
_PIECE = 1 << 18


class Response(Protocol):
    """What we ask of aiohttp's."""

    status: int
    reason: str | None
    headers: Any
    content: Any

    def close(self) -> None:
        """End it, and its connection if not all of it was read."""


class Body(Struct):
    """An answer that is the whole file, to be read once from its start.

    A class with state: where it broke off, a new answer is read up to there again.
    """

    filesystem: Any
    file: RemoteFile
    response: Response | None
    given: int = 0

    async def read(self, size: int) -> bytes:
        """The next bytes, `size` at most; none at the end."""
        return await persist(self.file.name, lambda: self._read(size), lambda: self.given)

    async def _read(self, size: int) -> bytes:
        try:
            if self.response is None:
                self.response = await self._again()
            piece: bytes = await self.response.content.read(size)
        except BaseException:
            self.close()
            raise
        if not piece and self.file.size is not None and self.given < self.file.size:
            self.close()
            raise BrokeOff
        self.given += len(piece)
        return piece

    async def _again(self) -> Response:
        """A new answer, read up to where the last one broke off."""
        response = await asked(self.filesystem, self.file.address)
        try:
            check(self.file, response)
            left = self.given
            while left and (piece := await response.content.read(min(left, _PIECE))):
                left -= len(piece)
        except BaseException:
            response.close()
            raise
        if left:
            response.close()
            raise BrokeOff
        return response

    def close(self) -> None:
        """End the answer."""
        if self.response is not None:
            self.response.close()
        self.response = None


async def asked(filesystem: Any, address: str, start: int = 0, stop: int | None = None) -> Response:
    """The server's answer when asked for a file or a range of it; raises `Refused` if it has no content."""
    from yarl import URL  # noqa: PLC0415 - comes with aiohttp, an extra

    session = await filesystem.set_session()
    headers = {"Accept-Encoding": "identity"}
    if stop is not None:
        headers["Range"] = f"bytes={start}-{stop - 1}"
    # An address that needs no quoting is asked for as it was typed: it may be signed.
    url = URL(address, encoded=address.isascii() and address.isprintable() and " " not in address)
    response: Response = await session.get(url, headers=headers)
    if response.status not in (200, 206) and not (response.status == 416 and stop is not None and not start):
        response.close()
        raise Refused(response.status, response.reason or "")
    return response


async def first_answer(filesystem: Any, file: RemoteFile, size: int) -> tuple[RemoteFile, Response | None]:
    """What the answer tells of a file that is asked for its first bytes, and the answer, unless it has none."""
    response = await asked(filesystem, file.address, 0, size)
    if response.status == 206 and not _RANGE.match(response.headers.get("Content-Range", "")):
        response.close()  # a range of a whole whose size it does not tell
        response = await asked(filesystem, file.address)
    version = response.headers.get("ETag") or response.headers.get("Last-Modified") or ""
    if response.status == 416:  # there is no first byte
        response.close()
        return replace(file, size=0, version=version), None
    if response.status == 206:
        return replace(file, size=_whole(response), version=version), response
    length = response.headers.get("Content-Length", "")
    file = replace(file, size=int(length) if length.isdigit() else None, version=version, ranges=False)
    return file, response


async def range_into(data: bytearray, filesystem: Any, file: RemoteFile, start: int, stop: int) -> None:
    """Append the bytes of a range; those that came before it broke off are kept."""
    response = await asked(filesystem, file.address, start, stop)
    try:
        check(file, response)
        found = _RANGE.match(response.headers.get("Content-Range", ""))
        if response.status != 206 or not found or int(found[1]) != start:
            raise UnreadableSource(f"{file.name}: cannot be read: the server stopped supporting range requests")
    except BaseException:
        response.close()
        raise
    await drain(response, data)


async def drain(response: Response, data: bytearray) -> None:
    """Append all of an answer, as it comes."""
    try:
        while piece := await response.content.read(_PIECE):
            data += piece
    finally:
        response.close()


def check(file: RemoteFile, response: Response) -> None:
    """Refuse an answer that is of another version of the file."""
    version = response.headers.get("ETag") or response.headers.get("Last-Modified") or ""
    if response.status == 206:
        size: int | None = _whole(response)
    else:
        length = response.headers.get("Content-Length", "")
        size = int(length) if length.isdigit() else None
    if (file.version and version != file.version) or (None not in (size, file.size) and size != file.size):
        raise Changed(file.name)


def _whole(response: Response) -> int | None:
    found = _RANGE.match(response.headers.get("Content-Range", ""))
    return int(found[2]) if found else None
