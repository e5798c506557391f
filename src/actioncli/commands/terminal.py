"""Where data goes: standard output, what it can show, and what becomes of a reader that has gone."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from typing import TextIO

from msgspec import Struct

from actioncli.commands.options import Color
from actioncli.errors import ActioncliError, ReaderGone


class Terminal(Struct, frozen=True):
    """Standard output as the formats need to know it."""

    width: int | None
    """Columns of the terminal; None, unbounded, for a file, and for a pipe if no terminal is known behind it."""
    color: bool
    unicode: bool
    is_terminal: bool = False
    """Whether people look at it directly."""

    def write(self, data: bytes) -> None:
        """Write data, all of it, now."""
        if not data:
            return
        if sys.stdout is None:
            raise ActioncliError("cannot write the output: standard output is closed")
        try:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            # What Python flushes at exit must have somewhere to go.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise ReaderGone from None
        except OSError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise ActioncliError(f"cannot write the output: {error.strerror}") from error


def stdout(color: Color = Color.auto, *, behind_pipe: bool = False) -> Terminal:
    """Standard output, with colours `auto` (for people, unless `NO_COLOR` or `TERM=dumb`), `always` or `never`.

    `behind_pipe`: a pipe has the width of the terminal behind it, as with `| less`, where that is known.
    """
    looked_at = is_looked_at(sys.stdout)
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    return Terminal(
        width=shutil.get_terminal_size().columns if looked_at else _width_behind_a_pipe() if behind_pipe else None,
        color=coloured(color, looked_at),
        unicode=encoding.startswith("utf"),
        is_terminal=looked_at,
    )


def _width_behind_a_pipe() -> int | None:
    """The columns of the terminal that shows what a pager or a filter lets through; None where none is known.

    They are those of `$COLUMNS`, if it is exported, or of the terminal that the command was started from.
    """
    try:
        if sys.stdout is None or not stat.S_ISFIFO(os.fstat(sys.stdout.fileno()).st_mode):
            return None
        exported = os.environ.get("COLUMNS", "")
        if exported.isdecimal() and int(exported):
            return int(exported)
        descriptor = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except (OSError, ValueError):
        return None
    try:
        return os.get_terminal_size(descriptor).columns or None
    except OSError:
        return None
    finally:
        os.close(descriptor)


def is_looked_at(stream: TextIO | None) -> bool:
    """Whether a stream is a terminal; a process may be started with the stream closed, which is None here."""
    return stream is not None and stream.isatty()


def coloured(color: Color, looked_at: bool) -> bool:
    """Whether to colour what goes to a stream that people look at, or do not."""
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return color is Color.always or (color is Color.auto and looked_at and not plain)
