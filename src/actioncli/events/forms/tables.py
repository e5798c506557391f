"""CSV and its kin with a header: each row becomes an event.

Delimiters are the comma, the tab, the semicolon, the pipe, and the `|$|` of PostHog's Snowflake plugin, which knows no
quotes; otherwise a cell in double quotes may hold line breaks.
A cell that is empty is left out of the event.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from msgspec import Struct, field

from actioncli.events.forms.columns import NAMES
from actioncli.events.forms.json_bounds import spoiled
from actioncli.events.forms.rows import ABSENT, RowBatch, rows_of
from actioncli.events.signatures import BOM

_DELIMITERS = ("|$|", "\t", ",", ";", "|")
_NAMED = {".csv": (",", ";", "|$|", "\t", "|"), ".tsv": ("\t",)}
_LONGEST_ROW = 1 << 24
"""A quote that was never closed takes no more than this with it, for a while."""


class Table(Struct, frozen=True):
    """How rows are read."""

    delimiter: str
    columns: tuple[str, ...]

    @property
    def quoted(self) -> bool:
        """Whether quotes mean anything."""
        return len(self.delimiter) == 1


def table_of(header: bytes, extension: str = "") -> Table | None:
    """The table that a first line heads: with a column for the event's name, or of a file named as a table."""
    try:
        line = header.removeprefix(BOM).decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        return None
    for delimiter in _DELIMITERS:
        columns = _cells(line, delimiter)
        if len(columns) > 1 and any(name.removeprefix("*.").lower() in NAMES for name in columns):
            return Table(delimiter, columns)
    for delimiter in _NAMED.get(extension, ()):
        if len(columns := _cells(line, delimiter)) > 1:
            return Table(delimiter, columns)
    return None


def _cells(line: str, delimiter: str) -> tuple[str, ...]:
    if len(delimiter) > 1:
        return tuple(line.split(delimiter))
    try:
        return tuple(cell.strip() for cell in next(csv.reader([line], delimiter=delimiter, strict=True), ()))
    except csv.Error:
        return ()


def whole_rows(chunks: Iterable[bytes], table: Table) -> Iterator[bytes]:
    """Chunks of whole lines cut anew, so that no quoted cell lies in two of them; empty ones go on at once."""
    if not table.quoted:
        yield from chunks
        return
    held = b""
    for chunk in chunks:
        if not chunk:
            yield chunk
            continue
        held += chunk
        cut = len(held)
        if held.count(b'"') % 2:
            # The last line's end outside of quotes: as many quotes behind it as make the rest odd.
            cut, quotes = held.rfind(b"\n", 0, len(held) - 1), 0
            behind = len(held)
            while cut >= 0:
                quotes += held.count(b'"', cut, behind)
                if quotes % 2:
                    break
                behind, cut = cut, held.rfind(b"\n", 0, cut)
            cut += 1
            if not cut and len(held) < _LONGEST_ROW:
                continue
            cut = cut or len(held)
        yield held[:cut]
        held = held[cut:]
    if held:
        yield held


class TextCells(Struct):
    """Cells as the table's rows have them; empty ones are absent."""

    rows: Sequence[Sequence[str]]
    _columns: dict[int, list[Any]] = field(default_factory=dict)

    def column(self, place: int) -> list[Any]:
        """The texts of a column."""
        found = self._columns.get(place)
        if found is None:
            found = self._columns[place] = [row[place] or ABSENT for row in self.rows]
        return found


def table_rows(data: bytes, table: Table, *, header: bool) -> RowBatch:
    """The events of whole rows; `header`: the first line is none."""
    rows: list[Sequence[str]] = []
    numbers: list[int] = []
    bad: list[tuple[int, int, str, bytes]] = []
    lines: list[bytes] = []
    width = len(table.columns)
    for number, cells, count in _rows(data, table):
        if (header and number == 0) or not cells:
            continue
        if cells.__class__ is list and len(cells) == width:
            rows.append(cells)
            numbers.append(number)
            continue
        lines = lines or data.split(b"\n")
        reason = cells if isinstance(cells, str) else f"{len(cells)} cells in the row, and {width} in the header"
        bad.append((len(rows), number, reason, _spoiled_row(b"\n".join(lines[number : number + count]))))
    return rows_of(table.columns, TextCells(rows), numbers, data.count(b"\n"), bad)


def _spoiled_row(raw: bytes) -> bytes:
    """A bad row's text, which must not happen to be an event."""
    text = spoiled(raw)
    return b"," + text if text.startswith(b"{") else text or b","


def _rows(data: bytes, table: Table) -> Iterator[tuple[int, Sequence[str] | str, int]]:
    """The line that each row begins on, its cells, or why it is bad, and how many lines it takes."""
    lines = _lines(data)
    if not table.quoted:
        for number, line in enumerate(lines):
            text = line.rstrip("\r\n")
            yield number, text.split(table.delimiter) if text.strip() else [], 1
        return
    csv.field_size_limit(1 << 30)  # the module's own limit, 128 KB, is less than some events have
    begun = 0
    while begun < len(lines):
        # A row that cannot be read costs one line: reading starts anew behind it.
        for number, cells, count in _parsed(lines, begun, table.delimiter):
            begun = number + count
            yield number, cells, count


def _lines(data: bytes) -> list[str]:
    """The lines with their ends, each in text of its own: most are ASCII, and read in half the time."""
    try:
        return list(map(bytes.decode, io.BytesIO(data)))
    except UnicodeDecodeError:
        return [line.decode("utf-8", "replace") for line in io.BytesIO(data)]


def _parsed(lines: list[str], begun: int, delimiter: str) -> Iterator[tuple[int, Sequence[str] | str, int]]:
    """The rows from a line on, and how many lines they take; the last one is bad if reading stops before the end."""
    rows = csv.reader(map(lines.__getitem__, range(begun, len(lines))), delimiter=delimiter, strict=True)
    number = begun
    try:
        for cells in rows:
            after = begun + rows.line_num
            yield number, cells, after - number
            number = after
    except csv.Error as error:
        yield number, _reason(error), 1


def _reason(error: csv.Error) -> str:
    if "unexpected end" in str(error):
        return "a quote that is never closed"
    return "text after a closing quote"
