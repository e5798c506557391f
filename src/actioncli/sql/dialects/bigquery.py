"""BigQuery: RE2, and arrays through subqueries.

It has never been run. Where its documentation is unclear, the statement fails instead of counting.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from actioncli.sql import expressions as sql
from actioncli.sql.dialect import PERIOD_FORMATS, Dialect, ItemFunction
from actioncli.sql.expressions import Expr
from actioncli.sql.pointer_paths import JsonPath, by_path
from actioncli.sql.regexes import RegexFlavor
from actioncli.sql.unsupported import UnsupportedError


class BigQuery(Dialect):
    """GoogleSQL, with JSON in columns of text, as PostHog exports it."""

    name = "bigquery"
    regex_flavor = RegexFlavor.re2
    default_layout = "posthog-bigquery"
    gaps = ("pointers", "keys")

    def loose_text(self, section: Expr, steps: Sequence[str]) -> Expr:
        return by_path(steps, lambda way: _is(section, way, "array"), lambda way: _loose(section, way))

    def exact_text(self, section: Expr, steps: Sequence[str]) -> Expr:
        def exact(way: JsonPath) -> Expr:
            is_container = _is(section, way, "array", "object")
            return _exact_text(self, _loose(section, way), _is(section, way, "number"), is_container)

        return by_path(steps, lambda way: _is(section, way, "array"), exact)

    def is_json_number(self, section: Expr, steps: Sequence[str]) -> Expr:
        return by_path(steps, lambda way: _is(section, way, "array"), lambda way: _is(section, way, "number"))

    def json_string(self, value: Expr) -> Expr:
        return sql.call("JSON_VALUE", value, sql.string("$"))

    def regex_like(self, value: Expr, pattern: str) -> Expr:
        return sql.call("REGEXP_CONTAINS", value, sql.string(pattern))

    def regex_extract(self, value: Expr, pattern: str, number: int) -> Expr:
        return sql.call("REGEXP_EXTRACT", value, sql.string(pattern))

    def regex_replace(self, value: Expr, pattern: str, by: str) -> Expr:
        return sql.call("REGEXP_REPLACE", value, sql.string(pattern), sql.string(by))

    def regex_extract_all(self, value: Expr, pattern: str, group: int = 0) -> Expr:
        return sql.call("REGEXP_EXTRACT_ALL", value, sql.string(pattern))

    def list_any(self, items: Expr, name: str, test: ItemFunction) -> Expr:
        return exp.Exists(this=exp.select("1").from_(_rows(items, name)).where(test(sql.column(name))))

    def list_map(self, items: Expr, name: str, made: ItemFunction) -> Expr:
        return _array(exp.select(made(sql.column(name))).from_(_rows(items, name, "place")))

    def list_filter(self, items: Expr, name: str, test: ItemFunction) -> Expr:
        item = sql.column(name)
        return _array(exp.select(item).from_(_rows(items, name, "place")).where(test(item)))

    def list_is_longer(self, items: Expr, than: int) -> Expr:
        return sql.compare(sql.call("ARRAY_LENGTH", items), ">", sql.integer(than))

    def list_join(self, items: Expr) -> Expr:
        return sql.call("ARRAY_TO_STRING", items, sql.string(""))

    def list_first(self, items: Expr) -> Expr:
        return exp.Bracket(this=items.copy(), expressions=[sql.integer(0)], offset=0, safe=True)

    def matched_names(self, flags: Sequence[tuple[Expr, str]]) -> Expr:
        named = exp.Array(expressions=[sql.case([(flag, sql.string(name))]) for flag, name in flags])
        return self.list_filter(named, "name", sql.is_not_null)

    def parse_float(self, digits: Expr) -> Expr:
        return exp.TryCast(this=digits.copy(), to=exp.DataType.build("DOUBLE"))

    def int_div(self, number: Expr, by: int) -> Expr:
        return sql.call("DIV", number, sql.integer(by))

    def timestamp(self, microseconds: int) -> Expr:
        return sql.call("TIMESTAMP_MICROS", sql.integer(microseconds))

    def format_period(self, moment: Expr, by: str, *, sunday: bool) -> Expr:
        unit = exp.var(f"WEEK({'SUNDAY' if sunday else 'MONDAY'})" if by == "week" else by.upper())
        start = sql.call("TIMESTAMP_TRUNC", moment, unit)
        return sql.call("FORMAT_TIMESTAMP", sql.string(PERIOD_FORMATS[by]), start, sql.string("UTC"))

    def fail_if(self, test: Expr, message: str, about: Expr, value: Expr) -> Expr:
        said = sql.call("CONCAT", sql.string(f"{message}: "), about)
        return sql.case([(test, sql.call("ERROR", said))], value)


def _path(way: JsonPath) -> Expr:
    """The path in BigQuery's syntax; it must be a literal."""
    path = "$"
    for step in way:
        if isinstance(step, str) and any(character in '"\\' or not character.isprintable() for character in step):
            raise UnsupportedError("a key with a quote, a backslash or a control character", "keys")
        path += f"[{step}]" if isinstance(step, int) else f'."{step}"'
    return sql.string(path)


def _loose(section: Expr, way: JsonPath) -> Expr:
    printed = sql.call("NULLIF", sql.call("JSON_QUERY", section, _path(way)), sql.string("null"))
    return sql.coalesce(sql.call("JSON_VALUE", section, _path(way)), printed)


def _is(section: Expr, way: JsonPath, *kinds: str) -> Expr:
    """Whether a value is of one of these JSON types; numbers may be rounded while parsing."""
    rounded = exp.Kwarg(this=exp.var("wide_number_mode"), expression=sql.string("round"))
    value = sql.call("JSON_QUERY", sql.call("PARSE_JSON", section, rounded), _path(way))
    return sql.coalesce(
        sql.is_in(sql.call("JSON_TYPE", value), [sql.string(kind) for kind in kinds]), sql.boolean(False)
    )


def _rows(items: Expr, name: str, offset: str | None = None) -> Expr:
    place = None if offset is None else exp.to_identifier(offset)
    alias = exp.TableAlias(columns=[exp.to_identifier(name)])
    return exp.Unnest(expressions=[items.copy()], alias=alias, offset=place)


def _array(select: exp.Select) -> Expr:
    return exp.Array(expressions=[select.order_by(sql.column("place"))])


_WHOLE = "^(?:0|-?[1-9][0-9]*)$"
_PLAIN = r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$"
_TINY = r"^-?0\.000000"
_LONGEST = 16
"""Up to this length, a decimal number is its own shortest form."""

_UNCERTAIN = "the exact text of this number, array or object is not available"


def _exact_text(dialect: Dialect, loose: Expr, is_number: Expr, is_container: Expr) -> Expr:
    """The text form of a value; the statement fails if it is uncertain, as for arrays, objects and long numbers."""
    kept = dialect.fail_if(is_container, _UNCERTAIN, loose, loose)
    return sql.case([(is_number, _exact_number(dialect, loose))], kept)


def _exact_number(dialect: Dialect, loose: Expr) -> Expr:
    short = sql.compare(exp.Length(this=loose.copy()), "<=", sql.integer(_LONGEST))
    plain = sql.all_of([dialect.regex_like(loose, _PLAIN), sql.negate(dialect.regex_like(loose, _TINY)), short])
    trimmed = dialect.regex_replace(dialect.regex_replace(loose, "0+$", ""), r"\.$", "")
    zero = dialect.regex_like(loose, r"^-?0(?:\.0+)?$")
    is_known = sql.any_of([dialect.regex_like(loose, _WHOLE), plain, zero])
    tidy = sql.case([(zero, sql.string("0")), (plain, trimmed)], loose)
    return dialect.fail_if(sql.negate(is_known), _UNCERTAIN, loose, tidy)
