"""BigQuery: RE2, and arrays by way of subqueries.

No test runs on it: where its documentation leaves a doubt, the statement fails rather than counts.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from actioncli.sql import building as sql
from actioncli.sql.building import Sql
from actioncli.sql.dialect import Dialect, Of
from actioncli.sql.exact_text import careful_text
from actioncli.sql.periods import PERIODS
from actioncli.sql.pointer_paths import Way, by_way
from actioncli.sql.refusals import CannotSay
from actioncli.sql.spelling import Spelling


class BigQuery(Dialect):
    """GoogleSQL, with JSON in columns of text, as PostHog exports it."""

    name = "bigquery"
    spelling = Spelling.re2

    def loose_form(self, section: Sql, steps: Sequence[str]) -> Sql:
        return by_way(steps, lambda way: _is(section, way, "array"), lambda way: _loose(section, way))

    def text_form(self, section: Sql, steps: Sequence[str]) -> Sql:
        def exact(way: Way) -> Sql:
            is_container = _is(section, way, "array", "object")
            return careful_text(self, _loose(section, way), _is(section, way, "number"), is_container)

        return by_way(steps, lambda way: _is(section, way, "array"), exact)

    def is_number(self, section: Sql, steps: Sequence[str]) -> Sql:
        return by_way(steps, lambda way: _is(section, way, "array"), lambda way: _is(section, way, "number"))

    def json_string(self, value: Sql) -> Sql:
        return sql.call("JSON_VALUE", value, sql.text("$"))

    def found(self, value: Sql, pattern: str) -> Sql:
        return sql.call("REGEXP_CONTAINS", value, sql.text(pattern))

    def group(self, value: Sql, pattern: str, number: int) -> Sql:
        return sql.call("REGEXP_EXTRACT", value, sql.text(pattern))

    def replaced(self, value: Sql, pattern: str, by: str) -> Sql:
        return sql.call("REGEXP_REPLACE", value, sql.text(pattern), sql.text(by))

    def matches(self, value: Sql, pattern: str, group: int = 0) -> Sql:
        return sql.call("REGEXP_EXTRACT_ALL", value, sql.text(pattern))

    def some_item(self, items: Sql, name: str, test: Of) -> Sql:
        return exp.Exists(this=exp.select("1").from_(_rows(items, name)).where(test(sql.column(name))))

    def each(self, items: Sql, name: str, made: Of) -> Sql:
        return _array(exp.select(made(sql.column(name))).from_(_rows(items, name, "place")))

    def only(self, items: Sql, name: str, test: Of) -> Sql:
        item = sql.column(name)
        return _array(exp.select(item).from_(_rows(items, name, "place")).where(test(item)))

    def is_longer(self, items: Sql, than: int) -> Sql:
        return sql.compared(sql.call("ARRAY_LENGTH", items), ">", sql.integer(than))

    def strung(self, items: Sql) -> Sql:
        return sql.call("ARRAY_TO_STRING", items, sql.text(""))

    def first_item(self, items: Sql) -> Sql:
        return exp.Bracket(this=items.copy(), expressions=[sql.integer(0)], offset=0, safe=True)

    def names(self, flags: Sequence[tuple[Sql, str]]) -> Sql:
        named = exp.Array(expressions=[sql.case([(flag, sql.text(name))]) for flag, name in flags])
        return self.only(named, "name", sql.is_there)

    def real(self, digits: Sql) -> Sql:
        return exp.TryCast(this=digits.copy(), to=exp.DataType.build("DOUBLE"))

    def divided(self, number: Sql, by: int) -> Sql:
        return sql.call("DIV", number, sql.integer(by))

    def at(self, microseconds: int) -> Sql:
        return sql.call("TIMESTAMP_MICROS", sql.integer(microseconds))

    def period(self, moment: Sql, by: str, *, sunday: bool) -> Sql:
        unit = exp.var(f"WEEK({'SUNDAY' if sunday else 'MONDAY'})" if by == "week" else by.upper())
        start = sql.call("TIMESTAMP_TRUNC", moment, unit)
        return sql.call("FORMAT_TIMESTAMP", sql.text(PERIODS[by]), start, sql.text("UTC"))

    def refusing(self, test: Sql, message: str, about: Sql, value: Sql) -> Sql:
        said = sql.call("CONCAT", sql.text(f"{message}: "), about)
        return sql.case([(test, sql.call("ERROR", said))], value)


def _path(way: Way) -> Sql:
    """The way as a path of JSON, which BigQuery takes as a literal alone."""
    path = "$"
    for step in way:
        if isinstance(step, str) and any(character in '"\\' or not character.isprintable() for character in step):
            raise CannotSay("a key with a quote, a backslash or a control character in it", "keys")
        path += f"[{step}]" if isinstance(step, int) else f'."{step}"'
    return sql.text(path)


def _loose(section: Sql, way: Way) -> Sql:
    printed = sql.call("NULLIF", sql.call("JSON_QUERY", section, _path(way)), sql.text("null"))
    return sql.first(sql.call("JSON_VALUE", section, _path(way)), printed)


def _is(section: Sql, way: Way, *kinds: str) -> Sql:
    """Whether a value is of one of these kinds, of JSON whose numbers may be rounded on the way."""
    rounded = exp.Kwarg(this=exp.var("wide_number_mode"), expression=sql.text("round"))
    value = sql.call("JSON_QUERY", sql.call("PARSE_JSON", section, rounded), _path(way))
    return sql.first(sql.among(sql.call("JSON_TYPE", value), [sql.text(kind) for kind in kinds]), sql.answer(False))


def _rows(items: Sql, name: str, offset: str | None = None) -> Sql:
    place = None if offset is None else exp.to_identifier(offset)
    alias = exp.TableAlias(columns=[exp.to_identifier(name)])
    return exp.Unnest(expressions=[items.copy()], alias=alias, offset=place)


def _array(select: exp.Select) -> Sql:
    return exp.Array(expressions=[select.order_by(sql.column("place"))])
