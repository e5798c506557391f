"""The paths that a JSON Pointer may mean: a number in it is an index in an array, and a key in an object."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import TypeAlias

from actioncli.sql import expressions as sql
from actioncli.sql.expressions import Expr
from actioncli.sql.unsupported import UnsupportedError

JsonPath: TypeAlias = tuple[str | int, ...]
"""The steps of a path: an integer is an index from 0, a text is a key."""

_MOST = 3
"""The maximum of numbers in a pointer. Each doubles the number of paths."""


def by_path(steps: Sequence[str], is_array: Callable[[JsonPath], Expr], said: Callable[[JsonPath], Expr]) -> Expr:
    """An expression of the value, for the path that exists in the event; null if none does."""
    numbers = [place for place, step in enumerate(steps) if place and is_index(step)]
    if len(numbers) > _MOST:
        raise UnsupportedError(
            "a JSON Pointer with more than three numbers, each of which may be an index or a key", "pointers"
        )
    ways: list[tuple[Expr, Expr]] = []
    for choice in product((True, False), repeat=len(numbers)):
        indexes = {place for place, is_one in zip(numbers, choice, strict=True) if is_one}
        way = tuple(int(step) if place in indexes else step for place, step in enumerate(steps))
        tests = [is_array(way[:place]) if place in indexes else sql.negate(is_array(way[:place])) for place in numbers]
        ways.append((sql.all_of(tests), said(way)))
    return ways[0][1] if len(ways) == 1 else sql.case(ways, sql.null())


def is_index(step: str) -> bool:
    """Whether a step may be an index of an array (RFC 6901)."""
    return step.isascii() and step.isdigit() and (step == "0" or step[0] != "0")


def pointer(steps: Sequence[str]) -> str:
    """The steps as a JSON Pointer."""
    return "".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in steps)
