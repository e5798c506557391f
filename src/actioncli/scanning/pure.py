"""The scanner in Python: a chunk of lines in, columns out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from actioncli.events.event import Event
from actioncli.events.making import AUTO, Exported
from actioncli.events.timestamps import timestamp, timestamps
from actioncli.events.uuids import SeenUuids
from actioncli.records.decoding import before_first_bad, decoded
from actioncli.records.record import Batch
from actioncli.scanning.job import Job
from actioncli.scanning.records import ScannedRecords
from actioncli.scanning.scanned import Scanned
from actioncli.users import UserHashes

if TYPE_CHECKING:
    from actioncli.matching.engine import Engine
    from actioncli.records.decoding import Decodable

Result = TypeVar("Result")


class Scanner:
    """Scans chunks for a job. Its state: the uuids so far, and caches."""

    def __init__(self, job: Job[Any], engine: Engine, decode: Callable[[Decodable], Batch] = decoded) -> None:
        """`decode` returns the batch of a chunk."""
        self._job, self._engine, self._decode = job, engine, decode
        self.maker = job.maker()
        self.seen_uuids = SeenUuids() if job.unique else None
        self.users = UserHashes()
        self._mapped: dict[str, Callable[[Event], bool]] = {}
        if job.actions.source and job.shape == AUTO:
            from actioncli.events.shapes.mapped import field_checks  # noqa: PLC0415 - most logs need no catalogue

            self._mapped = field_checks(dict(job.actions.source.paths))

    @property
    def shape_name(self) -> str:
        """The name of the shape of all events; empty if the shape of each record is detected."""
        return "" if self.maker.shape is None else self.maker.shape.name

    def scan(self, chunk: Decodable, before: int = 0) -> Iterator[Scanned]:
        """The events of a chunk, in one part; `before` lines of its task come before it."""
        batch = self._decode(chunk)
        if self._job.stop_at_bad and batch.bad:
            batch = before_first_bad(batch)
        batch.before = before
        scanned = ScannedRecords(users_by_id=self.users, lines=batch.lines, bad=batch.bad, repaired=batch.repaired)
        if self._job.keep_bad:
            scanned.bad_bytes = [batch.bad_line(bad) for bad in batch.bad]
        exported = self.maker.exported(batch)
        if exported is None:
            self._add_general(scanned, batch, range(len(batch.records)))
        else:
            self._add_exported(scanned, batch, exported)
        scanned.verdicts = scanned.verdicts_of(self._engine, prefilter=self._job.prefilter)
        yield scanned

    def _add_exported(self, scanned: ScannedRecords, batch: Batch, exported: Exported) -> None:
        """Add the events of a batch of PostHog's export. Events without a plain name take the general path."""
        scanned.exported, names, times = exported, exported.names, exported.times
        plain = set(map(type, names)) <= {str}
        count = len(names)
        if plain and self.seen_uuids is None and not self._job.window.bounded:
            scanned.names, scanned.times_read = list(names), list(times)
            scanned.made, scanned.batches, scanned.rows = [None] * count, [batch] * count, range(count)
            scanned.events = count
            return
        window = self._job.window
        moments = timestamps(times) if window.bounded and plain else []
        rows: list[int] = []
        scanned.rows = rows
        for index in range(count):
            if names[index].__class__ is not str:
                self._add_general(scanned, batch, (index,))
                continue
            scanned.events += 1
            if self.seen_uuids is not None and not self.seen_uuids.is_first(exported.event(index).uuid):
                scanned.repeated.append(batch.numbers[index])
                continue
            if window.bounded:
                when = moments[index] if moments else timestamp(times[index])
                if when not in window:
                    if when is None:
                        scanned.undated.append((batch.numbers[index], times[index]))
                    continue
            scanned.names.append(names[index])
            scanned.times_read.append(times[index])
            scanned.made.append(None)
            scanned.batches.append(batch)
            rows.append(index)

    def _add_general(self, scanned: ScannedRecords, batch: Batch, indexes: Sequence[int]) -> None:
        """Add the events of some records of a batch, of any shape."""
        window, seen_uuids = self._job.window, self.seen_uuids
        scanned.deferred += len(indexes)
        rows: list[int] = scanned.rows  # type: ignore[assignment]
        for event, within, row in self.maker.events(batch, indexes):
            name = event.name
            if name is None:
                scanned.skipped.append(within.numbers[row])
                scanned.keys = scanned.keys or event.first_keys()
                continue
            scanned.events += 1
            if len(scanned.mapped) < len(self._mapped):
                scanned.mapped += tuple(
                    field for field, has in self._mapped.items() if field not in scanned.mapped and has(event)
                )
            if seen_uuids is not None and not seen_uuids.is_first(event.uuid):
                scanned.repeated.append(within.numbers[row])
                continue
            time = event.time
            if window.bounded:
                when = timestamp(time)
                if when not in window:
                    if when is None:
                        scanned.undated.append((within.numbers[row], time))
                    continue
            scanned.names.append(name)
            scanned.times_read.append(time)
            scanned.made.append(event)
            scanned.batches.append(within)
            rows.append(row)
