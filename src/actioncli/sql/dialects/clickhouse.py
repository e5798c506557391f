"""ClickHouse: RE2, arrays with lambdas, and functions that read JSON from text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from actioncli.sql import building as sql
from actioncli.sql.building import Sql
from actioncli.sql.dialect import Dialect, Of
from actioncli.sql.json_forms import compact_form
from actioncli.sql.periods import PERIODS
from actioncli.sql.pointer_paths import Way, by_way
from actioncli.sql.re2_workarounds import guarded
from actioncli.sql.spelling import Spelling

_LONG = '"-?[0-9]{19,}"'
"""What ClickHouse makes of a number inside an array or object that is too long for 64 bits."""


class ClickHouse(Dialect):
    """ClickHouse, where text is bytes of UTF-8, and the functions of JSON know null and absent as one."""

    name = "clickhouse"
    spelling = Spelling.re2

    def loose_form(self, section: Sql, steps: Sequence[str]) -> Sql:
        return self._by_way(section, steps, lambda way: _loose(section, way))

    def number_form(self, section: Sql, steps: Sequence[str]) -> Sql:
        """Floats of 16 digits and more get their dot back: of these, the digits alone are another number."""

        def readable(way: Way) -> Sql:
            loose = _loose(section, way)
            is_float = sql.equal(_kind(section, way), sql.text("Double"))
            dotted = exp.Concat(expressions=[loose.copy(), sql.text(".0")], coalesce=False)
            return sql.case([(sql.both([self.found(loose, "^-?[0-9]{16,}$"), is_float]), dotted)], loose)

        return self._by_way(section, steps, readable)

    def text_form(self, section: Sql, steps: Sequence[str]) -> Sql:
        def exact(way: Way) -> Sql:
            raw = sql.call("JSONExtractRaw", section, *_path(way))
            is_printed = sql.among(_kind(section, way), [sql.text(kind) for kind in ("Double", "Array", "Object")])
            return sql.case([(is_printed, compact_form(self, raw, self.found(raw, _LONG)))], _loose(section, way))

        return self._by_way(section, steps, exact)

    def is_number(self, section: Sql, steps: Sequence[str]) -> Sql:
        kinds = [sql.text(kind) for kind in ("Int64", "UInt64", "Double")]
        return self._by_way(section, steps, lambda way: sql.among(_kind(section, way), kinds))

    @staticmethod
    def _by_way(section: Sql, steps: Sequence[str], said: Callable[[Way], Sql]) -> Sql:
        return by_way(steps, lambda way: sql.equal(_kind(section, way), sql.text("Array")), said)

    def tells(self, number: int | float) -> bool:
        return abs(number) < 2**63

    def readable(self, section: Sql) -> Sql:
        """Of what they cannot read, such as half a surrogate pair, the functions of JSON make nothing."""
        is_broken = sql.both(
            [sql.opposite(sql.equal(section, sql.text(""))), sql.opposite(sql.call("isValidJSON", section))]
        )
        message = sql.text("JSON that ClickHouse cannot read")
        return sql.equal(sql.call("throwIf", sql.first(is_broken, sql.answer(False)), message), sql.integer(0))

    def json_string(self, value: Sql) -> Sql:
        return sql.call("JSONExtractString", value)

    def as_text(self, value: Sql) -> Sql:
        return sql.call("toString", value)

    def holds(self, value: Sql, literal: str) -> Sql:
        return sql.compared(sql.call("position", value, sql.text(literal)), ">", sql.integer(0))

    def found(self, value: Sql, pattern: str) -> Sql:
        return sql.call("match", value, sql.text(guarded(pattern)))

    def group(self, value: Sql, pattern: str, number: int) -> Sql:
        return sql.call("regexpExtract", value, sql.text(guarded(pattern)), sql.integer(number))

    def replaced(self, value: Sql, pattern: str, by: str) -> Sql:
        return sql.call("replaceRegexpAll", value, sql.text(guarded(pattern)), sql.text(by))

    def without(self, value: Sql, literal: str, instead: str) -> Sql:
        return sql.call("replaceAll", value, sql.text(literal), sql.text(instead))

    def matches(self, value: Sql, pattern: str, group: int = 0) -> Sql:
        if group == 0:
            pattern = f"({pattern})"
        return sql.call("extractAll", value, sql.text(guarded(pattern)))

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
        read = sql.call("toFloat64OrNull", digits)
        return read if isinstance(digits, exp.Literal) else sql.case([(sql.call("isFinite", read), read)])

    def small(self, digits: Sql) -> Sql:
        return sql.call("toInt64OrNull", digits)

    def large(self, number: Sql) -> Sql:
        return sql.call("toInt256", number)

    def divided(self, number: Sql, by: int) -> Sql:
        return sql.call("intDiv", number, sql.integer(by))

    def at(self, microseconds: int) -> Sql:
        return sql.call("fromUnixTimestamp64Micro", sql.call("toInt64", sql.integer(microseconds)), sql.text("UTC"))

    def period(self, moment: Sql, by: str, *, sunday: bool) -> Sql:
        utc = sql.text("UTC")
        start = moment
        if by == "week":
            start = (
                sql.call("toStartOfWeek", moment, sql.integer(0), utc) if sunday else sql.call("toMonday", moment, utc)
            )
        zone = () if by == "week" else (utc,)
        return sql.call("formatDateTime", start, sql.text(PERIODS[by].replace("%M", "%i")), *zone)

    def refusing(self, test: Sql, message: str, about: Sql, value: Sql) -> Sql:
        thrown = sql.call("throwIf", test, sql.text(message))
        return sql.case([(sql.equal(thrown, sql.integer(0)), value)], value)


def _lambda(name: str, made: Of) -> Sql:
    return exp.Lambda(this=made(sql.column(name)), expressions=[exp.to_identifier(name)])


def _path(way: Way) -> list[Sql]:
    """The steps as arguments: ClickHouse counts from 1."""
    return [sql.integer(step + 1) if isinstance(step, int) else sql.text(step) for step in way]


def _kind(section: Sql, way: Way) -> Sql:
    return sql.call("JSONType", section, *_path(way))


def _loose(section: Sql, way: Way) -> Sql:
    return sql.call("JSONExtract", section, *_path(way), sql.text("Nullable(String)"))
