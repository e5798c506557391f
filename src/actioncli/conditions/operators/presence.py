"""Operators of presence: whether there is a value at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actioncli.conditions.operators.base import (
    Context,
    Example,
    Negated,
    OperandKind,
    Operator,
    Predicate,
    negated_examples,
)
from actioncli.conditions.operators.operands import OperandError, shown
from actioncli.conditions.ways import Way
from actioncli.values import Operand, Scalar

if TYPE_CHECKING:
    from actioncli.conditions.operators.expressions import Expr, ExpressionBuilder


class IsSet(Operator):
    """Any value but null is present (`docs/semantics.md` 3.1); the operand false negates the test."""

    name = "is_set"
    posthog = "is_set"
    posthog_needs_value = False
    other_names = ("exists", "present")
    summary = "is present, whatever it is (null is absent)"
    takes = "true, or false for the opposite"
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

    def ways(self, operand: Operand, context: Context) -> tuple[Way, ...]:  # noqa: ARG002
        """Any value, or none."""
        return (Way("present"),) if operand else ()

    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:  # noqa: ARG002
        """The same answer for every value that is present."""
        return builder.constant(bool(operand))

    def absent(self, operand: Operand) -> bool:
        """The operand, negated."""
        return not operand

    def canonical(self, operand: Operand) -> tuple[str, tuple[Scalar, ...]]:
        """`is_set: false` is `is_not_set`."""
        return self.name if operand else IsNotSet.name, ()

    def accepts_any_value(self, operand: Operand, *, always_present: bool) -> bool:
        """Whether the field is always present."""
        return always_present and operand is True

    def to_posthog(self, operand: Operand, *, folds_case: bool) -> tuple[str, Operand]:  # noqa: ARG002
        """PostHog repeats the operator as the value of its filter."""
        name, _ = self.canonical(operand)
        return name, name


class IsNotSet(Negated):
    """The negation of `is_set`."""

    name = "is_not_set"
    posthog = "is_not_set"
    other_names = ("missing", "absent")
    summary = "is absent: there is no such key, or it is null"
    takes = IsSet.takes
    inner = IsSet()
    examples = negated_examples(IsSet.examples)

    def canonical(self, operand: Operand) -> tuple[str, tuple[Scalar, ...]]:
        """`is_not_set: false` is `is_set`."""
        return self.name if operand else IsSet.name, ()

    def to_posthog(self, operand: Operand, *, folds_case: bool) -> tuple[str, Operand]:  # noqa: ARG002
        """PostHog repeats the operator as the value of its filter."""
        name, _ = self.canonical(operand)
        return name, name


OPERATORS: tuple[Operator, ...] = (IsSet(), IsNotSet())
