"""Sets of characters for regular expressions: sorted ranges of code points, and case folding.

complement(((97, 122),))  # all but a to z
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import cache
from typing import TypeAlias

Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""First and last code points, in order, with gaps between them."""

LAST = sys.maxunicode
EVERYTHING: Ranges = ((0, LAST),)

DIGITS: Ranges = ((0x30, 0x39),)
SPACES: Ranges = ((0x09, 0x0A), (0x0C, 0x0D), (0x20, 0x20))
"""RE2's `\\s`: without the vertical tab, which `[[:space:]]` has."""
WORDS: Ranges = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))

PERL = {"d": DIGITS, "s": SPACES, "w": WORDS}

POSIX: dict[str, Ranges] = {
    "alnum": ((0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A)),
    "alpha": ((0x41, 0x5A), (0x61, 0x7A)),
    "ascii": ((0x00, 0x7F),),
    "blank": ((0x09, 0x09), (0x20, 0x20)),
    "cntrl": ((0x00, 0x1F), (0x7F, 0x7F)),
    "digit": DIGITS,
    "graph": ((0x21, 0x7E),),
    "lower": ((0x61, 0x7A),),
    "print": ((0x20, 0x7E),),
    "punct": ((0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E)),
    "space": ((0x09, 0x0D), (0x20, 0x20)),
    "upper": ((0x41, 0x5A),),
    "word": WORDS,
    "xdigit": ((0x30, 0x39), (0x41, 0x46), (0x61, 0x66)),
}
"""ASCII only, as in RE2."""


def union(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """The ranges in order, with adjacent ones merged."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)


def complement(ranges: Ranges) -> Ranges:
    """All characters that are in none of the ranges."""
    gaps, start = [], 0
    for first, last in ranges:
        if first > start:
            gaps.append((start, first - 1))
        start = last + 1
    return (*gaps, (start, LAST)) if start <= LAST else tuple(gaps)


def folded(ranges: Ranges) -> Ranges:
    """The ranges, with all characters that equal one of them under `(?i)`: `k` also gives `K` and the Kelvin sign."""
    inside = (code for code in orbits() if any(first <= code <= last for first, last in ranges))
    return union((*ranges, *((other, other) for code in inside for other in orbits()[code])))


@cache
def orbits() -> dict[int, frozenset[int]]:
    """Each character with other cases, and all characters with the same simple case folding."""
    found: dict[int, set[int]] = {}
    for code in range(sys.maxunicode + 1):
        letter = chr(code)
        for other in (letter.lower(), letter.upper(), letter.casefold()):
            if other != letter != "ı" and len(other) == 1:  # only Turkish, where `I` is not `i`, folds the `ı`
                together = found.get(code, {code}) | found.get(ord(other), {ord(other)})
                for member in together:
                    found[member] = together
    return {code: frozenset(members) for code, members in found.items()}
