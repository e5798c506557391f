"""Partition columns in names of directories, as written by Hive, Spark and DuckDB.

    events/dt=2026-04-01/event=signup/part-0.parquet

They become columns of the rows of files of any format, unless the rows have them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, TypeAlias
from urllib.parse import unquote

from msgspec import Struct
from msgspec.structs import replace

from actioncli.records.chunks import Chunk
from actioncli.records.columns import as_json
from actioncli.records.json_bounds import value_end
from actioncli.records.record import is_object, parse_text
from actioncli.records.rows import Cells, Columns, Row, RowBatch, layout_of

Partitions: TypeAlias = "tuple[tuple[str, str | None], ...]"
"""Names and values of columns; a value may be null."""

_DIRECTORY = re.compile(r"([A-Za-z_][\w.-]*)=(.*)")
_NULL = "__HIVE_DEFAULT_PARTITION__"


def partitions_of(name: str) -> Partitions:
    """The columns in the path of a source. The innermost directory wins."""
    if "=" not in name:
        return ()
    found: dict[str, str | None] = {}
    for part in re.split(r"[/:\\]", name.partition("?")[0])[:-1]:
        if match := _DIRECTORY.fullmatch(part):
            value = unquote(match[2])
            found[match[1]] = None if value == _NULL else value
    return tuple(found.items())


def lines_with(chunk: Chunk, partitions: Partitions) -> Chunk:
    """The lines of a chunk, with the columns added to each object that lacks them."""
    members = [(as_json(name), as_json(name) + b":" + as_json(value)) for name, value in partitions]
    lines = chunk.data[chunk.start : chunk.stop].split(b"\n")
    return replace(chunk, data=b"\n".join([_with(line, members) for line in lines]), start=0, stop=None)


def _with(line: bytes, members: Sequence[tuple[bytes, bytes]]) -> bytes:
    """A line with members added to each of its objects. A line that is not an object stays as it is."""
    position = line.find(b"{")
    if position < 0:
        return line
    pieces = [line[:position]]
    while line[position : position + 1] == b"{" and (end := value_end(line, position)) > 0:
        pieces.append(_object(line[position:end], members))
        after = line.find(b"{", end)
        pieces.append(line[end : after if after >= 0 else None])
        position = after if after >= 0 else len(line)
    return b"".join([*pieces, line[position:]])


def _object(text: bytes, members: Sequence[tuple[bytes, bytes]]) -> bytes:
    record = parse_text(text) if any(key in text for key, _ in members) else None
    known = {as_json(key) for key in record.keys()} if is_object(record) else frozenset()  # noqa: SIM118 - it is no dict
    more = b",".join([member for key, member in members if key not in known])
    if not more:
        return text
    return text[:-1] + (b"," if text[1:-1].strip() else b"") + more + b"}"


class _Beside(Struct):
    """Cells with additional columns of one value each."""

    cells: Cells
    width: int
    values: tuple[str | None, ...]
    count: int

    def column(self, place: int) -> Sequence[Any]:
        """The values of a column."""
        return self.cells.column(place) if place < self.width else [self.values[place - self.width]] * self.count


def rows_with(batch: RowBatch, partitions: Partitions) -> RowBatch:
    """The rows with the columns added."""
    assert batch.columns is not None, "rows have columns"  # noqa: S101
    names = batch.columns.layout.columns
    if all(name == name.upper() for name in names):
        partitions = tuple((name.upper(), value) for name, value in partitions)
    more = [(name, value) for name, value in partitions if name not in names]
    if not more:
        return batch
    count = len(batch.records)
    cells = _Beside(batch.columns.cells, len(names), tuple(value for _, value in more), count)
    columns = Columns(layout_of((*names, *(name for name, _ in more))), cells)
    return replace(batch, records=[Row(columns, index) for index in range(count)], columns=columns)
