"""Tests of one value of an event in SQL: the `ExpressionBuilder`s that operators use.

A test is null or false for an absent value, and true or false for a present one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import ceil, floor, inf, nextafter

from sqlglot import exp

from actioncli.conditions.operators.expressions import Comparator
from actioncli.sql import expressions as sql
from actioncli.sql.columns import Layer
from actioncli.sql.dates import to_nanoseconds
from actioncli.sql.dialect import Dialect
from actioncli.sql.expressions import Expr
from actioncli.sql.regexes import translate_regex
from actioncli.sql.unsupported import UnsupportedError
from actioncli.values import number

_NUMBER = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$"
_WHOLE = "^[+-]?[0-9]+$"
_SHORT = "^[+-]?0*[0-9]{1,37}$"
LARGEST = 10**37
"""Integers with more than 37 digits are beyond every bound."""


class TextBuilder:
    """Builds tests of a value from its text form."""

    def __init__(
        self,
        dialect: Dialect,
        text: Callable[[], Expr],
        derived: Layer | None,
        *,
        exact: Callable[[], Expr] | None = None,
        numeric: Callable[[], Expr] | None = None,
        number: Callable[[], Expr] | None = None,
        always_there: bool = False,
    ) -> None:
        """`derived` is the layer for expressions computed from the text; without it, they are inlined.

        `exact` returns the exact text form if `text` is not exact, `numeric` a text that reads as the same number,
        and `number` whether the value is a JSON number.
        """
        self.dialect = dialect
        self._text = text
        self._exact = exact or text
        self._numeric = numeric or text
        self._derived = derived
        self._number = number
        self._always_there = always_there

    @property
    def text(self) -> Expr:
        """The text form, possibly inexact; null if the value is absent."""
        return self._text()

    @property
    def exact(self) -> Expr:
        """The text form, exactly."""
        return self._exact()

    # --- logic ---

    def constant(self, answer: bool) -> Expr:
        if not answer:
            return sql.boolean(False)
        return sql.boolean(True) if self._always_there else sql.is_not_null(self.text)

    def any_of(self, tests: Iterable[Expr]) -> Expr:
        return sql.any_of(tests)

    def all_of(self, tests: Iterable[Expr]) -> Expr:
        return sql.all_of(tests)

    def negate(self, test: Expr) -> Expr:
        return sql.negate(test)

    def coalesce(self, test: Expr, *, absent: bool) -> Expr:
        if self._always_there:
            return test
        settled = test if _is_settled(test) else sql.coalesce(test, sql.boolean(False))
        return sql.any_of([sql.is_null(self.text), settled]) if absent else settled

    # --- texts ---

    def text_in(self, texts: Iterable[str]) -> Expr:
        listed = list(texts)
        if not listed:
            return sql.boolean(False)
        value = self.exact if any(map(_may_be_printed, listed)) else self.text
        return sql.is_in(value, [sql.string(text) for text in listed])

    def contains(self, literal: str) -> Expr:
        return self.dialect.contains(self.exact, literal) if literal else self.constant(True)

    def matches_regex(self, pattern: str) -> Expr:
        if not pattern:
            return self.constant(True)
        return self.dialect.regex_like(self.exact, translate_regex(pattern, self.dialect.regex_flavor))

    # --- numbers ---

    def equals_number(self, number: int | float, *, or_its_digits: bool = False) -> Expr:
        if self._number is None:
            return sql.boolean(False)
        if not or_its_digits and not self.dialect.distinguishes(number):
            raise UnsupportedError("JSON integers beyond 64 bits are read as text", "long-numbers")
        return sql.all_of([self._number(), self.compare_number("=", number)])

    def compare_number(self, comparator: Comparator, bound: int | float) -> Expr:
        ways = []
        whole = _of_whole_numbers(comparator, bound)
        if whole is not None:
            ways.append(sql.compare(self._whole(), whole[0], self.dialect.parse_int(sql.string(str(whole[1])))))
        real = _of_floats(comparator, bound)
        if real is not None:
            ways.append(sql.compare(self._real(), real[0], self.dialect.parse_float(sql.string(repr(real[1])))))
        return sql.coalesce(*ways, sql.boolean(False)) if ways else sql.boolean(False)

    def _whole(self) -> Expr:
        """The text as an integer, limited to `LARGEST`; null if it is not an integer."""
        found, text = self.dialect.regex_like, self._numeric()
        digits = self.dialect.replace(text, "+", "")
        spelling = self.dialect.regex_flavor
        return self._worked_out(
            sql.case(
                [
                    (found(text, translate_regex(_SHORT, spelling)), self.dialect.parse_int(digits)),
                    (
                        found(text, translate_regex("^-[0-9]+$", spelling)),
                        self.dialect.parse_int(sql.string(str(-LARGEST))),
                    ),
                    (found(text, translate_regex(_WHOLE, spelling)), self.dialect.parse_int(sql.string(str(LARGEST)))),
                ]
            )
        )

    def _real(self) -> Expr:
        """The text as a float, if it is a number but not all digits; else null."""
        found, text, spelling = self.dialect.regex_like, self._numeric(), self.dialect.regex_flavor
        is_real = sql.all_of(
            [
                found(text, translate_regex(_NUMBER, spelling)),
                sql.negate(found(text, translate_regex(_WHOLE, spelling))),
            ]
        )
        return self._worked_out(sql.case([(is_real, self.dialect.parse_float(text))]))

    # --- dates ---

    def compare_time(self, comparator: Comparator, bound: int) -> Expr:
        nanoseconds = self.dialect.parse_int(sql.string(str(bound)))
        compared = sql.compare(self._worked_out(to_nanoseconds(self.dialect, self.exact)), comparator, nanoseconds)
        return sql.coalesce(compared, sql.boolean(False))

    def _worked_out(self, value: Expr) -> Expr:
        return value if self._derived is None else self._derived.column(value)


class TimestampBuilder(TextBuilder):
    """Tests of a column of the database's own time type.

    Its text form is unknown, because exports write a time in more than one way.
    """

    def __init__(self, dialect: Dialect, moment: Expr) -> None:
        super().__init__(dialect, lambda: moment, None)

    def text_in(self, texts: Iterable[str]) -> Expr:
        raise self._refusal()

    def contains(self, literal: str) -> Expr:
        raise self._refusal()

    def matches_regex(self, pattern: str) -> Expr:
        raise self._refusal()

    def equals_number(self, number: int | float, *, or_its_digits: bool = False) -> Expr:
        raise self._refusal()

    def compare_number(self, comparator: Comparator, bound: int | float) -> Expr:
        raise self._refusal()

    @staticmethod
    def _refusal() -> UnsupportedError:
        hint = "use is_date_exact, is_date_before or is_date_after"
        return UnsupportedError("the column holds times, which exports write in several formats", "times-as-text", hint)

    def compare_time(self, comparator: Comparator, bound: int) -> Expr:
        down, rest = divmod(bound, 1_000)
        if comparator == "=" and rest:
            return sql.boolean(False)
        microseconds = down + 1 if rest and comparator in (">=", "<") else down
        return sql.compare(self.text, comparator, self.dialect.timestamp(microseconds))


def _may_be_printed(text: str) -> bool:
    """Whether a text may be the text form of an array, an object or a number."""
    return text.startswith(("[", "{")) or number(text) is not None


def _is_settled(test: Expr) -> bool:
    """Whether a test is never null."""
    if isinstance(test, exp.Coalesce | exp.Boolean):
        return True
    return isinstance(test, exp.Not) and isinstance(test.this, exp.Is)


def _of_whole_numbers(comparator: Comparator, bound: int | float) -> tuple[str, int] | None:
    """The comparison for integers with this bound; None if no integer passes it."""
    if abs(bound) >= LARGEST:
        raise UnsupportedError("a number of more than 37 digits", "large-numbers")
    if comparator == "=":
        return (comparator, int(bound)) if bound == int(bound) else None
    up = comparator in (">=", "<")
    return comparator, ceil(bound) if up else floor(bound)


def _of_floats(comparator: Comparator, bound: int | float) -> tuple[str, float] | None:
    """The comparison for floats with this bound, which may lie between two floats."""
    near = float(bound)
    if near == bound:
        return comparator, near
    below, above = (nextafter(near, -inf), near) if near > bound else (near, nextafter(near, inf))
    if comparator == "=":
        return None
    return (">=", above) if comparator[0] == ">" else ("<=", below)
