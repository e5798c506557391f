"""Operators on numbers; a value that is not a number (`docs/semantics.md` 3.4) meets none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actioncli.conditions.operators.base import Bound, Context, Example, OperandKind, Operator, Predicate
from actioncli.conditions.operators.comparison import Comparison
from actioncli.conditions.operators.operands import OperandError, items, list_of_scalars, scalar_or_list, shown
from actioncli.conditions.ways import Way, within
from actioncli.values import Operand, Scalar, Value, number

if TYPE_CHECKING:
    from actioncli.conditions.operators.expressions import Expr, ExpressionBuilder

_NUMBER = {
    "anyOf": [
        {"type": "number"},
        {"type": "string", "pattern": r"^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?![\s\S])"},
    ]
}


def _number(operand: Scalar, index: int | None = None) -> int | float:
    """The number that an operand means; raises `OperandError`."""
    read = number(operand)
    if read is None:
        raise OperandError(f"{shown(operand)}, expected a number", "write digits, as in 10 or 2.5", item=index)
    return read


def _numbers(operand: Operand) -> tuple[int | float, ...]:
    """The numbers of a checked operand."""
    return tuple(read for read in map(number, items(operand)) if read is not None)


class NumberComparison(Comparison):
    """A comparison with one number; a list means any of its numbers."""

    takes = "number or list of numbers"
    kind = OperandKind(_NUMBER)
    same_answer_for = "numbers"
    explained_by = "numbers"
    family = "number"
    read = staticmethod(number)

    def check(self, operand: object) -> Operand:
        """Numbers, also written as text."""
        checked = scalar_or_list(operand)
        if isinstance(checked, tuple):
            return tuple(_number(item, index) for index, item in enumerate(checked))
        return _number(checked)

    def bound(self, operand: Operand, context: Context) -> int | float:  # noqa: ARG002
        """The number that is easiest to meet."""
        return self.fixed_bound(operand)

    def fixed_bound(self, operand: Operand) -> int | float:
        """The number that is easiest to meet."""
        return min(_numbers(operand)) if self.symbol in (">", ">=") else max(_numbers(operand))

    def ways(self, operand: Operand, context: Context) -> tuple[Way, ...]:
        """One range."""
        bound, is_open = self.bound(operand, context), self.symbol in ("<", ">")
        if self.symbol in (">", ">="):
            return (within(low=bound, low_open=is_open),)
        return (within(high=bound, high_open=is_open),)

    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:
        """The comparison with the same number."""
        return builder.compare_number(self.symbol, self.bound(operand, context))


class Gt(NumberComparison):
    """Greater than."""

    name = "gt"
    posthog = "gt"
    other_names = (">",)
    summary = "is a number greater than the operand"
    symbol = ">"
    examples = (
        Example(9, 10, True),
        Example(9, "10", True),
        Example(9, 9, False),
        Example(9, "many", False),
        Example((20, 5), 10, True),
        Example(9, None, False),
    )


class Gte(NumberComparison):
    """Greater than or equal."""

    name = "gte"
    posthog = "gte"
    posthog_aliases = ("min",)
    other_names = (">=",)
    summary = "is a number greater than or equal to the operand"
    symbol = ">="
    examples = (
        Example(5, 5, True),
        Example(5, 4.9, False),
        Example(0, False, False),
        Example(5, None, False),
    )


class Lt(NumberComparison):
    """Less than."""

    name = "lt"
    posthog = "lt"
    other_names = ("<",)
    summary = "is a number less than the operand"
    symbol = "<"
    examples = (
        Example(5, 4, True),
        Example(5, 5, False),
        Example(5, True, False),
        Example(5, None, False),
    )


class Lte(NumberComparison):
    """Less than or equal."""

    name = "lte"
    posthog = "lte"
    posthog_aliases = ("max",)
    other_names = ("<=",)
    summary = "is a number less than or equal to the operand"
    symbol = "<="
    examples = (
        Example("5", 5, True),
        Example(5, 5.1, False),
        Example(5, "", False),
        Example(5, None, False),
    )


class Span(Operator):
    """`between` and `not_between`: two bounds, the lower first."""

    takes = "list of two numbers, low <= high"
    same_answer_for = "numbers"
    explained_by = "numbers"
    posthog_keeps_list = True
    kind = OperandKind(_NUMBER, least=2, most=2)

    def check(self, operand: object) -> Operand:
        """Two numbers, the lower one first."""
        listed = list_of_scalars(operand)
        if len(listed) != 2:
            values = "1 value" if len(listed) == 1 else f"{len(listed)} values"
            raise OperandError(f"{values}, expected two bounds", "write [low, high]")
        low, high = (_number(item, index) for index, item in enumerate(listed))
        if low > high:
            raise OperandError("the bounds are reversed", f"write [{shown(high)}, {shown(low)}]")
        return low, high


class Between(Span):
    """Within the bounds, inclusive."""

    name = "between"
    posthog = "between"
    summary = "is a number within the bounds, themselves included"
    examples = (
        Example((18, 65), 65, True),
        Example((18, 65), 66, False),
        Example((18, 65), "40", True),
        Example((18, 65), "young", False),
        Example((18, 65), None, False),
    )

    def predicate(self, operand: Operand, context: Context) -> Predicate:  # noqa: ARG002
        """Neither below nor above."""
        low, high = _numbers(operand)

        def test(value: Value) -> bool:
            found = number(value)
            return found is not None and low <= found <= high

        return test

    def ways(self, operand: Operand, context: Context) -> tuple[Way, ...]:  # noqa: ARG002
        """One range."""
        return (within(*_numbers(operand)),)

    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:  # noqa: ARG002
        """Neither below nor above."""
        low, high = _numbers(operand)
        return builder.all_of([builder.compare_number(">=", low), builder.compare_number("<=", high)])

    def bounds(self, operand: Operand) -> tuple[Bound, Bound]:
        """Both numbers."""
        low, high = _numbers(operand)
        return Bound("number", low), Bound("number", high)


class NotBetween(Span):
    """Outside the bounds; not the negation of `between`, since a value that is not a number meets neither."""

    name = "not_between"
    posthog = "not_between"
    summary = "is a number outside the bounds"
    examples = (
        Example((18, 65), 66, True),
        Example((18, 65), 65, False),
        Example((18, 65), "young", False),
        Example((18, 65), None, False),
    )

    def predicate(self, operand: Operand, context: Context) -> Predicate:  # noqa: ARG002
        """Below or above."""
        low, high = _numbers(operand)

        def test(value: Value) -> bool:
            found = number(value)
            return found is not None and not low <= found <= high

        return test

    def ways(self, operand: Operand, context: Context) -> tuple[Way, ...]:  # noqa: ARG002
        """Two ranges."""
        low, high = _numbers(operand)
        return within(high=low, high_open=True), within(low=high, low_open=True)

    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:  # noqa: ARG002
        """Below or above."""
        low, high = _numbers(operand)
        return builder.any_of([builder.compare_number("<", low), builder.compare_number(">", high)])


OPERATORS: tuple[Operator, ...] = (Gt(), Gte(), Lt(), Lte(), Between(), NotBetween())
