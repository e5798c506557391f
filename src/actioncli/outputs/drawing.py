"""Cells of tables, measured as a terminal shows them: padded, cut, wrapped and coloured.

It uses only the character widths of rich (an emoji and 中 take two cells).
The tables of rich take 34 s for 100,000 rows, which take 1 s here, and interpret data as markup.
"""

from __future__ import annotations

import re

from rich.cells import cell_len, chop_cells, set_cell_size

GAP = "  "
"""The gap between two columns."""

LEAST_CUT = 5
"""Below this width in cells, text is cut at its end."""

_SCHEME = re.compile("^https?://(?=[^/])")
_WORDS = re.compile(r"\S+\s*|\s+")
_STYLES = {"header": "1", "quiet": "2", "bar": "36", "trend": "34", "good": "32", "bad": "31"}
"""The terminal's own colours, by purpose."""


def paint(text: str, style: str, *, color: bool) -> str:
    """The text in a style of the palette, or just the text without colour or style."""
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if color and style and text else text


def padding(text: str, width: int) -> str:
    """The spaces that pad a text to a width."""
    return " " * (width - cell_len(text))


def cut(text: str, width: int, ellipsis: str) -> str:
    """The text, its end replaced by the ellipsis if it is wider than `width`."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1) + ellipsis if width > 1 else ellipsis


def cut_middle(text: str, width: int, ellipsis: str) -> str:
    """The text, its middle replaced by the ellipsis if it is wider than `width`; an address first loses its scheme."""
    if cell_len(text) > width:
        text = _SCHEME.sub("", text)
    if cell_len(text) <= width or width < LEAST_CUT:
        return cut(text, width, ellipsis)
    tail = ""
    for character in reversed(text):
        if cell_len(character + tail) > (width - 1) // 2:
            break
        tail = character + tail
    return set_cell_size(text, width - 1 - cell_len(tail)).rstrip() + ellipsis + tail


def is_address(word: str) -> bool:
    """Whether a word is a URL or a path, which is never broken across lines."""
    return "://" in word or word.count("/") > 1


def hanging(text: str, width: int | None, indent: int, ellipsis: str = "…") -> list[str]:
    """A line that may be indented, wrapped at words; the lines after the first are indented by `indent` more cells."""
    if width is None or cell_len(text) <= width:
        return [text]
    margin = len(text) - len(text.lstrip(" "))
    first, *rest = wrapped(text.lstrip(" "), max(width - margin, LEAST_CUT), ellipsis)
    available = max(width - margin - indent, LEAST_CUT)
    more = wrapped(" ".join(rest), available, ellipsis) if rest else []
    return [" " * margin + first, *(" " * (margin + indent) + line for line in more)]


def wrapped(text: str, width: int, ellipsis: str = "…") -> list[str]:
    """The text in lines of at most `width` cells, broken between words, or within a word that is too long.

    An address that is too long is cut in the middle instead.
    """
    if cell_len(text) <= width:
        return [text]
    lines, line = [], ""
    for word in _WORDS.findall(text):
        if cell_len(word.rstrip()) > width and is_address(word):
            word = cut_middle(word.rstrip(), width, ellipsis) + word[len(word.rstrip()) :]  # noqa: PLW2901
        if cell_len(line + word.rstrip()) <= width:
            line += word
            continue
        if line.strip():
            lines.append(line.rstrip())
        *full, line = chop_cells(word, width) if cell_len(word.rstrip()) > width else [word]
        lines.extend(full)
    return [*lines, line.rstrip()] if line.strip() or not lines else lines
