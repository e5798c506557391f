"""The table of `actioncli match`, drawn in blocks as events arrive."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from rich.cells import cell_len

from actioncli.events.event_fields import DEFAULT_FIELDS, FieldPath
from actioncli.events.timestamps import EPOCH, Microseconds, timestamp
from actioncli.outputs.drawing import GAP, cut, cut_middle, is_address, padding, paint
from actioncli.outputs.rows import Row, cells_of
from actioncli.outputs.screen import Screen, visible
from actioncli.values import Value

_BLOCK = 200
"""The number of rows that are measured together; small, so that the first appear at once."""
_STYLES = {"timestamp": "quiet", "created_at": "quiet", "matched_actions": "bar"}
_MOMENT = 20
"""The least width of a time on a narrow terminal: to the second, and the ellipsis."""
_SHORT_TIMES = ((100, "%Y-%m-%d %H:%M:%S"), (0, "%m-%d %H:%M:%S"))
"""The formats of local times, by the least width of the terminal."""
_LEAST = {"event": 14, "distinct_id": 9, "url": 18, "matched_actions": 12}
"""The least widths of the default columns on a narrow terminal."""
_WIDEST_USER = 11
"""The width of a user's identifier if not all columns fit; it is cut in the middle."""
_ALL_COLUMNS = 72
"""Below this width, the table omits the names of the actions."""
_IDENTIFIER = re.compile("[0-9A-Fa-f-]{20,}")


class TableWriter:
    """Rows as lines of cells: text is left-aligned, numbers are right-aligned.

    On a terminal, long cells are cut to fit, and the header is repeated when the widths of the columns change.
    With `width` None nothing is cut and there is one header; a later block may then be wider than the first.
    """

    def __init__(self, fields: tuple[FieldPath, ...], screen: Screen) -> None:
        self._screen = screen
        self._short = screen.width is not None and fields == DEFAULT_FIELDS
        """Whether the columns are the default ones, which are shortened."""
        if self._short and screen.width is not None and screen.width < _ALL_COLUMNS:
            fields = fields[:-1]
        self._count = len(fields)
        self._cells = cells_of(fields)
        self._headers = [visible(field.text, unicode=screen.unicode) for field in fields]
        self._short_headers = [visible(field.keys[-1], unicode=screen.unicode) for field in fields]
        if self._short:
            self._headers[:3] = [f"time ({_zone_name()})", "event", "user"]
            self._headers[3:] = ["url", "actions"][: self._count - 3]
            self._short_headers = ["time", *self._headers[1:]]
        self._styles = [_STYLES.get(field.text, "") for field in fields]
        self._floors = [_MOMENT if field.text in ("timestamp", "created_at") else 1 for field in fields]
        if self._short and screen.width is not None:
            self._floors = [len(_local(0, screen.width)), *(_LEAST[field.text] for field in fields[1:])]
        self._natural = [cell_len(header) for header in self._headers]
        self._widths: list[int] = []

    def begin(self) -> bytes:
        """Nothing: the header depends on the first rows."""
        return b""

    def rows(self, rows: Sequence[Row]) -> bytes:
        """The rows as lines, with a header where one is due."""
        blocks = [rows[start : start + _BLOCK] for start in range(0, len(rows), _BLOCK)]
        return "".join(line + "\n" for block in blocks for line in self._block(block)).encode("utf-8")

    def end(self) -> bytes:
        """Nothing: a table without rows has no header either."""
        return b""

    def _block(self, rows: Sequence[Row]) -> list[str]:
        """The lines of one block."""
        rows = [row[: self._count] for row in rows]
        texts = [[self._shown(text) for text in self._cells(self._for_people(row))] for row in rows]
        measured = [max(map(cell_len, column)) for column in zip(*texts, strict=True)]
        self._natural = [max(pair) for pair in zip(self._natural, measured, strict=True)]
        natural = self._natural
        if self._short and sum(natural) + len(GAP) * (len(natural) - 1) > (self._screen.width or 0):
            natural = [*natural[:2], min(natural[2], _WIDEST_USER), *natural[3:]]
        widths = fitting_widths(natural, self._floors, self._screen.width, firm=self._short)
        lines = []
        if not self._widths or (widths != self._widths and self._screen.width is not None):
            lines += [""] if self._widths else []
            lines += self._header(widths)
        self._widths = widths
        lines += [self._line(cells, row, self._styles) for cells, row in zip(texts, rows, strict=True)]
        return lines

    def _for_people(self, row: Row) -> Row:
        """The row, with a short local time if the columns are the default ones."""
        moment = timestamp(row[0]) if self._short else None
        return row if moment is None else (_local(moment, self._screen.width or 0), *row[1:])

    def _shown(self, text: str) -> str:
        """The text of a cell without control characters; on a terminal, no more of it than could fit."""
        if self._screen.width is not None:
            text = text[: 10 * max(self._screen.width, 1)]
        return visible(text, unicode=self._screen.unicode)

    def _header(self, widths: list[int]) -> list[str]:
        """The names of the columns, and a rule below them."""
        self._widths = widths
        rule = self._screen.rule * (sum(widths) + len(GAP) * (len(widths) - 1))
        labels = [
            name if self._screen.width is None or cell_len(name) <= width else short
            for name, short, width in zip(self._headers, self._short_headers, widths, strict=True)
        ]
        names = self._line(labels, ("",) * len(widths), ["header"] * len(widths))
        return [names, paint(rule, "quiet", color=self._screen.color)]

    def _line(self, cells: list[str], row: Row, styles: list[str]) -> str:
        """One row, each cell cut and padded to its column, no spaces at the end."""
        parts = []
        for text, value, width, style in zip(cells, row, self._widths, styles, strict=True):
            shown = text if self._screen.width is None else self._cut(text, width)
            painted = paint(shown, style, color=self._screen.color)
            room = padding(shown, width)
            parts.append(room + painted if _is_number(value) else painted + room)
        return GAP.join(parts).rstrip(" ")

    def _cut(self, text: str, width: int) -> str:
        """The text, cut to fit; addresses and identifiers keep both ends."""
        if is_address(text) or _IDENTIFIER.fullmatch(text):
            return cut_middle(text, width, self._screen.ellipsis)
        return cut(text, width, self._screen.ellipsis)


def _local(moment: Microseconds, width: int) -> str:
    """A moment in the local time zone, in short."""
    spelled = next(spelling for least, spelling in _SHORT_TIMES if width >= least)
    try:
        return (EPOCH + timedelta(microseconds=moment)).astimezone().strftime(spelled)
    except (OverflowError, ValueError, OSError):  # at the ends of the calendar
        return (EPOCH + timedelta(microseconds=moment)).strftime(spelled)


def _zone_name() -> str:
    """The name of the local time zone now."""
    return datetime.now().astimezone().tzname() or "local"


def fitting_widths(
    natural: Sequence[int], floors: Sequence[int], width: int | None, *, firm: bool = False
) -> list[int]:
    """The widths of columns on a terminal: the widest shrink first, to their floors if these fit in half of it.

    Floors that are `firm` hold as long as they fit.

    A column is never narrower than one cell, even if the terminal has fewer cells than columns.
    """
    room = None if width is None else width - len(GAP) * (len(natural) - 1)
    if room is None or sum(natural) <= room:
        return list(natural)
    least = [min(pair) for pair in zip(natural, floors, strict=True)]
    if sum(least) > (room if firm else room // 2):
        least = [1] * len(natural)
    widths = [max(floor, 1) for floor in least]
    for cap in range(1, max(natural) + 1):
        wider = [max(floor, min(wanted, cap)) for wanted, floor in zip(natural, least, strict=True)]
        if sum(wider) > room:
            break
        widths = wider
    growing = [index for index, wanted in enumerate(natural) if widths[index] < wanted]
    for index in growing[: max(0, room - sum(widths))]:
        widths[index] += 1
    return widths


def _is_number(value: Value) -> bool:
    """Whether a cell is right-aligned."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)
