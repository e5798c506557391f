"""Finds the end of a JSON value from its brackets and strings only, at the speed of a regular expression.

A value whose brackets match may still be spoiled inside; the decoder says so later.
"""

from __future__ import annotations

import re
from functools import cache

from actioncli.records.columns import is_json

SEPARATOR = b"\x1e"
"""The separator before each text of a JSON text sequence."""
INCOMPLETE, BROKEN = -1, -2
"""INCOMPLETE: the text ends before the value. BROKEN: the value is not JSON, whatever follows."""

# JSON strings cannot contain a line break, so a missing quote affects only its own line.
_STRING = rb'"[^"\\\n]*+(?:\\[^\n][^"\\\n]*+)*+"'
_PLAIN = rb"[ \t\r\n:,0-9+\-.eE]++|true|false|null|NaN|Infinity"
_USUAL_DEPTH = 8


@cache
def _nested(depth: int) -> re.Pattern[bytes]:
    """The pattern of a value up to a depth; compiled when it is needed, which takes 1.5 ms."""
    pattern = rb"[{\[](?:%b|%b)*+[}\]]" % (_PLAIN, _STRING)
    for _ in range(depth - 1):
        pattern = rb"[{\[](?:%b|%b|%b)*+[}\]]" % (_PLAIN, _STRING, pattern)
    return re.compile(pattern)


_TOKEN = re.compile(rb"[ \t\r\n]++|%b|[\[\]{}:,]|[0-9+\-.eE]++|true|false|null|NaN|Infinity" % _STRING)
_LITERALS = (b"true", b"false", b"null", b"NaN", b"Infinity")
_STRING_BEGUN = re.compile(rb'"[^"\\\n]*+(?:\\[^\n][^"\\\n]*+)*+\\?\Z')
_PARTNER = {ord("}"): ord("{"), ord("]"): ord("[")}


def value_end(text: bytes, start: int) -> int:
    """The end of the object or array that begins at `start`, or `INCOMPLETE` or `BROKEN`."""
    usual = _nested(_USUAL_DEPTH).match(text, start)
    # The pattern accepts any closing bracket for any opening one. The walk does not, and must decide in such a case:
    # otherwise the result would depend on how much of the text has been read.
    return usual.end() if usual is not None and is_json(usual[0]) else _walked_end(text, start)


_STRING_ALONE = re.compile(_STRING)
_SCALAR = re.compile(rb'[^"\[\]{},\s]++')


def any_end(text: bytes, start: int) -> int:
    """The end of the value that begins at `start`, or `INCOMPLETE` or `BROKEN`."""
    first = text[start : start + 1]
    if first in (b"{", b"["):
        return value_end(text, start)
    match = (_STRING_ALONE if first == b'"' else _SCALAR).match(text, start)
    if match is None:
        return INCOMPLETE if _may_go_on(text, start) else BROKEN
    return match.end() if first == b'"' or match.end() < len(text) else INCOMPLETE


def _walked_end(text: bytes, start: int) -> int:
    """As `value_end`, but token by token, for truncated, broken or deeply nested values."""
    open_brackets = bytearray()
    before = position = 0
    """The first byte of the previous token, not counting white space."""
    for match in _TOKEN.finditer(text, start):
        if match.start() != (position or start):
            break  # not a token
        position = match.end()
        first = text[match.start()]
        if first in b" \t\r\n":
            continue
        if first in b"{[":
            # In an object, a bracket follows only a colon: anywhere else, an earlier bracket was never closed.
            if open_brackets and open_brackets[-1] == ord("{") and before != ord(":"):
                return BROKEN
            open_brackets.append(first)
        elif first in b"}]":
            if not open_brackets or open_brackets.pop() != _PARTNER[first]:
                return BROKEN
            if not open_brackets:
                return position
        before = first
    return INCOMPLETE if _may_go_on(text, position or start) else BROKEN


def _may_go_on(text: bytes, position: int) -> bool:
    """Whether the rest of the text may be the beginning of a token."""
    if position >= len(text) or _STRING_BEGUN.match(text, position):
        return True
    rest = text[position : position + 9]
    return position + len(rest) == len(text) and any(literal.startswith(rest) for literal in _LITERALS)


def on_one_line(value: bytes) -> bytes:
    r"""The bytes of a value, with line breaks and the white space around them replaced.

    Each becomes one space, or nothing next to a bracket: `{"a": 1, "b": [2]}`.
    """
    if b"\n" not in value:
        return value
    pieces: list[bytes] = []
    opened = True
    for line in value.split(b"\n"):
        bare = line.strip(b" \t\r")
        if bare:
            if not opened and bare[0] not in b"}]":
                pieces.append(b" ")
            pieces.append(bare)
            opened = bare[-1] in b"{["
    return b"".join(pieces)


def spoiled(text: bytes) -> bytes:
    r"""Broken text as one line: `\r` replaces its line feeds, and no string becomes valid by that."""
    return text.strip(b" \t\r\n").replace(b"\n", b"\r")
