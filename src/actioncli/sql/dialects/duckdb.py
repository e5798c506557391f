"""DuckDB: RE2, lists with lambdas, and JSON that keeps its numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlglot import exp

from actioncli.sql import building as sql
from actioncli.sql.building import Sql
from actioncli.sql.dialect import Dialect, Of
from actioncli.sql.json_forms import compact_form, pointer
from actioncli.sql.periods import PERIODS, truncated
from actioncli.sql.spelling import Spelling


class DuckDB(Dialect):
    """DuckDB, from 1.3 on, which lambdas are written for."""

    name = "duckdb"
    spelling = Spelling.re2

    def loose_form(self, section: Sql, steps: Sequence[str]) -> Sql:
        return sql.call("JSON_EXTRACT_STRING", section, sql.text(pointer(steps)))

    def text_form(self, section: Sql, steps: Sequence[str]) -> Sql:
        place = sql.text(pointer(steps))
        kinds = [sql.text(kind) for kind in ("DOUBLE", "ARRAY", "OBJECT")]
        is_printed = sql.among(sql.call("JSON_TYPE", section, place), kinds)
        printed = sql.cast_to(sql.call("JSON_EXTRACT", section, place), "TEXT")
        return sql.case([(is_printed, compact_form(self, printed))], self.loose_form(section, steps))

    def is_number(self, section: Sql, steps: Sequence[str]) -> Sql:
        kind = sql.call("JSON_TYPE", section, sql.text(pointer(steps)))
        return sql.among(kind, [sql.text(name) for name in ("BIGINT", "UBIGINT", "DOUBLE")])

    def json_string(self, value: Sql) -> Sql:
        return sql.call("JSON_EXTRACT_STRING", value, sql.text("$"))

    def found(self, value: Sql, pattern: str) -> Sql:
        return sql.call("REGEXP_MATCHES", value, sql.text(_as_it_is(pattern)))

    def group(self, value: Sql, pattern: str, number: int) -> Sql:
        return sql.call("REGEXP_EXTRACT", value, sql.text(pattern), sql.integer(number))

    def replaced(self, value: Sql, pattern: str, by: str) -> Sql:
        return sql.call("REGEXP_REPLACE", value, sql.text(pattern), sql.text(by), sql.text("g"))

    def matches(self, value: Sql, pattern: str, group: int = 0) -> Sql:
        return sql.call("REGEXP_EXTRACT_ALL", value, sql.text(pattern), sql.integer(group))

    def some_item(self, items: Sql, name: str, test: Of) -> Sql:
        return self.is_longer(self.only(items, name, test), 0)

    def is_longer(self, items: Sql, than: int) -> Sql:
        return sql.compared(sql.call("LEN", items), ">", sql.integer(than))

    def each(self, items: Sql, name: str, made: Of) -> Sql:
        return sql.call("LIST_TRANSFORM", items, _lambda(name, made))

    def only(self, items: Sql, name: str, test: Of) -> Sql:
        return sql.call("LIST_FILTER", items, _lambda(name, test))

    def strung(self, items: Sql) -> Sql:
        return sql.call("ARRAY_TO_STRING", items, sql.text(""))

    def first_item(self, items: Sql) -> Sql:
        return sql.call("LIST_EXTRACT", items, sql.integer(1))

    def names(self, flags: Sequence[tuple[Sql, str]]) -> Sql:
        named = exp.Array(expressions=[sql.case([(flag, sql.text(name))]) for flag, name in flags])
        return self.only(named, "name", sql.is_there)

    def whole(self, digits: Sql) -> Sql:
        return sql.cast_to(digits, "HUGEINT")

    def large(self, number: Sql) -> Sql:
        return sql.cast_to(number, "HUGEINT")

    def real(self, digits: Sql) -> Sql:
        read = sql.cast_to(digits, "DOUBLE")
        return read if isinstance(digits, exp.Literal) else sql.case([(sql.call("ISFINITE", read), read)])

    def divided(self, number: Sql, by: int) -> Sql:
        return exp.IntDiv(this=number.copy(), expression=sql.integer(by))

    def at(self, microseconds: int) -> Sql:
        return sql.call("MAKE_TIMESTAMPTZ", sql.integer(microseconds))

    def period(self, moment: Sql, by: str, *, sunday: bool) -> Sql:
        utc = exp.AtTimeZone(this=moment.copy(), zone=sql.text("UTC"))
        start = truncated(utc, by, sunday=sunday)
        return sql.call("STRFTIME", start, sql.text(PERIODS[by]))

    def refusing(self, test: Sql, message: str, about: Sql, value: Sql) -> Sql:
        said = exp.Concat(expressions=[sql.text(f"{message}: "), about.copy()], coalesce=False)
        return sql.case([(test, sql.call("ERROR", said))], value)


_GROUPED = re.compile(r"(?!^\(\?[a-zA-Z-]+\))\(\?")
"""What may hold nothing, as in `(?:)a` and `(?:|)a`."""


def _as_it_is(pattern: str) -> str:
    """The pattern, kept from being made a LIKE where DuckDB takes a group with nothing in it for an end of the text.

    `regexp_matches('ba', '(?:)a')` is false there; with a group that takes part in the match, it is left to RE2.
    """
    return f"(){pattern}" if _GROUPED.search(pattern) else pattern


def _lambda(name: str, made: Of) -> Sql:
    return exp.Lambda(this=made(sql.column(name)), expressions=[exp.to_identifier(name)])
