r"""CSV and its kin: each row becomes an event.

A quoted table has cells in double quotes, which may hold delimiters and line breaks.
In an escaped table, a backslash precedes special characters; in a bare one, nothing is escaped.
A cell that is empty is left out of the event, and `\N` is null.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from msgspec import Struct, field

from actioncli.records.json_bounds import spoiled
from actioncli.records.rows import ABSENT, RowBatch, rows_of

if TYPE_CHECKING:
    import csv

_LONGEST_ROW = 1 << 24
"""The most bytes that an unclosed quote can affect."""


Style: TypeAlias = Literal["quoted", "escaped", "bare"]
"""How cells are escaped: with quotes, with backslashes, or not at all."""
ESCAPED_NULL = r"\N"
"""A null cell of ClickHouse, PostgreSQL and MySQL."""
END_OF_COPY = r"\."
"""The line that PostgreSQL writes after the last row."""


class Table(Struct, frozen=True):
    """How to read the rows of a table."""

    delimiter: str
    columns: tuple[str, ...]
    style: Style = "quoted"
    heading: int = 1
    """Lines before the first row."""


def whole_rows(chunks: Iterable[bytes], table: Table) -> Iterator[bytes]:
    """Chunks cut again so that no quoted cell is split between two. Empty chunks are passed on at once."""
    if table.style != "quoted":
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
            # The end of the last line outside of quotes.
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
    """The cells of the rows of a table; empty ones are absent."""

    rows: Sequence[Sequence[str]]
    _columns: dict[int, list[Any]] = field(default_factory=dict)

    def column(self, place: int) -> list[Any]:
        """The texts of a column."""
        found = self._columns.get(place)
        if found is None:
            found = self._columns[place] = [row[place] or ABSENT for row in self.rows]
            if ESCAPED_NULL in found:
                found[:] = [None if cell == ESCAPED_NULL else cell for cell in found]
        return found


def table_rows(data: bytes, table: Table, *, header: bool) -> RowBatch:
    """The events of whole rows; `header`: the first lines are the heading."""
    rows: list[Sequence[str]] = []
    numbers: list[int] = []
    bad: list[tuple[int, int, str, bytes]] = []
    lines: list[bytes] = []
    width = len(table.columns)
    for number, cells, count in _rows(data, table):
        if (header and number < table.heading) or not cells or cells == [END_OF_COPY]:
            continue
        if cells.__class__ is list and len(cells) == width:
            rows.append(cells)
            numbers.append(number)
            continue
        lines = lines or data.split(b"\n")
        reason = cells if isinstance(cells, str) else f"{len(cells)} cells in a row below a header of {width}"
        bad.append((len(rows), number, reason, _spoiled_row(b"\n".join(lines[number : number + count]))))
    return rows_of(table.columns, TextCells(rows), numbers, data.count(b"\n"), bad)


def _spoiled_row(raw: bytes) -> bytes:
    """The text of a bad row, changed if it happens to be an event."""
    text = spoiled(raw)
    return b"," + text if text.startswith(b"{") else text or b","


def _rows(data: bytes, table: Table) -> Iterator[tuple[int, Sequence[str] | str, int]]:
    """For each row: its first line, its cells or why it is bad, and its number of lines."""
    lines = _lines(data)
    if table.style != "quoted":
        for number, line in enumerate(lines):
            yield number, _split(line.rstrip("\r\n"), table), 1
        return
    import csv  # noqa: PLC0415 - few logs are tables

    csv.field_size_limit(1 << 30)  # the module's own limit, 128 KB, is less than some events have
    begun = 0
    while begun < len(lines):
        # An unreadable row loses only one line: reading starts again after it.
        for number, cells, count in _parsed(lines, begun, table.delimiter):
            begun = number + count
            yield number, cells, count


def _split(line: str, table: Table) -> list[str]:
    """The cells of a row on one line; empty for a blank line, and for the end of PostgreSQL's COPY."""
    if not line.strip() or line == END_OF_COPY:
        return []
    cells = line.split(table.delimiter)
    if table.style == "escaped" and "\\" in line:
        return [unescaped(cell) if "\\" in cell and cell != ESCAPED_NULL else cell for cell in cells]
    return cells


_ESCAPE = re.compile(r"\\(x[0-9A-Fa-f]{1,2}|[0-7]{1,3}|.)", re.DOTALL)
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "a": "\a", "0": "\0"}


def unescaped(cell: str) -> str:
    """A cell of ClickHouse's or PostgreSQL's TSV, unescaped."""
    return _ESCAPE.sub(_character, cell)


def _character(match: re.Match[str]) -> str:
    code = match[1]
    if len(code) > 1:
        return chr(int(code[1:], 16) if code[0] == "x" else int(code, 8) & 0xFF)
    return _ESCAPES.get(code, code)


def _lines(data: bytes) -> list[str]:
    """The lines with their ends as separate texts: most are ASCII, which is read in half the time."""
    try:
        return list(map(bytes.decode, io.BytesIO(data)))
    except UnicodeDecodeError:
        return [line.decode("utf-8", "replace") for line in io.BytesIO(data)]


def _parsed(lines: list[str], begun: int, delimiter: str) -> Iterator[tuple[int, Sequence[str] | str, int]]:
    """The rows from a line on, and their numbers of lines. The last one is bad if reading stops early."""
    import csv  # noqa: PLC0415 - few logs are tables

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
        return "an unclosed quote"
    return "text after a closing quote"
