"""CSV and its kin with a header: each row becomes an event.

Delimiters are the comma, the tab, the semicolon, the pipe, and the `|$|` of PostHog's Snowflake plugin, which knows no
quotes; otherwise a cell in double quotes may hold line breaks.
A cell that is empty is left out of the event.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from actioncli.events.chunks import Chunk, Origin
from actioncli.events.forms.columns import NAMES, cell_json, object_maker, paths_of
from actioncli.events.forms.json_bounds import spoiled
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


def table_chunk(data: bytes, table: Table, name: str, *, header: bool) -> Chunk:
    """The events of whole rows, as lines; `header`: the first line is none."""
    lines: list[bytes] = []
    places: list[int] = []
    reasons: dict[int, str] = {}
    made, width = object_maker(paths_of(table.columns)), len(table.columns)
    for place, cells, raw in _rows(data, table):
        if (header and place == 0) or not cells:
            continue
        places.append(place)
        if isinstance(cells, str):
            reasons[len(lines)] = cells
        elif len(cells) != width:
            reasons[len(lines)] = f"{len(cells)} cells in the row, and {width} in the header"
        else:
            lines.append(made([cell_json(cell) if cell else None for cell in cells]))
            continue
        lines.append(_spoiled_row(raw))
    origin = Origin(places, data.count(b"\n"), 0, reasons)
    return Chunk(b"".join([line + b"\n" for line in lines]), 0, name, origin=origin)


def _spoiled_row(raw: bytes) -> bytes:
    """A bad row's text, which must not happen to be an event."""
    text = spoiled(raw)
    return b"," + text if text.startswith(b"{") else text or b","


def _rows(data: bytes, table: Table) -> Iterator[tuple[int, Sequence[str] | str, bytes]]:
    """The line that each row begins on, its cells, or why it is bad, and its bytes."""
    lines = data.split(b"\n")
    if not lines[-1]:
        lines.pop()
    if not table.quoted:
        for place, line in enumerate(lines):
            text = line.rstrip(b"\r").decode("utf-8", "replace")
            yield place, text.split(table.delimiter) if text.strip() else [], line
        return
    csv.field_size_limit(1 << 30)  # the module's own limit, 128 KB, is less than some events have
    begun = 0
    while begun < len(lines):
        # A row that cannot be read costs one line: reading starts anew behind it.
        for place, cells, count in _parsed(lines, begun, table.delimiter):
            begun = place + count
            yield place, cells, b"\n".join(lines[place:begun])


def _parsed(lines: list[bytes], begun: int, delimiter: str) -> Iterator[tuple[int, Sequence[str] | str, int]]:
    """The rows from a line on, and how many lines they take; the last one is bad if reading stops before the end."""
    texts = (line.decode("utf-8", "replace") + "\n" for line in lines[begun:])
    rows = csv.reader(texts, delimiter=delimiter, strict=True)
    place = begun
    while True:
        try:
            cells = next(rows, None)
        except csv.Error as error:
            yield place, _reason(error), 1
            return
        if cells is None:
            return
        yield place, cells, begun + rows.line_num - place
        place = begun + rows.line_num


def _reason(error: csv.Error) -> str:
    if "unexpected end" in str(error):
        return "a quote that is never closed"
    return "text after a closing quote"
