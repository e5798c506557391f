"""One value of an event in SQL: the words of operators (`conditions.operators.words`), said of a column.

A test is null or false of an absent value, and true or false of a present one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import ceil, floor, inf, nextafter

from sqlglot import exp

from actioncli.conditions.operators.words import Comparing
from actioncli.sql import building as sql
from actioncli.sql.building import Sql
from actioncli.sql.columns import Layer
from actioncli.sql.dates import moment_of
from actioncli.sql.dialect import Speech
from actioncli.sql.refusals import CannotSay
from actioncli.sql.spelling import spelled
from actioncli.values import number

_NUMBER = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$"
_WHOLE = "^[+-]?[0-9]+$"
_SHORT = "^[+-]?0*[0-9]{1,37}$"
LARGEST = 10**37
"""Whole numbers of more digits than 37 lie beyond every bound, whatever they are."""


class TextWords:
    """What is said of a value by its text form."""

    def __init__(
        self,
        speech: Speech,
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
        self.speech = speech
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

    def some(self, tests: Iterable[Sql]) -> Sql:
        return sql.either(tests)

    def every(self, tests: Iterable[Sql]) -> Sql:
        return sql.both(tests)

    def opposite(self, test: Sql) -> Sql:
        return sql.opposite(test)

    def settled(self, test: Sql, *, absent: bool) -> Sql:
        if self._always_there:
            return test
        settled = test if _is_settled(test) else sql.first(test, sql.answer(False))
        return sql.either([sql.is_null(self.text), settled]) if absent else settled

    # --- texts ---

    def reads(self, texts: Iterable[str]) -> Sql:
        listed = list(texts)
        if not listed:
            return sql.answer(False)
        value = self.exact if any(map(_may_be_printed, listed)) else self.text
        return sql.among(value, [sql.text(text) for text in listed])

    def holds(self, literal: str) -> Sql:
        return self.speech.holds(self.exact, literal) if literal else self.constant(True)

    def finds(self, pattern: str) -> Sql:
        if not pattern:
            return self.constant(True)
        return self.speech.found(self.exact, spelled(pattern, self.speech.spelling))

    # --- numbers ---

    def is_the_number(self, number: int | float, *, or_its_digits: bool = False) -> Sql:
        if self._number is None:
            return sql.answer(False)
        if not or_its_digits and not self.speech.tells(number):
            raise CannotSay("whole numbers beyond 64 bits in JSON are read as texts", "long-numbers")
        return sql.both([self._number(), self.compares("=", number)])

    def compares(self, comparing: Comparing, bound: int | float) -> Sql:
        ways = []
        whole = _of_whole_numbers(comparing, bound)
        if whole is not None:
            ways.append(sql.compared(self._whole(), whole[0], self.speech.whole(sql.text(str(whole[1])))))
        real = _of_floats(comparing, bound)
        if real is not None:
            ways.append(sql.compared(self._real(), real[0], self.speech.real(sql.text(repr(real[1])))))
        return sql.first(*ways, sql.answer(False)) if ways else sql.answer(False)

    def _whole(self) -> Sql:
        """The whole number that the text is, cut to `LARGEST`; null if it is none."""
        found, text = self.speech.found, self._numeric()
        digits = self.speech.without(text, "+", "")
        spelling = self.speech.spelling
        return self._worked_out(
            sql.case(
                [
                    (found(text, spelled(_SHORT, spelling)), self.speech.whole(digits)),
                    (found(text, spelled("^-[0-9]+$", spelling)), self.speech.whole(sql.text(str(-LARGEST)))),
                    (found(text, spelled(_WHOLE, spelling)), self.speech.whole(sql.text(str(LARGEST)))),
                ]
            )
        )

    def _real(self) -> Sql:
        """The float that the text is, which is no whole number in digits alone; null if it is none."""
        found, text, spelling = self.speech.found, self._numeric(), self.speech.spelling
        is_real = sql.both(
            [found(text, spelled(_NUMBER, spelling)), sql.opposite(found(text, spelled(_WHOLE, spelling)))]
        )
        return self._worked_out(sql.case([(is_real, self.speech.real(text))]))

    # --- dates ---

    def lies(self, comparing: Comparing, moment: int) -> Sql:
        bound = self.speech.whole(sql.text(str(moment)))
        compared = sql.compared(self._worked_out(moment_of(self.speech, self.exact)), comparing, bound)
        return sql.first(compared, sql.answer(False))

    def _worked_out(self, value: Sql) -> Sql:
        return value if self._derived is None else self._derived.column(value)


def _may_be_printed(text: str) -> bool:
    """Whether a text may be the text form of an array, an object or a number with a fraction or an exponent."""
    return text.startswith(("[", "{")) or number(text) is not None


def _is_settled(test: Sql) -> bool:
    """Whether a test is true or false already, whatever the value."""
    if isinstance(test, exp.Coalesce | exp.Boolean):
        return True
    return isinstance(test, exp.Not) and isinstance(test.this, exp.Is)


def _of_whole_numbers(comparing: Comparing, bound: int | float) -> tuple[str, int] | None:
    """The comparison that whole numbers are put to for a bound; None if none of them meets it."""
    if abs(bound) >= LARGEST:
        raise CannotSay("a number of more than 37 digits", "large-numbers")
    if comparing == "=":
        return (comparing, int(bound)) if bound == int(bound) else None
    up = comparing in (">=", "<")
    return comparing, ceil(bound) if up else floor(bound)


def _of_floats(comparing: Comparing, bound: int | float) -> tuple[str, float] | None:
    """The comparison that floats are put to; a whole number may lie between two of them."""
    near = float(bound)
    if near == bound:
        return comparing, near
    below, above = (nextafter(near, -inf), near) if near > bound else (near, nextafter(near, inf))
    if comparing == "=":
        return None
    return (">=", above) if comparing[0] == ">" else ("<=", below)
