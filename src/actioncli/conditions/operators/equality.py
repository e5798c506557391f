"""Operators of equality: the value is one of the operands, or none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actioncli.conditions.operators.base import (
    Context,
    Example,
    Lookup,
    Negated,
    Operator,
    Predicate,
    items,
    list_of_scalars,
    opposite,
    scalar_or_list,
)
from actioncli.values import Operand, Scalar, Value, number, text_form

if TYPE_CHECKING:
    from actioncli.conditions.operators.expressions import Expr, ExpressionBuilder


class Equality(Operator):
    """Equality of `docs/semantics.md` 5.1: numbers as numbers, all else by text form; of a list, any."""

    of_items = True

    def check(self, operand: object) -> Operand:
        """Any scalar, or a list of them."""
        return scalar_or_list(operand)

    def predicate(self, operand: Operand, context: Context) -> Predicate:  # noqa: ARG002
        """A look-up in sets: of texts, and of numbers."""
        return _is_one_of(items(operand))

    def lookup(self, operand: Operand) -> Lookup | None:
        """The whole of a text, unless an operand is a number, which equals texts that spell it in other ways."""
        texts = tuple(item for item in items(operand) if isinstance(item, str))
        return Lookup("whole", texts) if len(texts) == len(items(operand)) else None

    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:  # noqa: ARG002
        """A look-up of texts, and comparisons of numbers.

        The number 5 equals the text `5` because that is its text form.
        A text that no number prints as, such as `5.0`, takes a comparison that only JSON numbers can pass.
        A number whose text form is one of the texts, but which is not equal to it, is excluded.
        """
        texts = [text for text in map(_operand_text, items(operand)) if text is not None]
        tests = [builder.text_in(text for text in texts if _other_number(text) is None)]
        for item in items(operand):
            read = number(item)
            if read is not None and not isinstance(item, str):
                tests.append(builder.compare_number("=", read))
            elif read is not None and not _prints_as(read, item):
                tests.append(builder.equals_number(read, or_its_digits=_are_its_digits(item, read)))
        for text in texts:
            other = _other_number(text)
            if other is not None:
                is_other = builder.coalesce(builder.equals_number(other, or_its_digits=True), absent=False)
                tests.append(builder.all_of([builder.text_in([text]), builder.negate(is_other)]))
        return builder.any_of(tests)


def _operand_text(item: Scalar) -> str | None:
    """The text that a value is compared with; None for an operand that is a number."""
    return text_form(item) if isinstance(item, str | bool) else None


_EXACT = 2**53
"""Up to here each whole number is one number of JSON, and prints one way."""


def _are_its_digits(text: Scalar, read: int | float) -> bool:
    return isinstance(read, int) and text == text_form(read)


_LONGEST = 10**21
"""From here on floats print with an exponent."""


def _other_number(text: str) -> int | None:
    """The number, if there is one, that prints as this text and is another than it reads as.

    40862128923261208, as a float, has 40862128923261210 for its shortest digits.
    """
    read = number(text)
    if type(read) is not int or not _EXACT < abs(read) < _LONGEST:
        return None
    near = float(read)
    return int(near) if near != read and text_form(near) == text else None


def _prints_as(read: int | float, text: Scalar) -> bool:
    """Whether every number of JSON that equals this one, and no other, has the text as its text form."""
    return abs(read) <= _EXACT and text_form(int(read) if read == int(read) else read) == text


def _is_one_of(operands: tuple[Scalar, ...]) -> Predicate:
    texts = frozenset(text_form(item) for item in operands if isinstance(item, str) or number(item) is None)
    written = frozenset(number(item) for item in operands if not isinstance(item, str)) - {None}
    """Operands that were written as numbers: they equal numbers in text, too."""
    readable = frozenset(number(item) for item in operands) - {None}
    """What a number of the event may equal: operands that are numbers, or texts that read as one."""

    def among_texts(value: Value) -> bool:
        if type(value) is str:
            return value in texts
        read = number(value)
        return text_form(value) in texts if read is None else read in readable

    def among_all(value: Value) -> bool:
        return among_texts(value) or number(value) in written

    return among_all if written else among_texts


class Exact(Equality):
    """Equality, the operator of a plain value."""

    name = "exact"
    posthog = "exact"
    summary = "equals the operand, or one of a list; numbers compare as numbers, all else as case-sensitive text"
    takes = "scalar or list"
    examples = (
        Example("pro", "pro", True),
        Example("pro", "Pro", False),
        Example(("EUR", "USD"), "USD", True),
        Example(5, "5.0", True),
        Example("5", "5.0", False),
        Example(True, "true", True),
        Example(1, True, False),
        Example("a", ["a"], False),
        Example("", None, False),
    )


class IsNot(Negated):
    """The negation of `exact`."""

    name = "is_not"
    posthog = "is_not"
    summary = "does not equal the operand, nor any of a list; an absent value equals nothing"
    takes = Exact.takes
    inner = Exact()
    examples = opposite(Exact.examples)


class In(Equality):
    """`exact` under another name."""

    name = "in"
    posthog = "in"
    summary = "equals one of the list, as with `exact`"
    takes = "list (a scalar is a list of one)"
    examples = (
        Example(("a", "b"), "b", True),
        Example(("a", "b"), "c", False),
        Example(("1", "2"), 2, True),
        Example("a", "a", True),
        Example(("a", "b"), None, False),
    )

    def check(self, operand: object) -> Operand:
        """A list of scalars."""
        return list_of_scalars(operand)


class NotIn(Negated):
    """The negation of `in`."""

    name = "not_in"
    posthog = "not_in"
    summary = "equals none of the list, as with `is_not`"
    takes = In.takes
    inner = In()
    examples = opposite(In.examples)
