"""A slow reader for the few lines that the fast parser rejects, or reads by other rules.

Accepted: lone surrogates, numbers beyond a double (as infinity), `NaN` and `Infinity`, raw tabs in strings,
bytes that are not UTF-8 (as U+FFFD), and several objects on one line, as an interrupted write glues them.
Of a repeated key the first value counts, as everywhere (the standard library keeps the last).
"""

from __future__ import annotations

import json
import re
from typing import Any

from msgspec import Struct

WHITE = " \t\r\n"
"""White space of JSON."""
DEEPEST = 500
"""The deepest nesting of brackets here; below the limit of Python's recursion for every caller."""
TOO_DEEP = "nested too deeply"
TOO_LONG = "a number of more than 4300 digits"
NOT_OBJECT = "not an object"
CUT_OFF = "the last line is cut off"
NULS = "NUL bytes instead of a line"

_STRING_OR_BRACKET = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}]', re.DOTALL)
_CONTROL_BUT_TAB = re.compile("[\x00-\x08\n-\x1f]")
_WORDING = {
    "Expecting value": "expected a value",
    "Expecting property name enclosed in double quotes": "expected a property name in double quotes",
    "Expecting ':' delimiter": "expected a colon",
    "Expecting ',' delimiter": "expected a comma",
    "Illegal trailing comma before end of object": "a comma before the end of an object",
    "Illegal trailing comma before end of array": "a comma before the end of an array",
    "Unterminated string starting at": "an unterminated string",
    "Invalid control character at": "a control character in a string",
    "Invalid \\escape": "an invalid escape",
    "Invalid \\uXXXX escape": "a \\u escape without four hexadecimal digits",
}


class Refused(ValueError):  # noqa: N818 - named for what happened
    """Why a text is not readable JSON: a short sentence that never contains the text."""

    def __init__(self, reason: str, *, at_end: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.at_end = at_end
        """Whether the text is valid but incomplete."""


class Reading(Struct, frozen=True):
    """One object of a line, and its bounds in bytes."""

    value: dict[str, Any]
    start: int
    end: int


def _first_wins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of these pairs; the first value of a repeated key counts."""
    made = dict(pairs)
    if len(made) < len(pairs):
        made = {}
        for key, value in pairs:
            made.setdefault(key, value)
    return made


_STRICT = json.JSONDecoder(object_pairs_hook=_first_wins)
_WITH_TABS = json.JSONDecoder(object_pairs_hook=_first_wins, strict=False)


def read_objects(line: bytes) -> tuple[list[Reading], bool]:
    """The objects of a line, and whether it was repaired; raises `Refused`."""
    text, repaired = _decoded(line)
    # One character for each, so that positions can be converted back to bytes.
    exact = line.decode("utf-8", "surrogateescape") if repaired else text
    _check_depth(line)
    decoder = _decoder(exact)
    readings: list[Reading] = []
    position = start = 0
    while True:
        begin = _after_white(exact, position)
        value, end = _read(exact, begin, decoder)
        if not isinstance(value, dict):
            raise Refused(NOT_OBJECT)
        start += _length(exact[position:begin])
        stop = start + _length(exact[begin:end])
        readings.append(Reading(value, start, stop))
        if _after_white(exact, end) == len(exact):
            break
        position, start = end, stop
    if repaired:
        readings = [Reading(_repaired(line[one.start : one.end]), one.start, one.end) for one in readings]
    if len(readings) == 1:
        readings = [Reading(readings[0].value, 0, len(line))]
    return readings, repaired


def why_bad(line: bytes, refused: Refused, *, ended: bool) -> str:
    """Why a line is bad."""
    if line.startswith(b"\x00") or line.endswith(b"\x00"):
        return NULS
    bare = line.strip(WHITE.encode())
    if not ended and bare.startswith(b"{") and (refused.at_end or not bare.endswith(b"}")):
        return CUT_OFF
    return refused.reason


def read_value(text: str | bytes) -> Any:
    """The value of a JSON text; raises `Refused`."""
    if isinstance(text, bytes):
        text, _ = _decoded(text)
    text = text.removeprefix("\ufeff")
    _check_depth(text.encode("utf-8", "surrogatepass"))
    value, end = _read(text, _after_white(text, 0), _decoder(text))
    if _after_white(text, end) < len(text):
        raise Refused(f"column {end + 1}: text after the value")
    return value


def _repaired(piece: bytes) -> dict[str, Any]:
    text = piece.decode("utf-8", "replace")
    value: dict[str, Any] = _read(text, 0, _decoder(text))[0]
    return value


def _decoded(data: bytes) -> tuple[str, bool]:
    """The text, and whether it has replacement characters."""
    try:
        return data.decode("utf-8"), False
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace"), True


def _decoder(text: str) -> json.JSONDecoder:
    """The decoder for a text. Only tabs are allowed; `strict=False` would allow all control characters."""
    return _STRICT if _CONTROL_BUT_TAB.search(text) else _WITH_TABS


def _read(text: str, position: int, decoder: json.JSONDecoder) -> tuple[Any, int]:
    """The value that begins at a position, and where it ends; raises `Refused`."""
    try:
        return decoder.raw_decode(text, position)
    except json.JSONDecodeError as error:
        raise _refused(error) from None
    except ValueError:  # of int(), for numbers that would take quadratic time
        raise Refused(TOO_LONG) from None


def _refused(error: json.JSONDecodeError) -> Refused:
    """The reason for an error of the decoder."""
    if not error.doc[: error.pos].strip(WHITE) and error.doc[error.pos : error.pos + 1] not in ("{", ""):
        return Refused("not JSON")
    reason = _WORDING.get(error.msg, error.msg[:1].lower() + error.msg[1:80])
    return Refused(f"column {error.pos + 1}: {reason}", at_end=error.pos >= len(error.doc.rstrip(WHITE)))


def _check_depth(data: bytes) -> None:
    """Raise `Refused` for brackets that nest too deeply, before Python reaches its recursion limit."""
    if data.count(b"{") + data.count(b"[") <= DEEPEST:
        return
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(data):
        first = data[match.start()]
        if first in b"[{":
            depth += 1
            if depth > DEEPEST:
                raise Refused(TOO_DEEP)
        elif first != ord('"'):
            depth -= 1


def _after_white(text: str, position: int) -> int:
    """The position of the next non-space character."""
    while position < len(text) and text[position] in WHITE:
        position += 1
    return position


def _length(text: str) -> int:
    """The length of the text in bytes."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogateescape"))
