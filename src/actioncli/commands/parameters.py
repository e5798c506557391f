"""Declarations of arguments and options, which cost nothing to import.

    top: Annotated[Optional[int], Option("--top", metavar="N", min=1, help="Only the N largest.")] = None

The names and settings are those of typer's functions of the same names; `cli.functions` passes them on.
"""

from __future__ import annotations

from typing import Any


class Argument:
    """An argument; `names` are empty."""

    def __init__(self, *names: str, **settings: Any) -> None:
        self.names = names
        self.settings = settings


class Option(Argument):
    """An option; without names, it is called as its parameter is."""
