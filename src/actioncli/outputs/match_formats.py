"""The formats of `actioncli match`: chosen fields as rows, or whole events in an array.

A writer returns bytes for each block of rows, and buffers nothing:

    writer = row_writer("csv", parse_fields("event,matched_actions"), width=None, color=False)
    out.write(writer.begin())
    for block in blocks:
        out.write(writer.rows(block))
    out.write(writer.end())
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from actioncli.events.event_fields import FieldPath
from actioncli.outputs.formats import Format, format_named
from actioncli.outputs.json_text import json_bytes, json_text
from actioncli.outputs.rows import Row, cells_of, csv_rows, tsv_rows
from actioncli.outputs.screen import Screen

_WHITE = b" \t\r\n"


class RowWriter(Protocol):
    """Writes rows in one format: call `begin` once, `rows` any number of times, then `end` once."""

    def begin(self) -> bytes:
        """What comes before the first row."""

    def rows(self, rows: Sequence[Row]) -> bytes:
        """The next rows."""

    def end(self) -> bytes:
        """What comes after the last row."""


def row_writer(
    format: str,  # noqa: A002 - what the option is called
    fields: Sequence[FieldPath],
    *,
    width: int | None,
    color: bool,
    unicode: bool = True,
) -> RowWriter:
    """The writer of a format of `FORMATS`; only the table uses the last three, and with `width` None it is unbounded.

    Raises:
        ActioncliError: there is no such format.

    """
    return format_named(FORMATS, format).write(tuple(fields), Screen(width, color, unicode))


class _DelimitedWriter:
    """CSV or TSV, with one header."""

    def __init__(self, fields: tuple[FieldPath, ...], to_bytes: Callable[[Iterable[Sequence[str]]], bytes]) -> None:
        self._fields, self._to_bytes, self._cells = fields, to_bytes, cells_of(fields)

    def begin(self) -> bytes:
        return self._to_bytes([[field.text for field in self._fields]])

    def rows(self, rows: Sequence[Row]) -> bytes:
        return self._to_bytes(map(self._cells, rows))

    def end(self) -> bytes:
        return b""


class _JsonlWriter:
    """An object for each line, with the names of the fields as keys; null if an event has no such field."""

    def __init__(self, fields: tuple[FieldPath, ...], _screen: Screen) -> None:
        self._names = [field.text for field in fields]

    def begin(self) -> bytes:
        return b""

    def rows(self, rows: Sequence[Row]) -> bytes:
        return b"".join([line + b"\n" for line in self.objects(rows)])

    def end(self) -> bytes:
        return b""

    def objects(self, rows: Sequence[Row]) -> list[bytes]:
        return [json_bytes(json_text(dict(zip(self._names, row, strict=True)))) for row in rows]


class RawArrayWriter:
    """Whole events, with their bytes unchanged, in one JSON array."""

    def __init__(self) -> None:
        self._separator = b""

    def begin(self) -> bytes:
        """The opening bracket."""
        return b"["

    def lines(self, lines: Sequence[bytes]) -> bytes:
        """The next events, without their line endings and surrounding white space."""
        if not lines:
            return b""
        first, self._separator = self._separator, b",\n"
        return first + b",\n".join([line.strip(b" \t\r\n") for line in lines])

    def end(self) -> bytes:
        """The closing bracket."""
        return b"]\n"


class _JsonWriter:
    """The objects of JSON Lines in one array."""

    def __init__(self, fields: tuple[FieldPath, ...], screen: Screen) -> None:
        self._lines, self._array = _JsonlWriter(fields, screen), RawArrayWriter()

    def begin(self) -> bytes:
        return self._array.begin()

    def rows(self, rows: Sequence[Row]) -> bytes:
        return self._array.lines(self._lines.objects(rows))

    def end(self) -> bytes:
        return self._array.end()


def _csv(fields: tuple[FieldPath, ...], _screen: Screen) -> RowWriter:
    """Comma-separated."""
    return _DelimitedWriter(fields, csv_rows)


def _tsv(fields: tuple[FieldPath, ...], _screen: Screen) -> RowWriter:
    """Tab-separated."""
    return _DelimitedWriter(fields, tsv_rows)


def _table(fields: tuple[FieldPath, ...], screen: Screen) -> RowWriter:
    """A table for people."""
    from actioncli.outputs.row_table import TableWriter  # noqa: PLC0415 - loads rich, which other formats do not need

    return TableWriter(fields, screen)


def tag_suffix(names: Sequence[str]) -> bytes:
    """The bytes that `tagged` inserts before the closing brace. Callers cache them: events share few sets of names."""
    return json_bytes(f',"matched_actions":{json_text(list(names))}')


def tagged(line: bytes, suffix: bytes) -> bytes:
    """The line of a JSON object with a `tag_suffix` before its last brace; of two equal keys, the last one counts.

    Raises:
        ValueError: the line is not an object.

    """
    end = line.rfind(b"}")
    if end < 0:
        raise ValueError("not a JSON object")
    head = line[:end]
    if head.rstrip(_WHITE).endswith(b"{"):  # a brace right before the last one can only be the first
        suffix = suffix[1:]
    return head + suffix + line[end:]


FORMATS: tuple[Format[Callable[[tuple[FieldPath, ...], Screen], RowWriter]], ...] = (
    Format("jsonl", "an event a line", _JsonlWriter),
    Format("json", "an array of events", _JsonWriter),
    Format("csv", "comma-separated, with a header", _csv, rows=True),
    Format("tsv", "tab-separated, with a header", _tsv, rows=True),
    Format("table", "a table for a terminal", _table, rows=True),
)
"""The formats of `match`."""
