"""Answers by key, remembered within bounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Key = TypeVar("Key")
Found = TypeVar("Found")

REMEMBERED = 4096
"""How many answers are kept, twice: enough for what repeats within a part of a log, a few MB at most."""


class Memory(dict[Key, Found]):
    """Answers by key, worked out at the first asking.

    When it is full, what was asked since it was last full is kept aside, and forgotten when it is full again:
    logs drift, but what they ask all the time is never forgotten.
    """

    __slots__ = ("_answer", "_before", "_most")

    def __init__(self, answer: Callable[[Key], Found], most: int = REMEMBERED) -> None:
        super().__init__()
        self._answer, self._most = answer, most
        self._before: dict[Key, Found] = {}

    def __missing__(self, key: Key) -> Found:
        answer = self._before.get(key)
        if answer is None:
            answer = self._answer(key)
        if len(self) >= self._most:
            self._before = self.copy()
            self.clear()
        self[key] = answer
        return answer
