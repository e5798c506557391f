"""A job: what a run asks of every task, and the part that comes back.

All of it is plain data, so that a process elsewhere can take it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import Struct, field

from actioncli.actions.model import Actions
from actioncli.events.making import AUTO, EventMaker, known_shape
from actioncli.events.timestamps import Microseconds, Unread
from actioncli.events.uuids import UuidSample
from actioncli.records.record import BadLine
from actioncli.scanning.scanned import Collector, Scanned

if TYPE_CHECKING:
    from actioncli.profiling import Profile

Result = TypeVar("Result")


class Window(Struct, frozen=True):
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


class Part(Struct, Generic[Result]):
    """What came of one task."""

    source: str
    result: Result
    lines: int = 0
    """Lines read, blank ones included."""
    first_line: int = 0
    """The number of the first of them in the source, from 1; 0: they follow those of the part before."""
    before: int = 0
    """Lines of the source that come before the task's; `placed` works it out."""
    events: int = 0
    """Events read, those outside of the window included."""
    skipped: int = 0
    """Objects without an event's name."""
    keys: tuple[str, ...] = ()
    """The first keys of the first of those objects."""
    next_page: bool | None = None
    """Whether the source ends with a page of an API that names another one; None: it has no pages."""
    form: str = ""
    """What the source was recognised as, where it is more than JSON Lines; in one part of each."""
    repeated: int = 0
    """Events dropped because an earlier one has their uuid."""
    uuids: UuidSample | None = None
    """A sample of the uuids, if the job looks for repeats."""
    names: tuple[str, ...] = ()
    """Names of fields that the first events have, if the job wants them."""
    mapped: tuple[str, ...] = ()
    """The fields of `source:` that some event has."""
    undated: int = 0
    """Events left out because they have no readable time and the window is bounded."""
    unread: Unread = field(default_factory=Unread)
    """Those of them that have a time."""
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
    profile: Profile | None = None
    """Where the time went, if the job is profiled."""

    def add(self, scanned: Scanned) -> None:
        """Count what the next chunk of the task holds; its bad lines are numbered from the task's first."""
        self.bad.extend(bad.moved(self.lines) for bad in scanned.bad)
        self.bad_bytes.extend(scanned.bad_bytes)
        self.lines += scanned.lines
        self.repaired += scanned.repaired
        self.events += scanned.events
        self.skipped += len(scanned.skipped)
        self.keys = self.keys or scanned.keys
        self.mapped = tuple(dict.fromkeys((*self.mapped, *scanned.mapped)))
        self.repeated += len(scanned.repeated)
        self.undated += len(scanned.undated)
        for _, time in scanned.undated:
            self.unread.note(time)


def placed(parts: Iterable[Part[Result]]) -> Iterator[Part[Result]]:
    """The parts, which come in the order of the input, each told how many lines of its source come before it.

    This is the only place where line numbers of a source are worked out.
    """
    source, lines = "", 0
    for part in parts:
        if part.source != source:
            source, lines = part.source, 0
        part.before = part.first_line - 1 if part.first_line else lines
        lines = part.before + part.lines
        yield part


class Job(Struct, Generic[Result], frozen=True):
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
    prefilter: bool = True
    """Whether the engine may rule out what cannot match before it asks all there is to ask."""
    profile: bool = False
    """Whether it is measured where the time goes."""
    unique: bool = False
    """Whether events that repeat a uuid are dropped; one worker must then take all tasks, in order."""
    repeats: bool = False
    """Whether to look for events that repeat a uuid."""
    names: bool = False
    """Whether to note the names of fields that the first events have."""
    thorough: bool = True
    """Whether to look at all events for that, and not at an eighth of them."""
    shape: str = AUTO
    """The shape of all events, by its name; `auto`: what `source` of the actions says, else what each line shows."""

    def maker(self) -> EventMaker:
        """What makes the events of the run's records."""
        return maker_of(self.actions, self.shape)


def maker_of(actions: Actions, shape: str = AUTO) -> EventMaker:
    """What makes events as an actions file reads them: of the shape that is named, else as its `source` says."""
    return EventMaker(known_shape(shape, dict(actions.source.paths) if actions.source else None))
