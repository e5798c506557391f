"""Operators that search the text form of a value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Literal

from actioncli.conditions.operators.base import (
    Context,
    Example,
    Negated,
    NotInPostHog,
    Operator,
    Predicate,
    negated_examples,
)
from actioncli.conditions.operators.operands import items, list_of_scalars, scalar_or_list
from actioncli.conditions.patterns import (
    TextTest,
    containing,
    fold,
    holding,
    some,
)
from actioncli.conditions.ways import Way
from actioncli.values import Operand, Scalar, text_form

if TYPE_CHECKING:
    from actioncli.conditions.operators.expressions import Expr, ExpressionBuilder

_SPECIAL = re.compile(r"[\\.+*?()|\[\]{}^$]")
"""What a backslash must precede in a regular expression."""


def texts_of(operand: Operand) -> tuple[str, ...]:
    """The text forms of the operands."""
    return tuple(text_form(item) for item in items(operand))


def on_text(test: TextTest) -> Predicate:
    """The test, of the text form of any value."""
    return lambda value: test(value if type(value) is str else text_form(value))


def _containing(text: str, builder: ExpressionBuilder[Expr], *, folds: bool) -> Expr:
    """A search for a pattern of `contains`, in any case if it folds."""
    from actioncli.conditions.as_regex import containing_as_regex, folded_as_regex, literal_as_regex  # noqa: PLC0415

    if not folds and not set("%_") & set(text):
        return builder.contains(text)
    return builder.matches_regex(containing_as_regex(text, folded_as_regex if folds else literal_as_regex))


def _containing_any(texts: tuple[str, ...], builder: ExpressionBuilder[Expr]) -> Expr:
    """A search for literals in any case."""
    from actioncli.conditions.as_regex import folded_as_regex  # noqa: PLC0415 - only `sql` needs it

    return builder.any_of([builder.matches_regex(folded_as_regex(text)) for text in texts])


def escaped(text: str) -> str:
    """The text as a regular expression that matches only itself."""
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", text)


def _pattern_as_regex(pattern: str) -> str:
    """A pattern of `contains` as a regular expression of PostHog's, whose `.` is not every character."""
    if not set("%_") & set(pattern):
        return escaped(pattern)
    return "(?s)" + "".join({"%": ".*", "_": "."}.get(character) or escaped(character) for character in pattern)


def on_folded_text(test: TextTest) -> Predicate:
    """The test, of the text form in lower case."""
    return lambda value: test(fold(value if type(value) is str else text_form(value)))


class Text(Operator):
    """An operator on the text form of a value; its operands are scalars, also taken by their text form."""

    takes = "scalar or list"
    compares_items = True
    same_answer_for = "texts"
    explained_by: ClassVar[Literal["", "texts", "numbers", "patterns"]] = "texts"

    def check(self, operand: object) -> Operand:
        """Any scalar, or a list of them."""
        return scalar_or_list(operand)


class Contains(Text):
    """A pattern that may match anywhere (`docs/semantics.md` 2.3); each item of a list is a pattern."""

    name = "contains"
    other_names = ("like", "includes", "substring")
    summary = (
        "contains the pattern, or one of a list; `%` is any run of characters, `_` is one character;"
        " case-sensitive, except on `text` and `href`"
    )
    takes = "pattern or list of patterns"
    lists_mean_any = True
    searches = True
    blanks_matter_at = (True, True)
    posthog_mode = True
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

    def ways(self, operand: Operand, context: Context) -> tuple[Way, ...]:
        """A pattern for each item."""
        folds = context.folds_case
        return tuple(Way("like", fold(text) if folds else text, folds=folds) for text in texts_of(operand))

    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:
        """A search for each pattern, in any case if the field ignores case."""
        return builder.any_of([_containing(text, builder, folds=context.folds_case) for text in texts_of(operand)])

    def accepts_any_value(self, operand: Operand, *, always_present: bool) -> bool:  # noqa: ARG002
        """Whether a pattern consists of `%` alone."""
        return any(not text.strip("%") for text in texts_of(operand))

    def has_wildcards(self, operand: Operand) -> bool:  # noqa: ARG002
        """Always."""
        return True

    def literally(self, text: str, negation: str, *, folds_case: bool) -> str:
        """A regular expression where case matters."""
        return super().literally(text, negation, folds_case=True) if folds_case else f"{{regex: '{escaped(text)}'}}"

    def to_posthog(self, operand: Operand, *, folds_case: bool) -> tuple[str, Operand]:
        """`icontains` where case is ignored, else `regex`: PostHog's filters have no `contains`."""
        patterns = texts_of(operand)
        if not folds_case:
            return "regex", self.one_item(tuple(map(_pattern_as_regex, patterns)))
        if len(patterns) > 1 and any("%" in text or "_" in text for text in patterns):
            raise NotInPostHog("PostHog tests only one `contains` with wildcards per step")
        return "icontains", self.one_item(operand)


class IContains(Text):
    """A single item is a pattern, several are literals, as in PostHog."""

    name = "icontains"
    posthog = "icontains"
    searches = True
    blanks_matter_at = (True, True)
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

    def ways(self, operand: Operand, context: Context) -> tuple[Way, ...]:  # noqa: ARG002
        """A pattern, or several literals."""
        texts = texts_of(operand)
        return tuple(Way("holds" if len(texts) > 1 else "like", fold(text), folds=True) for text in texts)

    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:  # noqa: ARG002
        """A search in any case."""
        texts = texts_of(operand)
        return _containing_any(texts, builder) if len(texts) > 1 else _containing(texts[0], builder, folds=True)

    def canonical(self, operand: Operand) -> tuple[str, tuple[Scalar, ...]]:
        """Several items are literals, as in `icontains_multi`."""
        return self.name if len(items(operand)) == 1 else IContainsMulti.name, items(operand)

    def accepts_any_value(self, operand: Operand, *, always_present: bool) -> bool:  # noqa: ARG002
        """Whether an item consists of `%` alone."""
        return any(not text.strip("%") for text in texts_of(operand))

    def has_wildcards(self, operand: Operand) -> bool:
        """Whether there is one item only."""
        return len(items(operand)) == 1


class NotIContains(Negated):
    """The negation of `icontains`."""

    name = "not_icontains"
    posthog = "not_icontains"
    summary = "does not contain the text in any case, nor any of a list"
    takes = IContains.takes
    inner = IContains()
    examples = negated_examples(IContains.examples)
    posthog_requires_presence = True

    def canonical(self, operand: Operand) -> tuple[str, tuple[Scalar, ...]]:
        """Several items are literals, as in `not_icontains_multi`."""
        return self.name if len(items(operand)) == 1 else NotIContainsMulti.name, items(operand)


class IContainsMulti(Text):
    """Literals in any case, also where there is one only."""

    name = "icontains_multi"
    posthog = "icontains_multi"
    posthog_keeps_list = True
    lists_mean_any = True
    searches = True
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

    def ways(self, operand: Operand, context: Context) -> tuple[Way, ...]:  # noqa: ARG002
        """A literal for each item."""
        return tuple(Way("holds", fold(text), folds=True) for text in texts_of(operand))

    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:  # noqa: ARG002
        """A search in any case for each literal."""
        return _containing_any(texts_of(operand), builder)

    def accepts_any_value(self, operand: Operand, *, always_present: bool) -> bool:  # noqa: ARG002
        """Whether a literal is empty."""
        return "" in texts_of(operand)


class NotIContainsMulti(Negated):
    """The negation of `icontains_multi`."""

    name = "not_icontains_multi"
    posthog = "not_icontains_multi"
    summary = "contains none of the literals, in any case"
    takes = IContainsMulti.takes
    inner = IContainsMulti()
    examples = negated_examples(IContainsMulti.examples)
    posthog_requires_presence = True


OPERATORS: tuple[Operator, ...] = (
    Contains(),
    IContains(),
    NotIContains(),
    IContainsMulti(),
    NotIContainsMulti(),
)
