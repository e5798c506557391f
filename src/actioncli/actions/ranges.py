"""Impossible ranges: lower and upper bounds on one value that nothing lies between."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from actioncli.actions.model import Condition, Field
from actioncli.conditions.fields import BY_NAME as FIELD_BY_NAME
from actioncli.conditions.moments import moment
from actioncli.conditions.operators.base import items
from actioncli.conditions.versions import given, lowest
from actioncli.values import number


class _Bound(Struct, frozen=True):
    """One end of a range; `at` is a number, a moment or a version, as `family` says."""

    family: str
    at: Any
    open: bool
    """Whether the bound itself is outside."""
    condition: Condition


_LOW = {
    # operator -> what its operand is, and whether the bound itself is outside
    "gt": ("number", True),
    "gte": ("number", False),
    "between": ("number", False),
    "is_date_after": ("date", True),
    "is_date_exact": ("date", False),
    "semver_gt": ("version", True),
    "semver_gte": ("version", False),
    "semver_eq": ("version", False),
}
_HIGH = {
    "lt": ("number", True),
    "lte": ("number", False),
    "between": ("number", False),
    "is_date_before": ("date", True),
    "is_date_exact": ("date", False),
    "semver_lt": ("version", True),
    "semver_lte": ("version", False),
    "semver_eq": ("version", False),
}


def contradictions(conditions: Sequence[Condition]) -> Iterator[tuple[Condition, Condition]]:
    """Pairs of conditions of one matcher that no value can meet together, in file order; one pair a field at most.

    Conditions on elements never contradict each other: each may be met by another element (`docs/semantics.md` 2.1).
    Dates that count back from now are not compared, as the months between them differ in length.
    """
    by_field: dict[tuple[Field, str], tuple[list[_Bound], list[_Bound]]] = {}
    for condition in conditions:
        if FIELD_BY_NAME[condition.field.name].elements:
            continue
        for side, table, easiest in ((0, _LOW, min), (1, _HIGH, max)):
            bound = _bound(condition, table, easiest)
            if bound is not None:
                by_field.setdefault((condition.field, bound.family), ([], []))[side].append(bound)
    order = {id(condition): position for position, condition in enumerate(conditions)}
    for lows, highs in by_field.values():
        if lows and highs:
            low = max(lows, key=lambda bound: (bound.at, bound.open))
            high = min(highs, key=lambda bound: (bound.at, not bound.open))
            if low.at > high.at or (low.at == high.at and (low.open or high.open)):
                first, second = sorted((low.condition, high.condition), key=lambda condition: order[id(condition)])
                yield first, second


def _bound(condition: Condition, table: dict[str, tuple[str, bool]], easiest: Callable[..., Any]) -> _Bound | None:
    """The bound that a condition sets; of a list, the one that is easiest to meet."""
    if condition.operator not in table:
        return None
    family, is_open = table[condition.operator]
    read = {"number": number, "date": moment, "version": _version}[family]
    ends = [end for end in map(read, items(condition.operand)) if end is not None]
    if condition.operator == "between":
        ends = [ends[0 if table is _LOW else 1]]
    return _Bound(family, easiest(ends), is_open, condition) if ends else None


def _version(operand: object) -> tuple[int, int, int] | None:
    numbers = given(str(operand))
    return None if numbers is None else lowest(numbers)
