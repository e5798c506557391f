"""Operators of text: what the text form of a value contains, begins and ends with, and which patterns it meets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actioncli.conditions.operators.base import (
    Context,
    Example,
    Negated,
    OperandError,
    Operator,
    Predicate,
    items,
    list_of_scalars,
    opposite,
    scalar_or_list,
)
from actioncli.conditions.patterns import (
    PatternError,
    TextTest,
    containing,
    finding,
    fold,
    holding,
    some,
)
from actioncli.values import Operand, text_form

if TYPE_CHECKING:
    from actioncli.conditions.operators.expressions import Expr, ExpressionBuilder


def texts_of(operand: Operand) -> tuple[str, ...]:
    """The text forms of the operands."""
    return tuple(text_form(item) for item in items(operand))


def on_text(test: TextTest) -> Predicate:
    """The test, of the text form of any value."""
    return lambda value: test(value if type(value) is str else text_form(value))


def _contains(text: str, builder: ExpressionBuilder[Expr], *, folds: bool) -> Expr:
    """A search for a pattern of `contains`, in any case if it folds."""
    from actioncli.conditions.spelled import containing_as_pattern, folded_as_pattern, literal_as_pattern  # noqa: PLC0415

    if not folds and not set("%_") & set(text):
        return builder.contains(text)
    return builder.matches_regex(containing_as_pattern(text, folded_as_pattern if folds else literal_as_pattern))


def _equals_folded(texts: tuple[str, ...], builder: ExpressionBuilder[Expr]) -> Expr:
    """A search for literals in any case."""
    from actioncli.conditions.spelled import folded_as_pattern  # noqa: PLC0415 - only `sql` asks

    return builder.any_of([builder.matches_regex(folded_as_pattern(text)) for text in texts])


def on_folded_text(test: TextTest) -> Predicate:
    """The test, of the text form in lower case."""
    return lambda value: test(fold(value if type(value) is str else text_form(value)))


class Text(Operator):
    """What operators of text share: their operands are scalars, of which the text form counts."""

    takes = "scalar or list"
    of_items = True

    def check(self, operand: object) -> Operand:
        """Any scalar, or a list of them."""
        return scalar_or_list(operand)


class Contains(Text):
    """A pattern that may fit anywhere (`docs/semantics.md` 2.3); of a list, each item is one."""

    name = "contains"
    summary = (
        "contains the pattern, or one of a list; `%` is any run of characters, `_` is one character;"
        " case-sensitive, except on `text` and `href`"
    )
    takes = "pattern or list of patterns"
    examples = (
        Example("/pricing", "https://example.com/pricing?x=1", True),
        Example("/pricing", "https://example.com/Pricing", False),
        Example("/a%b", "/ab", True),
        Example("a_b", "ab", False),
        Example(("/docs", "/blog"), "/blog/1", True),
        Example("23", 1234, True),
        Example("a", None, False),
    )

    def predicate(self, operand: Operand, context: Context) -> Predicate:
        """A search for each pattern, in lower case where the field ignores case."""
        if context.folds_case:
            return on_folded_text(some(containing(fold(text)) for text in texts_of(operand)))
        return on_text(some(containing(text) for text in texts_of(operand)))

    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:
        """A search for each pattern, in any case where the field ignores case."""
        return builder.any_of([_contains(text, builder, folds=context.folds_case) for text in texts_of(operand)])


class IContains(Text):
    """One item is a pattern, two or more are literals: PostHog compiles the two cases apart."""

    name = "icontains"
    posthog = "icontains"
    summary = "contains the text in any case; a single one may hold `%` and `_`, in a list of several they are literal"
    takes = "pattern, or list of literals"
    examples = (
        Example("@site.test", "Ann@SITE.test", True),
        Example("bar", "foo", False),
        Example("a_b", "xA-bx", True),
        Example(("a_b", "zzz"), "a-b", False),
        Example(("bar", "zzz"), "fooBAR", True),
        Example("É", "café", True),
        Example("bar", None, False),
    )

    def predicate(self, operand: Operand, context: Context) -> Predicate:  # noqa: ARG002
        """A search in lower case."""
        texts = [fold(text) for text in texts_of(operand)]
        return on_folded_text(some(map(holding if len(texts) > 1 else containing, texts)))

    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:  # noqa: ARG002
        """A search in any case."""
        texts = texts_of(operand)
        return _equals_folded(texts, builder) if len(texts) > 1 else _contains(texts[0], builder, folds=True)


class NotIContains(Negated):
    """The negation of `icontains`."""

    name = "not_icontains"
    posthog = "not_icontains"
    summary = "does not contain the text in any case, nor any of a list"
    takes = IContains.takes
    inner = IContains()
    examples = opposite(IContains.examples)


class IContainsMulti(Text):
    """Literals in any case, also where there is one only."""

    name = "icontains_multi"
    posthog = "icontains_multi"
    summary = "contains one of the literals, in any case"
    takes = "list of literals"
    examples = (
        Example(("zzz", "BAR"), "foobar", True),
        Example(("zzz", "bar"), "foo", False),
        Example(("a_b",), "a-b", False),
        Example(("zzz", "bar"), None, False),
    )

    def check(self, operand: object) -> Operand:
        """A list of scalars."""
        return list_of_scalars(operand)

    def predicate(self, operand: Operand, context: Context) -> Predicate:  # noqa: ARG002
        """A search in lower case for each literal."""
        return on_folded_text(some(holding(fold(text)) for text in texts_of(operand)))

    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:  # noqa: ARG002
        """A search in any case for each literal."""
        return _equals_folded(texts_of(operand), builder)


class NotIContainsMulti(Negated):
    """The negation of `icontains_multi`."""

    name = "not_icontains_multi"
    posthog = "not_icontains_multi"
    summary = "contains none of the literals, in any case"
    takes = IContainsMulti.takes
    inner = IContainsMulti()
    examples = opposite(IContainsMulti.examples)


class Regex(Text):
    """RE2 of `docs/semantics.md` 2.5."""

    name = "regex"
    posthog = "regex"
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
        """Scalars whose text forms RE2 accepts."""
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

    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:  # noqa: ARG002
        """A search for each pattern."""
        return builder.any_of([builder.matches_regex(pattern) for pattern in texts_of(operand)])


class NotRegex(Negated):
    """The negation of `regex`."""

    name = "not_regex"
    posthog = "not_regex"
    summary = "is matched nowhere by the regular expression, nor by any of a list"
    takes = Regex.takes
    inner = Regex()
    examples = opposite(Regex.examples)
