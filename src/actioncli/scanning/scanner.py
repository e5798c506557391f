"""The river: sources in, what a collector makes of their events out, in order.

A log is cut into tasks (a span of a plain file, a chunk of anything else).
`Worker.run` takes a task to a `Part`: its lines decoded, each event judged by the engine, all handed to the collector.
How tasks are mapped is the caller's choice: `map` runs them here and now, a pool's ordered map on all cores.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from msgspec.structs import replace

from actioncli.errors import ActioncliError
from actioncli.events.making import AUTO, EXPORTED_EVENT
from actioncli.events.timestamps import timestamp
from actioncli.events.uuids import FirstOnes, UuidSample, is_chosen
from actioncli.matching.engine import Engine
from actioncli.matching.matches import NOTHING
from actioncli.records.decoding import before_first_bad, decoded
from actioncli.records.record import Batch
from actioncli.records.rows import LateDamage
from actioncli.scanning.job import Job, Judged, Part, Skimming
from actioncli.tasks.task import NoteTask, PageTask, RowGroupTask, Task

if TYPE_CHECKING:
    from actioncli.events.event import Event
    from actioncli.profiling import Meter

Result = TypeVar("Result")


class Worker(Generic[Result]):
    """A job made ready: its actions compiled once, for many tasks."""

    def __init__(self, job: Job[Result]) -> None:
        self._job = job
        self.engine = Engine(job.actions, job.now, job.only, shortcuts=job.prefilter)
        self._maker = job.maker()
        self._first_ones = FirstOnes() if job.unique else None
        self._sought: dict[str, Callable[[Event], bool]] = {}
        if job.actions.source and job.shape == AUTO:
            from actioncli.events.shapes.mapped import sought  # noqa: PLC0415 - most logs need no catalogue

            self._sought = sought(dict(job.actions.source.paths))
        self._meter: Meter | None = None
        if job.profile:
            from actioncli.profiling import Meter  # noqa: PLC0415 - few runs are profiled

            self._meter = Meter(job.actions, self.engine, job.now)

    def run(self, task: Task) -> Part[Result]:
        """Read a task to its end."""
        if self._meter is None:
            return self._run(task)
        self._meter.begin()
        part = self._run(task)
        part.profile = self._meter.end()
        return part

    def _run(self, task: Task) -> Part[Result]:
        if self._job.prefilter and not self._job.unique and isinstance(task, RowGroupTask):
            # Columns that nobody asks for are not read; what is damaged is told in good order when all of them are.
            with suppress(LateDamage):
                return self._collected(replace(task, as_asked=True))
        return self._collected(task)

    def _collected(self, task: Task) -> Part[Result]:
        collector = self._job.collector
        part = Part[Any](task.source, None, size=task.size, note=task.note)
        if self._job.repeats:
            part.uuids = UuidSample()
        if isinstance(task, PageTask):
            part.next_page = task.more
        elif isinstance(task, NoteTask):
            part.form = task.form
        if isinstance(collector, Skimming) and collector.skims and self._job.prefilter and not self._job.window.bounded:
            unclaimed: list[object] = []
            found = collector.collect(self._named(self.judged(task, part, unclaimed), part), self.engine)
            part.result = collector.with_unclaimed(found, unclaimed)
        else:
            part.result = collector.collect(self._named(self.judged(task, part), part), self.engine)
        return part

    def _named(self, judged: Iterator[Judged], part: Part[Any]) -> Iterator[Judged]:
        """The same events; the names of the first ones' fields are noted, if the job wants them."""
        return noting_names(judged, part) if self._job.names else judged

    def judged(self, task: Task, part: Part[Any], unclaimed: list[object] | None = None) -> Iterator[Judged]:
        """The events of a task, judged; what is no event is noted in the part.

        Given `unclaimed`, of events whose name alone rules out all actions there may be nothing but the time, in there.
        """
        judge, window = self.engine.verdict, self._job.window
        bounded = window.bounded
        for batch in self._batches(task, part):
            exported = self._maker.exported(batch)
            if exported is None:
                yield from self._any(batch, range(len(batch.records)), part)
                continue
            # PostHog's export, read without asking a shape: what is odd about a record is left to the general way.
            records, names, times = exported.records, exported.names, exported.times
            part.events += len(records)
            kept = range(len(records)) if self._first_ones is None else self._first_ones.among(records, names)
            part.repeated += len(records) - len(kept)
            if part.uuids is not None and not bounded:
                part.uuids.add_events(records, names, times, thorough=self._job.thorough)
            in_window: list[int] = []
            for index in kept if unclaimed is None else self._candidates(names, times, unclaimed, kept):
                name, time = names[index], times[index]
                if name.__class__ is not str:
                    part.events -= 1
                    yield from self._any(batch, (index,), part)
                    continue
                if bounded:
                    when = timestamp(time)
                    if when not in window:
                        part.leave_out(when, time)
                        continue
                    in_window.append(index)
                event = EXPORTED_EVENT(records[index])
                yield event, name, judge(event, name), time, batch, index
            if part.uuids is not None and in_window:
                inside = [[column[index] for index in in_window] for column in (records, names, times)]
                part.uuids.add_events(*inside, thorough=self._job.thorough)

    def _candidates(
        self, names: Sequence[Any], times: Sequence[Any], unclaimed: list[object], kept: Sequence[int]
    ) -> Sequence[int]:
        """The events that some action may take; of all others the times are noted.

        A candidate may be claimed by nothing; what is no candidate, nothing claims.
        """
        if set(map(type, names)) != {str}:
            return kept
        if len(kept) < len(names):
            names = [names[index] for index in kept]
        openings = list(map(self.engine.openings.__getitem__, names))
        if NOTHING not in openings:
            return kept
        wanted = []
        for index, opening in zip(kept, openings, strict=True):
            if opening is NOTHING and (time := times[index]) is not None:
                unclaimed.append(time)
            else:
                wanted.append(index)
        return wanted

    def _any(self, batch: Batch, indexes: Sequence[int], part: Part[Any]) -> Iterator[Judged]:
        """The events of some records of a batch, of whatever shapes, judged."""
        window, verdict, first_ones = self._job.window, self.engine.verdict, self._first_ones
        uuids: list[object] = []
        events_in_window = 0
        for event, within, place in self._maker.events(batch, indexes):
            name = event.name
            if name is None:
                part.skipped += 1
                part.keys = part.keys or event.first_keys()
                continue
            part.events += 1
            if len(part.found) < len(self._sought):
                part.found += tuple(
                    field for field, has in self._sought.items() if field not in part.found and has(event)
                )
            if first_ones is not None and not first_ones.is_first(event.uuid):
                part.repeated += 1
                continue
            time = event.time
            if window.bounded:
                when = timestamp(time)
                if when not in window:
                    part.leave_out(when, time)
                    continue
            events_in_window += 1
            if part.uuids is not None and (self._job.thorough or is_chosen(time)):
                uuids.append(event.uuid)
            yield event, name, verdict(event, name), time, within, place
        if part.uuids is not None:
            part.uuids.add(uuids, events_in_window)

    def _batches(self, task: Task, part: Part[Any]) -> Iterator[Batch]:
        """The decoded chunks of a task; what ends it early is noted in the part."""
        meter = self._meter
        try:
            for chunk in task.chunks() if meter is None else meter.reading(task.chunks()):
                part.first_line = part.first_line or chunk.first_line
                batch = decoded(chunk) if meter is None else meter.decoded(chunk)
                if self._job.stop_at_bad and batch.bad:
                    batch = before_first_bad(batch)
                    self._note(part, batch)
                    yield batch
                    return
                self._note(part, batch)
                yield batch
        except ActioncliError as error:
            part.trouble = str(error)

    def _note(self, part: Part[Any], batch: Batch) -> None:
        """Count the lines of a batch and its bad ones, numbered from the part's first line."""
        part.bad.extend(bad.moved(part.lines) for bad in batch.bad)
        if self._job.keep_bad:
            part.bad_bytes.extend(batch.bad_line(bad) for bad in batch.bad)
        batch.before = part.lines
        part.lines += batch.lines
        part.repaired += batch.repaired


NAMED = 20
"""Events of a task whose fields' names are noted."""


def noting_names(judged: Iterator[Judged], part: Part[Any]) -> Iterator[Judged]:
    """The same events; the names of the first ones' fields are noted in the part."""
    from actioncli.events.names import names_in, with_names  # noqa: PLC0415 - few runs need it

    for each in islice(judged, NAMED):
        part.names = with_names(part.names, tuple(names_in(each[0])))
        yield each
    yield from judged


SLOT = 3 << 20
"""Room for a chunk and the rest of its last line; a larger one goes to its worker through a pipe."""


def parts(
    job: Job[Result], tasks: Iterable[Task | None], jobs: int = 1, worth_a_pool: int = 0
) -> Iterator[Part[Result]]:
    """The parts of a job in the order of its tasks: worked out here and now, or by a pool of `jobs` processes.

    A pool is started only after `worth_a_pool` bytes, so that what comes in drops pays for none.
    """
    remaining: Iterator[Any] = iter(tasks)
    run = Worker(job).run if jobs == 1 or worth_a_pool else None
    seen = 0
    while run and (jobs == 1 or seen < worth_a_pool):
        try:
            task = next(remaining)
        except StopIteration:
            return
        if task is not None:
            yield run(task)
            seen += task.size
    from actioncli.scanning.pool import AHEAD, FORKS, pooled  # noqa: PLC0415
    from actioncli.tasks.arena import Arena  # noqa: PLC0415 - a small file needs no pool

    if FORKS:
        # A task is made while as many as `ahead` are under way: one slot more than that.
        remaining = map(Arena(AHEAD * jobs + 1, SLOT).hold, remaining)
    yield from pooled(partial(_runner, job), remaining, jobs)


def _runner(job: Job[Result]) -> Callable[[Task], Part[Result]]:
    return Worker(job).run
