"""`--follow`: when it ends, and the repeated reports of `stats`."""

from __future__ import annotations

import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from actioncli.commands.terminal import Terminal, is_terminal
from actioncli.errors import ReaderGone
from actioncli.outputs.progress import LiveText

POLL = 0.1
"""Seconds between two polls of a file."""
REDRAWN = 0.25
"""Seconds between two drawings of a live table."""
REPORTED = 10.0
"""Seconds between two reports to a program, unless `--every` says otherwise."""
_SHARE = 10
"""Reports take at most a tenth of the time; with millions of users, one takes long."""


class FollowWatch:
    """Ends a run that follows files on SIGINT or SIGTERM, after it has written what it has read.

    A second signal ends it at once.
    """

    def __init__(self) -> None:
        self._signal = 0
        self._output = None
        if sys.stdout is not None and hasattr(select, "poll"):
            self._output = select.poll()
            self._output.register(sys.stdout.fileno(), 0)  # only errors and hang-ups

    @property
    def over(self) -> bool:
        """Whether a signal came."""
        return self._signal != 0

    def rest(self) -> None:
        """Wait for a moment; raises `ReaderGone` if the reader of the output is gone."""
        if self._output is None:
            time.sleep(POLL)
        elif self._output.poll(POLL * 1000):
            raise ReaderGone

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Handle the signals during a run."""
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def exit_code(self, otherwise: int) -> int:
        """The exit code of a process that a signal ended, such as 130 for Ctrl-C; without a signal, `otherwise`."""
        return 128 + self._signal if self._signal else otherwise

    def _stop(self, number: int, _frame: FrameType | None) -> None:
        self._signal = number
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


class Reports:
    """The repeated reports of `stats`: a live table for people, or one report after another for programs."""

    def __init__(
        self,
        terminal: Terminal,
        format: str,  # noqa: A002
        every: float | None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._live = terminal.is_terminal and format == "table"
        self.wanted = self._live or format == "jsonl"
        """Whether there are any; the other formats are written once, at the end."""
        self._every = every if every is not None else REDRAWN if self._live else REPORTED
        self._next = clock() + (0 if self._live else self._every)
        self._last: object = None
        self._show: Callable[[bytes], None] = terminal.write

    def __enter__(self) -> Callable[[object, Callable[[], bytes]], None]:
        """The function to call with the counts and a function that renders them; it may be called often."""
        if self._live:
            self._drawn = LiveText(sys.stdout, messages_too=is_terminal(sys.stderr))
            self._show = self._drawn.show
        return self._report

    def __exit__(self, *_: object) -> None:
        """Erase the live table."""
        if self._live:
            self._drawn.close()

    def _report(self, counted: object, render: Callable[[], bytes]) -> None:
        """Write a report if the counts have changed and one is due."""
        begun = self._clock()
        if not self.wanted or counted == self._last or begun < self._next:
            return
        self._show(render())
        self._last = counted
        now = self._clock()
        self._next = max(begun + self._every, now + _SHARE * (now - begun))
