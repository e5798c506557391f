"""Operators of equality: the value is one of the operands, or none of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from actioncli.conditions.operators.base import Context, Example, Negated, Operator, Predicate, negated_examples
from actioncli.conditions.operators.operands import items, list_of_scalars, scalar_or_list
from actioncli.conditions.ways import Way, within
from actioncli.values import Operand, Scalar, Value, number, text_form

if TYPE_CHECKING:
    from actioncli.conditions.operators.expressions import Expr, ExpressionBuilder


class Equality(Operator):
    """Equality (`docs/semantics.md` 5.1) of numbers as numbers, of other values by text form; of a list, any item."""

    compares_items = True
    is_equality = True
    same_answer_for = "numbers"
    explained_by = "texts"
    blanks_matter_at = (True, True)
    posthog_drops_empty_list = True

    def check(self, operand: object) -> Operand:
        """Any scalar, or a list of them."""
        return scalar_or_list(operand)

    def predicate(self, operand: Operand, context: Context) -> Predicate:  # noqa: ARG002
        """A lookup in sets, one of texts and one of numbers."""
        return _is_one_of(items(operand))

    def ways(self, operand: Operand, context: Context) -> tuple[Way, ...]:  # noqa: ARG002
        """Whole texts, and numbers: one written as a number also equals texts that read as it."""
        ways: list[Way] = []
        for item in items(operand):
            read = number(item)
            if isinstance(item, str) or read is None:
                ways.append(Way("whole", text_form(item)))
            if read is not None:
                ways.append(within(read, read, of_texts=not isinstance(item, str)))
        return tuple(ways)

    def suggestions(self, part: str, value: str) -> Iterable[str]:
        """The whole value, and the part."""
        return value, part

    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:  # noqa: ARG002
        """A lookup of texts, and comparisons of numbers.

        The text `5` equals the number 5, which has that text form.
        A text that is the form of no number, such as `5.0`, needs a comparison of JSON numbers as well.
        A number that has the text form but is not equal is excluded.
        """
        texts = [text for text in map(_text_operand, items(operand)) if text is not None]
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


def _text_operand(item: Scalar) -> str | None:
    """The text form of an operand; None for a number."""
    return text_form(item) if isinstance(item, str | bool) else None


_EXACT = 2**53
"""Up to this, each whole number is exact as a float and has one text form."""


def _are_its_digits(text: Scalar, read: int | float) -> bool:
    return isinstance(read, int) and text == text_form(read)


_LONGEST = 10**21
"""From this on, floats print with an exponent."""


def _other_number(text: str) -> int | None:
    """The float, if there is one, whose text form is this text although it is not equal to the number it reads as.

    For example, the shortest digits of the float 40862128923261208 are 40862128923261210.
    """
    read = number(text)
    if type(read) is not int or not _EXACT < abs(read) < _LONGEST:
        return None
    near = float(read)
    return int(near) if near != read and text_form(near) == text else None


def _prints_as(read: int | float, text: Scalar) -> bool:
    """Whether the text is the text form of the numbers equal to this one, and of no others."""
    return abs(read) <= _EXACT and text_form(int(read) if read == int(read) else read) == text


def _is_one_of(operands: tuple[Scalar, ...]) -> Predicate:
    texts = frozenset(text_form(item) for item in operands if isinstance(item, str) or number(item) is None)
    written = frozenset(number(item) for item in operands if not isinstance(item, str)) - {None}
    """Operands written as numbers; they also equal numbers in texts."""
    readable = frozenset(number(item) for item in operands) - {None}
    """Operands that are numbers or texts that read as one; a number of the event may equal them."""

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
    posthog_mode = True
    lists_mean_any = True
    other_names = ("eq", "equals", "equal", "is", "==", "=")
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
    posthog_drops_empty_list_of_elements = True
    blanks_matter_at = Exact.blanks_matter_at
    other_names = ("ne", "neq", "not", "not_equal", "not_equals", "!=")
    summary = "does not equal the operand, nor any of a list; an absent value equals nothing"
    takes = Exact.takes
    inner = Exact()
    examples = negated_examples(Exact.examples)


class In(Equality):
    """`exact` under another name."""

    name = "in"
    posthog = "in"
    posthog_keeps_list = True
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

    def canonical(self, operand: Operand) -> tuple[str, tuple[Scalar, ...]]:
        """The same as `exact`."""
        return Exact.name, items(operand)


class NotIn(Negated):
    """The negation of `in`."""

    name = "not_in"
    posthog = "not_in"
    blanks_matter_at = Exact.blanks_matter_at
    summary = "equals none of the list, as with `is_not`"
    takes = In.takes
    inner = In()
    examples = negated_examples(In.examples)

    def canonical(self, operand: Operand) -> tuple[str, tuple[Scalar, ...]]:
        """The same as `is_not`."""
        return IsNot.name, items(operand)


OPERATORS: tuple[Operator, ...] = (Exact(), IsNot(), In(), NotIn())
