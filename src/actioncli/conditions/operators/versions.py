"""Operators of versions: a value that is not `X.Y.Z` (`docs/semantics.md` 7) meets none of them."""

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
    one_scalar,
    shown,
)
from actioncli.conditions.versions import Range, caret, given, lowest, tilde, version, wildcard
from actioncli.values import Operand, Value, text_form

if TYPE_CHECKING:
    from actioncli.conditions.operators.expressions import Expr, ExpressionBuilder

_PART = "(?:0|[1-9][0-9]*)"
_SUFFIX = r"(?:[-+][\s\S]*)?"
_TO_THREE = rf"(?:\.{_PART}){{0,2}}{_SUFFIX}"


def _version_or_number(rest: str) -> dict[str, object]:
    """A version as text, followed by the rest, or its first number alone as a number."""
    return {
        "anyOf": [{"type": "string", "pattern": rf"^\s*v?{_PART}{rest}(?![\s\S])"}, {"type": "integer", "minimum": 0}]
    }


class VersionOperator(Operator):
    """What operators of versions share: an operand of one to three numbers."""

    takes = "one version, of one to three numbers"
    kind = OperandKind(_version_or_number(rf"{_TO_THREE}\s*"), most=1)
    shape: ClassVar[str] = "1.2.3"

    def check(self, operand: object) -> Operand:
        """A version as text; a whole number is a major version."""
        found = one_scalar(operand, "one version")
        if isinstance(found, float):
            hint = 'quote it, as in "1.10": an unquoted number loses its zeros'
            raise OperandError(f"the number {found}, expected a version as text", hint)
        text = text_form(found)
        if self.numbers(text) is None:
            raise OperandError(f"{shown(found)}, expected a version such as {self.shape}", self.advice(text))
        return text

    def numbers(self, text: str) -> tuple[int, ...] | None:
        """The numbers of the operand, or None where it is no version."""
        return given(text)

    def advice(self, text: str) -> str:
        """What to write instead of the operand."""
        if text.strip().endswith("*"):
            return "`semver_wildcard` takes `*`"
        return f"write one to three numbers without leading zeros, as in {self.shape}"

    def given(self, operand: Operand) -> tuple[int, ...]:
        """The numbers of an operand that was checked."""
        numbers = self.numbers(str(operand))
        if numbers is None:
            raise OperandError(f"{shown(operand)}, expected a version such as {self.shape}")
        return numbers


class VersionComparison(VersionOperator):
    """A comparison with one version, in which missing numbers are 0."""

    compares: ClassVar[Callable[[Any, Any], bool]]

    def predicate(self, operand: Operand, context: Context) -> Predicate:  # noqa: ARG002
        """The comparison, number by number."""
        bound, compares = lowest(self.given(operand)), type(self).compares

        def test(value: Value) -> bool:
            read = version(value)
            return read is not None and compares(read, bound)

        return test

    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:  # noqa: ARG002
        """A pattern that the versions in question meet: no language needs to know what a version is."""
        from actioncli.conditions.versions_spelled import comparing_as_pattern  # noqa: PLC0415 - only `sql` asks

        return builder.matches_regex(comparing_as_pattern(type(self).compares, lowest(self.given(operand))))


class SemverEq(VersionComparison):
    """The same version."""

    name = "semver_eq"
    posthog = "semver_eq"
    summary = "is the version; suffixes such as -beta do not count"
    compares = comparisons.eq
    examples = (
        Example("1.2.3", "1.2.3-alpha.1", True),
        Example("1.2.3", "1.2.4", False),
        Example("1.2", "v1.2.0", True),
        Example("3.10", "3.10", False),
        Example("1.2.3", None, False),
    )


class SemverNeq(VersionComparison):
    """Another version; no negation of `semver_eq`, as what is no version is not another one."""

    name = "semver_neq"
    posthog = "semver_neq"
    summary = "is a version, but another one"
    compares = comparisons.ne
    examples = (
        Example("1.2.3", "1.2.4", True),
        Example("1.2.3", "1.2.3+build", False),
        Example("1.2.3", "latest", False),
        Example("1.2.3", None, False),
    )


class SemverGt(VersionComparison):
    """A later version."""

    name = "semver_gt"
    posthog = "semver_gt"
    summary = "is a version after the operand"
    compares = comparisons.gt
    examples = (
        Example("1.9.0", "1.10.0", True),
        Example("1.9.0", "1.9.0", False),
        Example("1.9.0", None, False),
    )


class SemverGte(VersionComparison):
    """The same or a later version."""

    name = "semver_gte"
    posthog = "semver_gte"
    summary = "is the version or one after it"
    compares = comparisons.ge
    examples = (
        Example("3.0.0", "3.0.0", True),
        Example("3.0.0", "3.10", False),
        Example("3.0.0", None, False),
    )


class SemverLt(VersionComparison):
    """An earlier version."""

    name = "semver_lt"
    posthog = "semver_lt"
    summary = "is a version before the operand"
    compares = comparisons.lt
    examples = (
        Example("2", "1.99.99", True),
        Example("2", "2.0.0", False),
        Example("2", None, False),
    )


class SemverLte(VersionComparison):
    """The same or an earlier version."""

    name = "semver_lte"
    posthog = "semver_lte"
    summary = "is the version or one before it"
    compares = comparisons.le
    examples = (
        Example("2.0.0", "2.0.0", True),
        Example("2.0.0", "2.0.1", False),
        Example("2.0.0", None, False),
    )


class VersionRange(VersionOperator):
    """A range that begins at the operand."""

    spans: ClassVar[Callable[[tuple[int, ...]], Range]]

    def predicate(self, operand: Operand, context: Context) -> Predicate:  # noqa: ARG002
        """Within the range."""
        low, after = type(self).spans(self.given(operand))

        def test(value: Value) -> bool:
            read = version(value)
            return read is not None and low <= read < after

        return test

    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:  # noqa: ARG002
        """Patterns that the versions from its beginning on and those before its end meet."""
        from actioncli.conditions.versions_spelled import (  # noqa: PLC0415 - only `sql` asks
            AT_LEAST,
            BEFORE,
            comparing_as_pattern,
        )

        low, after = type(self).spans(self.given(operand))
        return builder.all_of(
            [
                builder.matches_regex(comparing_as_pattern(AT_LEAST, low)),
                builder.matches_regex(comparing_as_pattern(BEFORE, after)),
            ]
        )


class SemverTilde(VersionRange):
    """Later patches, and of a bare major version later minors too."""

    name = "semver_tilde"
    posthog = "semver_tilde"
    summary = "is the version or a later patch of it: 1.2.3 is from 1.2.3 to before 1.3.0, 1 is to before 2.0.0"
    spans = tilde
    examples = (
        Example("1.2.3", "1.2.9", True),
        Example("1.2.3", "1.3.0", False),
        Example("1", "1.9.0", True),
        Example("1.2.3", None, False),
    )


class SemverCaret(VersionRange):
    """Up to the next step of the first number that is not zero."""

    name = "semver_caret"
    posthog = "semver_caret"
    summary = "is the version or a compatible later one: 1.2.3 is to before 2.0.0, 0.2.3 is to before 0.3.0"
    spans = caret
    examples = (
        Example("1.2.3", "1.9.0", True),
        Example("0.2.3", "0.3.0", False),
        Example("0.0.3", "0.0.3", True),
        Example("1.2.3", None, False),
    )


class SemverWildcard(VersionRange):
    """Versions that begin with the numbers before the star."""

    name = "semver_wildcard"
    posthog = "semver_wildcard"
    summary = "begins with the numbers before `*`: 1.2.* is from 1.2.0 to before 1.3.0"
    takes = "one version pattern, such as 1.2.* or 1.*"
    kind = OperandKind(_version_or_number(rf"(?:{_TO_THREE}|(?:\.{_PART})?{_SUFFIX}\.\*)\s*"), most=1)
    shape = "1.2.*"
    spans = wildcard
    examples = (
        Example("1.2.*", "1.2.9", True),
        Example("1.2.*", "1.3.0", False),
        Example("1.*", "1.9.9", True),
        Example("1.2.*", None, False),
    )

    def numbers(self, text: str) -> tuple[int, ...] | None:
        """The numbers before the star, of which no version has three and more behind them."""
        before = text.strip().removesuffix(".*")
        numbers = given(before)
        has_star = before != text.strip()
        return None if has_star and numbers is not None and len(numbers) > 2 else numbers

    def advice(self, text: str) -> str:
        """What to write instead of the operand."""
        if text.strip() == "*":
            return "`is_set: true` takes any value; write at least the major version, as in 1.*"
        return "write one or two numbers and a star, as in 1.2.*"
