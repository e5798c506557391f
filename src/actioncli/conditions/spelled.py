"""Literals, folded texts and `contains` patterns, spelled as regular expressions of RE2.

Other languages than Python are told what an operator wants in this way:
which letters are the same in lower case is spelled out, so that no database's idea of lower case counts.

    folded_as_pattern("É!")  # "[éÉ]!"
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from actioncli.conditions.patterns import fold, fold_ascii

_SPECIAL = frozenset("\\.+*?()|[]{}^$")
_LAST_CASED = 0x1F000
"""No code point from here on has two cases."""


def literal_as_pattern(text: str) -> str:
    """A pattern that only this text meets."""
    return "".join(f"\\{character}" if character in _SPECIAL else character for character in text)


def folded_as_pattern(text: str) -> str:
    """A pattern that is met by every text that `fold` makes the same of."""
    return "".join(_one_of(_other_cases().get(character, "") + character) for character in fold(text))


def ascii_folded_as_pattern(text: str) -> str:
    """A pattern that is met by every text that `fold_ascii` makes the same of."""
    return "".join(
        f"[{character}{character.upper()}]" if "a" <= character <= "z" else literal_as_pattern(character)
        for character in fold_ascii(text)
    )


def containing_as_pattern(pattern: str, literal: Callable[[str], str]) -> str:
    """A pattern of `contains`, where `%` is any run of characters and `_` is one; empty if every text meets it."""
    parts = [part for part in pattern.split("%") if part]
    return ".*".join(".".join(map(literal, part.split("_"))) for part in parts)


def starting_as_pattern(pattern: str) -> str:
    """A pattern of `starts_with`, where `%` and `_` are those of `contains`."""
    found = containing_as_pattern(pattern, folded_as_pattern)
    return found if pattern.startswith("%") else f"^{found}"


def ending_as_pattern(pattern: str) -> str:
    """A pattern of `ends_with`, where `%` and `_` are those of `contains`."""
    found = containing_as_pattern(pattern, folded_as_pattern)
    return found if pattern.endswith("%") else f"{found}$"


def _one_of(characters: str) -> str:
    return literal_as_pattern(characters) if len(characters) == 1 else f"[{''.join(sorted(characters))}]"


@lru_cache(maxsize=1)
def _other_cases() -> dict[str, str]:
    """For each folded code point the others that fold to it: letters, which need no escape in a class."""
    others: dict[str, str] = {}
    for character in map(chr, range(_LAST_CASED)):
        folded = fold(character)
        if folded != character:
            others[folded] = others.get(folded, "") + character
    return others
