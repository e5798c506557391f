"""DuckDB: RE2, lists with lambdas, and JSON that keeps its numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlglot import exp

from actioncli.sql import expressions as sql
from actioncli.sql.dialect import PERIOD_FORMATS, Dialect, ItemFunction, truncate
from actioncli.sql.expressions import Expr
from actioncli.sql.json_text import compact_json_text
from actioncli.sql.pointer_paths import pointer
from actioncli.sql.regexes import RegexFlavor


class DuckDB(Dialect):
    """DuckDB 1.3 or later, with its syntax of lambdas."""

    name = "duckdb"
    regex_flavor = RegexFlavor.re2
    default_layout = "posthog-export"

    def loose_text(self, section: Expr, steps: Sequence[str]) -> Expr:
        return sql.call("JSON_EXTRACT_STRING", section, sql.string(pointer(steps)))

    def exact_text(self, section: Expr, steps: Sequence[str]) -> Expr:
        place = sql.string(pointer(steps))
        kinds = [sql.string(kind) for kind in ("DOUBLE", "ARRAY", "OBJECT")]
        is_printed = sql.is_in(sql.call("JSON_TYPE", section, place), kinds)
        printed = sql.cast(sql.call("JSON_EXTRACT", section, place), "TEXT")
        return sql.case([(is_printed, compact_json_text(self, printed))], self.loose_text(section, steps))

    def is_json_number(self, section: Expr, steps: Sequence[str]) -> Expr:
        kind = sql.call("JSON_TYPE", section, sql.string(pointer(steps)))
        return sql.is_in(kind, [sql.string(name) for name in ("BIGINT", "UBIGINT", "DOUBLE")])

    def json_string(self, value: Expr) -> Expr:
        return sql.call("JSON_EXTRACT_STRING", value, sql.string("$"))

    def regex_like(self, value: Expr, pattern: str) -> Expr:
        return sql.call("REGEXP_MATCHES", value, sql.string(_as_it_is(pattern)))

    def regex_extract(self, value: Expr, pattern: str, number: int) -> Expr:
        return sql.call("REGEXP_EXTRACT", value, sql.string(pattern), sql.integer(number))

    def regex_replace(self, value: Expr, pattern: str, by: str) -> Expr:
        return sql.call("REGEXP_REPLACE", value, sql.string(pattern), sql.string(by), sql.string("g"))

    def regex_extract_all(self, value: Expr, pattern: str, group: int = 0) -> Expr:
        return sql.call("REGEXP_EXTRACT_ALL", value, sql.string(pattern), sql.integer(group))

    def list_any(self, items: Expr, name: str, test: ItemFunction) -> Expr:
        return self.list_is_longer(self.list_filter(items, name, test), 0)

    def list_is_longer(self, items: Expr, than: int) -> Expr:
        return sql.compare(sql.call("LEN", items), ">", sql.integer(than))

    def list_map(self, items: Expr, name: str, made: ItemFunction) -> Expr:
        return sql.call("LIST_TRANSFORM", items, _lambda(name, made))

    def list_filter(self, items: Expr, name: str, test: ItemFunction) -> Expr:
        return sql.call("LIST_FILTER", items, _lambda(name, test))

    def list_join(self, items: Expr) -> Expr:
        return sql.call("ARRAY_TO_STRING", items, sql.string(""))

    def list_first(self, items: Expr) -> Expr:
        return sql.call("LIST_EXTRACT", items, sql.integer(1))

    def matched_names(self, flags: Sequence[tuple[Expr, str]]) -> Expr:
        named = exp.Array(expressions=[sql.case([(flag, sql.string(name))]) for flag, name in flags])
        return self.list_filter(named, "name", sql.is_not_null)

    def parse_int(self, digits: Expr) -> Expr:
        return sql.cast(digits, "HUGEINT")

    def widen(self, number: Expr) -> Expr:
        return sql.cast(number, "HUGEINT")

    def parse_float(self, digits: Expr) -> Expr:
        read = sql.cast(digits, "DOUBLE")
        return read if isinstance(digits, exp.Literal) else sql.case([(sql.call("ISFINITE", read), read)])

    def int_div(self, number: Expr, by: int) -> Expr:
        return exp.IntDiv(this=number.copy(), expression=sql.integer(by))

    def timestamp(self, microseconds: int) -> Expr:
        return sql.call("MAKE_TIMESTAMPTZ", sql.integer(microseconds))

    def format_period(self, moment: Expr, by: str, *, sunday: bool) -> Expr:
        utc = exp.AtTimeZone(this=moment.copy(), zone=sql.string("UTC"))
        start = truncate(utc, by, sunday=sunday)
        return sql.call("STRFTIME", start, sql.string(PERIOD_FORMATS[by]))

    def fail_if(self, test: Expr, message: str, about: Expr, value: Expr) -> Expr:
        said = exp.Concat(expressions=[sql.string(f"{message}: "), about.copy()], coalesce=False)
        return sql.case([(test, sql.call("ERROR", said))], value)


_GROUPED = re.compile(r"(?!^\(\?[a-zA-Z-]+\))\(\?")
"""A group that may be empty, as in `(?:)a` and `(?:|)a`."""


def _as_it_is(pattern: str) -> str:
    """The pattern, protected from an optimization that misreads empty groups.

    DuckDB turns some patterns into LIKE: `regexp_matches('ba', '(?:)a')` is false. A capturing group prevents that.
    """
    return f"(){pattern}" if _GROUPED.search(pattern) else pattern


def _lambda(name: str, made: ItemFunction) -> Expr:
    return exp.Lambda(this=made(sql.column(name)), expressions=[exp.to_identifier(name)])
