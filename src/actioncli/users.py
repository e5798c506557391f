"""Sets of distinct users. A user is a 64-bit hash, so that millions of them fit into memory.

A collision among ten million users has odds of 1 in 370,000.
The last ones are a set; when it is full, it becomes a sorted run of 8 bytes a user, and eight runs become one.
So ten million users take a hundred megabytes and not a thousand, and what is counted is exact.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from operator import attrgetter
from typing import TypeAlias

from actioncli.errors import ActioncliError
from actioncli.events.event import Event
from actioncli.memory import Memory
from actioncli.near import one_of
from actioncli.records.record import plain
from actioncli.values import text_form

Run: TypeAlias = "array[int]"
"""Hashes in order, each once; never changed, so that it can be shared."""

MOST_REMEMBERED = 1 << 14
"""Users whose hashes are remembered, twice: a few MB at most."""
MOST_RECENT = 1 << 17
"""Hashes in the set before it becomes a run."""
RUNS = 8
"""So many runs of a level become one of the next: each hash is moved three times on its way to a hundred million."""
_SLICE = 1 << 17
"""The number of hashes that are merged at a time; it bounds the memory of merging."""


class Users:
    """A set of users that others can be added to. It has state: it is what a tally grows."""

    __slots__ = ("_levels", "_recent")

    def __init__(self, hashes: Iterable[int | None] = ()) -> None:
        """The users of some hashes; None is nobody."""
        self._recent = {one for one in hashes if one is not None}
        self._levels: list[list[Run]] = []

    def __ior__(self, other: Users) -> Users:
        for level, runs in enumerate(other._levels):
            self._add(runs, level)
        self._recent |= other._recent
        if len(self._recent) >= MOST_RECENT:
            self._add([array("Q", sorted(self._recent))], 0)
            self._recent = set()
        return self

    def __len__(self) -> int:
        runs = [run for level in self._levels for run in level]
        if not runs:
            return len(self._recent)
        return sum(map(len, _together([*runs, array("Q", sorted(self._recent))])))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Users) and self._all() == other._all()

    __hash__ = None  # type: ignore[assignment]  # it changes

    def _all(self) -> set[int]:
        return self._recent.union(*(run for level in self._levels for run in level))

    def _add(self, runs: Sequence[Run], level: int) -> None:
        while len(self._levels) <= level:
            self._levels.append([])
        here = self._levels[level]
        here += runs
        if len(here) >= RUNS:
            merged: Run = array("Q")
            for part in _together(here):
                merged.extend(sorted(part))
            self._levels[level] = []
            self._add([merged], level + 1)


def _together(runs: Sequence[Run]) -> Iterator[set[int]]:
    """The hashes of all runs in disjoint sets, one above the other; never more than a few slices at a time."""
    step = max(_SLICE // max(len(runs), 1), 1)
    waiting = [(run, 0) for run in runs if run]
    while waiting:
        # All hashes up to the nearest of the ends of the slices: each run has shown those that it has.
        bound = min(run[min(start + step, len(run)) - 1] for run, start in waiting)
        ends = [bisect_right(run, bound, start, min(start + step, len(run))) for run, start in waiting]
        yield set().union(*(run[start:end] for (run, start), end in zip(waiting, ends, strict=True)))
        waiting = [(run, end) for (run, _), end in zip(waiting, ends, strict=True) if end < len(run)]


PERSON = "person"
"""Users are persons: the person's id of the record, else the distinct id (semantics 15)."""
DISTINCT_ID = "distinct_id"
"""Users are distinct ids, even if several belong to one person."""
KINDS = (PERSON, DISTINCT_ID)
"""What `--users` can count."""


def check_kind(kind: str) -> None:
    """Refuse what is none of `KINDS`."""
    if kind not in KINDS:
        raise ActioncliError(f"users {kind!r}: they are counted by {one_of(KINDS)}")


_READERS: dict[str, Callable[[Event], object]] = {PERSON: attrgetter("user"), DISTINCT_ID: attrgetter("distinct_id")}


class UserHashes:
    """The hashes of users by their ids, some of which it remembers. It has state only to save work."""

    def __init__(self) -> None:
        self._known: Memory[str, int] = Memory(_hash, MOST_REMEMBERED)

    def of(self, events: Iterable[Event], kind: str) -> list[int | None]:
        """The hash of each event's user, of one of `KINDS`: of the text form of the id; None is nobody."""
        known = self._known
        return [
            known[one] if one.__class__ is str else None if one is None else known[text_form(plain(one))]
            for one in map(_READERS[kind], events)
        ]


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
