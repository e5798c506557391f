"""JSON values and operands: their text form, their number, and equality.

The rules are those of `docs/semantics.md`, sections 3.3, 3.4 and 5.1.
No function here raises, for any value.
"""

from __future__ import annotations

import re
from decimal import Decimal
from json.encoder import encode_basestring
from math import isfinite, isnan
from typing import TypeAlias

from msgspec import Struct

try:
    from _blake2 import blake2b  # `hashlib` loads OpenSSL too, which takes 2 ms
except ImportError:
    from hashlib import blake2b

Value: TypeAlias = "bool | int | float | str | list[Value] | dict[str, Value] | None"
"""A JSON value; None is an absent one (a missing key, or null)."""

Scalar: TypeAlias = str | int | float | bool
Operand: TypeAlias = Scalar | tuple[Scalar, ...]
"""What an operator compares a value with; a list of the actions file is a tuple here."""

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(\.[0-9]*)?|(\.[0-9]+))([eE][+-]?[0-9]+)?")
"""A number of section 3.4; a group takes part in the match only where it is not a plain integer."""


def digest(text: str) -> bytes:
    """A hash of 8 bytes, the same in every process."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def text_form(value: Value) -> str:
    """The value as text operators see it (`docs/semantics.md` 3.3).

    Text is itself, integers are exact, other numbers are printed as JavaScript prints them,
    arrays and objects are compact JSON in the order given.
    """
    if isinstance(value, str):
        return value
    return compact_json(value) if isinstance(value, list | dict) else _plain(value)


def _plain(value: bool | int | float | None) -> str:
    """The text of a number, a boolean or null; null occurs only inside arrays and objects."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return _digits(value) if isinstance(value, int) else _as_javascript(value)


def _digits(integer: int) -> str:
    """All decimal digits; `str` alone refuses to print more than 4,300 of them."""
    try:
        return str(integer)
    except ValueError:
        return format(Decimal(integer), "f")


def _as_javascript(number: float) -> str:
    """ECMAScript's Number::toString: `repr` has the same shortest digits but another notation."""
    if not isfinite(number):
        return "NaN" if isnan(number) else "Infinity" if number > 0 else "-Infinity"
    shortest = repr(number)
    if shortest.endswith(".0"):
        return "0" if shortest == "-0.0" else shortest[:-2]
    mantissa, _, exponent = shortest.partition("e")
    if not exponent:
        return shortest
    power = int(exponent)
    return format(Decimal(shortest), "f") if -7 < power < 21 else f"{mantissa}e{power:+d}"


class _Written(Struct, frozen=True):
    """A finished piece of JSON, among values that are still to be written."""

    text: str


def compact_json(value: Value) -> str:
    """The value as JSON without blanks: keys in the order given, non-ASCII as it is, numbers as `text_form` has them.

    It uses a stack instead of recursion: an event may be nested deeper than Python's call stack.
    """
    pieces: list[str] = []
    pending: list[Value | _Written] = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, _Written):
            pieces.append(item.text)
        elif isinstance(item, str):
            pieces.append(encode_basestring(item))
        elif isinstance(item, list):
            pieces.append("[")
            pending.append(_Written("]"))
            for index in range(len(item) - 1, -1, -1):
                pending.append(item[index])
                if index:
                    pending.append(_Written(","))
        elif isinstance(item, dict):
            pieces.append("{")
            pending.append(_Written("}"))
            for index, (key, member) in reversed(list(enumerate(item.items()))):
                pending.append(member)
                pending.append(_Written(f"{',' if index else ''}{encode_basestring(key)}:"))
        else:
            pieces.append(_plain(item))
    return "".join(pieces)


def number(value: Value) -> int | float | None:
    """The value as a number, or None if it is not a number (`docs/semantics.md` 3.4).

    Text counts where all of it is a decimal number; booleans, NaN and infinities do not count.
    Integers stay integers: ids of 20 digits compare exactly.
    """
    if type(value) is str:
        return _number_in(value)
    if type(value) is int or (type(value) is float and isfinite(value)):
        return value
    return None


def _number_in(text: str) -> int | float | None:
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    if match.lastindex is None:
        return whole(text)
    read = float(text)
    return read if isfinite(read) else None


def whole(digits: str) -> int:
    """The integer of decimal digits, with or without a sign.

    `int` refuses more than 4,300 digits because it is quadratic; this splits them in halves.
    """
    if len(digits) <= 4000:
        return int(digits)
    if digits[0] in "+-":
        return -whole(digits[1:]) if digits[0] == "-" else whole(digits[1:])
    half = len(digits) // 2
    scale: int = 10**half
    return whole(digits[:-half]) * scale + whole(digits[-half:])


def equal(value: Value, operand: Value) -> bool:
    """Whether a value and one operand are equal (`docs/semantics.md` 5.1).

    As numbers where one side is a JSON or YAML number and both are numbers by `number`;
    else their text forms must be identical.
    """
    if _is_numeric(value) or _is_numeric(operand):
        left, right = number(value), number(operand)
        if left is not None and right is not None:
            return left == right
    return text_form(value) == text_form(operand)


def _is_numeric(value: Value) -> bool:
    return type(value) is int or type(value) is float
