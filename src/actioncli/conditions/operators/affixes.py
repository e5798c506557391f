"""Operators on the beginning and the end of the text form of a value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from actioncli.conditions.operators.base import Context, Example, Negated, Operator, Predicate, negated_examples
from actioncli.conditions.operators.text import Text, escaped, on_folded_text, texts_of
from actioncli.conditions.patterns import ending, fold, some, starting
from actioncli.conditions.ways import Way
from actioncli.values import Operand

if TYPE_CHECKING:
    from actioncli.conditions.operators.expressions import Expr, ExpressionBuilder


class Affix(Text):
    """A pattern at one end of the text, in any case."""

    takes = "pattern or list of patterns"
    lists_mean_any = True

    def accepts_any_value(self, operand: Operand, *, always_present: bool) -> bool:  # noqa: ARG002
        """Whether a pattern consists of `%` alone."""
        return any(not text.strip("%") for text in texts_of(operand))

    def has_wildcards(self, operand: Operand) -> bool:  # noqa: ARG002
        """Always."""
        return True


class StartsWith(Affix):
    """A pattern at the beginning, in any case; each item of a list is a pattern."""

    name = "starts_with"
    posthog = "starts_with"
    summary = (
        "begins with the pattern, or one of a list, in any case; `%` is any run of characters, `_` is one character"
    )
    blanks_matter_at = (True, False)
    needless_wildcards = ("at the end", "anything may follow")
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

    def ways(self, operand: Operand, context: Context) -> tuple[Way, ...]:  # noqa: ARG002
        """A pattern at the beginning for each item."""
        return tuple(Way("like", fold(text), folds=True, from_start=True) for text in texts_of(operand))

    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:  # noqa: ARG002
        """A pattern that is tied to the beginning."""
        from actioncli.conditions.as_regex import starting_as_regex  # noqa: PLC0415 - only `sql` needs it

        return builder.any_of([builder.matches_regex(starting_as_regex(text)) for text in texts_of(operand)])

    def without_needless_wildcards(self, text: str) -> str:
        """The pattern without the `%` at its end."""
        return text.rstrip("%")

    def literally(self, text: str, negation: str, *, folds_case: bool) -> str:  # noqa: ARG002
        """A regular expression that ignores case."""
        return f"{{{negation}regex: '(?i)^{escaped(text)}'}}"

    def suggestions(self, part: str, value: str) -> Iterable[str]:
        """The beginning of the value up to the part, and the part."""
        return value[: value.find(part) + len(part)], part


class NotStartsWith(Negated):
    """The negation of `starts_with`."""

    name = "not_starts_with"
    posthog = "not_starts_with"
    summary = "does not begin with the pattern, nor any of a list, in any case"
    takes = StartsWith.takes
    blanks_matter_at = StartsWith.blanks_matter_at
    inner = StartsWith()
    examples = negated_examples(StartsWith.examples)


class EndsWith(Affix):
    """A pattern at the end, in any case; each item of a list is a pattern."""

    name = "ends_with"
    posthog = "ends_with"
    summary = "ends with the pattern, or one of a list, in any case; `%` is any run of characters, `_` is one character"
    blanks_matter_at = (False, True)
    needless_wildcards = ("at the beginning", "anything may precede")
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

    def ways(self, operand: Operand, context: Context) -> tuple[Way, ...]:  # noqa: ARG002
        """A pattern at the end for each item."""
        return tuple(Way("like", fold(text), folds=True, to_end=True) for text in texts_of(operand))

    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:  # noqa: ARG002
        """A pattern that is tied to the end."""
        from actioncli.conditions.as_regex import ending_as_regex  # noqa: PLC0415 - only `sql` needs it

        return builder.any_of([builder.matches_regex(ending_as_regex(text)) for text in texts_of(operand)])

    def without_needless_wildcards(self, text: str) -> str:
        """The pattern without the `%` at its beginning."""
        return text.lstrip("%")

    def literally(self, text: str, negation: str, *, folds_case: bool) -> str:  # noqa: ARG002
        """A regular expression that ignores case."""
        return f"{{{negation}regex: '(?i){escaped(text)}$'}}"

    def suggestions(self, part: str, value: str) -> Iterable[str]:
        """The end of the value from the part on, and the part."""
        return value[value.rfind(part) :], part


class NotEndsWith(Negated):
    """The negation of `ends_with`."""

    name = "not_ends_with"
    posthog = "not_ends_with"
    summary = "does not end with the pattern, nor any of a list, in any case"
    takes = EndsWith.takes
    blanks_matter_at = EndsWith.blanks_matter_at
    inner = EndsWith()
    examples = negated_examples(EndsWith.examples)


OPERATORS: tuple[Operator, ...] = (StartsWith(), NotStartsWith(), EndsWith(), NotEndsWith())
