"""Repeated events: an estimate of how many repeat a uuid, and an exact filter of first events.

sample = UuidSample()
sample.add(["a", "b", "a"])
sample.repeats()   # (1, True): one repeat, counted exactly

An event has the same uuid in every export, so overlapping exports repeat it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import cache
from math import isfinite
from zlib import crc32

from msgspec import Struct, field

from actioncli.records.record import plain
from actioncli.values import digest, text_form

SAMPLE = 1 << 14
"""The number of uuids to keep: those with the smallest hashes, which are the same in every copy of an export."""
_ALL = 1 << 32


class UuidSample(Struct):
    """The number of events for the uuids with the smallest hashes. Its state grows."""

    counts: dict[str, int] = field(default_factory=dict)
    cut: int = _ALL
    """Only uuids with a smaller hash are kept."""
    examined: int = 0
    """Events whose uuid was read."""
    present: int = 0
    """Those of them with a uuid."""
    events: int = 0
    """All events."""

    def add(self, uuids: Iterable[object], events: int | None = None) -> None:
        """Add the uuids of some of `events` events; None for an event without one."""
        given = list(uuids)
        texts = [text for one in given if (text := as_text(one)) is not None]
        self.examined += len(given)
        self.present += len(texts)
        self.events += len(given) if events is None else events
        self._count(dict.fromkeys(texts, 1) if len(set(texts)) == len(texts) else _counted(texts))

    def merge(self, other: UuidSample) -> None:
        """Add another sample, of other events."""
        self.examined += other.examined
        self.present += other.present
        self.events += other.events
        if other.cut < self.cut:
            self.cut = other.cut
            self._leave_out()
        self._count(other.counts)

    def repeats(self) -> tuple[int, bool]:
        """The number of events with the uuid of an earlier one, and whether it is exact or an estimate."""
        looked = sum(self.counts.values())
        repeated = looked - len(self.counts)
        if self.cut == _ALL and self.examined == self.events:
            return repeated, True
        share = repeated / looked if looked else 0.0
        return round(share * self.present * self.events / max(self.examined, 1)), False

    def _count(self, found: Mapping[str, int]) -> None:
        counts, cut = self.counts, self.cut
        for uuid, count in found.items():
            if cut == _ALL or _hash(uuid) < cut:
                counts[uuid] = counts.get(uuid, 0) + count
        if len(counts) > 2 * SAMPLE:
            self.cut = sorted(map(_hash, counts))[SAMPLE]
            self._leave_out()

    def _leave_out(self) -> None:
        self.counts = {uuid: count for uuid, count in self.counts.items() if _hash(uuid) < self.cut}


def _hash(uuid: str) -> int:
    """A hash that is the same in every process, unlike `hash`."""
    return crc32(uuid.encode("utf-8", "surrogatepass"))


def _counted(texts: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for text in texts:
        counts[text] = counts.get(text, 0) + 1
    return counts


@cache
def _chosen() -> frozenset[str]:
    """The minutes and seconds of sampled events. Whole hours and minutes are among them."""
    return frozenset(f"{second // 60:02}:{second % 60:02}" for second in range(0, 3600, 8))


def is_chosen(time: object) -> bool:
    """Whether an event with this time is in the sample of an eighth of all events.

    The minute and second decide, which are the same in most formats. Events without a time, or with one that is no
    finite number, are in the sample.
    """
    if isinstance(time, str):
        return time[14:19] in _chosen()
    if isinstance(time, float) and not isfinite(time):
        return True
    return not isinstance(time, int | float) or int(time) % 8 == 0


class SeenUuids:
    """The uuids so far, as 64-bit hashes of 8 bytes each. Its state grows."""

    __slots__ = ("_buckets",)

    def __init__(self) -> None:
        self._buckets: list[array[int] | None] = [None] * (1 << 16)

    def is_first(self, uuid: object) -> bool:
        """Whether the uuid is new; always true for an event without one."""
        text = as_text(uuid)
        if text is None:
            return True
        number = int.from_bytes(digest(text), "big")
        bucket = self._buckets[number >> 48]
        if bucket is None:
            self._buckets[number >> 48] = array("Q", (number,))
            return True
        place = bisect_left(bucket, number)
        if place < len(bucket) and bucket[place] == number:
            return False
        bucket.insert(place, number)
        return True


def as_text(uuid: object) -> str | None:
    """A uuid as text; None if absent or empty."""
    if uuid.__class__ is str:
        return uuid or None
    return None if uuid is None else text_form(plain(uuid)) or None
