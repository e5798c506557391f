"""One value of an event in SQL: the words of operators (`conditions.operators.expressions`), said of a column.

A test is null or false of an absent value, and true or false of a present one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import ceil, floor, inf, nextafter

from sqlglot import exp

from actioncli.conditions.operators.expressions import Comparator
from actioncli.sql import building as sql
from actioncli.sql.building import Sql
from actioncli.sql.columns import Layer
from actioncli.sql.dates import moment_of
from actioncli.sql.dialect import Dialect
from actioncli.sql.refusals import CannotSay
from actioncli.sql.spelling import spelled
from actioncli.values import number

_NUMBER = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$"
_WHOLE = "^[+-]?[0-9]+$"
_SHORT = "^[+-]?0*[0-9]{1,37}$"
LARGEST = 10**37
"""Whole numbers of more digits than 37 lie beyond every bound, whatever they are."""


class TextBuilder:
    """What is said of a value by its text form."""

    def __init__(
        self,
        dialect: Dialect,
        text: Callable[[], Sql],
        derived: Layer | None,
        *,
        exact: Callable[[], Sql] | None = None,
        numeric: Callable[[], Sql] | None = None,
        number: Callable[[], Sql] | None = None,
        always_there: bool = False,
    ) -> None:
        """`derived` takes what is worked out of the text; without one, it is worked out where it is used.

        `exact` gives the text form where `text` is but a loose one, `numeric` a text that reads as the same number,
        and `number` says whether JSON has a number.
        """
        self.dialect = dialect
        self._text = text
        self._exact = exact or text
        self._numeric = numeric or text
        self._derived = derived
        self._number = number
        self._always_there = always_there

    @property
    def text(self) -> Sql:
        """The text form, or a loose one: null if the value is absent."""
        return self._text()

    @property
    def exact(self) -> Sql:
        """The text form, exactly."""
        return self._exact()

    # --- logic ---

    def constant(self, answer: bool) -> Sql:
        if not answer:
            return sql.answer(False)
        return sql.answer(True) if self._always_there else sql.is_there(self.text)

    def any_of(self, tests: Iterable[Sql]) -> Sql:
        return sql.either(tests)

    def all_of(self, tests: Iterable[Sql]) -> Sql:
        return sql.both(tests)

    def negate(self, test: Sql) -> Sql:
        return sql.opposite(test)

    def coalesce(self, test: Sql, *, absent: bool) -> Sql:
        if self._always_there:
            return test
        settled = test if _is_settled(test) else sql.first(test, sql.answer(False))
        return sql.either([sql.is_null(self.text), settled]) if absent else settled

    # --- texts ---

    def text_in(self, texts: Iterable[str]) -> Sql:
        listed = list(texts)
        if not listed:
            return sql.answer(False)
        value = self.exact if any(map(_may_be_printed, listed)) else self.text
        return sql.among(value, [sql.text(text) for text in listed])

    def contains(self, literal: str) -> Sql:
        return self.dialect.holds(self.exact, literal) if literal else self.constant(True)

    def matches_regex(self, pattern: str) -> Sql:
        if not pattern:
            return self.constant(True)
        return self.dialect.found(self.exact, spelled(pattern, self.dialect.spelling))

    # --- numbers ---

    def equals_number(self, number: int | float, *, or_its_digits: bool = False) -> Sql:
        if self._number is None:
            return sql.answer(False)
        if not or_its_digits and not self.dialect.tells(number):
            raise CannotSay("whole numbers beyond 64 bits in JSON are read as texts", "long-numbers")
        return sql.both([self._number(), self.compare_number("=", number)])

    def compare_number(self, comparator: Comparator, bound: int | float) -> Sql:
        ways = []
        whole = _of_whole_numbers(comparator, bound)
        if whole is not None:
            ways.append(sql.compared(self._whole(), whole[0], self.dialect.whole(sql.text(str(whole[1])))))
        real = _of_floats(comparator, bound)
        if real is not None:
            ways.append(sql.compared(self._real(), real[0], self.dialect.real(sql.text(repr(real[1])))))
        return sql.first(*ways, sql.answer(False)) if ways else sql.answer(False)

    def _whole(self) -> Sql:
        """The whole number that the text is, cut to `LARGEST`; null if it is none."""
        found, text = self.dialect.found, self._numeric()
        digits = self.dialect.without(text, "+", "")
        spelling = self.dialect.spelling
        return self._worked_out(
            sql.case(
                [
                    (found(text, spelled(_SHORT, spelling)), self.dialect.whole(digits)),
                    (found(text, spelled("^-[0-9]+$", spelling)), self.dialect.whole(sql.text(str(-LARGEST)))),
                    (found(text, spelled(_WHOLE, spelling)), self.dialect.whole(sql.text(str(LARGEST)))),
                ]
            )
        )

    def _real(self) -> Sql:
        """The float that the text is, which is no whole number in digits alone; null if it is none."""
        found, text, spelling = self.dialect.found, self._numeric(), self.dialect.spelling
        is_real = sql.both(
            [found(text, spelled(_NUMBER, spelling)), sql.opposite(found(text, spelled(_WHOLE, spelling)))]
        )
        return self._worked_out(sql.case([(is_real, self.dialect.real(text))]))

    # --- dates ---

    def compare_time(self, comparator: Comparator, bound: int) -> Sql:
        nanoseconds = self.dialect.whole(sql.text(str(bound)))
        compared = sql.compared(self._worked_out(moment_of(self.dialect, self.exact)), comparator, nanoseconds)
        return sql.first(compared, sql.answer(False))

    def _worked_out(self, value: Sql) -> Sql:
        return value if self._derived is None else self._derived.column(value)


class TimestampBuilder(TextBuilder):
    """Tests of a column of the database's own time type.

    Its text form is unknown, because exports write a time in more than one way.
    """

    def __init__(self, dialect: Dialect, moment: Sql) -> None:
        super().__init__(dialect, lambda: moment, None)

    def text_in(self, texts: Iterable[str]) -> Sql:
        raise self._refusal()

    def contains(self, literal: str) -> Sql:
        raise self._refusal()

    def matches_regex(self, pattern: str) -> Sql:
        raise self._refusal()

    def equals_number(self, number: int | float, *, or_its_digits: bool = False) -> Sql:
        raise self._refusal()

    def compare_number(self, comparator: Comparator, bound: int | float) -> Sql:
        raise self._refusal()

    @staticmethod
    def _refusal() -> CannotSay:
        hint = "use is_date_exact, is_date_before or is_date_after"
        return CannotSay("the column holds times, and exports spell them in more ways than one", "times-as-text", hint)

    def compare_time(self, comparator: Comparator, bound: int) -> Sql:
        down, rest = divmod(bound, 1_000)
        if comparator == "=" and rest:
            return sql.answer(False)
        microseconds = down + 1 if rest and comparator in (">=", "<") else down
        return sql.compared(self.text, comparator, self.dialect.at(microseconds))


def _may_be_printed(text: str) -> bool:
    """Whether a text may be the text form of an array, an object or a number with a fraction or an exponent."""
    return text.startswith(("[", "{")) or number(text) is not None


def _is_settled(test: Sql) -> bool:
    """Whether a test is true or false already, whatever the value."""
    if isinstance(test, exp.Coalesce | exp.Boolean):
        return True
    return isinstance(test, exp.Not) and isinstance(test.this, exp.Is)


def _of_whole_numbers(comparator: Comparator, bound: int | float) -> tuple[str, int] | None:
    """The comparator that whole numbers are put to for a bound; None if none of them meets it."""
    if abs(bound) >= LARGEST:
        raise CannotSay("a number of more than 37 digits", "large-numbers")
    if comparator == "=":
        return (comparator, int(bound)) if bound == int(bound) else None
    up = comparator in (">=", "<")
    return comparator, ceil(bound) if up else floor(bound)


def _of_floats(comparator: Comparator, bound: int | float) -> tuple[str, float] | None:
    """The comparator that floats are put to; a whole number may lie between two of them."""
    near = float(bound)
    if near == bound:
        return comparator, near
    below, above = (nextafter(near, -inf), near) if near > bound else (near, nextafter(near, inf))
    if comparator == "=":
        return None
    return (">=", above) if comparator[0] == ">" else ("<=", below)
