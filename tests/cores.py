"""What each core says of the same bytes: the compiled core, and Python alone.

pair = Cores(actions)
pure, native = pair.facts(b'{"event":"a"}\\n')
assert pure == native
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain, repeat
from typing import Any

import pytest
from msgspec import Struct, field

from actioncli.actions.model import Actions
from actioncli.core import core
from actioncli.events.event_fields import FieldPath, parse_fields
from actioncli.events.names import names_in
from actioncli.events.timestamps import Unread
from actioncli.matching.engine import Engine
from actioncli.records.chunks import Chunk, whole_lines
from actioncli.records.decoding import decoded
from actioncli.scanning.choice import scanner_of
from actioncli.scanning.job import Job
from actioncli.scanning.pure import Scanner
from actioncli.scanning.scanned import Scanned, ScansChunks
from actioncli.users import KINDS

NOW = datetime(2026, 3, 31, 10, 30, tzinfo=UTC)

needs_core = pytest.mark.skipif(core() is None, reason="the compiled core is not installed, or ACTIONCLI_CORE=pure")


FIELDS = parse_fields(
    "event,timestamp,distinct_id,uuid,url,person_id,created_at,properties,x,properties.plan,properties.amount,"
    "properties.$browser,properties.a.b,properties./cart/items/0/sku,properties./plan,person.plan,person.distinct_id,"
    "group.0.plan,group.4.amount,properties.$current_url,$group_0,elements_chain"
)
"""Fields of every kind."""


class Reads(Struct, frozen=True):
    """A collector that reads fields and keys; the tests read them in its place."""

    reads: tuple[FieldPath, ...] = FIELDS
    reads_keys: bool = True

    def collect(self, chunks: Iterable[Scanned], engine: Engine) -> None:
        """Nothing."""


class Facts(Struct):
    """All that a scanner says of some chunks, in the order of the lines."""

    events: list[tuple[Any, ...]] = field(default_factory=list)
    """Line, name, verdict, verdict of the other engine, time, users of each kind, uuid, values, and the line itself."""
    bad: list[tuple[int, str, bytes]] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)
    undated: list[tuple[int, str]] = field(default_factory=list)
    unread: Unread = field(default_factory=Unread)
    keys: tuple[str, ...] = ()
    mapped: tuple[str, ...] = ()
    sampled: list[str] = field(default_factory=list)
    lines: int = 0
    read: int = 0
    """Events, those outside of the window included."""
    repaired: int = 0
    names_by_hash: dict[int, set[str]] = field(default_factory=dict)
    """The keys of the events with a hash of keys; only the compiled core has these."""

    def difference(self, other: Facts) -> str:
        """What differs; empty if nothing does."""
        names = [name for name in self.__struct_fields__ if name != "names_by_hash"]
        names = [name for name in names if getattr(self, name) != getattr(other, name)]
        pairs = [(name, repr(getattr(self, name)), repr(getattr(other, name))) for name in names]
        # NaN, as the example of an unreadable time, is not equal to itself.
        return "\n".join(f"{name}: {one}\n   not {two}" for name, one, two in pairs if one != two)

    def add(self, scanned: Scanned, engine: Engine, other: Engine) -> None:
        every, before = range(len(scanned)), self.lines
        users = [scanned.users(every, kind) for kind in KINDS]
        columns: list[list[Any]] = [scanned.names, scanned.verdicts, scanned.times(every, self.unread), *users]
        columns += [scanned.uuids(every), *(scanned.values(path, every) for path in FIELDS)]
        others, hashes = scanned.verdicts_of(other), scanned.key_hashes()
        assert {len(column) for column in columns} == {len(every)}
        for index, (name, verdict, *values) in zip(every, zip(*columns, strict=True), strict=True):
            assert scanned.name(index) == scanned.event(index).name == name
            assert scanned.number(index) == before + scanned.line_index(index) + 1
            keys = engine.verdicts[verdict].key, other.verdicts[others[index]].key
            self.events.append((scanned.number(index), name, *keys, *map(repr, values), scanned.line(index)))
            hashed = hashes[index]
            if hashed is not None:
                names = set(names_in(scanned.event(index)))
                assert self.names_by_hash.setdefault(hashed, names) == names
        assert scanned.matched() == [index for index in every if scanned.verdicts[index]]
        assert scanned.unmatched() == [index for index in every if not scanned.verdicts[index]]
        spoiled = zip(scanned.bad, scanned.bad_bytes, strict=True)
        self.bad += [(before + bad.index, bad.reason, line) for bad, line in spoiled]
        self.skipped += [before + line for line in scanned.skipped]
        self.repeated += [before + line for line in scanned.repeated]
        self.undated += [(before + line, repr(time)) for line, time in scanned.undated]
        self.keys = self.keys or scanned.keys
        self.mapped = tuple(sorted({*self.mapped, *scanned.mapped}))
        self.sampled = sorted([*self.sampled, *map(repr, scanned.sampled_uuids())])
        self.lines += scanned.lines
        self.read += scanned.events
        self.repaired += scanned.repaired


NO_ACTIONS = Actions(())


class Cores:
    """Both scanners of one job, each with an engine of its own, and one for other actions."""

    def __init__(self, actions: Actions, other: Actions = NO_ACTIONS, **options: Any) -> None:
        """`other` are the actions of `Scanned.verdicts_of`; `options` are further fields of `Job`."""
        self.job: Job[Any] = Job(actions, Reads(), NOW, keep_bad=True, **options)
        self.engines = Engine(actions, NOW), Engine(actions, NOW)
        self.others = Engine(other, NOW), Engine(other, NOW)
        native = scanner_of(self.job, self.engines[1], decoded)
        assert not isinstance(native, Scanner), "the compiled core reads this job"
        self.scanners: tuple[ScansChunks, ScansChunks] = Scanner(self.job, self.engines[0]), native

    def facts(self, data: bytes, *sizes: int) -> tuple[Facts, Facts]:
        """What each core says of lines: of all at once, or in chunks of about these sizes."""
        pure, native = (self._facts(number, chunks_of(data, sizes)) for number in (0, 1))
        return pure, native

    def of_chunks(self, chunks: Iterable[Chunk]) -> tuple[Facts, Facts]:
        """What each core says of some chunks."""
        kept = list(chunks)
        return self._facts(0, kept), self._facts(1, kept)

    def _facts(self, number: int, chunks: Iterable[Chunk]) -> Facts:
        facts = Facts()
        for chunk in chunks:
            for scanned in self.scanners[number].scan(chunk, facts.lines):
                facts.add(scanned, self.engines[number], self.others[number])
        return facts


def chunks_of(data: bytes, sizes: Sequence[int]) -> Iterator[Chunk]:
    """Lines as chunks of about these sizes, the last of them again and again; without sizes, as one."""
    pieces, place = [], 0
    for size in chain(sizes, repeat(sizes[-1] if sizes else len(data))):
        if place >= len(data):
            break
        pieces.append(data[place : place + size])
        place += size
    return (Chunk(piece, 0, "log.jsonl") for piece in whole_lines(pieces) if piece)
