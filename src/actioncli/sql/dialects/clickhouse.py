"""ClickHouse: RE2, arrays with lambdas, and functions that read JSON from text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

from sqlglot import exp

from actioncli.sql import building as sql
from actioncli.sql.building import Sql
from actioncli.sql.json_forms import compact_form
from actioncli.sql.periods import PERIODS
from actioncli.sql.refusals import CannotSay
from actioncli.sql.speech import Of, Speech
from actioncli.sql.spelling import Spelling

_LONG = '"-?[0-9]{19,}"'
"""What ClickHouse makes of a number inside an array or object that is too long for 64 bits."""


class ClickHouse(Speech):
    """ClickHouse, where text is bytes of UTF-8, and the functions of JSON know null and absent as one."""

    name = "clickhouse"
    spelling = Spelling.re2

    def loose_form(self, section: Sql, steps: Sequence[str]) -> Sql:
        return self._by_way(section, steps, self._loose)

    def _loose(self, section: Sql, way: Sequence[Sql]) -> Sql:
        return sql.call("JSONExtract", section, *way, sql.text("Nullable(String)"))

    def text_form(self, section: Sql, steps: Sequence[str]) -> Sql:
        return self._by_way(section, steps, self._exact)

    def _exact(self, section: Sql, way: Sequence[Sql]) -> Sql:
        kinds = [sql.text(kind) for kind in ("Double", "Array", "Object")]
        is_printed = sql.among(sql.call("JSONType", section, *way), kinds)
        raw = sql.call("JSONExtractRaw", section, *way)
        return sql.case([(is_printed, compact_form(self, raw, self.found(raw, _LONG)))], self._loose(section, way))

    def _by_way(self, section: Sql, steps: Sequence[str], said: Callable[[Sql, Sequence[Sql]], Sql]) -> Sql:
        """What is said of a value, by whether each number among the steps turns out to be an index or a key."""
        numbers = [place for place, step in enumerate(steps) if place and _is_index(step)]
        if len(numbers) > 3:
            raise CannotSay("more than three numbers in a JSON Pointer", "deep-pointers")
        ways: list[tuple[Sql, Sql]] = []
        for choice in product(("Array", "Object"), repeat=len(numbers)):
            kinds = dict(zip(numbers, choice, strict=True))
            way = [
                sql.integer(int(step) + 1) if kinds.get(place) == "Array" else sql.text(step)
                for place, step in enumerate(steps)
            ]
            tests = [
                sql.equal(sql.call("JSONType", section, *way[:place]), sql.text(kind)) for place, kind in kinds.items()
            ]
            ways.append((sql.both(tests), said(section, way)))
        return ways[0][1] if len(ways) == 1 else sql.case(ways, sql.null())

    def is_number(self, section: Sql, steps: Sequence[str]) -> Sql:
        names = [sql.text(name) for name in ("Int64", "UInt64", "Double")]
        return self._by_way(section, steps, lambda of, way: sql.among(sql.call("JSONType", of, *way), names))

    def check_number(self, number: int | float) -> None:
        if abs(number) >= 2**63:
            raise CannotSay("it reads whole numbers beyond 64 bits in JSON as texts", "long-numbers")

    def json_string(self, value: Sql) -> Sql:
        return sql.call("JSONExtractString", value)

    def as_text(self, value: Sql) -> Sql:
        return sql.call("toString", value)

    def holds(self, value: Sql, literal: str) -> Sql:
        return sql.compared(sql.call("position", value, sql.text(literal)), ">", sql.integer(0))

    def found(self, value: Sql, pattern: str) -> Sql:
        return sql.call("match", value, sql.text(pattern))

    def group(self, value: Sql, pattern: str, number: int) -> Sql:
        return sql.call("regexpExtract", value, sql.text(pattern), sql.integer(number))

    def replaced(self, value: Sql, pattern: str, by: str) -> Sql:
        return sql.call("replaceRegexpAll", value, sql.text(pattern), sql.text(by))

    def without(self, value: Sql, literal: str, instead: str) -> Sql:
        return sql.call("replaceAll", value, sql.text(literal), sql.text(instead))

    def matches(self, value: Sql, pattern: str, group: int = 0) -> Sql:
        if group == 0:
            pattern = f"({pattern})"
        return sql.call("extractAll", value, sql.text(pattern))

    def some_item(self, items: Sql, name: str, test: Of) -> Sql:
        return sql.call("arrayExists", _lambda(name, test), items)

    def each(self, items: Sql, name: str, made: Of) -> Sql:
        return sql.call("arrayMap", _lambda(name, made), items)

    def only(self, items: Sql, name: str, test: Of) -> Sql:
        return sql.call("arrayFilter", _lambda(name, test), items)

    def is_longer(self, items: Sql, than: int) -> Sql:
        return sql.compared(sql.call("length", items), ">", sql.integer(than))

    def strung(self, items: Sql) -> Sql:
        return sql.call("arrayStringConcat", items)

    def first_item(self, items: Sql) -> Sql:
        return sql.call("arrayElement", items, sql.integer(1))

    def names(self, flags: Sequence[tuple[Sql, str]]) -> Sql:
        named = exp.Array(expressions=[sql.case([(flag, sql.text(name))], sql.text("")) for flag, name in flags])
        return self.only(named, "name", lambda name: exp.NEQ(this=name, expression=sql.text("")))

    def whole(self, digits: Sql) -> Sql:
        return sql.call("toInt256OrNull", digits)

    def real(self, digits: Sql) -> Sql:
        return sql.call("toFloat64OrNull", digits)

    def small(self, digits: Sql) -> Sql:
        return sql.call("toInt64OrNull", digits)

    def large(self, number: Sql) -> Sql:
        return sql.call("toInt256", number)

    def divided(self, number: Sql, by: int) -> Sql:
        return sql.call("intDiv", number, sql.integer(by))

    def at(self, microseconds: int) -> Sql:
        return sql.call("fromUnixTimestamp64Micro", sql.call("toInt64", sql.integer(microseconds)), sql.text("UTC"))

    def period(self, moment: Sql, by: str) -> Sql:
        start = sql.call("toMonday", moment, sql.text("UTC")) if by == "week" else moment
        zone = () if by == "week" else (sql.text("UTC"),)
        return sql.call("formatDateTime", start, sql.text(PERIODS[by].replace("%M", "%i")), *zone)

    def refusing(self, test: Sql, message: str, about: Sql, value: Sql) -> Sql:  # noqa: ARG002
        thrown = sql.call("throwIf", test, sql.text(message))
        return sql.case([(sql.equal(thrown, sql.integer(0)), value)], value)


def _lambda(name: str, made: Of) -> Sql:
    return exp.Lambda(this=made(sql.column(name)), expressions=[exp.to_identifier(name)])


def _is_index(step: str) -> bool:
    return step.isascii() and step.isdigit() and (step == "0" or step[0] != "0")
