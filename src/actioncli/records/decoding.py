"""Decodes chunks into records and bad lines, numbered by the lines of the source."""

from __future__ import annotations

from bisect import bisect_left
from typing import TypeAlias

from msgspec.structs import replace

from actioncli.records.chunks import Chunk
from actioncli.records.record import Batch, decode
from actioncli.records.rows import RowChunk

Decodable: TypeAlias = Chunk | RowChunk


def decoded(chunk: Decodable) -> Batch:
    """The batch of a chunk. Its line numbers count from the first line of the chunk."""
    if isinstance(chunk, RowChunk):
        return chunk.batch
    batch = decode(chunk.data, chunk.start, chunk.stop)
    origin = chunk.origin
    if origin is None:
        return batch
    bad = [
        replace(one, index=origin.place(one.index), reason=origin.reason(one.index, one.reason)) for one in batch.bad
    ]
    return replace(batch, numbers=list(map(origin.place, batch.numbers)), bad=bad, lines=origin.height)


def before_first_bad(batch: Batch) -> Batch:
    """The batch up to and including its first bad line."""
    first = batch.bad[0]
    count = bisect_left(batch.starts, first.start)
    return replace(
        batch, records=batch.records[:count], numbers=batch.numbers[:count], bad=[first], lines=first.index + 1
    )
