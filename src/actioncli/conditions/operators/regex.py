"""Regular expressions (`docs/semantics.md` 2.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actioncli.conditions.operators.base import Context, Example, Negated, Operator, Predicate, negated_examples
from actioncli.conditions.operators.operands import OperandError, scalar_or_list
from actioncli.conditions.operators.text import Text, on_text, texts_of
from actioncli.conditions.patterns import PatternError, finding, some
from actioncli.conditions.ways import Way
from actioncli.values import Operand

if TYPE_CHECKING:
    from actioncli.conditions.operators.expressions import Expr, ExpressionBuilder

_ACCEPTS_ANY = frozenset(("", "^", "$", ".*", "^.*", ".*$", "^.*$", "(.*)", ".*?", "^(.*)$"))
"""Patterns that match every text."""


class Regex(Text):
    """A match of an RE2 pattern anywhere in the value."""

    name = "regex"
    posthog = "regex"
    posthog_mode = True
    posthog_drops_empty_list = True
    lists_mean_any = True
    explained_by = "patterns"
    operand_is_regex = True
    other_names = ("matches", "pattern", "re", "regexp")
    summary = "is matched somewhere by the regular expression (RE2, case-sensitive, `.` is any character)"
    takes = "RE2 pattern or list of patterns"
    examples = (
        Example(r"/products/\d+", "https://example.com/products/42", True),
        Example("^/products$", "/products/42", False),
        Example("(?i)^foo", "FOO", True),
        Example("a.b", "a\nb", True),
        Example(("^x", "^7$"), 7, True),
        Example(".*", None, False),
    )

    def check(self, operand: object) -> Operand:
        """Scalars whose text forms are valid RE2 patterns."""
        checked = scalar_or_list(operand)
        for index, pattern in enumerate(texts_of(checked)):
            try:
                finding(pattern)
            except PatternError as error:
                item = index if isinstance(checked, tuple) else None
                message = f"invalid regular expression: {error.reason}"
                raise OperandError(message, error.hint, error.position, item) from error
        return checked

    def predicate(self, operand: Operand, context: Context) -> Predicate:  # noqa: ARG002
        """A search for each pattern."""
        return on_text(some(finding(pattern) for pattern in texts_of(operand)))

    def ways(self, operand: Operand, context: Context) -> tuple[Way, ...]:  # noqa: ARG002
        """A pattern for each item."""
        return tuple(Way("regex", pattern) for pattern in texts_of(operand))

    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:  # noqa: ARG002
        """A search for each pattern."""
        return builder.any_of([builder.matches_regex(pattern) for pattern in texts_of(operand)])

    def accepts_any_value(self, operand: Operand, *, always_present: bool) -> bool:  # noqa: ARG002
        """Whether a pattern matches every text."""
        return not _ACCEPTS_ANY.isdisjoint(texts_of(operand))


class NotRegex(Negated):
    """The negation of `regex`."""

    name = "not_regex"
    posthog = "not_regex"
    summary = "is matched nowhere by the regular expression, nor by any of a list"
    takes = Regex.takes
    inner = Regex()
    examples = negated_examples(Regex.examples)


OPERATORS: tuple[Operator, ...] = (Regex(), NotRegex())
