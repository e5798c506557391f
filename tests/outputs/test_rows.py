"""CSV and TSV."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from actioncli.outputs.rows import csv_rows, tsv_rows

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
ROWS = st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(TEXT, min_size=width, max_size=width)))
UNESCAPED = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r"}


def read_csv(data: bytes) -> list[list[str]]:
    """The rows as any CSV reader sees them."""
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))


def read_tsv(data: bytes) -> list[list[str]]:
    """The rows, split at tabs and line feeds alone, and the escapes undone from left to right."""
    return [[unescape(cell) for cell in line.split("\t")] for line in data.decode("utf-8").split("\n")[:-1]]


def unescape(cell: str) -> str:
    text, characters = "", iter(cell)
    for character in characters:
        text += UNESCAPED[next(characters)] if character == "\\" else character
    return text


@given(ROWS)
def test_csv_reads_back_as_the_rows(rows: list[list[str]]) -> None:
    assert read_csv(csv_rows(rows)) == rows


@given(ROWS)
def test_tsv_reads_back_as_the_rows(rows: list[list[str]]) -> None:
    assert read_tsv(tsv_rows(rows)) == rows


def test_csv_quotes_only_what_needs_it_and_ends_lines_with_a_line_feed() -> None:
    assert csv_rows([["a", "b,c", 'd"e', "f\ng", "=1", "é"]]) == 'a,"b,c","d""e","f\ng",=1,é\n'.encode()


def test_csv_quotes_a_bare_carriage_return() -> None:
    """Readers would take it for the end of the row."""
    assert csv_rows([["a\rb", "c"]]) == b'"a\rb",c\n'


def test_csv_tells_a_row_of_one_empty_cell_from_no_row() -> None:
    assert csv_rows([[""]]) == b'""\n'


def test_tsv_escapes_what_would_break_a_row() -> None:
    assert tsv_rows([["a\tb", "c\nd", "e\rf", "g\\h"]]) == b"a\\tb\tc\\nd\te\\rf\tg\\\\h\n"


def test_a_lone_surrogate_is_written_as_an_escape() -> None:
    assert (csv_rows([["\ud83d"]]), tsv_rows([["\ud83d"]])) == (b"\\ud83d\n", b"\\ud83d\n")
