"""Standard output: what it can show, and what happens when its reader is gone."""

from __future__ import annotations

import os
import stat
import sys
from typing import TextIO

from msgspec import Struct

from actioncli.commands.options import Color
from actioncli.errors import ActioncliError, ReaderGone


class Terminal(Struct, frozen=True):
    """The properties of standard output that formats depend on."""

    width: int | None
    """Columns of the terminal; None, unbounded, for a file, and for a pipe if no terminal is known behind it."""
    color: bool
    unicode: bool
    is_terminal: bool = False
    """Whether it is a terminal."""

    def write(self, data: bytes) -> None:
        """Write all of the data and flush it."""
        if not data:
            return
        if sys.stdout is None:
            raise ActioncliError("cannot write the output: standard output is closed")
        try:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            # Python flushes stdout at exit, which must not fail again.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise ReaderGone from None
        except OSError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise ActioncliError(f"cannot write the output: {error.strerror}") from error


def stdout(color: Color = Color.auto, *, behind_pipe: bool = False) -> Terminal:
    """Standard output, with colours `auto` (for people, unless `NO_COLOR` or `TERM=dumb`), `always` or `never`.

    `behind_pipe`: a pipe has the width of the terminal behind it, as with `| less`, where that is known.
    """
    shown = is_terminal(sys.stdout)
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    return Terminal(
        width=_width() if shown else _width_behind_a_pipe() if behind_pipe else None,
        color=use_color(color, shown),
        unicode=encoding.startswith("utf"),
        is_terminal=shown,
    )


def _width() -> int:
    from shutil import get_terminal_size  # noqa: PLC0415 - it loads what packs files, 3 ms

    return get_terminal_size().columns


def _width_behind_a_pipe() -> int | None:
    """The width of the terminal behind a pager or a filter; None if unknown.

    It is that of `$COLUMNS`, if it is exported, or of the terminal that the command was started from.
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


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a stream is a terminal; None is a stream that was closed when the process started."""
    return stream is not None and stream.isatty()


def use_color(color: Color, terminal: bool) -> bool:
    """Whether to colour the output of a stream; `terminal`: it is a terminal."""
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return color is Color.always or (color is Color.auto and terminal and not plain)
