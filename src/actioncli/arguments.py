"""Checks the arguments of the library; a wrong argument raises a clear error."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TypeAlias

from actioncli.actions.model import Actions
from actioncli.errors import ActioncliError

Sources: TypeAlias = "str | os.PathLike[str] | Iterable[str | os.PathLike[str]]"
"""A file, glob, directory or address, `-` for standard input, or several of them."""


def names_of_sources(sources: Sources) -> list[str]:
    """The sources as text; raises `TypeError` or `ValueError` for anything else."""
    if isinstance(sources, str | os.PathLike):
        return [_path(sources)]
    if isinstance(sources, bytes) or hasattr(sources, "read") or not isinstance(sources, Iterable):
        raise TypeError(
            f"sources: expected one or more paths, not {_kind(sources)}; for an open file give its name, "
            "for standard input '-'"
        )
    names = [_path(source) for source in sources]
    if not names:
        raise ValueError("sources: none given")
    return names


def _path(source: object) -> str:
    name = os.fspath(source) if isinstance(source, str | os.PathLike) else None
    if not isinstance(name, str):
        raise TypeError(f"sources: each is a path as text or a pathlib.Path, not {_kind(source)}")
    return name


def check_actions(actions: object) -> None:
    """Raise `TypeError` for anything but the result of `load_actions`."""
    if isinstance(actions, Actions):
        return
    hint = f"load_actions({actions!r})" if isinstance(actions, str | os.PathLike) else "load_actions('actions.yaml')"
    raise TypeError(f"actions: expected the result of load_actions, as in {hint}, not {_kind(actions)}")


def names_of_actions(only: Iterable[str]) -> tuple[str, ...]:
    """The given names; a single text is one name."""
    names = (only,) if isinstance(only, str) else tuple(only) if isinstance(only, Iterable) else None
    if names is None or not all(isinstance(name, str) for name in names):
        raise TypeError(f"only: names of actions as text, not {_kind(only)}")
    return names


def check_text(name: str, value: object, *, absent: bool = False) -> None:
    """Raise `TypeError` for anything but text, or None if the argument may be `absent`."""
    if not (isinstance(value, str) or (absent and value is None)):
        raise TypeError(f"{name}: a text, not {_kind(value)}")


def check_count(name: str, value: object) -> None:
    """Raise an error for anything but None or an integer of at least 1."""
    if value is None:
        return
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name}: a whole number, not {_kind(value)}")
    if value < 1:
        raise ActioncliError(f"{name}: must be at least 1, not {value}")


def _kind(value: object) -> str:
    return f"a value of type {type(value).__name__}"
