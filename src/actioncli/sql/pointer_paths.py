"""The ways that a JSON Pointer may lead: each number in it is an index where it meets an array, and else a key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import TypeAlias

from actioncli.sql import expressions as sql
from actioncli.sql.expressions import Expr
from actioncli.sql.unsupported import UnsupportedError

JsonPath: TypeAlias = tuple[str | int, ...]
"""Steps as a database takes them: an index is an integer from 0, a key is a text."""

_MOST = 3
"""Numbers in a pointer, each of which doubles the ways."""


def by_path(steps: Sequence[str], is_array: Callable[[JsonPath], Expr], said: Callable[[JsonPath], Expr]) -> Expr:
    """What is said of a value, by the way that turns out to lead to it; null if none does."""
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
