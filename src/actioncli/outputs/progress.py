"""What is redrawn in place on the terminal: the progress bar of long runs, and the live table of `stats --follow`.

The bar is on stderr. It appears after 0.7 s and is erased at the end; until then rich is not imported.
Both draw only within `update` and `show`, without a thread, so that worker processes can be forked at any time.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

from actioncli.outputs.humanize import counted

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

_DELAY = 0.7
_INTERVAL = 0.1


class Progress:
    """The bar, a context manager; `update` sets how much is done."""

    def __init__(
        self,
        total_bytes: int | None,
        *,
        enabled: bool,
        color: bool = True,
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`total_bytes` is None if unknown, as with stdin; then the bar shows only what is done."""
        self._total, self._enabled, self._color = total_bytes, enabled, color
        self._stream, self._clock = stream or sys.stderr, clock
        self._start = clock()
        self._next = self._start + _DELAY
        self._bar: RichProgress | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def update(self, bytes_done: int, events: int | None = None) -> None:
        """Redraw the bar if it is due: `bytes_done` of the input, and the number of events so far."""
        if not self._enabled:
            return
        now = self._clock()
        if now < self._next:
            return
        self._next = now + _INTERVAL
        bar, is_new = self._bar or self._new_bar(), self._bar is None
        text = status(bytes_done, self._total, events, now - self._start)
        bar.update(bar.task_ids[0], completed=bytes_done, status=text)
        if is_new:
            self._bar = bar
            bar.start()  # draws it too
        else:
            bar.refresh()

    def close(self) -> None:
        """Erase the bar; the next output takes its place."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _new_bar(self) -> RichProgress:
        """A bar that is not drawn yet."""
        from rich.console import Console  # noqa: PLC0415 - most runs never show a bar
        from rich.progress import BarColumn, Progress, TextColumn  # noqa: PLC0415

        console = Console(file=self._stream, force_terminal=True, no_color=not self._color)
        bar = Progress(
            BarColumn(bar_width=30),
            TextColumn("{task.fields[status]}", style="default", markup=False),
            console=console,
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,  # stdout is for data, as bytes
            redirect_stderr=False,
        )
        bar.add_task("", total=self._total, status="")
        return bar


class LiveText:
    """Text that is redrawn in place. Its state is what the terminal shows."""

    def __init__(self, stream: TextIO, *, messages_too: bool) -> None:
        """`messages_too`: stderr is the same terminal, and messages are printed above the text."""
        from rich.console import Console  # noqa: PLC0415
        from rich.live import Live  # noqa: PLC0415

        console = Console(file=stream, force_terminal=True, highlight=False)
        self._live = Live(
            console=console,
            auto_refresh=False,
            transient=True,
            vertical_overflow="ellipsis",
            redirect_stdout=False,  # stdout is for data, as bytes
            redirect_stderr=messages_too,
        )
        self._live.start()

    def show(self, text: bytes) -> None:
        """Replace the text; only the beginning is shown of text that is higher than the terminal."""
        from rich.text import Text  # noqa: PLC0415

        drawn = Text.from_ansi(text.decode("utf-8", "replace"), no_wrap=True, overflow="crop")
        self._live.update(drawn, refresh=True)

    def close(self) -> None:
        """Erase the text; the next output takes its place."""
        self._live.stop()


def status(bytes_done: int, total_bytes: int | None, events: int | None, seconds: float) -> str:
    """The status text: `1.2 of 4.8 GB · 123,456 events · 310 MB/s · 12 s left`."""
    speed = bytes_done / seconds if seconds > 0 else 0.0
    if total_bytes is None:
        parts = [_size(bytes_done)]
    else:
        number, unit = _size(total_bytes).split(" ")
        done, done_unit = _size(bytes_done).split(" ")
        parts = [f"{done} of {number} {unit}" if unit == done_unit else f"{done} {done_unit} of {number} {unit}"]
    if events is not None:
        parts.append(counted(events, "event"))
    parts.append(f"{_size(round(speed))}/s")
    if total_bytes is not None and speed > 0:
        parts.append(f"{_duration(max(0, total_bytes - bytes_done) / speed)} left")
    return " · ".join(parts)


def _size(number: int) -> str:
    """A number of bytes in decimal units, as in `4.8 GB`."""
    amount = float(number)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 999.5:
            return f"{amount:.0f} {unit}" if unit == "B" or amount >= 99.95 else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} TB"


def _duration(seconds: float) -> str:
    """A time span in its two largest units, as in `2 min 5 s`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
