"""The text of an actions file before it is parsed: from bytes to lines, and the places in them."""

from __future__ import annotations

import re

from msgspec import Struct

from actioncli.errors import Place, Problem

LARGEST_FILE = 8 * 2**20
"""Bytes of an actions file."""

LONGEST_SHOWN_LINE = 500
"""Code points of a line that is repeated under an error; minified YAML would bury its own error."""

_LINE_BREAK = re.compile(r"\r\n|\n|\r")
NAMED = "\u2028\u2029\ufeff"
"""Those of the refused that have a name."""
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""What YAML does not take raw, and three characters that its parsers silently take for line breaks."""


class Lines(Struct, frozen=True):
    """The lines of one file, for places in it."""

    file: str
    lines: tuple[str, ...]

    @classmethod
    def of(cls, file: str, text: str) -> Lines:
        """The lines of a text."""
        return cls(file, tuple(_LINE_BREAK.split(text)))

    def place(self, line: int, column: int, end_line: int, end_column: int) -> Place:
        """The place from one position to another, both counted from 0; it ends with its first line at the latest."""
        text = self.lines[line] if line < len(self.lines) else ""
        end = end_column if end_line == line else len(text.rstrip())
        shown = text if len(text) <= LONGEST_SHOWN_LINE else ""
        return Place(self.file, line + 1, column + 1, max(end - column, 1), shown)


def decode(content: str | bytes, file: str) -> str | Problem:
    """The text of a file, without a byte order mark, or why it cannot be one."""
    if len(content) > LARGEST_FILE:
        return Problem("the file is larger than 8 MiB", place=Place(file, 1, 1))
    if isinstance(content, bytes):
        try:
            text = content.decode()
        except UnicodeDecodeError as error:
            return _not_utf8(content, file, error.start)
    else:
        text = content
    text = text.removeprefix("\ufeff")
    refused = _REFUSED.search(text)
    return _character_problem(text, file, refused.start()) if refused else text


def _not_utf8(content: bytes, file: str, start: int) -> Problem:
    before = _LINE_BREAK.split(content[:start].decode())
    message = f"the byte 0x{content[start]:02x} is not UTF-8"
    return Problem(message, hint="save the file as UTF-8", place=Place(file, len(before), len(before[-1]) + 1))


def _character_problem(text: str, file: str, offset: int) -> Problem:
    from actioncli.characters import named  # noqa: PLC0415 - few files have such characters

    before = _LINE_BREAK.split(text[:offset])
    line, column = len(before) - 1, len(before[-1])
    # The line is shown on a terminal: what must not be in the file must not reach that either.
    shown = Lines.of(file, _REFUSED.sub("\ufffd", text))
    code = ord(text[offset])
    written = f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
    hint = "" if 0xD800 <= code <= 0xDFFF or not code else f'in double quotes, write `"{written}"`'
    name = named(text[offset]) if text[offset] in NAMED else f"U+{code:04X}"
    return Problem(f"the character {name} is not allowed", hint=hint, place=shown.place(line, column, line, 0))
