"""What occurs most often among more things than memory holds: a Misra-Gries summary, which adds up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from typing import Generic, TypeVar

from msgspec import Struct, field

Key = TypeVar("Key", bound=Hashable)

CAPACITY = 4096


class Frequent(Struct, Generic[Key]):
    """Counts of the keys that occur most often.

    Of `n` things that were added, every key that occurred more than `n / capacity` times is here;
    its count is too low by at most that, and exact as long as no more than twice `capacity` keys occurred.
    """

    capacity: int = CAPACITY
    counts: Counter[Key] = field(default_factory=Counter)

    def add(self, key: Key) -> None:
        """Count one."""
        self.counts[key] += 1
        if len(self.counts) > 2 * self.capacity:
            self._prune()

    def merge(self, other: Frequent[Key]) -> None:
        """Add the counts of another stretch."""
        self.counts.update(other.counts)
        if len(self.counts) > 2 * self.capacity:
            self._prune()

    def _prune(self) -> None:
        """Take the same from every count, so much that no more than `capacity` are left."""
        less = sorted(self.counts.values(), reverse=True)[self.capacity]
        self.counts = Counter({key: count - less for key, count in self.counts.items() if count > less})

    def most(self, number: int) -> list[Key]:
        """The keys that occurred most often; those that are equal in order of their first occurrence."""
        return [key for key, _ in self.counts.most_common(number)]
