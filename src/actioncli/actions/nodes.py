"""The nodes of an actions file: scalars, lists and mappings, each with its place.

They know nothing of actions, and nothing of the library that parses YAML.
Plain scalars are read by the YAML 1.2 core schema (`docs/semantics.md` 3.5):
`no`, `on`, `12:30`, `1_000` and dates are text.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from actioncli.errors import Place
from actioncli.values import Scalar as ScalarValue

LONGEST_NUMBER = 500
"""Characters of a number; Python itself refuses to print integers of some thousand digits."""

_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


class Scalar(Struct, frozen=True):
    """A single value."""

    value: ScalarValue | None
    """What it means."""
    text: str
    """What was written, without quotes: `0x1F` where the value is 31."""
    quoted: bool
    """Whether it cannot be anything but text: in quotes, or a block of lines after `|` or `>`."""
    place: Place

    def place_at(self, offset: int, length: int = 1) -> Place:
        """The place of the code point at `offset` of the text.

        It is the place of the whole scalar where the two cannot be told together:
        on several lines, or in quotes with escapes.
        """
        start = self.place.column - 1
        written = self.place.source[start : start + self.place.length]
        quotes = 1 if self.quoted else 0
        if written[quotes : len(written) - quotes] != self.text or not 0 <= offset <= len(self.text):
            return self.place
        return replace(self.place, column=self.place.column + quotes + offset, length=max(length, 1))


class Sequence(Struct, frozen=True):
    """A list."""

    items: tuple[Node, ...]
    place: Place


class Mapping(Struct, frozen=True):
    """Keys and their values in the order of the file; merged entries (`<<`) come first."""

    entries: tuple[tuple[Scalar, Node], ...]
    place: Place


class Unreadable(Struct, frozen=True):
    """Replaces a node whose problem was reported, so that it is not reported again."""

    place: Place


Node: TypeAlias = Scalar | Sequence | Mapping | Unreadable


def plain_value(text: str) -> ScalarValue | None:
    """What a plain scalar means by the core schema; raises ValueError for a number of more than 500 characters."""
    if text in _NULL:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    integer = _INTEGER.fullmatch(text)
    if not integer and not _FLOAT.fullmatch(text):
        return text
    if len(text) > LONGEST_NUMBER:
        raise ValueError(f"a number of {len(text)} characters")
    if integer:
        return int(text, 0) if text[:2] in {"0o", "0x"} else int(text)
    return float(text.replace(".", "") if text[-1] in "fFnN" else text)


def kind_of(node: Node) -> str:
    """What a node is, in words."""
    match node:
        case Sequence():
            return "a list"
        case Mapping():
            return "a mapping"
        case Unreadable():
            return "an unreadable value"
        case Scalar(value=None):
            return "nothing"
        case Scalar(value=bool()):
            return f"`{node.text}`"
        case Scalar(value=str()):
            return "a text"
    return "a number"
