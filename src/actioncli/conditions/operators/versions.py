"""Operators on versions; a value that is not `X.Y.Z` (`docs/semantics.md` 7) meets none of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from actioncli.conditions.operators.base import Context, Example, OperandKind, Operator, Predicate
from actioncli.conditions.operators.comparison import Comparison
from actioncli.conditions.operators.operands import OperandError, one_scalar, shown
from actioncli.conditions.versions import Range, Version, caret, given, lowest, tilde, version, wildcard
from actioncli.values import Operand, Value, text_form

if TYPE_CHECKING:
    from actioncli.conditions.operators.expressions import Expr, ExpressionBuilder

_PART = "(?:0|[1-9][0-9]*)"
_SUFFIX = r"(?:[-+][\s\S]*)?"
_TO_THREE = rf"(?:\.{_PART}){{0,2}}{_SUFFIX}"


def _version_or_number(rest: str) -> dict[str, object]:
    """The JSON Schema of a version as text, with `rest` after its first number, or of a major version as a number."""
    return {
        "anyOf": [{"type": "string", "pattern": rf"^\s*v?{_PART}{rest}(?![\s\S])"}, {"type": "integer", "minimum": 0}]
    }


class VersionOperator(Operator):
    """An operator whose operand is a version of one to three numbers."""

    takes = "one version, of one to three numbers"
    same_answer_for = "texts"
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
        """The numbers of the operand; None if it is not a version."""
        return given(text)

    def advice(self, text: str) -> str:
        """What to write instead of the operand."""
        if text.strip().endswith("*"):
            return "`semver_wildcard` takes `*`"
        return f"write one to three numbers without leading zeros, as in {self.shape}"

    def given(self, operand: Operand) -> tuple[int, ...]:
        """The numbers of a checked operand."""
        numbers = self.numbers(str(operand))
        if numbers is None:
            raise OperandError(f"{shown(operand)}, expected a version such as {self.shape}")
        return numbers


class VersionComparison(VersionOperator, Comparison):
    """A comparison with one version, in which missing numbers are 0."""

    family = "version"
    read = staticmethod(version)

    def bound(self, operand: Operand, context: Context) -> Version:  # noqa: ARG002
        """The version."""
        return self.fixed_bound(operand)

    def fixed_bound(self, operand: Operand) -> Version:
        """The version."""
        return lowest(self.given(operand))

    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:
        """A regular expression of the versions that meet it, so that no language needs to know versions."""
        from actioncli.conditions.as_regex import versions_as_regex  # noqa: PLC0415 - only `sql` needs it

        return builder.matches_regex(versions_as_regex(self.symbol, self.bound(operand, context)))


class SemverEq(VersionComparison):
    """The same version."""

    name = "semver_eq"
    posthog = "semver_eq"
    summary = "is the version; suffixes such as -beta do not count"
    symbol = "="
    examples = (
        Example("1.2.3", "1.2.3-alpha.1", True),
        Example("1.2.3", "1.2.4", False),
        Example("1.2", "v1.2.0", True),
        Example("3.10", "3.10", False),
        Example("1.2.3", None, False),
    )


class SemverNeq(VersionOperator):
    """Another version; not the negation of `semver_eq`, since a value that is not a version meets neither."""

    name = "semver_neq"
    posthog = "semver_neq"
    summary = "is a different version"
    examples = (
        Example("1.2.3", "1.2.4", True),
        Example("1.2.3", "1.2.3+build", False),
        Example("1.2.3", "latest", False),
        Example("1.2.3", None, False),
    )

    def predicate(self, operand: Operand, context: Context) -> Predicate:  # noqa: ARG002
        """Before or after the version."""
        excluded = lowest(self.given(operand))

        def test(value: Value) -> bool:
            found = version(value)
            return found is not None and found != excluded

        return test

    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:  # noqa: ARG002
        """A regular expression of the versions before or after it."""
        from actioncli.conditions.as_regex import versions_as_regex  # noqa: PLC0415 - only `sql` needs it

        return builder.matches_regex(versions_as_regex("!=", lowest(self.given(operand))))


class SemverGt(VersionComparison):
    """A later version."""

    name = "semver_gt"
    posthog = "semver_gt"
    summary = "is a version after the operand"
    symbol = ">"
    examples = (
        Example("1.9.0", "1.10.0", True),
        Example("1.9.0", "1.9.0", False),
        Example("1.9.0", None, False),
    )


class SemverGte(VersionComparison):
    """The same or a later version."""

    name = "semver_gte"
    posthog = "semver_gte"
    summary = "is the version or a later one"
    symbol = ">="
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
    symbol = "<"
    examples = (
        Example("2", "1.99.99", True),
        Example("2", "2.0.0", False),
        Example("2", None, False),
    )


class SemverLte(VersionComparison):
    """The same or an earlier version."""

    name = "semver_lte"
    posthog = "semver_lte"
    summary = "is the version or an earlier one"
    symbol = "<="
    examples = (
        Example("2.0.0", "2.0.0", True),
        Example("2.0.0", "2.0.1", False),
        Example("2.0.0", None, False),
    )


class VersionRange(VersionOperator):
    """A range of versions that begins at the operand."""

    spans: ClassVar[Callable[[tuple[int, ...]], Range]]

    def predicate(self, operand: Operand, context: Context) -> Predicate:  # noqa: ARG002
        """Within the range."""
        low, after = type(self).spans(self.given(operand))

        def test(value: Value) -> bool:
            found = version(value)
            return found is not None and low <= found < after

        return test

    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:  # noqa: ARG002
        """Regular expressions of the versions from its beginning on, and of those before its end."""
        from actioncli.conditions.as_regex import versions_as_regex  # noqa: PLC0415 - only `sql` needs it

        low, after = type(self).spans(self.given(operand))
        return builder.all_of(
            [builder.matches_regex(versions_as_regex(">=", low)), builder.matches_regex(versions_as_regex("<", after))]
        )


class SemverTilde(VersionRange):
    """Later patches; for a bare major version, later minors too."""

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
        """The numbers before the star, one or two; without a star, one to three."""
        before = text.strip().removesuffix(".*")
        numbers = given(before)
        has_star = before != text.strip()
        return None if has_star and numbers is not None and len(numbers) > 2 else numbers

    def advice(self, text: str) -> str:
        """What to write instead of the operand."""
        if text.strip() == "*":
            return "`is_set: true` takes any value; write at least the major version, as in 1.*"
        return "write one or two numbers and a star, as in 1.2.*"


OPERATORS: tuple[Operator, ...] = (
    SemverEq(),
    SemverNeq(),
    SemverGt(),
    SemverGte(),
    SemverLt(),
    SemverLte(),
    SemverTilde(),
    SemverCaret(),
    SemverWildcard(),
)
