"""The formats of an output: each is one value, and each output has one tuple of them.

`stats_formats.FORMATS` are those of `actioncli stats`, `match_formats.FORMATS` those of `actioncli match`, and so on.
The choices, help and completion of `--format` come from these tuples.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Generic, TypeVar

from msgspec import Struct

from actioncli.errors import ActioncliError

Write = TypeVar("Write")


class Format(Struct, Generic[Write], frozen=True):
    """A format of an output."""

    name: str
    """The value of `--format`."""
    help: str
    """What it is, as the shell's completion shows it."""
    write: Write
    """The function that makes the bytes; each output has its own type of function."""
    rows: bool = False
    """Of `match`: it has a row for each event and a column for each field, and cannot print whole events."""
    repeated: bool = False
    """Of `stats`: with `--follow`, it is written again when the counts have changed. Others are written at the end."""
    summary: bool = False
    """Of `check`: a summary goes to stderr."""


def format_named(formats: Sequence[Format[Write]], name: str) -> Format[Write]:
    """The format of that name.

    Raises:
        ActioncliError: there is no such format.

    """
    for one in formats:
        if one.name == name:
            return one
    raise ActioncliError(f"unknown format {name!r}: the formats are {', '.join(one.name for one in formats)}")


def formats_of(output: str) -> tuple[Format[object], ...]:
    """The formats of an output: of `stats`, `FORMATS` of the module `stats_formats` beside this one."""
    formats: tuple[Format[object], ...] = import_module(f"actioncli.outputs.{output}_formats").FORMATS
    return formats
