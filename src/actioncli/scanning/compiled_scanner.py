"""The scanner on the compiled core: lines that it is sure of become columns, all others go to the scanner in Python.

The core reads a chunk up to a line that it leaves to Python, and says where the next line is that it would read.
So a chunk becomes parts: events of the core, events of the lines left, events of the core, and so on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from actioncli.events.layouts import Layout
from actioncli.events.timestamps import Unread
from actioncli.matching.engine import Engine
from actioncli.records.chunks import Chunk
from actioncli.scanning.columns import ScannedColumns
from actioncli.scanning.compiled_engine import CompiledEngine
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


class CompiledScanner:
    """Scans chunks for a job on the core. Its state: the layout of the lines before, the uuids so far, and caches."""

    def __init__(self, core: Any, job: Job[Any], engine: Engine, pure: Scanner, layouts: list[Layout]) -> None:
        self._core, self._job, self._engine, self._pure, self._layouts = core, job, engine, pure, layouts
        self.read: Callable[[int, bytes, int, int], Any] = self._read
        """Reads lines on the core by the layout of a number (`CompiledEngine.scan`)."""
        self._current = 0
        self._compiled_engines: dict[tuple[int, int], CompiledEngine] = {}
        self._seen_uuids = pure.seen_uuids

    def _compiled(self, number: int, engine: Engine) -> CompiledEngine:
        """An engine on the core for lines of a layout; the job's own looks at the window."""
        found = self._compiled_engines.get((number, id(engine)))
        if found is None:
            # Repeats are dropped before the window is looked at, which the core does not know.
            window = self._job.window if engine is self._engine and not self._job.unique else Window()
            layout = self._layouts[number]
            is_known = bool(self._pure.shape_name)
            found = CompiledEngine(self._core, engine, layout, window, self._job, is_known=is_known)
            self._compiled_engines[number, id(engine)] = found
        return found

    def _read(self, number: int, data: bytes, start: int, stop: int) -> Any:
        return self._compiled(number, self._engine).scan(data, start, stop)

    def _by_another(self, data: bytes, start: int, stop: int) -> Any:
        """The columns of the first of these lines, by the first layout that reads any of them, if another one does.

        Otherwise, the columns are empty, and tell the lines that no layout reads. The current layout does not.
        """
        if not self._pure.shape_name and len(self._layouts) == 1:
            from actioncli.events.further_layouts import FURTHER  # noqa: PLC0415 - most logs are PostHog's exports

            self._layouts += FURTHER
        found = None
        for number in range(len(self._layouts)):
            if number != self._current:
                other = self.read(number, data, start, stop)
                if other.lines:
                    self._current = number
                    return other
                if found is None or other.left_end < found.left_end:
                    found = other
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
        done, found = 0, None
        while position < stop:
            if found is None:
                found = self.read(self._current, data, position, stop)
            if found.lines:
                part = self._part(_lines(chunk, position, found.end, done, done + found.lines), found, before)
                before, done = before + part.lines, done + found.lines
                yield part
            are_first, position, end, lines = not found.lines, found.end, found.left_end, found.left_lines
            found = self._by_another(data, position, end) if end > position else None
            if found is not None and not found.lines:
                end, lines, found = found.left_end, found.left_lines, None
            if found is None and end > position:
                if lines >= PROBED and are_first:
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
            reads=self._compiled(self._current, self._engine).reads,
            layout=self._layouts[self._current],
            compiled=partial(self._compiled, self._current),
            before=before,
            lines=lines,
            events=found.events,
        )
        if self._job.unique:
            self._drop(scanned)
        asked = found.asked()
        for index in asked:
            found.decide(index, self._engine.verdict(scanned.event(index), scanned.name(index)).number)
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
