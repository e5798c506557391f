"""The interface through which an operator writes its test in another language, such as SQL.

`Operator.to_expression` builds the same test as `Operator.predicate`, with the methods of an `ExpressionBuilder`.
The builder knows the language and the value that is tested.
A test may be null where the value is absent; `coalesce` makes it true or false.

    builder.any_of([builder.compare_number("<", 18), builder.compare_number(">", 65)])
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Protocol, TypeAlias, TypeVar

Expr = TypeVar("Expr")
"""A test in the other language."""

Comparator: TypeAlias = Literal["<", "<=", "=", ">=", ">"]


class ExpressionBuilder(Protocol[Expr]):
    """Builds tests of one value.

    A method raises an error if the language cannot express its test exactly. No method approximates.
    """

    def constant(self, value: bool) -> Expr:
        """The same answer for every present value."""

    def any_of(self, tests: Iterable[Expr]) -> Expr:
        """At least one of the tests holds; false without tests."""

    def all_of(self, tests: Iterable[Expr]) -> Expr:
        """All of the tests hold; true without tests."""

    def negate(self, test: Expr) -> Expr:
        """The test does not hold. The test must be true or false, never null: see `coalesce`."""

    def coalesce(self, test: Expr, *, absent: bool) -> Expr:
        """The test, with `absent` as the answer for an absent value; never null."""

    def text_in(self, texts: Iterable[str]) -> Expr:
        """The text form equals one of the texts."""

    def contains(self, literal: str) -> Expr:
        """The text form contains the literal."""

    def matches_regex(self, pattern: str) -> Expr:
        """The text form contains a match of an RE2 pattern, in which `.` matches any character."""

    def equals_number(self, number: int | float, *, or_its_digits: bool = False) -> Expr:
        """The value is a JSON number, not a string that reads as one, and equals `number`.

        With `or_its_digits`, the answer for a string of the digits of a whole number may be either.
        """

    def compare_number(self, comparator: Comparator, bound: int | float) -> Expr:
        """The value is a number or reads as one (`docs/semantics.md` 3.4), and the comparison with `bound` holds."""

    def compare_time(self, comparator: Comparator, bound: int) -> Expr:
        """The value is a date (`docs/semantics.md` 6.1), and the comparison of its time with `bound` holds.

        `bound` is in nanoseconds since 1970.
        """
