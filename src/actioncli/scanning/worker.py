"""The worker, which turns a task into a `Part`, and `parts`, which runs all tasks in this process or in a pool.

A log is cut into tasks (a span of a plain file, a chunk of anything else).
`Worker.run` scans the chunks of a task and hands them to the job's collector.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from copy import copy
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from msgspec.structs import replace

from actioncli.core import core
from actioncli.errors import ActioncliError
from actioncli.events.uuids import UuidSample
from actioncli.matching.engine import Engine
from actioncli.records.decoding import decoded
from actioncli.records.rows import LateDamage
from actioncli.scanning.choice import scanner_of
from actioncli.scanning.job import Job, Part
from actioncli.scanning.scanned import Scanned
from actioncli.tasks.task import NoteTask, PageTask, RowGroupTask, Task

if TYPE_CHECKING:
    from actioncli.profiling import Meter

Result = TypeVar("Result")

NAMED = 20
"""Events of a task whose fields' names are noted, if the job wants names."""


class Worker(Generic[Result]):
    """Runs the tasks of a job. It compiles the actions once."""

    def __init__(self, job: Job[Result]) -> None:
        self._job = job
        self._collector = copy(job.collector)
        self.engine = Engine(job.actions, job.now, job.only, shortcuts=job.prefilter)
        self._meter: Meter | None = None
        if job.profile:
            from actioncli.profiling import Meter  # noqa: PLC0415 - few runs are profiled

            self._meter = Meter(job.actions, self.engine, job.now)
        meter = self._meter
        if meter is None:
            self._scanner = scanner_of(job, self.engine, decoded)
        else:
            self._scanner = scanner_of(job, self.engine, meter.decoded, partial(meter.timed, "scan"))

    def run(self, task: Task) -> Part[Result]:
        """The part of a task. An error that ends the task early is in `Part.trouble`."""
        if self._meter is None:
            return self._run(task)
        self._meter.begin()
        part = self._run(task)
        part.profile = self._meter.end()
        return part

    def _run(self, task: Task) -> Part[Result]:
        if self._job.prefilter and not self._job.unique and isinstance(task, RowGroupTask):
            # Read only the columns that are needed. If one is damaged, read all of them, so that errors come in order.
            try:
                return self._collected(replace(task, as_asked=True))
            except LateDamage:
                self._collector = copy(self._job.collector)  # without what it remembers of these rows
        return self._collected(task)

    def _collected(self, task: Task) -> Part[Result]:
        part = Part[Any](task.source, None, size=task.size, note=task.note)
        if self._job.repeats:
            part.uuids = UuidSample()
        if isinstance(task, PageTask):
            part.next_page = task.more
        elif isinstance(task, NoteTask):
            part.form = task.form
        with closing(self.scanned(task, part)) as chunks:
            part.result = self._collector.collect(chunks, self.engine)
        return part

    def scanned(self, task: Task, part: Part[Any]) -> Generator[Scanned]:
        """Scan the chunks of a task. After each one is consumed, its counts are added to the part."""
        meter, named = self._meter, 0
        try:
            for chunk in task.chunks() if meter is None else meter.reading(task.chunks()):
                part.first_line = part.first_line or chunk.first_line
                for scanned in self._scanner.scan(chunk, part.lines):
                    if meter is not None:
                        meter.note(scanned)
                    if part.uuids is not None:
                        self._sample(scanned, part.uuids)
                    if self._job.names and named < NAMED:
                        named = _note_names(scanned, part, named)
                    try:
                        yield scanned
                    finally:
                        part.add(scanned)
                    if self._job.stop_at_bad and scanned.bad:
                        return
        except ActioncliError as error:
            part.trouble = str(error)

    def _sample(self, scanned: Scanned, uuids: UuidSample) -> None:
        """Add the uuids of a chunk to a sample: of all events, or of an eighth."""
        if self._job.thorough:
            uuids.add(scanned.uuids(range(len(scanned))), len(scanned))
        else:
            uuids.add(scanned.sampled_uuids(), len(scanned))


def _note_names(scanned: Scanned, part: Part[Any], named: int) -> int:
    """Add the field names of the first events to the part; returns the number of events noted so far."""
    from actioncli.events.names import names_in, with_names  # noqa: PLC0415 - few runs need it

    first = range(min(len(scanned), NAMED - named))
    for index in first:
        part.names = with_names(part.names, tuple(names_in(scanned.event(index))))
    return named + len(first)


SLOT = 3 << 20
"""Bytes of shared memory for a chunk and the rest of its last line. A larger chunk is sent through a pipe."""


def parts(
    job: Job[Result], tasks: Iterable[Task | None], jobs: int = 1, pool_threshold: int = 0
) -> Iterator[Part[Result]]:
    """The parts of a job in the order of its tasks, computed in this process or by a pool of `jobs` processes.

    A pool is started only after `pool_threshold` bytes, so that small inputs do not wait for it.
    """
    core()  # here, where its errors are reported, and before processes are forked
    remaining: Iterator[Any] = iter(tasks)
    run = Worker(job).run if jobs == 1 or pool_threshold else None
    seen = 0
    while run and (jobs == 1 or seen < pool_threshold):
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
        # While a task is made, up to `ahead` others are being processed: one slot more than that.
        remaining = map(Arena(AHEAD * jobs + 1, SLOT).hold, remaining)
    yield from pooled(partial(_runner, job), remaining, jobs)


def _runner(job: Job[Result]) -> Callable[[Task], Part[Result]]:
    return Worker(job).run
