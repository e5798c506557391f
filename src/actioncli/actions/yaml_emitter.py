"""Writes YAML as a person would: blocks, short lists in one line, quotes only where YAML 1.2 needs them.

It takes a tree of dicts, lists and scalars. A dict wrapped in `Inline` is written on one line if it fits.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct

Node: TypeAlias = "str | int | float | Sequence[Node] | Mapping[str | int, Node] | Inline | None"

WIDTH = 100
"""Lists and `Inline` mappings that would end beyond this column become blocks."""
LONGEST_KEY = 500
"""YAML ends an implicit key after 1024 characters; a longer one is written as `? key`."""

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}
_NOT_TEXT = re.compile(
    r"""~|null|Null|NULL|true|True|TRUE|false|False|FALSE
    |[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+
    |[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
    |[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)
    |=|<<""",
    re.VERBOSE,
)
"""What an unquoted text would be taken for something else: null, a boolean, a number, a merge key."""
_FIRST = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`]|-(?=[^\s-])")
"""What an unquoted text may begin with; a single hyphen is safe before anything but a blank."""


class Inline(Struct, frozen=True):
    """A mapping that reads best on one line."""

    node: Mapping[str | int, Node]


def block(node: Node, indent: int = 0) -> Iterator[str]:
    """The lines of a node that is not written on one line."""
    node = node.node if isinstance(node, Inline) else node
    if isinstance(node, Mapping) and node:
        for key, value in node.items():
            yield from _entry(key, value, indent)
    elif isinstance(node, Sequence) and not isinstance(node, str) and node:
        for item in node:
            yield from _item(item, indent)
    else:
        yield " " * indent + flow(node)


def flow(node: Node) -> str:
    """The node on one line, inside brackets or as brackets."""
    if isinstance(node, Inline):
        return flow(node.node)
    if isinstance(node, Mapping):
        return "{" + ", ".join(f"{scalar(key, inline=True)}: {flow(value)}" for key, value in node.items()) + "}"
    if isinstance(node, Sequence) and not isinstance(node, str):
        return "[" + ", ".join(flow(item) for item in node) + "]"
    return scalar(node, inline=True)


def scalar(value: str | float | None, *, inline: bool = False) -> str:
    """A scalar as YAML 1.2 reads it back; `inline` for a place inside brackets."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        # `1e+22` is a float in YAML 1.2 only; with a dot it is one in 1.1 too.
        mantissa, _, exponent = repr(value).partition("e")
        return f"{mantissa if '.' in mantissa else mantissa + '.0'}e{exponent}" if exponent else repr(value)
    return str(value) if isinstance(value, int) else quoted(value, inline=inline)


def quoted(text: str, *, inline: bool = False) -> str:
    """The text with the quotes it needs, if any."""
    if _is_plain(text, inline=inline):
        return text
    if text.isprintable() and ('"' in text or "\\" in text):
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(map(_escaped, text)) + '"'


def comment(text: str, indent: int = 0) -> Iterator[str]:
    """The text as the lines of a comment, whatever characters it holds; those after the first are indented."""
    printable = "".join(c if c.isprintable() else _escaped(c) for c in text)
    margin = " " * indent + "# "
    lines = textwrap.wrap(
        printable,
        WIDTH,
        initial_indent=margin,
        subsequent_indent=f"{margin}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    yield from lines or [margin.rstrip()]


def _entry(key: str | int, value: Node, indent: int) -> Iterator[str]:
    """The lines of one key of a block mapping."""
    margin = " " * indent
    head = f"{margin}{scalar(key)}:"
    if len(head) > LONGEST_KEY:
        yield f"{margin}? {scalar(key)}"
        head = f"{margin}:"
    if isinstance(value, str) and _is_literal(value):
        yield f"{head} |{'' if value.endswith(chr(10)) else '-'}"
        yield from (f"{margin}  {line}" if line else "" for line in value.removesuffix("\n").split("\n"))
    elif _fits(value, len(head) + 1):
        yield f"{head} {_line(value)}"
    else:
        yield head
        yield from block(value, indent + 2)


def _item(item: Node, indent: int) -> Iterator[str]:
    """The lines of one item of a block list."""
    margin = " " * indent
    if _fits(item, indent + 2):
        yield f"{margin}- {_line(item)}"
    else:
        first, *rest = block(item, indent + 2)
        yield f"{margin}- {first[indent + 2 :]}"
        yield from rest


def _fits(node: Node, column: int) -> bool:
    """Whether a node is written on the same line: scalars, short lists of scalars, `Inline`, and `{}`."""
    if isinstance(node, Inline):
        return not node.node or column + len(flow(node)) <= WIDTH
    if isinstance(node, Mapping):
        return not node
    if isinstance(node, Sequence) and not isinstance(node, str):
        scalars_only = not any(isinstance(item, Mapping | Inline) for item in node)
        return not node or (scalars_only and column + len(flow(node)) <= WIDTH)
    return True


def _line(node: Node) -> str:
    """A node on one line; a scalar is outside of brackets."""
    return scalar(node) if isinstance(node, str | int | float | None) else flow(node)


def _is_plain(text: str, *, inline: bool) -> bool:
    """Whether a text may stand without quotes."""
    return bool(
        text.isprintable()
        and text == text.strip()
        and _FIRST.match(text)
        and not _NOT_TEXT.fullmatch(text)
        and ": " not in text
        and " #" not in text
        and not text.endswith(":")
        and not text.startswith("...")
        # YAML allows `?` inside brackets, PyYAML does not.
        and not (inline and re.search(r"[,\[\]{}?]", text))
    )


def _is_literal(text: str) -> bool:
    """Whether a text of several lines may stand as a block `|` and come back the same."""
    lines = text.removesuffix("\n").split("\n")
    well_cut = len(lines) > 1 and bool(lines[0]) and bool(lines[-1]) and not lines[0].startswith(" ")
    return well_cut and all(line.isprintable() for line in lines)


def _escaped(character: str) -> str:
    """A character inside double quotes."""
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
