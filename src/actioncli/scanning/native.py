"""The scanner on the compiled core: lines that it is sure of become columns, all others go to the scanner in Python.

The core reads a chunk up to a line that it leaves to Python, and says where the next line is that it would read.
So a chunk becomes parts: events of the core, events of the lines left, events of the core, and so on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from actioncli.events.layouts import Layout
from actioncli.events.timestamps import Unread
from actioncli.matching.engine import Engine
from actioncli.records.chunks import Chunk
from actioncli.scanning.columns import ScannedColumns
from actioncli.scanning.compiled import CompiledEngine
from actioncli.scanning.job import Job
from actioncli.scanning.pure import Scanner
from actioncli.scanning.scanned import Scanned
from actioncli.scanning.windows import Window

if TYPE_CHECKING:
    from actioncli.records.decoding import Decodable

LARGEST = 1 << 32
"""The core counts the bytes of a chunk in 32 bits."""
PROBED = 8
"""Lines of a chunk that are all left to Python, after which the rest of the chunk is, too."""


class NativeScanner:
    """Scans chunks for a job on the core. Its state: the uuids so far, and caches."""

    def __init__(self, core: Any, job: Job[Any], engine: Engine, pure: Scanner, layout: Layout) -> None:
        self._core, self._job, self._pure, self._layout = core, job, pure, layout
        # Repeats are dropped before the window is looked at, which the core does not know.
        self._engine = CompiledEngine(core, engine, layout, Window() if job.unique else job.window, job)
        self.read: Callable[[bytes, int, int], Any] = self._engine.scan
        """Reads lines on the core (`CompiledEngine.scan`)."""
        self._others: dict[int, CompiledEngine] = {}
        self._seen_uuids = pure.seen_uuids

    def _compiled(self, engine: Engine) -> CompiledEngine:
        """Another engine on the core."""
        found = self._others.get(id(engine))
        if found is None:
            found = self._others[id(engine)] = CompiledEngine(self._core, engine, self._layout, Window(), self._job)
        return found

    def scan(self, chunk: Decodable, before: int = 0) -> Iterator[Scanned]:
        """The events of a chunk, in parts; `before` lines of its task come before it."""
        if not isinstance(chunk, Chunk):
            yield from self._pure.scan(chunk, before)
            return
        stop = len(chunk.data) if chunk.stop is None else chunk.stop
        data, position = chunk.data, chunk.start
        if stop - position >= LARGEST:
            yield from self._pure.scan(chunk, before)
            return
        if not isinstance(data, bytes):
            data, stop, position = data[position:stop], stop - position, 0
            chunk = replace(chunk, data=data, start=0, stop=stop)
        done = 0
        while position < stop:
            columns = self.read(data, position, stop)
            if columns.lines:
                part = self._part(_lines(chunk, position, columns.end, done, done + columns.lines), columns, before)
                before, done = before + part.lines, done + columns.lines
                yield part
            position, end = columns.end, columns.left_end
            if end > position:
                lines: int = columns.left_lines
                if lines >= PROBED and not columns.lines:
                    end = stop
                for scanned in self._pure.scan(
                    _lines(chunk, position, end, done, None if end == stop else done + lines), before
                ):
                    scanned.left = scanned.lines
                    before += scanned.lines
                    yield scanned
                position, done = end, done + lines

    def _part(self, chunk: Chunk, found: Any, before: int) -> ScannedColumns:
        lines = found.lines if chunk.origin is None else chunk.origin.height
        scanned = ScannedColumns(
            found=found,
            chunk=chunk,
            maker=self._pure.maker,
            users_by_id=self._pure.users,
            compiled=self._compiled,
            reads=self._engine.reads,
            shape=self._layout.shape,
            before=before,
            lines=lines,
            events=found.events,
        )
        if self._job.unique:
            self._drop(scanned)
        asked = found.asked()
        for index in asked:
            found.decide(index, self._engine.engine.verdict(scanned.event(index), scanned.name(index)).number)
        scanned.asked = len(asked)
        return scanned

    def _drop(self, scanned: ScannedColumns) -> None:
        """Drop the events that repeat a uuid, then those outside of the window."""
        assert self._seen_uuids is not None, "the scanner in Python has them"  # noqa: S101
        every, window = range(len(scanned)), self._job.window
        moments = scanned.times(every, Unread()) if window.bounded else []
        kept = []
        for index, uuid in enumerate(scanned.uuids(every)):
            is_first = self._seen_uuids.is_first(uuid)
            is_kept = is_first and (not window.bounded or moments[index] in window)
            if not is_first:
                scanned.repeated.append(scanned.line_index(index))
            elif not is_kept and moments[index] is None:
                scanned.undated.append((scanned.line_index(index), scanned.event(index).time))
            kept.append(is_kept)
        scanned.found.keep(kept)
        scanned.made.clear()
        scanned.all_made = None


def _lines(chunk: Chunk, start: int, stop: int, first: int, last: int | None) -> Chunk:
    """Some lines of a chunk, from line `first` until `last`, as a chunk."""
    origin = chunk.origin if chunk.origin is None else chunk.origin.part(first, last)
    return replace(chunk, start=start, stop=stop, origin=origin)
