"""A bounded cache of the results of a function."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Key = TypeVar("Key")
Found = TypeVar("Found")

REMEMBERED = 4096
"""The size of one of the two generations: enough for the values that repeat, a few MB at most."""


class Memory(dict[Key, Found]):
    """A dict that computes missing values with a function, and holds at most `most` of them, twice.

    When it is full, its entries become the older generation, which replaces the previous one.
    A value found in the older generation is not computed again, so values in constant use are never lost.
    """

    __slots__ = ("_before", "_function", "_most")

    def __init__(self, function: Callable[[Key], Found], most: int = REMEMBERED) -> None:
        super().__init__()
        self._function, self._most = function, most
        self._before: dict[Key, Found] = {}

    def __missing__(self, key: Key) -> Found:
        value = self._before.get(key)
        if value is None:
            value = self._function(key)
        if len(self) >= self._most:
            self._before = self.copy()
            self.clear()
        self[key] = value
        return value
