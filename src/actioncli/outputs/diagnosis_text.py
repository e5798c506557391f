"""The text that `actioncli diagnose` shows to people: a heading for each kind of finding, and its lines below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from actioncli.diagnosis import Diagnosis
from actioncli.outputs.diagnosis_sections import Line, headline, sections
from actioncli.outputs.drawing import GAP, hanging, padding, paint, wrapped
from actioncli.outputs.screen import Screen, visible

INDENT = "  "
LEAST_TEXT = 24
"""The least width of a line's text, in cells, whatever the length of its aside."""
WIDEST_TEXT = 72
"""The rightmost column at which asides are aligned."""
_ASCII = (("·", "-"), ("≥", ">="), ("⊂", "in"), ("∩", "and"), ("“", '"'), ("”", '"'))


def diagnosis_text(diagnosis: Diagnosis, screen: Screen) -> bytes:
    """The diagnosis as text; on a terminal, lines are wrapped at words."""
    lines = hanging(_plain(headline(diagnosis), screen), screen.width, 2, screen.ellipsis)
    for section in sections(diagnosis):
        title = hanging(_plain(section.title, screen), screen.width, 2, screen.ellipsis)
        lines += ["", *(paint(line, "header", color=screen.color) for line in title)]
        lines += _laid_out(section.lines, screen)
    return ("\n".join(lines) + "\n").encode("utf-8", "backslashreplace")


def _laid_out(lines: Sequence[Line], screen: Screen) -> Iterator[str]:
    """Lines with numbers are rows of a table, with the others of their depth below the same heading.

    Each line without a number is a sentence, and a heading of the deeper lines after it.
    """
    table: dict[int, list[Line]] = {}
    tables: list[list[Line]] = []
    for line in lines:
        if not line.number:
            table = {depth: rows for depth, rows in table.items() if depth <= line.depth}
            tables.append([line])
            continue
        if line.depth not in table:
            table[line.depth] = []
        table[line.depth].append(line)
        tables.append(table[line.depth])
    for line, rows in zip(lines, tables, strict=True):
        numbers = max(len(_plain(row.number, screen)) for row in rows)
        texts = max(cell_len(_plain(row.text, screen)) for row in rows)
        yield _line(line, numbers, min(texts, WIDEST_TEXT) if numbers else 0, screen)


def _line(line: Line, numbers: int, column: int, screen: Screen) -> str:
    """A line with its number right-aligned in its table, and its aside in the table's last column."""
    head = INDENT * line.depth
    if line.number:
        head += _plain(line.number, screen).rjust(numbers) + GAP
    text, aside = _plain(line.text, screen), _plain(line.aside, screen)
    if (
        screen.width is None
        or cell_len(head) + max(cell_len(text), column) + len(GAP) + cell_len(aside) <= screen.width
    ):
        if aside:
            text += padding(text, column) + GAP + paint(aside, "quiet", color=screen.color)
        return head + text
    return "\n".join(_broken(head, text, aside, screen))


def _broken(head: str, text: str, aside: str, screen: Screen) -> Iterator[str]:
    """A line that is too long for the terminal: the text wrapped at words, and its aside below it."""
    margin = " " * cell_len(head)
    available = max(screen.width - len(margin), LEAST_TEXT) if screen.width is not None else LEAST_TEXT
    for part in wrapped(text, available, screen.ellipsis):
        yield head + part
        head = margin
    for part in wrapped(aside, max(available - len(INDENT), LEAST_TEXT), screen.ellipsis) if aside else ():
        yield margin + INDENT + paint(part, "quiet", color=screen.color)


def _plain(text: str, screen: Screen) -> str:
    """The text without control characters; in ASCII if the terminal shows nothing else."""
    if not screen.unicode:
        for drawn, plain in _ASCII:
            text = text.replace(drawn, plain)
    return visible(text, unicode=screen.unicode)
