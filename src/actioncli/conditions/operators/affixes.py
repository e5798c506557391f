"""Operators of the two ends of a text: what the text form of a value begins and ends with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actioncli.conditions.operators.base import Context, Example, Lookup, Negated, Predicate, opposite
from actioncli.conditions.operators.text import Text, on_folded_text, texts_of
from actioncli.conditions.patterns import ending, fold, some, starting
from actioncli.values import Operand

if TYPE_CHECKING:
    from actioncli.conditions.operators.expressions import Expr, ExpressionBuilder


class StartsWith(Text):
    """A pattern at the beginning, in any case; of a list, each item is one."""

    name = "starts_with"
    posthog = "starts_with"
    summary = (
        "begins with the pattern, or one of a list, in any case; `%` is any run of characters, `_` is one character"
    )
    takes = "pattern or list of patterns"
    examples = (
        Example("FOO", "foobar", True),
        Example("bar", "foobar", False),
        Example(("x", "foo"), "Foobar", True),
        Example("É", "école", True),
        Example("/team/%/new", "/team/7/new?x=1", True),
        Example("v_.", "v10.2", False),
        Example(12, 123, True),
        Example("foo", None, False),
    )

    def predicate(self, operand: Operand, context: Context) -> Predicate:  # noqa: ARG002
        """A comparison with each pattern in lower case."""
        return on_folded_text(some(starting(fold(text)) for text in texts_of(operand)))

    def lookup(self, operand: Operand) -> Lookup | None:
        """The beginning of a text, unless a pattern has wildcards."""
        literals = _literals(operand)
        return Lookup("start", literals) if literals else None

    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:  # noqa: ARG002
        """A pattern that is tied to the beginning."""
        from actioncli.conditions.spelled import starting_as_pattern  # noqa: PLC0415 - only `sql` asks

        return builder.any_of([builder.matches_regex(starting_as_pattern(text)) for text in texts_of(operand)])


def _literals(operand: Operand) -> tuple[str, ...]:
    """The operands in lower case; none if one of them has wildcards."""
    folded = tuple(fold(text) for text in texts_of(operand))
    return () if any("%" in text or "_" in text for text in folded) else folded


class NotStartsWith(Negated):
    """The negation of `starts_with`."""

    name = "not_starts_with"
    posthog = "not_starts_with"
    summary = "does not begin with the pattern, nor any of a list, in any case"
    takes = StartsWith.takes
    inner = StartsWith()
    examples = opposite(StartsWith.examples)


class EndsWith(Text):
    """A pattern at the end, in any case; of a list, each item is one."""

    name = "ends_with"
    posthog = "ends_with"
    summary = "ends with the pattern, or one of a list, in any case; `%` is any run of characters, `_` is one character"
    takes = StartsWith.takes
    examples = (
        Example(".PDF", "/report.pdf", True),
        Example(".pdf", "/report.pdf?x=1", False),
        Example((".png", ".jpg"), "a.JPG", True),
        Example("page=_", "/list?page=7", True),
        Example("page=_", "/list?page=10", False),
        Example(".5", 2.50, True),
        Example(".pdf", None, False),
    )

    def predicate(self, operand: Operand, context: Context) -> Predicate:  # noqa: ARG002
        """A comparison with each pattern in lower case."""
        return on_folded_text(some(ending(fold(text)) for text in texts_of(operand)))

    def lookup(self, operand: Operand) -> Lookup | None:
        """The end of a text, unless a pattern has wildcards."""
        literals = _literals(operand)
        return Lookup("end", literals) if literals else None

    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:  # noqa: ARG002
        """A pattern that is tied to the end."""
        from actioncli.conditions.spelled import ending_as_pattern  # noqa: PLC0415 - only `sql` asks

        return builder.any_of([builder.matches_regex(ending_as_pattern(text)) for text in texts_of(operand)])


class NotEndsWith(Negated):
    """The negation of `ends_with`."""

    name = "not_ends_with"
    posthog = "not_ends_with"
    summary = "does not end with the pattern, nor any of a list, in any case"
    takes = EndsWith.takes
    inner = EndsWith()
    examples = opposite(EndsWith.examples)
