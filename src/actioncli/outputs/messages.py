"""Messages for people, on stderr: control characters and characters outside the encoding are escaped."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from typing import TextIO

from actioncli.outputs.screen import visible

LOCATED = 5
"""The number of bad lines that are shown with their place."""


def bad_lines_report(located: Sequence[tuple[str, int, str]], total: int) -> str:
    """The first bad lines as `file:line: why`, then the number of the others; empty if there are none.

    `located` holds the first few, or all, as (file, line, why); `total` counts them all.
    """
    shown = [f"{file}:{line}: {why}" for file, line, why in located[:LOCATED]]
    rest = total - len(shown)
    if rest > 0:
        shown.append(f"… and {rest:,} more" if shown else f"{rest:,} bad line{'s' * (rest != 1)}")
    return "\n".join(visible(line) for line in shown)


def print_error(message: object, stream: TextIO | None = None) -> None:
    """Writes `actioncli: message` to stderr (or to `stream`)."""
    print_message(f"actioncli: {message}", stream)


def print_message(message: object, stream: TextIO | None = None) -> None:
    """Writes a message and a line break to stderr (or to `stream`), escaping what the encoding cannot express.

    Line breaks and tabs stay; other control characters are escaped too.
    If stderr is closed or cannot be written (a broken pipe, a full disk), the message is lost.
    """
    stream = stream or sys.stderr
    if stream is None:  # a process may be started with stderr closed
        return
    encoding = stream.encoding or "utf-8"
    text = visible(str(message), keep="\n\t") + "\n"
    with contextlib.suppress(OSError):
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()
