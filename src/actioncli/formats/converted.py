"""Chunks of lines converted from other formats, with their places in the source."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from actioncli.errors import ActioncliError
from actioncli.formats.json_stream import JsonText
from actioncli.formats.json_text import Item, items
from actioncli.records.chunks import Chunk, Origin, ReadsBytes
from actioncli.records.json_bounds import SEPARATOR


class Unseparated(Struct, frozen=True):
    """A JSON text sequence with spaces in place of its record separators, which JSON text cannot contain."""

    reader: ReadsBytes

    def read(self, size: int, /) -> bytes:
        """As `read` of the reader."""
        return self.reader.read(size).replace(SEPARATOR, b" ")


def json_chunks(text: JsonText, name: str, size: int, *, pages: bool) -> Iterator[Chunk]:
    """The events of JSON text, a chunk of about `size` bytes at a time."""
    held: list[Item] = []
    line = elements = filled = 0
    failure = None
    found = items(text, name, pages=pages)
    while True:
        try:
            item = next(found, None)
        except ActioncliError as error:
            item, failure = None, error
        if item is not None:
            held.append(item)
            filled += len(item.text)
        if held and (item is None or filled >= size):
            yield _chunk(held, name, line, text.line, elements)
            elements += sum(each.numbered for each in held)
            line, filled, held = text.line, 0, []
        if item is None:
            break
    if failure is not None:
        raise failure


def _chunk(held: list[Item], name: str, line: int, now: int, elements: int) -> Chunk:
    origin = Origin(
        tuple(item.line - line for item in held),
        now - line,
        elements + 1 if held[0].numbered else 0,
        {index: item.reason for index, item in enumerate(held) if item.reason},
    )
    return Chunk(b"\n".join([item.text for item in held]) + b"\n", 0, name, origin=origin)
