"""Text on the terminal that is redrawn in place: the live table of `stats --follow`.

It draws only within `show`, without a thread, so that worker processes can be forked at any time.
"""

from __future__ import annotations

from typing import TextIO

from rich.console import Console
from rich.live import Live
from rich.text import Text


class LiveText:
    """Text that is redrawn in place. Its state is what the terminal shows."""

    def __init__(self, stream: TextIO, *, words_too: bool) -> None:
        """`words_too`: stderr is the same terminal, and messages are printed above the text."""
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
        """Replace the text; only the beginning is shown of text that is higher than the terminal."""
        drawn = Text.from_ansi(text.decode("utf-8", "replace"), no_wrap=True, overflow="crop")
        self._live.update(drawn, refresh=True)

    def close(self) -> None:
        """Erase the text; the next output takes its place."""
        self._live.stop()
