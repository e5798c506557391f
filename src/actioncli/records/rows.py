"""Rows of tables as lazy records: a cell is converted when it is read.

A row has the same values as the equivalent line of JSON, and that line is written when it is printed.
A cell of text that holds an object or an array is that value; any other text is a string.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Protocol

from msgspec import Struct, field

from actioncli.errors import ActioncliError
from actioncli.records.columns import as_json, cell_json, joined, object_maker, paths_of, printed_value, within
from actioncli.records.record import BadLine, Batch, Record, is_list, is_object, parse_text

ABSENT: Any = object()
"""An empty cell: the row has no such key."""
_OPENING = frozenset("{[")


class Cells(Protocol):
    """The cells of some rows, by column."""

    def column(self, place: int, /) -> Sequence[Any]:
        """The values of a column: text, numbers, None for null, or `ABSENT`; the same on every call."""


class Layout(Struct, frozen=True):
    """The columns of the keys of an event."""

    columns: tuple[str, ...]
    own: dict[str, list[int]] = field(default_factory=dict)
    """The columns of each top-level key. Of several, the first one that is not empty counts."""
    inner: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    """The keys in nested objects, such as `properties`, and their columns."""

    @property
    def keys(self) -> set[str]:
        """The keys that its rows may have."""
        return {*self.own, *self.inner}


@lru_cache(maxsize=64)
def layout_of(columns: tuple[str, ...]) -> Layout:
    """The layout of columns with these names."""
    layout = Layout(columns)
    for place, path in enumerate(paths_of(columns)):
        if len(path) == 1:
            layout.own.setdefault(path[0], []).append(place)
        else:
            layout.inner.setdefault(path[0], []).append((path[1], place))
    return layout


class Columns(dict[str, "Sequence[Any] | None"]):
    """The columns of some rows by key, each read on first access; None: use `Row.other`."""

    __slots__ = ("cells", "layout")

    def __init__(self, layout: Layout, cells: Cells) -> None:
        super().__init__()
        self.layout, self.cells = layout, cells

    def __missing__(self, key: str) -> Sequence[Any] | None:
        places = () if key in self.layout.inner else self.layout.own.get(key, ())
        found = [self.cells.column(place) for place in places]
        column = self[key] = found[0] if len(found) == 1 else list(map(_first, *found)) if found else None
        return column


def _first(*values: Any) -> Any:
    return next((value for value in values if value is not ABSENT), ABSENT)


class Row:
    """One row as a record."""

    __slots__ = ("_columns", "_index", "_parsed")

    def __init__(self, columns: Columns, index: int) -> None:
        self._columns, self._index = columns, index
        self._parsed: dict[str, Any] | None = None

    def get(self, key: str, default: Any = None, /) -> Any:
        """The value of a key."""
        column = self._columns[key]
        if column is None:
            return self._other(key, default)
        value = column[self._index]
        if value.__class__ is str:
            return self._json(key, value) if value[:1] in _OPENING else value
        return default if value is ABSENT else value

    def __contains__(self, key: object) -> bool:
        column = self._columns[key]  # type: ignore[index]
        return self.get(key, ABSENT) is not ABSENT if column is None else column[self._index] is not ABSENT  # type: ignore[arg-type]

    def keys(self) -> list[str]:
        """The keys that are present, in the order of the line."""
        top, nested = dict[str, None](), dict[str, None]()
        for place, path in enumerate(paths_of(self._columns.layout.columns)):
            if self._columns.cells.column(place)[self._index] is not ABSENT:
                (top if len(path) == 1 else nested)[path[0]] = None
        return list(top | nested)

    @property
    def layout(self) -> Layout:
        """The layout of its table."""
        return self._columns.layout

    def _json(self, key: str, text: str) -> Any:
        """The value of a text cell: parsed if it is JSON, else the text."""
        parsed = self._parsed
        if parsed is None:
            parsed = self._parsed = {}
        if key not in parsed:
            value = parse_text(text)
            if value is None and text[-1].isspace():  # JSON allows fewer space characters than Unicode
                value = parse_text(text.strip())
            if value is None:
                value = printed_value(key, text)
            parsed[key] = value if is_object(value) or is_list(value) else text
        return parsed[key]

    def _other(self, key: str, default: Any) -> Any:
        """An object with keys in columns of their own."""
        columns = self._columns
        inner = columns.layout.inner.get(key)
        if inner is None:
            return default
        parsed = self._parsed
        if parsed is None:
            parsed = self._parsed = {}
        if key not in parsed:
            cells, index = columns.cells, self._index
            own = [cell_of(cells.column(place)[index], key) for place in columns.layout.own.get(key, ())]
            text = within(
                next((cell for cell in own if cell is not None), None),
                joined([(name, cell_of(cells.column(place)[index])) for name, place in inner]),
            )
            parsed[key] = ABSENT if text is None else parse_text(text)
        return default if parsed[key] is ABSENT else parsed[key]


def cell_of(value: Any, key: str = "") -> bytes | None:
    """A cell as JSON, for a top-level key; None for an empty cell."""
    if value.__class__ is str:
        return cell_json(value, key)
    return None if value is ABSENT else as_json(value)


class RowBatch(Batch):
    """Rows as a batch. Their lines are made when they are needed."""

    columns: Columns | None = None

    def line(self, index: int) -> bytes:
        """The row's line, as JSON."""
        assert self.columns is not None, "rows have columns"  # noqa: S101
        cells, names = self.columns.cells, self.columns.layout.columns
        made = object_maker(names)
        keys = (path[0] if len(path) == 1 else "" for path in paths_of(names))
        return made([cell_of(cells.column(place)[index], key) for place, key in enumerate(keys)])


def rows_of(
    names: tuple[str, ...],
    cells: Cells,
    numbers: Sequence[int],
    height: int,
    bad: Iterable[tuple[int, int, str, bytes]] = (),
) -> RowBatch:
    """The rows with these cells as a batch.

    `numbers` are the lines of the source that they begin on, `height` all of its lines,
    and `bad` rows come with their place among the rows, their line, the reason and their bytes.
    """
    columns = Columns(layout_of(names), cells)
    count = len(numbers)
    records: list[Record] = [Row(columns, index) for index in range(count)]
    data, lines, starts = _beside(bad, count)
    return RowBatch(data, records, starts, starts, numbers, lines, height, columns=columns)


def _beside(bad: Iterable[tuple[int, int, str, bytes]], count: int) -> tuple[bytes, list[BadLine], Sequence[int]]:
    """The bytes of bad rows, and of the good rows between them."""
    data, lines, starts = bytearray(), list[BadLine](), list[int]()
    for place, line, reason, raw in bad:
        starts += [len(data)] * (place - len(starts))
        data += b"\n"
        lines.append(BadLine(line, reason, len(data), len(data) + len(raw)))
        data += raw
    starts += [len(data)] * (count - len(starts))
    return bytes(data), lines, starts


class LateDamage(ActioncliError):  # noqa: N818 - named for what happened
    """Damage that was found in a column after its rows were returned."""


class RowChunk(Struct, frozen=True):
    """A chunk that needs no decoding."""

    batch: Batch
    source: str
    first_line: int = 0
    """As of a chunk of lines."""
