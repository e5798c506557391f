"""Bytes of a file, whatever it is kept in: ranges of it, and its beginning, which tells what it is.

A range that breaks off goes on where it did; one that is of another version of the file is refused.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from actioncli.inputs.remote.files import RemoteFile, extra_of
from actioncli.inputs.remote.stores import path_in, version_of
from actioncli.inputs.remote.trying import BrokeOff, Changed, persist
from actioncli.inputs.remote.web import Body, drain, first_answer, range_into

_PIECE = 1 << 18


class Beginning(Struct):
    """A file of which the first bytes are here."""

    file: RemoteFile
    """With its size and version, as far as the server tells them."""
    data: bytes
    body: Body | None = None
    """Where the rest comes from, if ranges cannot be asked for."""


async def beginning(store: Any, file: RemoteFile, size: int) -> Beginning:
    """The first `size` bytes of a file, or all there are; `ranges` of what it returns says which way the rest goes."""
    if extra_of(file.address) != "http":
        return Beginning(file, await fetched(store, file, 0, min(size, file.size or 0)))
    data, known, body = bytearray(), list[RemoteFile](), list[Body]()

    async def attempt() -> None:
        if known:
            await range_into(data, store, known[0], len(data), min(size, known[0].size or 0))
            return
        found, response = await first_answer(store, file, size)
        if response is None or not found.ranges:
            known.append(found)
            body.extend([Body(store, found, response)] if response is not None else [])
            return
        known.append(found)
        await drain(response, data)

    await persist(file.name, attempt, lambda: len(data))
    if not body:
        return Beginning(known[0], bytes(data))
    while len(data) < size and (piece := await body[0].read(size - len(data))):
        data += piece
    return Beginning(known[0], bytes(data), body[0])


async def fetched(store: Any, file: RemoteFile, start: int, stop: int) -> bytes:
    """The bytes of a range."""
    data = bytearray()
    into = {"http": range_into, "s3": _s3_range_into}.get(extra_of(file.address), _range_into)

    async def attempt() -> None:
        await into(data, store, file, start + len(data), stop)
        if start + len(data) < stop:
            raise BrokeOff

    if start < stop:
        await persist(file.name, attempt, lambda: len(data))
    return bytes(data)


async def _s3_range_into(data: bytearray, store: Any, file: RemoteFile, start: int, stop: int) -> None:
    """As the web's; S3 itself holds the version against the one that is asked for."""
    bucket, key, version = store.split_path(path_in(store, file.address))
    which = {"Bucket": bucket, "Key": key} | ({"VersionId": version} if version else {})
    etag = {"IfMatch": f'"{file.version}"'} if file.version else {}
    answer = await store._call_s3("get_object", **which, **etag, Range=f"bytes={start}-{stop - 1}")
    body = answer["Body"]
    try:
        while piece := await body.read(_PIECE):
            data += piece
    finally:
        body.close()


async def _range_into(data: bytearray, store: Any, file: RemoteFile, start: int, stop: int) -> None:
    """As fsspec does it for any store; the version is looked at afterwards: if it is the same, so are the bytes."""
    path = path_in(store, file.address)
    found = await store._cat_file(path, start=start, end=stop)
    store.invalidate_cache()
    info = await store._info(path)
    if file.version and version_of(info) != file.version:
        raise Changed(file.name)
    data += found
