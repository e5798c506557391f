"""The river: sources in, what a collector makes of their events out, in order.

A log is cut into tasks (a span of a plain file, a chunk of anything else).
`Worker.run` takes a task to a `Part`: its lines decoded, each event judged by the engine, all handed to the collector.
How tasks are mapped is the caller's choice: `map` runs them here and now, a pool's ordered map on all cores.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from actioncli.actions.model import Actions
from actioncli.errors import ActioncliError
from actioncli.events.decoding import decoded
from actioncli.events.event import Event, late_time
from actioncli.events.records import BadLine, Batch, Record
from actioncli.events.shapes import AUTO, BY_NAME, are_exported, events_of, recognised
from actioncli.events.shapes.base import Shape
from actioncli.events.shapes.mapped import mapped
from actioncli.events.shapes.posthog import EXPORT
from actioncli.events.shapes.rewritten import one_a_line
from actioncli.events.tasks import Task
from actioncli.events.timestamps import Microseconds, moment, timestamp
from actioncli.matching.compiled import Engine
from actioncli.matching.verdicts import Verdict

Result = TypeVar("Result")
Result_co = TypeVar("Result_co", covariant=True)

Judged: TypeAlias = "tuple[Event, str, Verdict, object, Batch, int]"
"""An event, its name, the verdict on it, its time as it stands in the record, and its batch and index therein."""


@dataclass(frozen=True, slots=True)
class Window:
    """The half-open stretch of time that a run looks at; an event without a time is outside of any bounded one."""

    since: Microseconds | None = None
    until: Microseconds | None = None

    def __contains__(self, when: Microseconds | None) -> bool:
        if when is None:
            return self.since is None and self.until is None
        return (self.since is None or self.since <= when) and (self.until is None or when < self.until)

    @property
    def bounded(self) -> bool:
        """Whether it leaves anything out."""
        return self.since is not None or self.until is not None


@dataclass(slots=True)
class Part(Generic[Result]):
    """What came of one task."""

    source: str
    result: Result
    lines: int = 0
    """Lines read, blank ones included."""
    skipped: int = 0
    """Objects without an event's name."""
    undated: int = 0
    """Events left out because they have no readable time and the window is bounded."""
    repaired: int = 0
    """Lines that were not UTF-8 and were read with replacement characters."""
    bad: list[BadLine] = field(default_factory=list)
    """The lines that could not be read; their indexes count from the task's first line."""
    bad_bytes: list[bytes] = field(default_factory=list)
    """Those lines themselves, if the job keeps them."""
    unlocated: int = 0
    """Bad lines beyond those, where enough have a place."""
    trouble: str | None = None
    """Why the task was not read to its end."""
    note: str = ""
    """What is worth telling and no trouble."""
    size: int = 0
    """Bytes of the source that the task took, for the progress bar."""


class Collector(Protocol[Result_co]):
    """What a command makes of judged events; plain data, since each worker gets a copy."""

    def collect(self, judged: Iterable[Judged], engine: Engine) -> Result_co:
        """The result for the events of one task."""


@dataclass(frozen=True, slots=True)
class Job(Generic[Result]):
    """What a run asks of every task: plain data, so that a worker process can take it."""

    actions: Actions
    collector: Collector[Result]
    now: datetime
    only: tuple[str, ...] = ()
    window: Window = Window()
    keep_bad: bool = False
    """Whether bad lines are wanted, not only counted."""
    stop_at_bad: bool = False
    """Whether a task ends before its first bad line."""
    shape: str = AUTO
    """The shape of all events, by its name; `auto`: what `source` of the actions says, else what each line shows."""

    def known_shape(self) -> Shape | None:
        """The shape of all events; None if each line shows its own."""
        if self.shape != AUTO:
            return BY_NAME[self.shape]
        return mapped(dict(self.actions.source.paths)) if self.actions.source else None


class Worker(Generic[Result]):
    """A job made ready: its actions compiled once, for many tasks."""

    def __init__(self, job: Job[Result]) -> None:
        self._job = job
        self.engine = Engine(job.actions, job.now, job.only)
        self._shape = job.known_shape()

    def run(self, task: Task) -> Part[Result]:
        """Read a task to its end."""
        part = Part[Any](task.source, None, size=task.size, note=task.note)
        part.result = self._job.collector.collect(self.judged(task, part), self.engine)
        return part

    def judged(self, task: Task, part: Part[Any]) -> Iterator[Judged]:
        """The events of a task, judged; what is no event is noted in the part."""
        judge, window = self.engine.verdict, self._job.window
        bounded = window.bounded
        for batch in self._batches(task, part):
            if not self._exported(batch):
                for index, record in enumerate(batch.records):
                    yield from self._shaped(record, batch, index, part)
                continue
            # PostHog's export, read without asking a shape: what is odd about a record is left to the general way.
            for index, record in enumerate(batch.records):
                name = record.get("event")
                if name.__class__ is not str:
                    yield from self._shaped(record, batch, index, part)
                    continue
                time = record.get("timestamp")
                if time is None:
                    time = late_time(record)
                if bounded:
                    when = timestamp(time)
                    if when not in window:
                        part.undated += when is None
                        continue
                event = Event(record)
                yield event, name, judge(event, name), time, batch, index

    def _exported(self, batch: Batch) -> bool:
        """Whether all records have the shape of PostHog's export."""
        return are_exported(batch.records) if self._shape is None else self._shape is EXPORT

    def _shaped(self, record: Record, batch: Batch, index: int, part: Part[Any]) -> Iterator[Judged]:
        """The events of a record of any shape, judged."""
        window = self._job.window
        shape = self._shape or recognised(record)
        events = events_of(record, shape)
        if len(events) > 1 and shape.joined:
            batch = one_a_line(batch, index, [event.record for event in events], shape.joined)
        for place, event in enumerate(events, start=index if len(events) == 1 else 0):
            name = event.name
            if name is None:
                part.skipped += 1
                continue
            when = event.when
            if window.bounded and when not in window:
                part.undated += when is None
                continue
            yield event, name, self.engine.verdict(event, name), moment(when), batch, place

    def _batches(self, task: Task, part: Part[Any]) -> Iterator[Batch]:
        """The decoded chunks of a task; what ends it early is noted in the part."""
        try:
            for chunk in task.chunks():
                batch = decoded(chunk)
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


def before_first_bad(batch: Batch) -> Batch:
    """The records of a batch before its first bad line, and that line."""
    first = batch.bad[0]
    count = bisect_left(batch.starts, first.start)
    return replace(
        batch, records=batch.records[:count], numbers=batch.numbers[:count], bad=[first], lines=first.index + 1
    )


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
    from actioncli.events.arena import Arena  # noqa: PLC0415 - a small file needs no pool
    from actioncli.pool import AHEAD, FORKS, pooled  # noqa: PLC0415

    if FORKS:
        # A task is made while as many as `ahead` are under way: one slot more than that.
        remaining = map(Arena(AHEAD * jobs + 1, SLOT).hold, remaining)
    yield from pooled(partial(_runner, job), remaining, jobs)


def _runner(job: Job[Result]) -> Callable[[Task], Part[Result]]:
    return Worker(job).run
