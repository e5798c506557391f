"""Sets of distinct users. A user is a 64-bit hash, so that millions of them fit into memory.

A collision among ten million users has odds of 1 in 370,000.
The most recent hashes are in a set. A full set becomes a sorted run with 8 bytes per user; eight runs become one.
So ten million users take 100 MB instead of 1 GB, and no user is estimated.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import TypeAlias

from actioncli.errors import ActioncliError
from actioncli.events.event import Event
from actioncli.memory import Memory
from actioncli.near import one_of
from actioncli.records.record import plain
from actioncli.values import digest, text_form

Run: TypeAlias = "array[int]"
"""Hashes in order, each once; never changed, so that it can be shared."""

MOST_REMEMBERED = 1 << 14
"""The size of the cache of hashes: a few MB at most."""
MOST_RECENT = 1 << 17
"""Hashes in the set before it becomes a run."""
RUNS = 8
"""The runs of a level that are merged into one of the next; among 100 million users, a hash is copied three times."""
_SLICE = 1 << 17
"""The number of hashes that are merged at a time; it bounds the memory of merging."""


class Users:
    """A mutable set of users; `|=` adds the users of another set."""

    __slots__ = ("_levels", "_recent")

    def __init__(self, hashes: Iterable[int | None] = ()) -> None:
        """The users with these hashes; None stands for no user."""
        self._recent = {one for one in hashes if one is not None}
        self._levels: list[list[Run]] = []

    @classmethod
    def of(cls, hashes: set[int]) -> Users:
        """The users with these hashes. The set is not copied."""
        users = cls()
        users._recent = hashes
        return users

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
    """The hashes of all runs as disjoint sets in ascending order; at most about `_SLICE` hashes are in memory."""
    step = max(_SLICE // max(len(runs), 1), 1)
    waiting = [(run, 0) for run in runs if run]
    while waiting:
        # The smallest last hash of the slices: the remaining hashes up to it are within the slice of their run.
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
    """Raise `ActioncliError` if the kind is not one of `KINDS`."""
    if kind not in KINDS:
        raise ActioncliError(f"users {kind!r}: must be {one_of(KINDS)}")


_READERS: dict[str, Callable[[Event], object]] = {PERSON: attrgetter("user"), DISTINCT_ID: attrgetter("distinct_id")}


class UserHashes:
    """Computes the hashes of users, and caches them by the id."""

    def __init__(self) -> None:
        self._known: Memory[str, int] = Memory(_hash, MOST_REMEMBERED)

    def of(self, events: Iterable[Event], kind: str) -> list[int | None]:
        """The hash of each event's user, of one of `KINDS`: of the text form of the id; None if it has no user."""
        known = self._known
        return [
            known[one] if one.__class__ is str else None if one is None else known[text_form(plain(one))]
            for one in map(_READERS[kind], events)
        ]


def _hash(text: str) -> int:
    return int.from_bytes(digest(text), "little")
