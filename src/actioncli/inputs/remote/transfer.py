"""Bytes of a file, whatever it is kept in: ranges of it, and its beginning, which tells what it is.

A range that breaks off goes on where it did; one that is of another version of the file is refused.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from actioncli.inputs.remote.filesystems import path_in, version_of
from actioncli.inputs.remote.retries import BrokeOff, Changed, persist
from actioncli.inputs.remote.stores import RemoteFile, store_of
from actioncli.inputs.remote.web import Body, drain, first_answer, range_into


class Beginning(Struct):
    """A file of which the first bytes are here."""

    file: RemoteFile
    """With its size and version, as far as the server tells them."""
    data: bytes
    body: Body | None = None
    """Where the rest comes from, if ranges cannot be asked for."""


async def beginning(filesystem: Any, file: RemoteFile, size: int) -> Beginning:
    """The first `size` bytes of a file, or all there are; `ranges` of what it returns says which way the rest goes."""
    if not store_of(file.address).is_web:
        return Beginning(file, await fetched(filesystem, file, 0, min(size, file.size or 0)))
    data, known, body = bytearray(), list[RemoteFile](), list[Body]()

    async def attempt() -> None:
        if known:
            await range_into(data, filesystem, known[0], len(data), min(size, known[0].size or 0))
            return
        found, response = await first_answer(filesystem, file, size)
        if response is None or not found.ranges:
            known.append(found)
            body.extend([Body(filesystem, found, response)] if response is not None else [])
            return
        known.append(found)
        await drain(response, data)

    await persist(file.name, attempt, lambda: len(data))
    if not body:
        return Beginning(known[0], bytes(data))
    while len(data) < size and (piece := await body[0].read(size - len(data))):
        data += piece
    return Beginning(known[0], bytes(data), body[0])


async def fetched(filesystem: Any, file: RemoteFile, start: int, stop: int) -> bytes:
    """The bytes of a range."""
    data = bytearray()
    store = store_of(file.address)
    path = path_in(filesystem, file.address)

    async def attempt() -> None:
        if store.is_web:
            await range_into(data, filesystem, file, start + len(data), stop)
        elif store.read_range is not None:
            await store.read_range(data, filesystem, path, file.version, start + len(data), stop)
        else:
            await _range_into(data, filesystem, file, start + len(data), stop)
        if start + len(data) < stop:
            raise BrokeOff

    if start < stop:
        await persist(file.name, attempt, lambda: len(data))
    return bytes(data)


async def _range_into(data: bytearray, filesystem: Any, file: RemoteFile, start: int, stop: int) -> None:
    """As fsspec does it for any store; the version is looked at afterwards: if it is the same, so are the bytes."""
    path = path_in(filesystem, file.address)
    found = await filesystem._cat_file(path, start=start, end=stop)
    filesystem.invalidate_cache()
    info = await filesystem._info(path)
    if file.version and version_of(info) != file.version:
        raise Changed(file.name)
    data += found
