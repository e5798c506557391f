"""Versions: three numbers, and the ranges that `tilde`, `caret` and `wildcard` make of one to three.

The rules are those of `docs/semantics.md`, section 7.
A range is a pair: the first version in it, and the first one after it.

    caret((1, 2))  # ((1, 2, 0), (2, 0, 0))
"""

from __future__ import annotations

import re
from functools import cache
from typing import TypeAlias

from actioncli.values import Value, whole

Version: TypeAlias = tuple[int, int, int]
Range: TypeAlias = tuple[Version, Version]

_PART = "(0|[1-9][0-9]*)"
_SUFFIX = "(?:[-+].*)?"
_VALUE = rf"v?{_PART}\.{_PART}\.{_PART}{_SUFFIX}"
_OPERAND = rf"v?{_PART}(?:\.{_PART}(?:\.{_PART})?)?{_SUFFIX}"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, compiled when it is first asked for: few files of actions have versions."""
    return re.compile(pattern, re.DOTALL)


def version(value: Value) -> Version | None:
    """The version a value is, or None: only `X.Y.Z` is one, with a `v` before, a suffix after, blanks around."""
    match = _compiled(_VALUE).fullmatch(value.strip()) if isinstance(value, str) else None
    return (whole(match[1]), whole(match[2]), whole(match[3])) if match else None


def given(operand: str) -> tuple[int, ...] | None:
    """The one to three numbers that an operand gives, or None for another shape."""
    match = _compiled(_OPERAND).fullmatch(operand.strip())
    return tuple(whole(part) for part in match.groups() if part is not None) if match else None


def lowest(numbers: tuple[int, ...]) -> Version:
    """The version with zeros for the numbers that are missing."""
    major, minor, patch = (*numbers, 0, 0)[:3]
    return major, minor, patch


def _stepped(numbers: tuple[int, ...], place: int) -> Version:
    """The version with the number at `place` one higher, and zeros after it."""
    return lowest((*numbers[:place], numbers[place] + 1))


def tilde(numbers: tuple[int, ...]) -> Range:
    """`1.2.3` and `1.2` up to the next minor version, `1` up to the next major one."""
    return lowest(numbers), _stepped(numbers, min(len(numbers), 2) - 1)


def caret(numbers: tuple[int, ...]) -> Range:
    """Up to the next step of the first number that is not zero; of the last one, where all are."""
    place = next((place for place, part in enumerate(numbers) if part), len(numbers) - 1)
    return lowest(numbers), _stepped(numbers, place)


def wildcard(numbers: tuple[int, ...]) -> Range:
    """Every version that begins with the numbers: `1.2` means `1.2.*`."""
    return lowest(numbers), _stepped(numbers, len(numbers) - 1)
