"""Operators of dates: the moments of the value and of the operand compare so; a value that is no date meets none."""

from __future__ import annotations

import operator as comparisons
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from actioncli.conditions.moments import moment, operand_moment
from actioncli.conditions.operators.base import (
    Context,
    Example,
    OperandError,
    OperandKind,
    Operator,
    Predicate,
    items,
    one_scalar,
    shown,
)
from actioncli.values import Operand, Value, text_form

if TYPE_CHECKING:
    from actioncli.conditions.operators.expressions import Comparator, Expr, ExpressionBuilder

_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""Whether an operand can be read does not depend on what relative ones count back from."""


_SPELLING = (
    r"^(?:(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
    r"(?:[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?)?)?"
    r"|-?[0-9]{1,12}[hdwmqysHDWQYSM]|[0-9]{10}|[0-9]{13})(?![\s\S])"
)
"""An operand as text: fewer spellings than those of values, for whoever writes one can write it so that all read it."""

_DATE = {
    "anyOf": [
        {"type": "string", "pattern": _SPELLING},
        {"type": "integer", "minimum": 10**9, "maximum": 10**10 - 1},
        {"type": "integer", "minimum": 10**12, "maximum": 10**13 - 1},
    ]
}


class DateOperator(Operator):
    """What operators of dates share: one date as operand (`docs/semantics.md` 6)."""

    takes = "one date, such as 2026-03-19, 2026-03-19T14:00:00Z or -7d"
    kind = OperandKind(_DATE, most=1)
    compares: ClassVar[Callable[[Any, Any], bool]]
    symbol: ClassVar[Comparator]
    """The same comparison, as other languages write it."""

    def check(self, operand: object) -> Operand:
        """A date, a time, a Unix time, or a relative date."""
        date = one_scalar(operand, "one date")
        if not re.match(_SPELLING, text_form(date)) or operand_moment(date, _ANY_TIME) is None:
            hint = "write YYYY-MM-DD, YYYY-MM-DDThh:mm:ssZ, Unix seconds (10 digits), or a relative date such as -7d"
            raise OperandError(f"{shown(date)}, expected a date", hint)
        return date

    def predicate(self, operand: Operand, context: Context) -> Predicate:
        """The comparison of moments."""
        bound, compares = operand_moment(items(operand)[0], context.now), type(self).compares

        def test(value: Value) -> bool:
            read = moment(value)
            return read is not None and compares(read, bound)

        return test

    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:
        """The comparison of moments."""
        bound = operand_moment(items(operand)[0], context.now)
        return builder.constant(False) if bound is None else builder.compare_time(type(self).symbol, bound)


class IsDateExact(DateOperator):
    """The very same moment."""

    name = "is_date_exact"
    posthog = "is_date_exact"
    summary = "is the very moment of the date; a date alone is its midnight, UTC"
    compares = comparisons.eq
    symbol = "="
    examples = (
        Example("2026-03-19", "2026-03-19T00:00:00Z", True),
        Example("2026-03-19", "2026-03-19T10:00:00Z", False),
        Example("2026-03-19T10:00:00Z", "2026-03-19 11:00:00+01:00", True),
        Example("2026-03-19", None, False),
    )


class IsDateBefore(DateOperator):
    """An earlier moment."""

    name = "is_date_before"
    posthog = "is_date_before"
    summary = "is a moment before the date"
    compares = comparisons.lt
    symbol = "<"
    examples = (
        Example("2026-03-19 14:00:00", "2026-03-19T10:00:00Z", True),
        Example("2026-03-19", "2026-03-19", False),
        Example("-7d", "2001-01-01", True),
        Example("2026-03-19", "yesterday", False),
        Example("2026-03-19", None, False),
    )


class IsDateAfter(DateOperator):
    """A later moment."""

    name = "is_date_after"
    posthog = "is_date_after"
    summary = "is a moment after the date; a date alone is its midnight, UTC"
    compares = comparisons.gt
    symbol = ">"
    examples = (
        Example("2026-03-19", "2026-03-19T18:00:00Z", True),
        Example("2026-03-19", "2026-03-18", False),
        Example("2026-03-19", 1900000000, True),
        Example("1y", "2001-01-01", False),
        Example("2026-03-19", None, False),
    )
