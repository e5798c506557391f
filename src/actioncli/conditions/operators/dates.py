"""Operators on dates; a value that is not a date meets none of them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from actioncli.conditions.moments import moment, operand_moment
from actioncli.conditions.operators.base import Context, Example, OperandKind, Operator
from actioncli.conditions.operators.comparison import Comparison
from actioncli.conditions.operators.operands import OperandError, items, one_scalar, shown
from actioncli.values import Operand, text_form

if TYPE_CHECKING:
    from actioncli.conditions.operators.expressions import Expr, ExpressionBuilder

_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""A stand-in for now: whether an operand is valid does not depend on it."""


_SPELLING = (
    r"^(?:(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
    r"(?:[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?)?)?"
    r"|-?[0-9]{1,12}[hdwmqysHDWQYSM]|[0-9]{10}|[0-9]{13})(?![\s\S])"
)
"""The accepted spellings of an operand as text: fewer than those of values, which people do not choose."""

_DATE = {
    "anyOf": [
        {"type": "string", "pattern": _SPELLING},
        {"type": "integer", "minimum": 10**9, "maximum": 10**10 - 1},
        {"type": "integer", "minimum": 10**12, "maximum": 10**13 - 1},
    ]
}


class DateOperator(Comparison):
    """A comparison with one date (`docs/semantics.md` 6)."""

    takes = "one date, such as 2026-03-19, 2026-03-19T14:00:00Z or -7d"
    kind = OperandKind(_DATE, most=1)
    family = "date"
    read = staticmethod(moment)

    def check(self, operand: object) -> Operand:
        """A date, a time, a Unix time, or a relative date."""
        date = one_scalar(operand, "one date")
        if not re.match(_SPELLING, text_form(date)) or operand_moment(date, _ANY_TIME) is None:
            hint = "write YYYY-MM-DD, YYYY-MM-DDThh:mm:ssZ, Unix seconds (10 digits), or a relative date such as -7d"
            raise OperandError(f"{shown(date)}, expected a date", hint)
        return date

    def bound(self, operand: Operand, context: Context) -> int | None:
        """The moment; a relative date counts back from `context.now`."""
        return operand_moment(items(operand)[0], context.now)

    def fixed_bound(self, operand: Operand) -> int | None:
        """The moment; None for a relative date, since months differ in length."""
        return moment(items(operand)[0])

    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:
        """The comparison with the same moment."""
        bound = self.bound(operand, context)
        return builder.constant(False) if bound is None else builder.compare_time(self.symbol, bound)


class IsDateExact(DateOperator):
    """The same moment."""

    name = "is_date_exact"
    posthog = "is_date_exact"
    summary = "is the same moment as the date; a date without a time is its midnight, UTC"
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
    other_names = ("before",)
    summary = "is a moment before the date"
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
    other_names = ("after",)
    summary = "is a moment after the date; a date alone is its midnight, UTC"
    symbol = ">"
    examples = (
        Example("2026-03-19", "2026-03-19T18:00:00Z", True),
        Example("2026-03-19", "2026-03-18", False),
        Example("2026-03-19", 1900000000, True),
        Example("1y", "2001-01-01", False),
        Example("2026-03-19", None, False),
    )


OPERATORS: tuple[Operator, ...] = (IsDateExact(), IsDateBefore(), IsDateAfter())
