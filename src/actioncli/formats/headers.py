r"""What table a text begins: its delimiter, its columns, and how its cells are written.

    event,distinct_id            a header with a column for an event's name, or of a file named .csv or .tsv
    sep=;                        Excel's first line, which names the delimiter
    event\tproperties            the TSV of ClickHouse and of PostgreSQL's COPY, where a backslash escapes
    event\tproperties            and the same with ClickHouse's types in the second line
    String\tString
    shop\tweb\t2025-03-14 ...    Snowplow's enriched events, which have no header

A backslash is an escape where the first rows prove it: by a second line of types, by `\N`, or by JSON that is only
JSON once its escapes are undone. JSON that is none once they are proves the opposite.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

from actioncli.formats.tables import ESCAPED_NULL, Style, Table, unescaped
from actioncli.records.chunks import BOM
from actioncli.records.columns import NAMES, is_json
from actioncli.records.record import parse_text, plain

_DELIMITERS = ("|$|", "\t", ",", ";", "|")
_NAMED = {".csv": (",", ";", "|$|", "\t", "|"), ".tsv": ("\t",)}
_SEPARATOR = re.compile(r'"?sep=(?P<delimiter>[^"\w\s]|\t|\\t|\|\$\|)"?', re.IGNORECASE)
_TYPE = re.compile(
    r"(?:Nullable|LowCardinality|Array|Map|Tuple|Nested|SimpleAggregateFunction|Enum8|Enum16|FixedString|Decimal|"
    r"JSON|Object|Variant|Dynamic)(?:\(.*\))?|String|UUID|Bool|U?Int\d+|Float\d+|B?Float16|"
    r"Date(?:32)?|DateTime(?:64)?(?:\(.*\))?|IPv[46]|Decimal\d*(?:\(.*\))?"
)
_OBJECT = re.compile(r'"\{(?:""|\s*\})')
"""An object in a quoted cell."""
WHOLE = "value"
"""The name of the only column of a table of whole events, which is that of an envelope."""
_TELLING = (*NAMES, "_airbyte_data", "record_content")
"""A table with one of these columns is a table of events or of envelopes."""
_SAMPLED = 100
"""The most rows that are read to detect how cells are written."""


def table_of(text: bytes, extension: str = "") -> Table | None:
    """The table at the beginning of a text. Its first line is complete; further lines show how cells are written.

    `extension` is `.csv` or `.tsv` if the file has it; then any header is accepted.
    """
    try:
        lines = text.removeprefix(BOM).split(b"\n", _SAMPLED + 2)
        first = lines[0].decode("utf-8").rstrip("\r")
    except UnicodeDecodeError:
        return None
    if is_snowplow(first):
        from actioncli.formats.snowplow_columns import SNOWPLOW_COLUMNS  # noqa: PLC0415 - a long list

        return Table("\t", SNOWPLOW_COLUMNS, "bare", heading=0)
    separator = _SEPARATOR.fullmatch(first)
    if separator is None:
        table = _headed(first, extension) or _whole_events(first, lines[1:])
        if table is not None and table.heading != 1:
            return table
        return None if table is None else _styled(table, lines[1:-1] if len(lines) > 1 else [])
    delimiter = "\t" if separator["delimiter"] == "\\t" else separator["delimiter"]
    columns = _cells(lines[1].decode("utf-8", "replace").rstrip("\r"), delimiter) if len(lines) > 1 else ()
    return Table(delimiter, columns, "quoted" if len(delimiter) == 1 else "bare", heading=2) if columns else None


def _headed(header: str, extension: str) -> Table | None:
    for delimiter in _DELIMITERS:
        columns = _cells(header, delimiter)
        if len(columns) > 1 and any(name.removeprefix("*.").lower() in _TELLING for name in columns):
            return Table(delimiter, columns, "quoted" if len(delimiter) == 1 else "bare")
    for delimiter in _NAMED.get(extension, ()):
        if len(columns := _cells(header, delimiter)) > 1:
            return Table(delimiter, columns, "quoted" if len(delimiter) == 1 else "bare")
    return None


def _whole_events(first: str, more: Sequence[bytes]) -> Table | None:
    """A table of one column with whole events as JSON, with or without a header, as unloaded by Snowflake."""
    if _OBJECT.match(first):
        return Table(",", (WHOLE,), heading=0)
    if more and _OBJECT.match(more[0].decode("utf-8", "replace")) and len(_cells(first, ",")) == 1:
        return Table(",", (WHOLE,), "quoted", heading=1)
    return None


def _cells(line: str, delimiter: str) -> tuple[str, ...]:
    if len(delimiter) > 1:
        return tuple(line.split(delimiter))
    try:
        return tuple(cell.strip() for cell in next(csv.reader([line], delimiter=delimiter, strict=True), ()))
    except csv.Error:
        return ()


def _styled(table: Table, lines: Sequence[bytes]) -> Table:
    """The table, with its second line of types and its escapes if there are any."""
    texts = [line.decode("utf-8", "replace").rstrip("\r") for line in lines]
    typed = bool(texts) and _are_types(_cells(texts[0], table.delimiter), len(table.columns))
    style: Style = table.style
    if table.delimiter == "\t" and (typed or _are_escaped(texts)):
        style = "escaped"
    return Table(table.delimiter, table.columns, style, heading=2 if typed else 1)


def _are_types(cells: Sequence[str], width: int) -> bool:
    """Whether a row has a type of ClickHouse for each column."""
    return len(cells) == width and all(map(_TYPE.fullmatch, cells))


def _are_escaped(rows: Sequence[str]) -> bool:
    """Whether tab-separated rows are written with backslash escapes."""
    proven = False
    for cell in (cell for row in rows for cell in row.split("\t") if "\\" in cell):
        if cell == ESCAPED_NULL:
            proven = True
        elif cell[:1] in ("{", "["):
            bare = is_json(unescaped(cell).encode("utf-8", "surrogatepass"))
            if is_json(cell.encode()) and not bare:
                return False
            proven = proven or (bare and not is_json(cell.encode()))
    return proven


_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?")


def is_snowplow(line: str) -> bool:
    """Whether a line is an enriched event of Snowplow: 131 cells with a collector time, an event type and an id."""
    if line.count("\t") != 130:
        return False
    cells = line.split("\t")
    return bool(_MOMENT.fullmatch(cells[3]) and re.fullmatch(r"[a-z_]+", cells[5]) and cells[6])


def row_names(line: bytes) -> tuple[str, ...]:
    """The column names in a JSON array on a line, if one of them is the column of event names; else nothing."""
    names = plain(parse_text(line)) if line.strip() else None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return ()
    found = tuple(map(str, names))
    return found if any(name.lower() in NAMES for name in found) else ()


def are_row_types(line: bytes, width: int) -> bool:
    """Whether a line is a JSON array with a type of ClickHouse for each column."""
    types = plain(parse_text(line)) if line.strip().startswith(b"[") else None
    return (
        isinstance(types, list) and all(isinstance(one, str) for one in types) and _are_types([*map(str, types)], width)
    )
