"""Dates in text (`docs/semantics.md` 6.1) as moments, worked out with whole numbers alone.

Databases read dates in ways of their own; digits and the calendar are the same in all of them.
"""

from __future__ import annotations

from actioncli.sql import building as sql
from actioncli.sql.building import Sql, exp
from actioncli.sql.speech import Speech
from actioncli.sql.spelling import spelled

_HOURS = "(?:[01][0-9]|2[0-3])"
_TIME = rf"[T ]{_HOURS}:[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?(?:Z|[+-]{_HOURS}(?::?[0-5][0-9])?)?"
_DATE = rf"^[0-9]{{4}}-(?:0[1-9]|1[0-2])-[0-9]{{2}}(?:{_TIME})?$"
_UNIX = "^(?:[0-9]{10}|[0-9]{13})$"
_WITH_SECONDS = "^.{16}:"
_FRACTION = r"^.{19}\.([0-9]+)"
_OFFSET = "^.{16}.*([+-])([0-9]{2}):?([0-9]{2})?$"


def moment_of(speech: Speech, text: Sql) -> Sql:
    """The nanoseconds since 1970 that a text stands for, as a large whole number; null if it is no date."""

    def found(pattern: str) -> Sql:
        return speech.found(text, spelled(pattern, speech.spelling))

    def group(pattern: str, number: int) -> Sql:
        return speech.group(text, spelled(pattern, speech.spelling), number)

    def number(start: int, length: int) -> Sql:
        return speech.small(sql.part(text, start, length))

    year, month, day = number(1, 4), number(6, 2), number(9, 2)
    exists = sql.both(
        [
            sql.compared(year, ">", sql.integer(0)),
            sql.compared(day, ">", sql.integer(0)),
            sql.compared(day, "<=", _length_of(month, year)),
        ]
    )
    has_time = sql.compared(exp.Length(this=text.copy()), ">", sql.integer(10))
    minutes = sql.case([(has_time, _plus(_times(number(12, 2), 60), number(15, 2)))], sql.integer(0))
    seconds = sql.case([(found(_WITH_SECONDS), number(18, 2))], sql.integer(0))
    offset = sql.case(
        [
            (
                found(r"^.{16}.*[+-][0-9]{2}:?[0-9]{2}$"),
                _plus(_times(speech.small(group(_OFFSET, 2)), 60), speech.small(group(_OFFSET, 3))),
            ),
            (found("^.{16}.*[+-][0-9]{2}$"), _times(speech.small(group(_OFFSET, 2)), 60)),
        ],
        sql.integer(0),
    )
    signed = sql.case([(found("^.{16}.*[-][0-9:]+$"), exp.Neg(this=exp.Paren(this=offset.copy())))], offset)
    fraction = sql.case(
        [(found(_FRACTION), speech.small(sql.part(_padded(group(_FRACTION, 1)), 1, 9)))], sql.integer(0)
    )
    total = _plus(_times(_plus(_times(_days(speech, year, month, day), 1440), _minus(minutes, signed)), 60), seconds)
    nanoseconds = _plus(_times(speech.large(total), 1_000_000_000), fraction)
    scale = sql.case(
        [(sql.equal(exp.Length(this=text.copy()), sql.integer(10)), sql.integer(10**9))], sql.integer(10**6)
    )
    return sql.case(
        [
            (found(_UNIX), exp.Mul(this=speech.whole(text), expression=scale)),
            (found(_DATE), sql.case([(exists, nanoseconds)])),
        ]
    )


def _days(speech: Speech, year: Sql, month: Sql, day: Sql) -> Sql:
    """The days since 1970 of a date, counted in years that begin in March."""
    is_early = sql.compared(month, "<=", sql.integer(2))
    y = exp.Paren(this=sql.case([(is_early, _minus(year, sql.integer(1)))], year))
    m = exp.Paren(this=sql.case([(is_early, _plus(month, sql.integer(9)))], _minus(month, sql.integer(3))))
    leaps = _plus(_minus(speech.divided(y, 4), speech.divided(y, 100)), speech.divided(y, 400))
    in_year = _plus(speech.divided(_plus(_times(m, 153), sql.integer(2)), 5), day)
    return _minus(_plus(_plus(_times(y, 365), leaps), in_year), sql.integer(719_469))


def _length_of(month: Sql, year: Sql) -> Sql:
    """How many days a month has."""

    def every(years: int) -> Sql:
        return sql.equal(exp.Mod(this=year.copy(), expression=sql.integer(years)), sql.integer(0))

    leap = sql.either([sql.both([every(4), sql.opposite(every(100))]), every(400)])
    is_short = sql.among(month, [sql.integer(number) for number in (4, 6, 9, 11)])
    february = sql.equal(month, sql.integer(2))
    return sql.case(
        [(sql.both([february, leap]), sql.integer(29)), (february, sql.integer(28)), (is_short, sql.integer(30))],
        sql.integer(31),
    )


def _padded(digits: Sql) -> Sql:
    return exp.Concat(expressions=[digits.copy(), sql.text("00000000")], coalesce=False)


def _plus(left: Sql, right: Sql) -> Sql:
    return exp.Paren(this=exp.Add(this=left.copy(), expression=right.copy()))


def _minus(left: Sql, right: Sql) -> Sql:
    return exp.Paren(this=exp.Sub(this=left.copy(), expression=right.copy()))


def _times(left: Sql, right: int) -> Sql:
    return exp.Paren(this=exp.Mul(this=left.copy(), expression=sql.integer(right)))
