"""One run over the sources of a command line: what `match`, `stats` and their like share.

It finds the sources, maps the job over them, tells people of bad lines and damaged files, and knows the exit code.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Generic, TypeVar

from actioncli.actions.load import load_actions
from actioncli.actions.model import Actions
from actioncli.commands.actions_file import find_actions
from actioncli.commands.options import InputOptions, OnBadLine
from actioncli.commands.terminal import coloured
from actioncli.conditions.moments import operand_moment
from actioncli.errors import MATCHED, NOTHING_MATCHED, TROUBLE, ActioncliError
from actioncli.events.sources import Source, find_sources
from actioncli.events.tasks import tasks_of
from actioncli.events.timestamps import EPOCH
from actioncli.near import near
from actioncli.outputs.messages import LOCATED, bad_lines_report, print_error, print_message
from actioncli.outputs.progress import Progress
from actioncli.outputs.summary import counted
from actioncli.scanning import Collector, Job, Part, Window, parts

Result = TypeVar("Result")


WORTH_A_POOL = 8 << 20
"""Bytes of input below which starting processes takes longer than it saves."""


PACKED = {".gz", ".br", ".zst", ".bz2", ".xz"}
"""Endings of packed files, whose size says little; only the bar and the start of the pool rely on names."""


def check_names(actions: Actions, only: tuple[str, ...]) -> None:
    """Refuse a name of `--action` that no action has, telling the nearest."""
    for pattern in only:
        if not actions.named((pattern,)):
            guess = near(pattern, actions.names())
            raise ActioncliError(
                f"no action is called {pattern!r}; {guess or 'there are: ' + ', '.join(actions.names())}"
            )


def moment_of(option: str, text: str | None, now: datetime) -> int | None:
    """The moment that an option such as `--since` names, in microseconds since 1970: ISO, or relative like `-7d`."""
    if text is None:
        return None
    nanoseconds = operand_moment(text, now)
    if nanoseconds is None:
        raise ActioncliError(f"{option} {text!r}: not a date; write 2025-02-01, 2025-02-01T12:30 or -7d")
    return nanoseconds // 1_000


class Run(Generic[Result]):
    """A job under way. It holds state: what went wrong on the way decides the exit code at the end."""

    def __init__(self, options: InputOptions, collector: Collector[Result], *, to_terminal: bool = False) -> None:
        """`to_terminal`: data goes to the terminal as it is found, and a progress bar would stand in its way."""
        self._options = options
        self._bar = sys.stderr.isatty() and not to_terminal if options.progress is None else options.progress
        now = datetime.now(UTC)
        pinned = moment_of("--now", options.now, now)
        if pinned is not None:
            now = EPOCH + timedelta(microseconds=pinned)
        window = Window(moment_of("--since", options.since, now), moment_of("--until", options.until, now))
        if window.since is not None and window.until is not None and window.since >= window.until:
            raise ActioncliError("--since is not before --until: nothing lies between them")
        actions = load_actions(find_actions(options.actions))
        check_names(actions, options.only)
        self.chosen = actions.named(options.only)
        self.job = Job(
            actions,
            collector,
            now,
            options.only,
            window,
            keep_bad=options.bad_lines is not None,
            stop_at_bad=options.on_bad_line is OnBadLine.fail,
        )
        self.bad_lines = self.skipped = 0
        self._undated = self._repaired = 0
        self._trouble = False
        self._located: list[tuple[str, int, str]] = []
        self._line = LineCount()

    def results(self) -> Iterator[Result]:
        """The collector's results in the order of the input; what was bad about it is said at its end.

        A caller that stops early has seen enough, and is told nothing of the lines it passed.
        """
        sources, complaints = find_sources(self._options.events or ())
        for complaint in complaints:
            self._complain(complaint)
        with ExitStack() as stack:
            quarantine = open_quarantine(self._options.bad_lines, stack)
            progress = stack.enter_context(self._progress(sources))
            done = 0
            jobs = self._options.jobs or cores()
            for part in parts(self.job, tasks_of(sources), jobs, worth_a_pool(sources)):
                yield part.result
                self._note(part, quarantine)
                done += part.size
                progress.update(done)
        self._report()

    def exit_code(self, matched: bool) -> int:
        """Trouble counts even after partial output; else whether something matched."""
        if self._trouble:
            return TROUBLE
        return MATCHED if matched else NOTHING_MATCHED

    def _complain(self, message: str) -> None:
        self._trouble = True
        print_error(message)

    def _progress(self, sources: Sequence[Source]) -> Progress:
        sizes = [size_of(source) for source in sources]
        total = None if None in sizes else sum(size for size in sizes if size is not None)
        return Progress(total, enabled=self._bar, color=coloured(self._options.color, sys.stderr.isatty()))

    def _note(self, part: Part[Result], quarantine: BinaryIO | None) -> None:
        before = self._line.before(part.source, part.lines)
        self.bad_lines += len(part.bad)
        self.skipped += part.skipped
        self._undated += part.undated
        self._repaired += part.repaired
        for bad in part.bad:
            if len(self._located) < LOCATED:
                self._located.append((part.source, before + bad.index + 1, bad.reason))
        if quarantine is not None:
            quarantine.writelines(line + b"\n" for line in part.bad_bytes)
        if part.trouble:
            self._complain(part.trouble)
        if part.bad and self.job.stop_at_bad:
            self._report()
            raise ActioncliError("stopped at the first bad line, as --on-bad-line fail asks")

    def _report(self) -> None:
        """What people should know about the input, once it has been read."""
        if self.bad_lines:
            print_message(bad_lines_report(self._located, self.bad_lines))
        if self._repaired:
            print_message(f"{counted(self._repaired, 'line')} not in UTF-8, read with U+FFFD for what is not")
        if self._undated:
            print_message(
                f"{counted(self._undated, 'event')} without a readable timestamp, left out by --since or --until"
            )


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class LineCount:
    """Line numbers of the source being read: parts come in order, and each says how many lines it had."""

    def __init__(self) -> None:
        self._source = ""
        self._lines = 0

    def before(self, source: str, lines: int) -> int:
        """How many lines of the source came before a part that has `lines` of them."""
        if source != self._source:
            self._source, self._lines = source, 0
        before, self._lines = self._lines, self._lines + lines
        return before


def open_quarantine(path: str | None, stack: ExitStack) -> BinaryIO | None:
    """The file that bad lines are kept in, if one is wanted."""
    if path is None:
        return None
    try:
        return stack.enter_context(Path(path).open("wb"))
    except OSError as error:
        raise ActioncliError(f"cannot write {path}: {error.strerror}") from error


def worth_a_pool(sources: Sequence[Source]) -> int:
    """How many bytes to read before processes are started: none if it is certain that there is enough for them."""
    plain = sum(filter(None, map(size_of, sources)))
    return 0 if plain > 2 * WORTH_A_POOL else WORTH_A_POOL


def size_of(source: Source) -> int | None:
    """How many bytes a source has to read; None when nobody knows before it is unpacked."""
    if source.path is None or source.path.suffix in PACKED:
        return None
    try:
        return source.path.stat().st_size
    except OSError:
        return None
