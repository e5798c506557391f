"""The similarity of texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

LONGEST_COMPARED = 200
"""The greatest length that is compared; comparing takes quadratic time."""
MOST_COMPARED = 50
"""The greatest number of texts that are compared."""


def most_alike(wanted: Iterable[str], values: Sequence[str]) -> int | None:
    """Which of the values is most like one that is wanted, letter by letter and in any case; None if there are none."""
    texts = [text.casefold()[:LONGEST_COMPARED] for text in wanted][:MOST_COMPARED]
    scores = [
        max((SequenceMatcher(None, text, value.casefold()[:LONGEST_COMPARED]).ratio() for text in texts), default=0.0)
        for value in values[:MOST_COMPARED]
    ]
    return scores.index(max(scores)) if scores else None


def likeness(one: str, other: str, least: float = 0.0) -> float:
    """The similarity of two names, 0 to 1; 1 if they differ only in case, `-`, `_`, `$`, dots and blanks.

    Returns 0 without comparing letter by letter if the similarity is surely below `least`, or if the names are equal.
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
