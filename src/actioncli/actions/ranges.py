"""Impossible ranges: a lower and an upper bound on one value, with nothing between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from actioncli.actions.model import Condition, Field
from actioncli.conditions.fields import BY_NAME as FIELD_BY_NAME
from actioncli.conditions.operators import BY_NAME as OPERATOR_BY_NAME
from actioncli.conditions.operators.base import Bound

_Bounds: TypeAlias = "list[tuple[Bound, int]]"
"""Bounds, each with the position of its condition."""


def contradictions(conditions: Sequence[Condition]) -> Iterator[tuple[Condition, Condition]]:
    """Pairs of conditions of one matcher that no value meets, in file order; at most one pair a field.

    Conditions on elements never contradict each other: different elements may meet them (`docs/semantics.md` 2.1).
    Relative dates are not compared, since months differ in length.
    """
    by_field: dict[tuple[Field, str], tuple[_Bounds, _Bounds]] = {}
    for position, condition in enumerate(conditions):
        if FIELD_BY_NAME[condition.field.name].elements:
            continue
        for side, bound in enumerate(OPERATOR_BY_NAME[condition.operator].bounds(condition.operand)):
            if bound is not None:
                by_field.setdefault((condition.field, bound.family), ([], []))[side].append((bound, position))
    for lows, highs in by_field.values():
        if lows and highs:
            low, first = max(lows, key=lambda found: (found[0].at, found[0].open))
            high, second = min(highs, key=lambda found: (found[0].at, not found[0].open))
            if low.at > high.at or (low.at == high.at and (low.open or high.open)):
                yield conditions[min(first, second)], conditions[max(first, second)]
