"""A job, which describes what to do with every task, and the part that each task returns.

Both are plain data, so that they can be sent to other processes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import Struct, field

from actioncli.actions.model import Actions
from actioncli.events.making import AUTO, EventMaker, known_shape
from actioncli.events.timestamps import Unread
from actioncli.events.uuids import UuidSample
from actioncli.records.record import BadLine
from actioncli.scanning.scanned import Collector, Scanned
from actioncli.scanning.windows import Window

if TYPE_CHECKING:
    from actioncli.profiling import Profile

Result = TypeVar("Result")


class Part(Struct, Generic[Result]):
    """The result of one task, and what the task read."""

    source: str
    result: Result
    lines: int = 0
    """Lines read, blank ones included."""
    first_line: int = 0
    """The line number of the first of them in the source, from 1; 0 if they follow the lines of the previous part."""
    before: int = 0
    """Lines of the source before those of the task; set by `with_lines_before`."""
    events: int = 0
    """Events read, those outside of the window included."""
    skipped: int = 0
    """Objects without an event's name."""
    keys: tuple[str, ...] = ()
    """The first keys of the first of those objects."""
    next_page: bool | None = None
    """Whether the last object of the source is a page of an API that names a next page; None if it is no page."""
    form: str = ""
    """The format of the source, if it is not JSON Lines; set in one part of each source."""
    repeated: int = 0
    """Events dropped because an earlier one has their uuid."""
    uuids: UuidSample | None = None
    """A sample of the uuids, if the job looks for repeats."""
    names: tuple[str, ...] = ()
    """Names of fields of the first events, if the job notes them."""
    mapped: tuple[str, ...] = ()
    """The fields of `source:` that some event has."""
    undated: int = 0
    """Events outside of a bounded window because they have no readable time."""
    unread: Unread = field(default_factory=Unread)
    """Those of them that have a time, which is not readable."""
    repaired: int = 0
    """Lines that were not UTF-8 and were read with replacement characters."""
    bad: list[BadLine] = field(default_factory=list)
    """The lines that could not be read; their indexes count from the task's first line."""
    bad_bytes: list[bytes] = field(default_factory=list)
    """Those lines themselves, if the job keeps them."""
    unlocated: int = 0
    """Further bad lines, which are only counted."""
    trouble: str | None = None
    """Why the task was not read to its end."""
    note: str = ""
    """A note for the user that is not an error."""
    size: int = 0
    """Bytes of the source that the task took, for the progress bar."""
    profile: Profile | None = None
    """Where the time went, if the job is profiled."""

    def add(self, scanned: Scanned) -> None:
        """Add the counts of the next chunk of the task. Bad lines are numbered from the first line of the task."""
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


def with_lines_before(parts: Iterable[Part[Result]]) -> Iterator[Part[Result]]:
    """Set `before` of parts that come in the order of the input.

    This is the only place that computes line numbers of a source.
    """
    source, lines = "", 0
    for part in parts:
        if part.source != source:
            source, lines = part.source, 0
        part.before = part.first_line - 1 if part.first_line else lines
        lines = part.before + part.lines
        yield part


class Job(Struct, Generic[Result], frozen=True):
    """What to do with every task of a run."""

    actions: Actions
    collector: Collector[Result]
    now: datetime
    only: tuple[str, ...] = ()
    window: Window = Window()
    keep_bad: bool = False
    """Whether to return the bytes of bad lines."""
    stop_at_bad: bool = False
    """Whether a task ends before its first bad line."""
    prefilter: bool = True
    """Whether the engine may skip fields that cannot change the result."""
    profile: bool = False
    """Whether to measure the time of each stage and action."""
    unique: bool = False
    """Whether to drop events that repeat a uuid. One worker must then run all tasks, in order."""
    repeats: bool = False
    """Whether to look for events that repeat a uuid."""
    names: bool = False
    """Whether to note the names of fields that the first events have."""
    thorough: bool = True
    """Whether to compare the uuids of all events, or of an eighth of them."""
    shape: str = AUTO
    """The name of the shape of all events. With `auto`, `source` of the actions decides, or else each line."""

    def maker(self) -> EventMaker:
        """Return what makes events from records."""
        return maker_of(self.actions, self.shape)


def maker_of(actions: Actions, shape: str = AUTO) -> EventMaker:
    """Return what makes events: of the named shape, or else as `source` of the actions file says."""
    return EventMaker(known_shape(shape, dict(actions.source.paths) if actions.source else None))
