"""Reads the arguments of a command that has nothing unusual about it, without typer, whose import takes 40 ms.

    read(stats, ["events.jsonl", "--by", "day"])  # {"events": ["events.jsonl"], "by": "day", ...}

The declarations are the same. Whatever is not plainly right is left to typer: help, completion, errors, and
spellings such as `-cq` and `-n'Sign Up'`. `tests/cli/test_reading.py` compares both.
"""

from __future__ import annotations

import os
import sys
import typing
from collections.abc import Sequence
from enum import Enum
from typing import Any

from actioncli.cli.declaring import REQUIRED, Command, Parameter


class _LeaveItError(Exception):
    """Typer must read these arguments."""


def read(command: Command, arguments: Sequence[str]) -> dict[str, Any] | None:
    """The values of all parameters of a command; None if typer must read the arguments."""
    if any(name.endswith("COMPLETE") for name in os.environ):  # a shell asks for completions
        return None
    parameters = command.parameters()
    try:
        options, rest = _split(parameters, arguments)
        given = _placed(parameters, rest) | {
            one.name: _value(one, options[one.name]) if one.name in options else one.default
            for one in parameters
            if one.is_option
        }
    except (_LeaveItError, ValueError):
        return None
    if command.reads_events and not given["events"]:
        if sys.stdin is None or sys.stdin.isatty():
            return None  # the help page
        given["events"] = ["-"]
    return given


def _split(parameters: Sequence[Parameter], arguments: Sequence[str]) -> tuple[dict[str, list[Any]], list[str]]:
    """The values of the options that are named, and the arguments between them."""
    named = {name: (one, value) for one in parameters if one.is_option for name, value in _names(one)}
    options: dict[str, list[Any]] = {}
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            rest += waiting
        elif not argument.startswith("-") or argument == "-":
            rest.append(argument)
        else:
            name, attached, text = argument.partition("=")
            if name not in named or (attached and not name.startswith("--")):
                raise _LeaveItError
            one, flag = named[name]
            value: Any = flag
            if flag is None:
                value = text if attached else next(waiting, None)
            if value is None or (attached and flag is not None):
                raise _LeaveItError
            options.setdefault(one.name, []).append(value)
    return options, rest


def _names(one: Parameter) -> list[tuple[str, bool | None]]:
    """The spellings of an option, each with the value of a flag; None if a value follows."""
    spelled = one.declared.names or (f"--{one.name.replace('_', '-')}",)
    if bool not in _types(one):
        return [(name, None) for name in spelled]
    return [(name, index == 0) for declared in spelled for index, name in enumerate(declared.split("/"))]


def _placed(parameters: Sequence[Parameter], rest: list[str]) -> dict[str, Any]:
    """The values of the arguments; the last one may take any number of them."""
    given: dict[str, Any] = {}
    for one in parameters:
        if one.is_option:
            continue
        taken = len(rest) if list in _types(one) else 1
        values, rest = rest[:taken], rest[taken:]
        given[one.name] = _value(one, values) if values else one.default
    if rest or REQUIRED in given.values():
        raise _LeaveItError
    return given


def _value(one: Parameter, values: list[Any]) -> Any:
    """The value of a parameter; raises `_LeaveItError` or `ValueError` if typer would refuse it."""
    kinds, settings = _types(one), one.declared.settings
    if list in kinds:
        return values
    value = values[-1]
    if bool in kinds:
        return value
    for kind in kinds:
        if kind in (int, float):
            number = kind(value)
            if "min" in settings and number < settings["min"]:
                raise _LeaveItError
            return number
        if isinstance(kind, type) and issubclass(kind, Enum):
            return kind(value)
    if "parser" in settings and value not in settings["parser"].choices:
        raise _LeaveItError
    return value


def _types(one: Parameter) -> tuple[Any, ...]:
    """The types of a parameter: of `Optional[X]` that of X and None, of `list[X]` only `list`."""
    kinds = typing.get_args(one.type) if typing.get_origin(one.type) is typing.Union else (one.type,)
    return tuple(typing.get_origin(kind) or kind for kind in kinds)
