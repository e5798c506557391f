"""Snowflake: objects in columns of VARIANT, which know the kinds of their values.

No test runs on it, and what its regular expressions mean is not told exactly: what needs them is refused.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from actioncli.sql import building as sql
from actioncli.sql.building import Sql
from actioncli.sql.plain import PlainSpeech
from actioncli.sql.pointer_paths import Way, by_way

_PERIODS = {"hour": 'YYYY-MM-DD"T"HH24:00', "day": "YYYY-MM-DD", "week": "YYYY-MM-DD", "month": "YYYY-MM"}


class Snowflake(PlainSpeech):
    """Snowflake, with times in columns of TIMESTAMP that are UTC, as PostHog exports them."""

    name = "snowflake"

    def loose_form(self, section: Sql, steps: Sequence[str]) -> Sql:
        return by_way(steps, lambda way: _is(section, way, "ARRAY"), lambda way: _loose(section, way))

    def text_form(self, section: Sql, steps: Sequence[str]) -> Sql:
        def exact(way: Way) -> Sql:
            is_certain = _is(section, way, "VARCHAR", "BOOLEAN", "INTEGER", "NULL_VALUE")
            loose = _loose(section, way)
            uncertain = sql.both([sql.is_there(loose), sql.opposite(is_certain)])
            return self.refusing(uncertain, "no exact text of this number, array or object", loose, loose)

        return by_way(steps, lambda way: _is(section, way, "ARRAY"), exact)

    def is_number(self, section: Sql, steps: Sequence[str]) -> Sql:
        kinds = ("INTEGER", "DECIMAL", "DOUBLE")
        return by_way(steps, lambda way: _is(section, way, "ARRAY"), lambda way: _is(section, way, *kinds))

    def json_string(self, value: Sql) -> Sql:
        return sql.cast_to(value, "TEXT")

    def at(self, microseconds: int) -> Sql:
        return sql.call("TO_TIMESTAMP_NTZ", sql.integer(microseconds), sql.integer(6))

    def period(self, moment: Sql, by: str, *, sunday: bool) -> Sql:
        # A week begins as the session has it, so its first day is counted from the day of the week by ISO.
        back = _back_to_sunday(moment) if sunday else _back_to_monday(moment)
        first = sql.call("DATEADD", exp.var("DAY"), back, sql.cast_to(moment, "DATE"))
        start = first if by == "week" else sql.call("DATE_TRUNC", sql.text(by), moment)
        return sql.call("TO_CHAR", start, sql.text(_PERIODS[by]))


def _back_to_monday(moment: Sql) -> Sql:
    """The days to Monday, 0 or less."""
    return exp.Sub(this=sql.integer(1), expression=sql.call("DAYOFWEEKISO", moment))


def _back_to_sunday(moment: Sql) -> Sql:
    """The days to Sunday, 0 or less; ISO counts it as the seventh."""
    return exp.Neg(this=sql.call("MOD", sql.call("DAYOFWEEKISO", moment), sql.integer(7)))


def _value(section: Sql, way: Way) -> Sql:
    for step in way:
        section = sql.call("GET", section, sql.integer(step) if isinstance(step, int) else sql.text(step))
    return section


def _is(section: Sql, way: Way, *kinds: str) -> Sql:
    kind = sql.call("TYPEOF", _value(section, way))
    return sql.first(sql.among(kind, [sql.text(name) for name in kinds]), sql.answer(False))


def _loose(section: Sql, way: Way) -> Sql:
    """The text of a value; a null of JSON, which has one too, is absent."""
    return sql.case([(sql.opposite(_is(section, way, "NULL_VALUE")), sql.cast_to(_value(section, way), "TEXT"))])
