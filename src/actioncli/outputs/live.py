"""Text that is drawn again where it stands, while it changes: a table that counts on.

It draws only from within `show`, without a thread, so that worker processes may be forked at any time.
"""

from __future__ import annotations

from typing import TextIO

from rich.console import Console
from rich.live import Live
from rich.text import Text


class LiveText:
    """A place on the terminal whose text changes. It holds state because a terminal has: what stands there."""

    def __init__(self, stream: TextIO, *, words_too: bool) -> None:
        """`words_too`: stderr is the same terminal, and what is said there goes above the text."""
        console = Console(file=stream, force_terminal=True, highlight=False)
        self._live = Live(
            console=console,
            auto_refresh=False,
            transient=True,
            vertical_overflow="ellipsis",
            redirect_stdout=False,  # stdout is for data, as bytes
            redirect_stderr=words_too,
        )
        self._live.start()

    def show(self, text: bytes) -> None:
        """Draw this in place of what stood there; of what is higher than the terminal, the beginning."""
        drawn = Text.from_ansi(text.decode("utf-8", "replace"), no_wrap=True, overflow="crop")
        self._live.update(drawn, refresh=True)

    def close(self) -> None:
        """Take the text away; what is written next stands where it stood."""
        self._live.stop()
