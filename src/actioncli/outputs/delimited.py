r"""Rows of text as CSV and TSV, both in UTF-8, with `\n` after each row.

CSV quotes as RFC 4180 says.
TSV has no quotes: a tab, a line feed, a carriage return and a backslash within a text are written
`\t`, `\n`, `\r` and `\\`, so that a row is always one line and a tab always a separator.
Formulas (`=1+1`) are left as they are: this is data, not a spreadsheet.
A lone surrogate, which UTF-8 cannot encode, is written `\ud83d` in both.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence

_TSV_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


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
    lines = _Lines()
    csv.writer(lines, lineterminator="\r\n").writerows(rows)
    return "".join(lines).encode("utf-8", "backslashreplace")


def tsv_rows(rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as TSV."""
    lines = ["\t".join([text.translate(_TSV_ESCAPES) for text in row]) + "\n" for row in rows]
    return "".join(lines).encode("utf-8", "backslashreplace")
