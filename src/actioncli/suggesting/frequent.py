"""The most frequent keys of a stream in bounded memory: a Misra-Gries summary, which can be merged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from typing import Generic, TypeVar

from msgspec import Struct, field

Key = TypeVar("Key", bound=Hashable)

CAPACITY = 4096


class Frequent(Struct, Generic[Key]):
    """Counts of the most frequent keys.

    After `n` additions, it holds every key that was added more than `n / capacity` times;
    a count is too low by at most that, and exact if there were at most 2 × `capacity` different keys.
    """

    capacity: int = CAPACITY
    counts: Counter[Key] = field(default_factory=Counter)

    def add(self, key: Key) -> None:
        """Add one occurrence of a key."""
        self.counts[key] += 1
        if len(self.counts) > 2 * self.capacity:
            self._prune()

    def merge(self, other: Frequent[Key]) -> None:
        """Add the counts of another summary."""
        self.counts.update(other.counts)
        if len(self.counts) > 2 * self.capacity:
            self._prune()

    def _prune(self) -> None:
        """Subtract the same number from every count, so that at most `capacity` keys are left."""
        less = sorted(self.counts.values(), reverse=True)[self.capacity]
        self.counts = Counter({key: count - less for key, count in self.counts.items() if count > less})

    def most(self, number: int) -> list[Key]:
        """The most frequent keys; equally frequent ones in the order of their first occurrence."""
        return [key for key, _ in self.counts.most_common(number)]
