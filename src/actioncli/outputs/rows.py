r"""Rows: the values of the chosen fields of one event, their text in the table, and rows of text as CSV and TSV.

CSV and TSV are UTF-8, with `\n` after each row.
CSV quotes as RFC 4180 says.
TSV has no quotes: a tab, a line feed, a carriage return and a backslash within a text are written
`\t`, `\n`, `\r` and `\\`, so that a row is always one line and a tab always a separator.
Formulas (`=1+1`) are left as they are: this is data, not a spreadsheet.
A lone surrogate, which UTF-8 cannot encode, is written `\ud83d` in both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from actioncli.events.event_fields import FieldPath
from actioncli.outputs.json_text import json_text
from actioncli.values import Value

_TSV_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})

Row: TypeAlias = "tuple[Value, ...]"
"""The values of one event, one for each field: None if absent, the names of the actions as a list."""


def cell_text(value: Value) -> str:
    """A value as text without quotes: empty for None, compact JSON for lists and objects."""
    if isinstance(value, str):
        return value
    return "" if value is None else json_text(value)


def cells_of(fields: Sequence[FieldPath]) -> Callable[[Row], list[str]]:
    """The function from a row to its texts; names of actions are joined with `; `."""
    joined = [field.is_matched_actions for field in fields]

    def cells(row: Row) -> list[str]:
        return [
            "; ".join(map(cell_text, value)) if join and isinstance(value, list) else cell_text(value)
            for value, join in zip(row, joined, strict=True)
        ]

    return cells


class _Lines(list[str]):
    """The rows that a `csv.writer` writes, one item each.

    Until Python 3.13 a writer quotes a carriage return only if that ends its lines, and readers break at a bare one;
    so the writer ends lines with both, and `write` removes the carriage return.
    """

    def write(self, line: str) -> None:
        """Keep a row."""
        self.append(line[:-2] + "\n")


def csv_rows(rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as CSV."""
    import csv  # noqa: PLC0415 - few outputs are tables

    lines = _Lines()
    csv.writer(lines, lineterminator="\r\n").writerows(rows)
    return "".join(lines).encode("utf-8", "backslashreplace")


def tsv_rows(rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as TSV."""
    lines = ["\t".join([text.translate(_TSV_ESCAPES) for text in row]) + "\n" for row in rows]
    return "".join(lines).encode("utf-8", "backslashreplace")
