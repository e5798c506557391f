"""The most frequent values of a stream, in bounded memory."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


class FrequentValues(Generic[Key]):
    """Counts of the most frequent values.

    With up to `capacity` different values the counts are exact, in whatever parts they are added.
    With more than twice as many, the rarest are dropped; then a count is a lower bound, at most `lost` too low.
    """

    __slots__ = ("_capacity", "counts", "lost")

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self.counts: dict[Key, int] = {}
        self.lost = 0

    def add(self, counts: Mapping[Key, int]) -> None:
        """Add the counts of a part."""
        mine = self.counts
        for key, count in counts.items():
            mine[key] = mine.get(key, 0) + count
        if len(mine) > 2 * self._capacity:
            self.shrink(self._capacity)

    def shrink(self, size: int) -> None:
        """Drop all but the `size` most frequent values."""
        if len(self.counts) > size:
            kept = self.ranked()
            self.lost += kept[size][1]
            self.counts = dict(kept[:size])

    def merge(self, other: FrequentValues[Key]) -> None:
        """Add the counts of another."""
        self.lost += other.lost
        self.add(other.counts)

    @property
    def exact(self) -> bool:
        """Whether nothing was dropped."""
        return not self.lost

    def ranked(self) -> list[tuple[Key, int]]:
        """The values and their counts, the most frequent first; equally frequent ones in the order of their text."""
        return sorted(self.counts.items(), key=lambda pair: (-pair[1], repr(pair[0])))
