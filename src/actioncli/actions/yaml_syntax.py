"""Errors of the YAML parsers, reworded for people who do not know how parsers work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actioncli.actions.yaml_text import Lines
from actioncli.errors import Problem

if TYPE_CHECKING:
    import yaml

_TAB = ("a tab cannot indent", "indent with spaces")
_ESCAPE = ("an escape that is no character", "write the character itself")
_OUT_OF_PLACE = (
    "this does not fit the lines above",
    "check the indentation, and put text with special characters in quotes",
)

DEEPEST = 100
"""So many lists and mappings may stand inside each other."""

_WORDS: tuple[tuple[str, tuple[str, str]], ...] = (
    # Part of what the parsers say (libyaml's words, and those of the parser in Python) -> message and hint.
    ("found a tab character", _TAB),
    ("maximum nesting depth", (f"more than {DEEPEST} nested lists and mappings", "")),  # libyaml's own limit
    (
        "mapping values are not allowed",
        ("a `:` is not allowed here", "check the line above, or put the text in quotes"),
    ),
    ("sequence entries are not allowed", ("a list cannot begin here", "begin it on a line of its own")),
    ("could not find expected ':'", ("a key without `:`", "write `key: value`, and text of several lines in quotes")),
    (
        "unknown escape character",
        ("an unknown escape", r"in double quotes write `\\` for a backslash, or use single ones"),
    ),
    ("invalid unicode character escape", _ESCAPE),
    ("hexdecimal number", _ESCAPE),  # so libyaml spells it
    ("hexadecimal numbers", _ESCAPE),
    ("expected alphabetic or numeric character", ("`*` and `&` need a name", "put the text in quotes if it begins so")),
    ("',' or ']'", ("a `[` that is not closed by `]`", "separate the items by `,`")),
    ("',' or '}'", ("a `{` that is not closed by `}`", "separate the entries by `,`")),
    ("document start", ("there is something after the end of the document", "check the quotes and brackets")),
    ("expected key", _OUT_OF_PLACE),
    ("<block end>", _OUT_OF_PLACE),
    ("'-' indicator", ("expected a further `- ` of the list", "check the indentation")),
    ("node content", ("expected a value here", "put text that begins with a bracket or a comma in quotes")),
)


def syntax_problem(error: yaml.MarkedYAMLError, lines: Lines) -> Problem:
    """The parser's complaint in plain words, at the place it complains of."""
    said = error.problem or "the text ends here"
    mark = error.problem_mark or error.context_mark
    message, hint = _words(said.casefold())
    if "unexpected end of stream" in said:
        # The end of the file is not helpful: show where the quotes begin.
        message, hint, mark = "the quotes are never closed", "", error.context_mark or mark
    elif "',' or " in said and error.context_mark and mark and mark.line != error.context_mark.line:
        mark = error.context_mark  # likewise: where the bracket opens
    if mark is None:
        return Problem(f"not valid YAML: {said}")
    place = lines.place(mark.line, mark.column, mark.line, mark.column + 1)
    character = lines.lines[mark.line][mark.column : mark.column + 1] if mark.line < len(lines.lines) else ""
    if "cannot start any token" in said:
        message, hint = f"a plain text cannot begin with `{character}`", "put it in quotes"
        if character == "\t":
            message, hint = _TAB
    if not message:
        message = f"not valid YAML: {said}"
    return Problem(message, hint=hint, place=place)


def _words(said: str) -> tuple[str, str]:
    return next((words for part, words in _WORDS if part in said), ("", ""))
