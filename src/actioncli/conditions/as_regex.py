"""Texts, patterns of `contains` and comparisons of versions, as regular expressions of RE2.

`Operator.to_expression` uses them, so that databases need neither our case folding nor versions:
the expressions list which letters are the same in lower case, and numbers compare digit by digit.

    folded_as_regex("É!")               # "[éÉ]!"
    versions_as_regex(">", (1, 9, 0))
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Literal

from actioncli.conditions.patterns import fold, fold_ascii
from actioncli.conditions.versions import Version

_SPECIAL = frozenset("\\.+*?()|[]{}^$")
_LAST_CASED = 0x1F000
"""No code point from this on has two cases."""


def literal_as_regex(text: str) -> str:
    """Matches only this text."""
    return "".join(f"\\{character}" if character in _SPECIAL else character for character in text)


def folded_as_regex(text: str) -> str:
    """Matches every text with the same `fold`."""
    return "".join(_one_of(_other_cases().get(character, "") + character) for character in fold(text))


def ascii_folded_as_regex(text: str) -> str:
    """Matches every text with the same `fold_ascii`."""
    return "".join(
        f"[{character}{character.upper()}]" if "a" <= character <= "z" else literal_as_regex(character)
        for character in fold_ascii(text)
    )


def containing_as_regex(pattern: str, literal: Callable[[str], str]) -> str:
    """A pattern of `contains`, where `%` is any run of characters and `_` is one; empty if it matches every text."""
    parts = [part for part in pattern.split("%") if part]
    return ".*".join(".".join(map(literal, part.split("_"))) for part in parts)


def starting_as_regex(pattern: str) -> str:
    """A pattern of `starts_with`, with the wildcards of `contains`."""
    found = containing_as_regex(pattern, folded_as_regex)
    return found if pattern.startswith("%") else f"^{found}"


def ending_as_regex(pattern: str) -> str:
    """A pattern of `ends_with`, with the wildcards of `contains`."""
    found = containing_as_regex(pattern, folded_as_regex)
    return found if pattern.endswith("%") else f"{found}$"


def _one_of(characters: str) -> str:
    return literal_as_regex(characters) if len(characters) == 1 else f"[{''.join(sorted(characters))}]"


@lru_cache(maxsize=1)
def _other_cases() -> dict[str, str]:
    """For each folded code point, the others that fold to it; all are letters, which need no escape in a class."""
    others: dict[str, str] = {}
    for character in map(chr, range(_LAST_CASED)):
        folded = fold(character)
        if folded != character:
            others[folded] = others.get(folded, "") + character
    return others


_ANY_NUMBER = "(?:0|[1-9][0-9]*)"
_BLANKS = r"[\t-\r\x{1c}- \x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]*"
"""What `str.strip` removes."""


def versions_as_regex(symbol: Literal["<", "<=", "=", "!=", ">=", ">"], bound: Version) -> str:
    """Matches the texts that `versions.version` reads as a version that compares so with the bound."""
    ways: list[str] = []
    if symbol in ("<", "<=", "!="):
        ways += _beside(bound, _below)
    if symbol in (">", ">=", "!="):
        ways += _beside(bound, _above)
    if symbol in ("<=", "=", ">="):
        ways.append(r"\.".join(map(str, bound)))
    return rf"^{_BLANKS}v?(?:{'|'.join(ways)})(?:[-+].*)?{_BLANKS}$"


def _beside(bound: Version, numbers: Callable[[str], Iterator[str]]) -> Iterator[str]:
    """The versions before or after the bound; `numbers` gives those below or above the first number that differs."""
    for place, number in enumerate(bound):
        ways = list(numbers(str(number)))
        if ways:
            yield r"\.".join([*map(str, bound[:place]), f"(?:{'|'.join(ways)})", *[_ANY_NUMBER] * (2 - place)])


def _above(digits: str) -> Iterator[str]:
    """Expressions of the numbers above: those with more digits, and those whose first different digit is higher."""
    yield f"[1-9][0-9]{{{len(digits)},}}"
    for place, digit in enumerate(digits):
        if digit != "9":
            yield f"{digits[:place]}[{int(digit) + 1}-9]{_digits(len(digits) - place - 1)}"


def _below(digits: str) -> Iterator[str]:
    """Expressions of the numbers below: those with fewer digits, and those whose first different digit is lower."""
    if len(digits) > 1:
        yield f"(?:0|[1-9][0-9]{{0,{len(digits) - 2}}})"
    for place, digit in enumerate(digits):
        lowest = 1 if place == 0 and len(digits) > 1 else 0
        if int(digit) > lowest:
            yield f"{digits[:place]}[{lowest}-{int(digit) - 1}]{_digits(len(digits) - place - 1)}"


def _digits(count: int) -> str:
    return f"[0-9]{{{count}}}" if count else ""
