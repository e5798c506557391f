"""Dates in text (`docs/semantics.md` 6.1) as moments, worked out with whole numbers alone.

Databases read dates in ways of their own; digits and the calendar are the same in all of them.
ISO 8601 and counts from 1970 are read; at a value that may be a date in another spelling, the statement fails.
"""

from __future__ import annotations

from sqlglot import exp

from actioncli.sql import building as sql
from actioncli.sql.building import Sql
from actioncli.sql.dialect import Dialect
from actioncli.sql.spelling import spelled

_HOURS = "(?:[01][0-9]|2[0-3])"
_TIME = rf"[T ]{_HOURS}:[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?(?:Z|[+-]{_HOURS}(?::?[0-5][0-9])?)?"
_DATE = rf"^[0-9]{{4}}-(?:0[1-9]|1[0-2])-[0-9]{{2}}(?:{_TIME})?$"
_COUNT = r"^(?:-?[0-9]{9,13}|-?[0-9]{15,19}|[03-9][0-9]{13})$"
_FRACTIONAL_COUNT = r"^[0-9]{9,11}\.[0-9]+$"
_MONTH = (
    "(?:[Jj][Aa][Nn]|[Ff][Ee][Bb]|[Mm][Aa][RrYy]|[Aa][Pp][Rr]|[Jj][Uu][NnLl]|[Aa][Uu][Gg]|[Ss][Ee][Pp]|[Oo][Cc][Tt]"
    "|[Nn][Oo][Vv]|[Dd][Ee][Cc])"
)
_WEEKDAY = "(?:[Mm][Oo][Nn]|[Tt][Uu][Ee]|[Ww][Ee][Dd]|[Tt][Hh][Uu]|[Ff][Rr][Ii]|[Ss][Aa][Tt]|[Ss][Uu][Nn])"
_OTHER = "^[^0-9A-Za-z[]*(?:" + "|".join(
    (
        r"[0-9]{4}[-/](?:0?[1-9]|1[0-2])(?:[^0-9]|$)",
        r"[0-9]{4}-?[Ww][0-9]{2}",
        r"(?:19|20)[0-9]{6}(?:[^0-9]|[0-9]{6}|$)",
        r"[0-9]{2}[-/][0-9]{2}[-/][0-9]{4}",
        rf"[0-9]{{1,4}}[-/ ]+{_MONTH}",
        rf"(?:{_WEEKDAY}[a-zA-Z]*,? +)?{_MONTH}[a-zA-Z]* +[0-9]",
        rf"{_WEEKDAY}[a-zA-Z]*,? *[0-9]{{1,2}}[-/ ]+{_MONTH}",
        r"[0-9]{9,19}(?:\.[0-9]*)?[^0-9A-Za-z]*$",
        r"[0-9]{1,2}(?:\.[0-9]+)?[eE]\+?(?:0?[7-9]|1[0-8])",
        r"[0-9]{3,20}(?:\.[0-9]+)?[eE]\+?(?:0?[0-9]|1[0-6])(?:[^0-9]|$)",
        r"(?:new )?(?:ISODate|Date)[(]",
        r"(?:pd\.|pandas\.)?Timestamp[(]",
        r"(?:datetime\.)?datetime[(]",
        r"date\".*[0-9]",
        r"[A-Za-z0-9_$].*\"[$]date\"",
    )
) + ")"  # fmt: skip
"""The beginnings of values in the other spellings. A few values that are no dates begin so too."""
OTHER_SPELLING = "a value may be a date in a spelling that the statement does not read"
_WITH_SECONDS = "^.{16}:"
_FRACTION = r"^.{19}\.([0-9]+)"
_OFFSET_HOURS = "^.{16}.*[+-]([0-9]{2}):?(?:[0-9]{2})?$"
_OFFSET_MINUTES = "^.{16}.*[+-][0-9]{2}:?([0-9]{2})$"
_WEST = "^.{16}.*-[0-9:]+$"


def moment_of(dialect: Dialect, text: Sql) -> Sql:
    """The nanoseconds since 1970 that a text stands for, as a large whole number; null if it is no date.

    The statement fails at a text that may be a date and is spelled in another way than these.
    """
    is_known = [_found(dialect, text, pattern) for pattern in (_COUNT, _DATE, _FRACTIONAL_COUNT)]
    is_other = sql.both([_found(dialect, text, _OTHER), *map(sql.opposite, is_known)])
    refused = dialect.whole(dialect.refusing(is_other, OTHER_SPELLING, text, sql.text("0")))
    return sql.case(
        [
            (is_known[0], exp.Mul(this=dialect.whole(text), expression=_unit(dialect, text))),
            (is_known[1], _of_calendar(dialect, text)),
            (is_known[2], _of_fractional_count(dialect, text)),
            (is_other, refused),
        ]
    )


def _unit(dialect: Dialect, text: Sql) -> Sql:
    """The nanoseconds that a count of so many digits counts."""
    units = [
        (_found(dialect, text, "^-?[0-9]{9,11}$"), sql.integer(10**9)),
        (_found(dialect, text, "^-?[0-9]{12,14}$"), sql.integer(10**6)),
        (_found(dialect, text, "^-?[0-9]{15,17}$"), sql.integer(10**3)),
    ]
    return sql.case(units, sql.integer(1))


def _of_fractional_count(dialect: Dialect, text: Sql) -> Sql:
    """The moment of a count of seconds with a fraction."""
    whole = dialect.whole(_group(dialect, text, r"^([0-9]+)\."))
    nine = sql.part(_padded(_group(dialect, text, r"^[0-9]+\.([0-9]+)$")), 1, 9)
    return _plus(_times(whole, 10**9), dialect.whole(nine))


def _of_calendar(dialect: Dialect, text: Sql) -> Sql:
    """The moment of a text that is spelled as a date; null if the calendar has no such day."""
    year, month, day = _number(dialect, text, 1, 4), _number(dialect, text, 6, 2), _number(dialect, text, 9, 2)
    exists = [
        sql.compared(year, ">", sql.integer(0)),
        sql.compared(day, ">", sql.integer(0)),
        sql.compared(day, "<=", _length_of(month, year)),
    ]
    minutes = _plus(_times(_days(dialect, year, month, day), 1440), _minutes(dialect, text))
    seconds = sql.case([(_found(dialect, text, _WITH_SECONDS), _number(dialect, text, 18, 2))], sql.integer(0))
    nine = sql.part(_padded(_group(dialect, text, _FRACTION)), 1, 9)
    fraction = sql.case([(_found(dialect, text, _FRACTION), dialect.small(nine))], sql.integer(0))
    nanoseconds = _plus(_times(dialect.large(_plus(_times(minutes, 60), seconds)), 1_000_000_000), fraction)
    return sql.case([(sql.both(exists), nanoseconds)])


def _minutes(dialect: Dialect, text: Sql) -> Sql:
    """The minutes since midnight in UTC, of a text that may be a date alone."""
    local = _plus(_times(_number(dialect, text, 12, 2), 60), _number(dialect, text, 15, 2))
    over = [(_found(dialect, text, _OFFSET_MINUTES), dialect.small(_group(dialect, text, _OFFSET_MINUTES)))]
    offset = _plus(_times(dialect.small(_group(dialect, text, _OFFSET_HOURS)), 60), sql.case(over, sql.integer(0)))
    return sql.case(
        [
            (_has_length(text, 10), sql.integer(0)),
            (_found(dialect, text, _WEST), _plus(local, offset)),
            (_found(dialect, text, _OFFSET_HOURS), _minus(local, offset)),
        ],
        local,
    )


def _found(dialect: Dialect, text: Sql, pattern: str) -> Sql:
    return dialect.found(text, spelled(pattern, dialect.spelling))


def _group(dialect: Dialect, text: Sql, pattern: str) -> Sql:
    return dialect.group(text, spelled(pattern, dialect.spelling), 1)


def _number(dialect: Dialect, text: Sql, start: int, length: int) -> Sql:
    return dialect.small(sql.part(text, start, length))


def _has_length(text: Sql, length: int) -> Sql:
    return sql.equal(exp.Length(this=text.copy()), sql.integer(length))


def _days(dialect: Dialect, year: Sql, month: Sql, day: Sql) -> Sql:
    """The days since 1970 of a date, counted in years that begin in March."""
    is_early = sql.compared(month, "<=", sql.integer(2))
    y = exp.Paren(this=sql.case([(is_early, _minus(year, sql.integer(1)))], year))
    m = exp.Paren(this=sql.case([(is_early, _plus(month, sql.integer(9)))], _minus(month, sql.integer(3))))
    leaps = _plus(_minus(dialect.divided(y, 4), dialect.divided(y, 100)), dialect.divided(y, 400))
    in_year = _plus(dialect.divided(_plus(_times(m, 153), sql.integer(2)), 5), day)
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
