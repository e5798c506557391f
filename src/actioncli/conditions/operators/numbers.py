"""Operators of numbers: a value that is not a number (`docs/semantics.md` 3.4) meets none of them."""

from __future__ import annotations

import operator as comparisons
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from actioncli.conditions.operators.base import (
    Context,
    Example,
    OperandError,
    OperandKind,
    Operator,
    Predicate,
    items,
    list_of_scalars,
    scalar_or_list,
    shown,
)
from actioncli.values import Operand, Scalar, Value, number

if TYPE_CHECKING:
    from actioncli.conditions.operators.expressions import Comparator, Expr, ExpressionBuilder

_NUMBER = {
    "anyOf": [
        {"type": "number"},
        {"type": "string", "pattern": r"^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?![\s\S])"},
    ]
}


def _number(operand: Scalar, index: int | None = None) -> int | float:
    """The number an operand stands for; raises `OperandError`."""
    read = number(operand)
    if read is None:
        raise OperandError(f"{shown(operand)}, expected a number", "write digits, as in 10 or 2.5", item=index)
    return read


def _numbers(operand: Operand) -> tuple[int | float, ...]:
    """The numbers of an operand that was checked: none is lost."""
    return tuple(read for read in map(number, items(operand)) if read is not None)


class Comparison(Operator):
    """A comparison with one number; of a list, any: the one that is easiest to meet decides."""

    takes = "number or list of numbers"
    kind = OperandKind(_NUMBER)
    compares: ClassVar[Callable[[Any, Any], bool]]
    symbol: ClassVar[Comparator]
    """The same comparison, as other languages write it."""
    easiest: ClassVar[Callable[..., int | float]]
    """Which of several operands decides."""

    def check(self, operand: object) -> Operand:
        """Numbers, also written as text."""
        checked = scalar_or_list(operand)
        if isinstance(checked, tuple):
            return tuple(_number(item, index) for index, item in enumerate(checked))
        return _number(checked)

    def predicate(self, operand: Operand, context: Context) -> Predicate:  # noqa: ARG002
        """The comparison with the operand that is easiest to meet."""
        bound, compares = type(self).easiest(_numbers(operand)), type(self).compares

        def test(value: Value) -> bool:
            read = number(value)
            return read is not None and compares(read, bound)

        return test

    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:  # noqa: ARG002
        """The comparison with the operand that is easiest to meet."""
        return builder.compare_number(type(self).symbol, type(self).easiest(_numbers(operand)))


class Gt(Comparison):
    """Greater than."""

    name = "gt"
    posthog = "gt"
    summary = "is a number greater than the operand"
    compares = comparisons.gt
    symbol = ">"
    easiest = staticmethod(min)
    examples = (
        Example(9, 10, True),
        Example(9, "10", True),
        Example(9, 9, False),
        Example(9, "many", False),
        Example((20, 5), 10, True),
        Example(9, None, False),
    )


class Gte(Comparison):
    """Greater than or equal."""

    name = "gte"
    posthog = "gte"
    summary = "is a number greater than or equal to the operand"
    compares = comparisons.ge
    symbol = ">="
    easiest = staticmethod(min)
    examples = (
        Example(5, 5, True),
        Example(5, 4.9, False),
        Example(0, False, False),
        Example(5, None, False),
    )


class Lt(Comparison):
    """Less than."""

    name = "lt"
    posthog = "lt"
    summary = "is a number less than the operand"
    compares = comparisons.lt
    symbol = "<"
    easiest = staticmethod(max)
    examples = (
        Example(5, 4, True),
        Example(5, 5, False),
        Example(5, True, False),
        Example(5, None, False),
    )


class Lte(Comparison):
    """Less than or equal."""

    name = "lte"
    posthog = "lte"
    summary = "is a number less than or equal to the operand"
    compares = comparisons.le
    symbol = "<="
    easiest = staticmethod(max)
    examples = (
        Example("5", 5, True),
        Example(5, 5.1, False),
        Example(5, "", False),
        Example(5, None, False),
    )


class Span(Operator):
    """What `between` and `not_between` share: two bounds, in order."""

    takes = "list of two numbers, low <= high"
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
    """Within the bounds, which belong to the range."""

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
            read = number(value)
            return read is not None and low <= read <= high

        return test

    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:  # noqa: ARG002
        """Neither below nor above."""
        low, high = _numbers(operand)
        return builder.all_of([builder.compare_number(">=", low), builder.compare_number("<=", high)])


class NotBetween(Span):
    """Outside the bounds; no negation of `between`, as what is no number is neither inside nor outside."""

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
            read = number(value)
            return read is not None and not low <= read <= high

        return test

    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:  # noqa: ARG002
        """Below or above."""
        low, high = _numbers(operand)
        return builder.any_of([builder.compare_number("<", low), builder.compare_number(">", high)])
