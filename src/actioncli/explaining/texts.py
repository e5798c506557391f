"""How alike two texts are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

LONGEST_COMPARED = 200
"""Characters of a text that are compared letter by letter; comparing takes quadratic time."""
MOST_COMPARED = 50
"""Texts that are compared with those that are wanted."""


def most_alike(wanted: Iterable[str], values: Sequence[str]) -> int | None:
    """Which of the values is most like one that is wanted, letter by letter and in any case; None if there are none."""
    texts = [text.casefold()[:LONGEST_COMPARED] for text in wanted][:MOST_COMPARED]
    scores = [
        max((SequenceMatcher(None, text, value.casefold()[:LONGEST_COMPARED]).ratio() for text in texts), default=0.0)
        for value in values[:MOST_COMPARED]
    ]
    return scores.index(max(scores)) if scores else None


def likeness(one: str, other: str, least: float = 0.0) -> float:
    """How alike two names are, 0 to 1; 1 where only case, `-`, `_`, `$`, dots and blanks tell them apart.

    What is surely below `least` is 0: it is not compared letter by letter.
    """
    if one == other:
        return 0.0  # the key is there, and its value null
    left, right = _plain(one), _plain(other)
    if left == right:
        return 1.0
    matcher = SequenceMatcher(None, left, right)
    return matcher.ratio() if matcher.real_quick_ratio() >= least and matcher.quick_ratio() >= least else 0.0


def _plain(name: str) -> str:
    return "".join(character for character in name[:100].casefold() if character not in "-_$. ") or name
