"""The text of chunks, for tests that look at it."""

from __future__ import annotations

from actioncli.records.decoding import Decodable
from actioncli.records.rows import RowChunk


def text_of(chunk: Decodable) -> bytes:
    """The lines of a chunk; of rows, those of the good ones as they would be printed."""
    if isinstance(chunk, RowChunk):
        return b"".join(chunk.batch.line(index) + b"\n" for index in range(len(chunk.batch.records)))
    return bytes(chunk.data[chunk.start : chunk.stop])
