"""Dates in text (`docs/semantics.md` 6.1) as nanoseconds since 1970, computed with integers only.

Databases differ in how they parse dates; digits and the calendar are the same in all of them.
ISO 8601 and Unix times are read. The statement fails for a value that may be a date in another format.
"""

from __future__ import annotations

from sqlglot import exp

from actioncli.sql import expressions as sql
from actioncli.sql.dialect import Dialect
from actioncli.sql.expressions import Expr
from actioncli.sql.regexes import translate_regex

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
"""Prefixes of dates in other formats. A few values that are not dates match too."""
UNKNOWN_FORMAT = "a value may be a date in a format that the statement does not read"
_WITH_SECONDS = "^.{16}:"
_FRACTION = r"^.{19}\.([0-9]+)"
_OFFSET_HOURS = "^.{16}.*[+-]([0-9]{2}):?(?:[0-9]{2})?$"
_OFFSET_MINUTES = "^.{16}.*[+-][0-9]{2}:?([0-9]{2})$"
_WEST = "^.{16}.*-[0-9:]+$"


def to_nanoseconds(dialect: Dialect, text: Expr) -> Expr:
    """A text as nanoseconds since 1970, as a wide integer; null if it is not a date.

    The statement fails for a text that may be a date in another format.
    """
    is_known = [_found(dialect, text, pattern) for pattern in (_COUNT, _DATE, _FRACTIONAL_COUNT)]
    is_other = sql.all_of([_found(dialect, text, _OTHER), *map(sql.negate, is_known)])
    refused = dialect.parse_int(dialect.fail_if(is_other, UNKNOWN_FORMAT, text, sql.string("0")))
    return sql.case(
        [
            (is_known[0], exp.Mul(this=dialect.parse_int(text), expression=_unit(dialect, text))),
            (is_known[1], _of_calendar(dialect, text)),
            (is_known[2], _of_fractional_count(dialect, text)),
            (is_other, refused),
        ]
    )


def _unit(dialect: Dialect, text: Expr) -> Expr:
    """The unit of a Unix time in nanoseconds, by its number of digits."""
    units = [
        (_found(dialect, text, "^-?[0-9]{9,11}$"), sql.integer(10**9)),
        (_found(dialect, text, "^-?[0-9]{12,14}$"), sql.integer(10**6)),
        (_found(dialect, text, "^-?[0-9]{15,17}$"), sql.integer(10**3)),
    ]
    return sql.case(units, sql.integer(1))


def _of_fractional_count(dialect: Dialect, text: Expr) -> Expr:
    """The time of a Unix time in seconds with a fraction."""
    whole = dialect.parse_int(_group(dialect, text, r"^([0-9]+)\."))
    nine = sql.substring(_padded(_group(dialect, text, r"^[0-9]+\.([0-9]+)$")), 1, 9)
    return _plus(_times(whole, 10**9), dialect.parse_int(nine))


def _of_calendar(dialect: Dialect, text: Expr) -> Expr:
    """The time of a text in the format of a date; null if the calendar has no such day."""
    year, month, day = _number(dialect, text, 1, 4), _number(dialect, text, 6, 2), _number(dialect, text, 9, 2)
    exists = [
        sql.compare(year, ">", sql.integer(0)),
        sql.compare(day, ">", sql.integer(0)),
        sql.compare(day, "<=", _length_of(month, year)),
    ]
    minutes = _plus(_times(_days(dialect, year, month, day), 1440), _minutes(dialect, text))
    seconds = sql.case([(_found(dialect, text, _WITH_SECONDS), _number(dialect, text, 18, 2))], sql.integer(0))
    nine = sql.substring(_padded(_group(dialect, text, _FRACTION)), 1, 9)
    fraction = sql.case([(_found(dialect, text, _FRACTION), dialect.parse_small_int(nine))], sql.integer(0))
    nanoseconds = _plus(_times(dialect.widen(_plus(_times(minutes, 60), seconds)), 1_000_000_000), fraction)
    return sql.case([(sql.all_of(exists), nanoseconds)])


def _minutes(dialect: Dialect, text: Expr) -> Expr:
    """The minutes since midnight in UTC; 0 for a date without a time."""
    local = _plus(_times(_number(dialect, text, 12, 2), 60), _number(dialect, text, 15, 2))
    over = [(_found(dialect, text, _OFFSET_MINUTES), dialect.parse_small_int(_group(dialect, text, _OFFSET_MINUTES)))]
    offset = _plus(
        _times(dialect.parse_small_int(_group(dialect, text, _OFFSET_HOURS)), 60), sql.case(over, sql.integer(0))
    )
    return sql.case(
        [
            (_has_length(text, 10), sql.integer(0)),
            (_found(dialect, text, _WEST), _plus(local, offset)),
            (_found(dialect, text, _OFFSET_HOURS), _minus(local, offset)),
        ],
        local,
    )


def _found(dialect: Dialect, text: Expr, pattern: str) -> Expr:
    return dialect.regex_like(text, translate_regex(pattern, dialect.regex_flavor))


def _group(dialect: Dialect, text: Expr, pattern: str) -> Expr:
    return dialect.regex_extract(text, translate_regex(pattern, dialect.regex_flavor), 1)


def _number(dialect: Dialect, text: Expr, start: int, length: int) -> Expr:
    return dialect.parse_small_int(sql.substring(text, start, length))


def _has_length(text: Expr, length: int) -> Expr:
    return sql.equal(exp.Length(this=text.copy()), sql.integer(length))


def _days(dialect: Dialect, year: Expr, month: Expr, day: Expr) -> Expr:
    """The days since 1970, computed with years that start in March."""
    is_early = sql.compare(month, "<=", sql.integer(2))
    y = exp.Paren(this=sql.case([(is_early, _minus(year, sql.integer(1)))], year))
    m = exp.Paren(this=sql.case([(is_early, _plus(month, sql.integer(9)))], _minus(month, sql.integer(3))))
    leaps = _plus(_minus(dialect.int_div(y, 4), dialect.int_div(y, 100)), dialect.int_div(y, 400))
    in_year = _plus(dialect.int_div(_plus(_times(m, 153), sql.integer(2)), 5), day)
    return _minus(_plus(_plus(_times(y, 365), leaps), in_year), sql.integer(719_469))


def _length_of(month: Expr, year: Expr) -> Expr:
    """The number of days in a month."""

    def every(years: int) -> Expr:
        return sql.equal(exp.Mod(this=year.copy(), expression=sql.integer(years)), sql.integer(0))

    leap = sql.any_of([sql.all_of([every(4), sql.negate(every(100))]), every(400)])
    is_short = sql.is_in(month, [sql.integer(number) for number in (4, 6, 9, 11)])
    february = sql.equal(month, sql.integer(2))
    return sql.case(
        [(sql.all_of([february, leap]), sql.integer(29)), (february, sql.integer(28)), (is_short, sql.integer(30))],
        sql.integer(31),
    )


def _padded(digits: Expr) -> Expr:
    return exp.Concat(expressions=[digits.copy(), sql.string("00000000")], coalesce=False)


def _plus(left: Expr, right: Expr) -> Expr:
    return exp.Paren(this=exp.Add(this=left.copy(), expression=right.copy()))


def _minus(left: Expr, right: Expr) -> Expr:
    return exp.Paren(this=exp.Sub(this=left.copy(), expression=right.copy()))


def _times(left: Expr, right: int) -> Expr:
    return exp.Paren(this=exp.Mul(this=left.copy(), expression=sql.integer(right)))
