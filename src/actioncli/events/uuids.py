"""Events that occur twice: how many repeat a uuid, from a sample; and which are the first of theirs, exactly.

sample = UuidSample()
sample.add(["a", "b", "a"])
sample.repeats()   # (1, True): one repeat, counted exactly

Every export of an event has the same uuid, so overlapping exports repeat it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from zlib import crc32

from msgspec import Struct, field

from actioncli.records.record import plain
from actioncli.values import text_form

SAMPLE = 1 << 14
"""So many uuids are kept: those with the smallest hashes, which are the same in every copy of an export."""
_ALL = 1 << 32
_CHOSEN = frozenset(f"{second // 60:02}:{second % 60:02}" for second in range(0, 3600, 8))
"""Minutes and seconds of the times whose events are looked at where not all are; whole hours and minutes are there."""


class UuidSample(Struct):
    """Uuids with the smallest hashes, each with how often it occurred. It has state: it grows."""

    counts: dict[str, int] = field(default_factory=dict)
    cut: int = _ALL
    """Uuids whose hash is not below this are left out."""
    examined: int = 0
    """Events whose uuid was read."""
    present: int = 0
    """Those of them that have one."""
    events: int = 0
    """All events."""

    def add(self, uuids: Iterable[object], events: int | None = None) -> None:
        """Add the uuids of some of so many events; None is that of an event without one."""
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
        """How many events have the uuid of an earlier one, and whether that is exact or an estimate."""
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
    """The same in every process, unlike that of Python."""
    return crc32(uuid.encode("utf-8", "surrogatepass"))


def _counted(texts: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for text in texts:
        counts[text] = counts.get(text, 0) + 1
    return counts


def is_chosen(time: object) -> bool:
    """Whether an event of that time is looked at where an eighth of all is enough.

    The minute and second decide, which are the same in most spellings of a time; an event without a time is chosen.
    """
    if isinstance(time, str):
        return time[14:19] in _CHOSEN
    return not isinstance(time, int | float) or int(time) % 8 == 0


class FirstOnes:
    """The uuids that came before, as 64-bit hashes of 8 bytes each. It has state: it grows."""

    __slots__ = ("_buckets",)

    def __init__(self) -> None:
        self._buckets: list[array[int] | None] = [None] * (1 << 16)

    def is_first(self, uuid: object) -> bool:
        """Whether the uuid did not come before; an event without one repeats nothing."""
        text = as_text(uuid)
        if text is None:
            return True
        digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        number = int.from_bytes(digest, "big")
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
    """A uuid as text; None for an absent or an empty one."""
    if uuid.__class__ is str:
        return uuid or None
    return None if uuid is None else text_form(plain(uuid)) or None
