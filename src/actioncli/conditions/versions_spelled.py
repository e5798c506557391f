"""Versions that compare with another, spelled as a regular expression of RE2.

Numbers without leading zeros compare by their digits, so that a pattern can say it: nobody needs to read a version.

    comparing_as_pattern(operator.gt, (1, 9, 0))
"""

from __future__ import annotations

import operator as comparisons
from collections.abc import Callable, Iterator
from typing import Any

from actioncli.conditions.versions import Version

_ANY = "(?:0|[1-9][0-9]*)"
_BLANKS = r"[\t-\r\x{1c}- \x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]*"
"""What `str.strip` takes away."""


def comparing_as_pattern(compares: Callable[[Any, Any], bool], bound: Version) -> str:
    """A pattern met by the texts that `versions.version` reads, and that compare so with the bound."""
    ways: list[str] = []
    if compares(0, 1):
        ways += _beside(bound, _below)
    if compares(1, 0):
        ways += _beside(bound, _above)
    if compares(0, 0):
        ways.append(r"\.".join(map(str, bound)))
    return rf"^{_BLANKS}v?(?:{'|'.join(ways)})(?:[-+].*)?{_BLANKS}$"


AT_LEAST, BEFORE = comparisons.ge, comparisons.lt


def _beside(bound: Version, numbers: Callable[[str], Iterator[str]]) -> Iterator[str]:
    """The versions before or after the bound: the first number that differs is one of these numbers."""
    for place, number in enumerate(bound):
        ways = list(numbers(str(number)))
        if ways:
            yield r"\.".join([*map(str, bound[:place]), f"(?:{'|'.join(ways)})", *[_ANY] * (2 - place)])


def _above(digits: str) -> Iterator[str]:
    """Patterns of the numbers above: those with more digits, and those whose first other digit is higher."""
    yield f"[1-9][0-9]{{{len(digits)},}}"
    for place, digit in enumerate(digits):
        if digit != "9":
            yield f"{digits[:place]}[{int(digit) + 1}-9]{_digits(len(digits) - place - 1)}"


def _below(digits: str) -> Iterator[str]:
    """Patterns of the numbers below: those with fewer digits, and those whose first other digit is lower."""
    if len(digits) > 1:
        yield f"(?:0|[1-9][0-9]{{0,{len(digits) - 2}}})"
    for place, digit in enumerate(digits):
        lowest = 1 if place == 0 and len(digits) > 1 else 0
        if int(digit) > lowest:
            yield f"{digits[:place]}[{lowest}-{int(digit) - 1}]{_digits(len(digits) - place - 1)}"


def _digits(count: int) -> str:
    return f"[0-9]{{{count}}}" if count else ""
