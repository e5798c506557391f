"""What `--follow` adds to a run: when it ends, what cannot go with it, and the reports of `stats` on the way."""

from __future__ import annotations

import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from actioncli.commands.options import InputOptions
from actioncli.commands.terminal import Terminal, is_looked_at
from actioncli.errors import ActioncliError, ReaderGone

POLL = 0.1
"""Seconds between two looks at a file."""
REDRAWN = 0.25
"""Seconds between two drawings of a live table."""
REPORTED = 10.0
"""Seconds between two reports to a program, unless `--every` says otherwise."""
_SHARE = 10
"""A report takes no more than a tenth of the time: over millions of users it is no matter of milliseconds."""


class FollowWatch:
    """Looks after a run that follows files: Ctrl-C, or the signal that ends services, lets it end in good order.

    A second one ends it at once.
    It holds state because signals come from outside.
    """

    def __init__(self) -> None:
        self._signal = 0
        self._output = None
        if sys.stdout is not None and hasattr(select, "poll"):
            self._output = select.poll()
            self._output.register(sys.stdout.fileno(), 0)  # told of its end only

    @property
    def over(self) -> bool:
        """Whether it was told to end."""
        return self._signal != 0

    def rest(self) -> None:
        """Wait a moment; ends the run when nobody reads its output any more, be there nothing to write."""
        if self._output is None:
            time.sleep(POLL)
        elif self._output.poll(POLL * 1000):
            raise ReaderGone

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take the signals while a run goes on."""
        before = {number: signal.signal(number, self._told) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def exit_code(self, otherwise: int) -> int:
        """That of a process which the signal ended, such as 130 for Ctrl-C; without one, what the run came to."""
        return 128 + self._signal if self._signal else otherwise

    def _told(self, number: int, _frame: FrameType | None) -> None:
        self._signal = number
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def watch_of(options: InputOptions, follow: bool) -> FollowWatch | None:
    """The watch of a run with `--follow`; refuses what has no meaning with it."""
    if not follow:
        return None
    if "-" in (options.events or ()):
        raise ActioncliError("--follow has no meaning with standard input, which is read as it comes until it ends")
    if options.cluster is not None:
        raise ActioncliError("--follow has no meaning with --cluster: what grows is followed from here")
    if options.progress:
        raise ActioncliError("--progress has no meaning with --follow, which has no end to come near to")
    return FollowWatch()


class Reports:
    """The reports of `stats` on the way: a live table for people, or one report after another for programs."""

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
        """Whether there are any; the other formats are documents, written once."""
        self._every = every if every is not None else REDRAWN if self._live else REPORTED
        self._next = clock() + (0 if self._live else self._every)
        self._last: object = None
        self._show: Callable[[bytes], None] = terminal.write

    def __enter__(self) -> Callable[[object, Callable[[], bytes]], None]:
        """The function that is told what was counted, and how to render it, as often as one likes."""
        if self._live:
            from actioncli.outputs.live import LiveText  # noqa: PLC0415 - loads rich

            self._drawn = LiveText(sys.stdout, words_too=is_looked_at(sys.stderr))
            self._show = self._drawn.show
        return self._report

    def __exit__(self, *_: object) -> None:
        """Take the live table away."""
        if self._live:
            self._drawn.close()

    def _report(self, counted: object, render: Callable[[], bytes]) -> None:
        """Write a report if there is news and it is time to."""
        begun = self._clock()
        if not self.wanted or counted == self._last or begun < self._next:
            return
        self._show(render())
        self._last = counted
        now = self._clock()
        self._next = max(begun + self._every, now + _SHARE * (now - begun))
