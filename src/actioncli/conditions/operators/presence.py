"""Operators of presence: whether there is a value at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actioncli.conditions.operators.base import (
    Context,
    Example,
    Negated,
    OperandError,
    OperandKind,
    Operator,
    Predicate,
    opposite,
    shown,
)
from actioncli.values import Operand

if TYPE_CHECKING:
    from actioncli.conditions.operators.expressions import Expr, ExpressionBuilder


class IsSet(Operator):
    """Any value but null is present (`docs/semantics.md` 3.1); the operand false swaps the answers."""

    name = "is_set"
    posthog = "is_set"
    summary = "is present, whatever it is (null is absent)"
    takes = "true, or false to turn it round"
    kind = OperandKind({"type": "boolean"}, listed=False)
    examples = (
        Example(True, "", True),
        Example(True, False, True),
        Example(True, None, False),
        Example(False, None, True),
        Example(False, 0, False),
    )

    def check(self, operand: object) -> Operand:
        """A boolean."""
        if isinstance(operand, bool):
            return operand
        raise OperandError(f"{shown(operand)}, expected true or false", "write true (present) or false (absent)")

    def predicate(self, operand: Operand, context: Context) -> Predicate:  # noqa: ARG002
        """The same answer for every value that is present."""
        wanted = bool(operand)
        return lambda _: wanted

    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:  # noqa: ARG002
        """The same answer for every value that is present."""
        return builder.constant(bool(operand))

    def absent(self, operand: Operand) -> bool:
        """True where the operand is false."""
        return not operand


class IsNotSet(Negated):
    """The negation of `is_set`."""

    name = "is_not_set"
    posthog = "is_not_set"
    summary = "is absent: there is no such key, or it is null"
    takes = IsSet.takes
    inner = IsSet()
    examples = opposite(IsSet.examples)
