"""Detects the format of a text from its beginning: JSON Lines, other JSON, a table, or wrapped lines.

It is asked once a source; a live pipe is waited on for its first line, and for more only while that begins a value
that goes on.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from actioncli.formats.pages import is_columnar, is_page
from actioncli.inputs.sources import UnreadableSource
from actioncli.records.chunks import BOM
from actioncli.records.columns import is_json
from actioncli.records.json_bounds import BROKEN, INCOMPLETE, SEPARATOR, value_end

if TYPE_CHECKING:
    from actioncli.formats.tables import Table
    from actioncli.formats.wrappers import Wrapper

WIDE = 1 << 16
"""The number of bytes that decide."""
COLUMNAR = (
    "is column-oriented (ClickHouse's JSONColumns, pandas' to_json()), not one object per event: "
    "write one row per line, with FORMAT JSONEachRow or to_json(orient='records', lines=True)"
)

DetectedFormat: TypeAlias = "Literal['lines'] | JsonFormat | Table | WrapperFormat"


class JsonFormat(Struct, frozen=True):
    """JSON other than JSON Lines."""

    pages: bool
    """Whether its objects may be pages of events."""
    separated: bool = False
    """Whether its objects have record separators between them (RFC 7464)."""


class WrapperFormat(Struct, frozen=True):
    """Lines in wrappers."""

    wrapper: Wrapper


class Peeks(Protocol):
    """A reader that can show bytes before they are read."""

    def peek(self, size: int, stop: bytes = b"", /) -> bytes:
        """The next bytes: at least `size`, or up to a `stop` or the end."""


def detected_format(reader: Peeks, name: str) -> DetectedFormat:
    """The format of the text of a reader."""
    head, text = _begun(reader)
    first = text[:1]
    if first == SEPARATOR:
        return _sequence(text)
    if first == b"[":
        return _array(reader, head, text)
    if first == b"{":
        return _objects(reader, head, text, name)
    from actioncli.formats.wrappers import wrapper_of  # noqa: PLC0415 - most logs begin with an object

    line = text[: text.find(b"\n") + 1 or len(text)]
    if wrapper := wrapper_of(line):
        return WrapperFormat(wrapper)
    return _table(reader, head, text, _extension(name)) or "lines"


def _table(reader: Peeks, head: bytes, text: bytes, extension: str) -> Table | None:
    """The table at the beginning of a text. It waits for several lines, which show how cells are written."""
    from actioncli.formats.headers import table_of  # noqa: PLC0415 - few logs are tables

    line = text[: text.find(b"\n") + 1 or len(text)]
    telling = 3 if b"\t" in line else 2  # a heading of one or two lines, and a row if it may have escapes
    while text.count(b"\n") < telling and len(head) < WIDE and (more := _more(reader, head)):
        head, text = more, more.removeprefix(BOM).lstrip(b" \t\r\n")
    table = table_of(text, extension)
    if table is None:
        return None
    blank = head[: len(head) - len(text)].count(b"\n")
    return replace(table, heading=table.heading + blank) if blank else table


def _extension(name: str) -> str:
    """`.csv` or `.tsv`, without the extension of a compression format."""
    suffixes = PurePath(name).suffixes[-2:]
    return next((suffix.lower() for suffix in suffixes if suffix.lower() in (".csv", ".tsv")), "")


def _begun(reader: Peeks) -> tuple[bytes, bytes]:
    """The first line that is not blank and possibly more, with and without the text before it."""
    head = reader.peek(1, b"\n")
    while True:
        text = head.removeprefix(BOM).lstrip(b" \t\r\n")
        if b"\n" in text or len(head) > WIDE or not (more := _more(reader, head)):
            return head, text
        head = more


def _more(reader: Peeks, head: bytes) -> bytes:
    """The head with more text; empty at the end."""
    more = reader.peek(len(head) + 1)
    return more if len(more) > len(head) else b""


def _sequence(text: bytes) -> DetectedFormat:
    """A JSON text sequence; JSON Lines if its first text ends on its line."""
    begin = len(text) - len(text.lstrip(SEPARATOR + b" \t"))
    line_end = text.find(b"\n")
    whole = value_end(text, begin)
    from actioncli.formats.wrappers import Wrapper  # noqa: PLC0415 - few logs are wrapped

    return WrapperFormat(Wrapper("sequence")) if 0 < whole <= line_end else JsonFormat(pages=True, separated=True)


def _array(reader: Peeks, head: bytes, text: bytes) -> DetectedFormat:
    """An array: of events, or of rows that begin with their names. A log line may also begin with a bracket."""
    while not (inner := text[1:].lstrip(b" \t\r\n")) and len(head) < WIDE and (more := _more(reader, head)):
        head, text = more, more.removeprefix(BOM).lstrip(b" \t\r\n")
    if inner[:1] in (b"{", b"]"):
        return JsonFormat(pages=False)
    return _rows(reader, head, text) if inner[:1] == b'"' else "lines"


def _rows(reader: Peeks, head: bytes, text: bytes) -> DetectedFormat:
    """Rows that are arrays, one per line, with names first and possibly types (ClickHouse's JSONCompactEachRow)."""
    from actioncli.formats.headers import are_row_types, row_names  # noqa: PLC0415 - few logs are such rows
    from actioncli.formats.wrappers import rows_below  # noqa: PLC0415

    names = row_names(text[: text.find(b"\n") + 1])
    if not names:
        return "lines"
    while text.count(b"\n") < 2 and len(head) < WIDE and (more := _more(reader, head)):
        head, text = more, more.removeprefix(BOM).lstrip(b" \t\r\n")
    first, second, *_ = [*text.split(b"\n"), b""]
    if not second.startswith(b"["):
        return "lines"
    heading = (first.strip(), second.strip()) if are_row_types(second, len(names)) else (first.strip(),)
    return WrapperFormat(rows_below(names, heading))


def _objects(reader: Peeks, head: bytes, text: bytes, name: str) -> DetectedFormat:
    while True:
        line_end = text.find(b"\n")
        end = _object_end(text, line_end)
        if end == BROKEN:
            return "lines"
        page = is_page(text, 0)
        if page:
            return JsonFormat(pages=True)
        if is_columnar(text):
            raise UnreadableSource(f"{name}: {COLUMNAR}")
        if end > 0:
            if line_end >= 0 and end > line_end:
                return JsonFormat(pages=False)
            return _wrapped_object(text[:end])
        goes_on = line_end >= 0 and bool(text[line_end:].strip(b" \t\r\n"))
        if (goes_on and page is False) or len(head) > WIDE or not (more := _more(reader, head)):
            return JsonFormat(pages=False) if goes_on and end == INCOMPLETE else "lines"
        head, text = more, more.removeprefix(BOM).lstrip(b" \t\r\n")


def _wrapped_object(line: bytes) -> DetectedFormat:
    """The format of a log that begins with this object. Of all wrappers, only that of Docker is one, with a `log`."""
    if b'"log"' not in line:
        return "lines"
    from actioncli.formats.wrappers import wrapper_of  # noqa: PLC0415 - few logs are wrapped

    wrapper = wrapper_of(line)
    return WrapperFormat(wrapper) if wrapper else "lines"


def _object_end(text: bytes, line_end: int) -> int:
    """As `value_end`, of the object at the start of a text; most are a line, which the decoder shows at once."""
    line = text[: max(line_end, 0)].rstrip(b" \t\r")
    return len(line) if is_json(line) else value_end(text, 0)


_DELIMITERS = {",": "comma", "\t": "tab", ";": "semicolon"}
_STYLES = {"quoted": "", "escaped": ", backslash escapes", "bare": ", no quotes"}


def described(form: DetectedFormat) -> str:
    """The name of a format for users."""
    if form == "lines":
        return "JSON Lines"
    if isinstance(form, JsonFormat):
        return "JSON text sequence (RFC 7464)" if form.separated else "JSON pages" if form.pages else "JSON"
    if isinstance(form, WrapperFormat):
        from actioncli.formats.wrappers import title_of  # noqa: PLC0415 - few logs are wrapped

        return title_of(form.wrapper)
    named = f"{_DELIMITERS.get(form.delimiter, form.delimiter)}-separated table"
    return f"{named}{_STYLES[form.style]}" + ("" if form.heading else ", no header")
