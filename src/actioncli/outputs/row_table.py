"""The table that `actioncli match` shows to people, drawn block by block, as the events come."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from actioncli.events.event_fields import FieldPath
from actioncli.outputs.drawing import GAP, cut, padding, paint
from actioncli.outputs.rows import Row, cells_of
from actioncli.outputs.screen import Screen, visible
from actioncli.values import Value

_BLOCK = 200
"""Rows that are measured together: some screens full, so that the first are there at once."""
_STYLES = {"timestamp": "quiet", "created_at": "quiet", "matched_actions": "bar"}
_MOMENT = 20
"""What a time keeps on a narrow terminal: the seconds, and the sign that more was cut off."""


class TableWriter:
    """Rows as lines of cells: text to the left, numbers to the right.

    On a terminal, long cells are cut to fit, and the header comes again whenever the columns have to change.
    With `width` None nothing is cut and the header stands once; a later block may then be wider than the first.
    """

    def __init__(self, fields: tuple[FieldPath, ...], screen: Screen) -> None:
        self._screen = screen
        self._cells = cells_of(fields)
        self._headers = [visible(field.text, unicode=screen.unicode) for field in fields]
        self._short_headers = [visible(field.keys[-1], unicode=screen.unicode) for field in fields]
        self._styles = [_STYLES.get(field.text, "") for field in fields]
        self._floors = [_MOMENT if field.text in ("timestamp", "created_at") else 1 for field in fields]
        self._natural = [cell_len(header) for header in self._headers]
        self._widths: list[int] = []

    def begin(self) -> bytes:
        """Nothing: the header needs to know the first rows."""
        return b""

    def rows(self, rows: Sequence[Row]) -> bytes:
        """The rows as lines, and the header where it is due."""
        blocks = [rows[start : start + _BLOCK] for start in range(0, len(rows), _BLOCK)]
        return "".join(line + "\n" for block in blocks for line in self._block(block)).encode("utf-8")

    def end(self) -> bytes:
        """Nothing: a table of no rows is no table."""
        return b""

    def _block(self, rows: Sequence[Row]) -> list[str]:
        """The lines of one block."""
        texts = [[self._shown(text) for text in self._cells(row)] for row in rows]
        measured = [max(map(cell_len, column)) for column in zip(*texts, strict=True)]
        self._natural = [max(pair) for pair in zip(self._natural, measured, strict=True)]
        widths = fitting_widths(self._natural, self._floors, self._screen.width)
        lines = []
        if not self._widths or (widths != self._widths and self._screen.width is not None):
            lines += [""] if self._widths else []
            lines += self._header(widths)
        self._widths = widths
        lines += [self._line(cells, row, self._styles) for cells, row in zip(texts, rows, strict=True)]
        return lines

    def _shown(self, text: str) -> str:
        """A cell's text as it may be shown; on a terminal not much more of it than could ever fit."""
        if self._screen.width is not None:
            text = text[: 10 * max(self._screen.width, 1)]
        return visible(text, unicode=self._screen.unicode)

    def _header(self, widths: list[int]) -> list[str]:
        """The names of the columns and a rule beneath them."""
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
            shown = text if self._screen.width is None else cut(text, width, self._screen.ellipsis)
            painted = paint(shown, style, color=self._screen.color)
            room = padding(shown, width)
            parts.append(room + painted if _is_number(value) else painted + room)
        return GAP.join(parts).rstrip(" ")


def fitting_widths(natural: Sequence[int], floors: Sequence[int], width: int | None) -> list[int]:
    """The columns' widths on a terminal: the widest give way first, down to their floors if these leave half the room.

    A column is never narrower than one cell, even if the terminal has not as many.
    """
    room = None if width is None else width - len(GAP) * (len(natural) - 1)
    if room is None or sum(natural) <= room:
        return list(natural)
    least = [min(pair) for pair in zip(natural, floors, strict=True)]
    if sum(least) > room // 2:
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
    """Whether a cell stands to the right."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)
