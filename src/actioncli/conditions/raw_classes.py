r"""Class names as a style sheet's author sees them, `.hover:bg-blue` or `.max-w-[10px]`, and as CSS wants them written.

Unescaped, they are not CSS or mean something else, so they are an error whose hint is the escaped form;
the import of actions, whose authors could write them raw, escapes them (section 13.8 of `docs/semantics.md`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

PSEUDO_CLASSES = frozenset(
    {"active", "after", "any-link", "autofill", "before", "checked", "default", "defined", "disabled", "empty"}
    | {"enabled", "first-child", "first-letter", "first-line", "first-of-type", "focus", "focus-visible"}
    | {"focus-within", "fullscreen", "hover", "in-range", "indeterminate", "invalid", "last-child", "last-of-type"}
    | {"link", "modal", "only-child", "only-of-type", "optional", "out-of-range", "placeholder-shown"}
    | {"popover-open", "read-only", "read-write", "required", "root", "scope", "target", "user-invalid"}
    | {"user-valid", "valid", "visited"}
)
"""What CSS knows that takes no arguments; any other name behind a colon is taken for a part of the class."""

_ESCAPE = r"\\(?:[0-9A-Fa-f]{1,6}\s?|[^\n\r\f])"
_KNOWN = "(?:" + "|".join(sorted(PSEUDO_CLASSES, key=len, reverse=True)) + r")(?![\w-])"
_CLASS = rf"""
    (?: {_ESCAPE} | [\w!@%-]
      | / (?!\*)                                # w-1/2, but not the start of a comment
      | \. (?=[0-9])                            # py-2.5
      | (?<=[-:./]) \[ [^\s\[\]]+ \]            # max-w-[10px], [&>p]:mt-4
      | (?<=-) \( [^\s()]+ \)                   # w-(--sidebar)
      | : (?! : | (?:{_KNOWN}:)*+ (?: {_KNOWN} (?![:/]) | [\w-]*\w\( ) )
    )++
"""
"""A colon belongs to the class unless a pseudo-class follows, such as `:hover` or `:not(`, and nothing after it."""

_PIECE = rf"""
    \. (?P<name>{_CLASS})
  | {_ESCAPE}
  | "(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*'
  | \[ (?:[^\]"'\\]|\\.|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')*+ \]
"""
_TO_ESCAPE = re.compile(rf"({_ESCAPE})|[^\w-]", re.DOTALL)


class RawClass(Struct, frozen=True):
    """A class, from its dot to its end, that must be escaped, and how."""

    start: int
    end: int
    escaped: str


@cache
def _pieces() -> re.Pattern[str]:
    """The pattern of the parts of a selector; compiled when it is needed, which takes 4 ms."""
    return re.compile(_PIECE, re.VERBOSE | re.DOTALL)


def raw_classes(text: str) -> Iterator[RawClass]:
    """The classes of a selector that are not identifiers of CSS."""
    for piece in _pieces().finditer(text):
        name = piece["name"]
        if name is not None and (escaped := identifier(name)) != name:
            yield RawClass(piece.start(), piece.end(), f".{escaped}")


def with_classes_escaped(text: str) -> str:
    """The selector with all its raw classes escaped."""
    parts, position = [], 0
    for raw in raw_classes(text):
        parts += [text[position : raw.start], raw.escaped]
        position = raw.end
    return "".join([*parts, text[position:]])


def identifier(name: str) -> str:
    """The name as CSS wants it written; escapes that it has already stay."""
    return with_start_escaped(_TO_ESCAPE.sub(lambda match: match[1] or f"\\{match[0]}", name))


def with_start_escaped(escaped: str) -> str:
    """The name with a beginning that CSS does not allow in an identifier escaped: digits, `-` alone and `--`."""
    if digit := re.match("-?([0-9])", escaped):
        return f"{escaped[: digit.start(1)]}\\{ord(digit[1]):x} {escaped[digit.end() :]}"
    return f"\\{escaped}" if escaped == "-" or escaped.startswith("--") else escaped
