"""ClickHouse: RE2, arrays with lambdas, and functions that read JSON from text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from sqlglot import exp

from actioncli.sql import expressions as sql
from actioncli.sql.dialect import PERIOD_FORMATS, Dialect, ItemFunction
from actioncli.sql.expressions import Expr
from actioncli.sql.json_text import compact_json_text
from actioncli.sql.pointer_paths import JsonPath, by_path
from actioncli.sql.regexes import RegexFlavor

_LONG = '"-?[0-9]{19,}"'
"""How ClickHouse prints a number beyond 64 bits inside an array or object."""


class ClickHouse(Dialect):
    """ClickHouse. Text is UTF-8 bytes; its JSON functions do not distinguish null from absent."""

    name = "clickhouse"
    regex_flavor = RegexFlavor.re2
    default_layout = "posthog-clickhouse"
    gaps = ("long-numbers", "pointers")

    def loose_text(self, section: Expr, steps: Sequence[str]) -> Expr:
        return self._by_path(section, steps, lambda way: _loose(section, way))

    def number_text(self, section: Expr, steps: Sequence[str]) -> Expr:
        """Floats of 16 digits or more get `.0`: as integers, their digits would be another number."""

        def readable(way: JsonPath) -> Expr:
            loose = _loose(section, way)
            is_float = sql.equal(_kind(section, way), sql.string("Double"))
            dotted = exp.Concat(expressions=[loose.copy(), sql.string(".0")], coalesce=False)
            return sql.case([(sql.all_of([self.regex_like(loose, "^-?[0-9]{16,}$"), is_float]), dotted)], loose)

        return self._by_path(section, steps, readable)

    def exact_text(self, section: Expr, steps: Sequence[str]) -> Expr:
        def exact(way: JsonPath) -> Expr:
            raw = sql.call("JSONExtractRaw", section, *_path(way))
            is_printed = sql.is_in(_kind(section, way), [sql.string(kind) for kind in ("Double", "Array", "Object")])
            return sql.case(
                [(is_printed, compact_json_text(self, raw, self.regex_like(raw, _LONG)))], _loose(section, way)
            )

        return self._by_path(section, steps, exact)

    def is_json_number(self, section: Expr, steps: Sequence[str]) -> Expr:
        kinds = [sql.string(kind) for kind in ("Int64", "UInt64", "Double")]
        return self._by_path(section, steps, lambda way: sql.is_in(_kind(section, way), kinds))

    @staticmethod
    def _by_path(section: Expr, steps: Sequence[str], said: Callable[[JsonPath], Expr]) -> Expr:
        return by_path(steps, lambda way: sql.equal(_kind(section, way), sql.string("Array")), said)

    def distinguishes(self, number: int | float) -> bool:
        return abs(number) < 2**63

    def check_json(self, section: Expr) -> Expr:
        """The JSON functions return null for invalid JSON, such as a lone surrogate."""
        is_broken = sql.all_of(
            [sql.negate(sql.equal(section, sql.string(""))), sql.negate(sql.call("isValidJSON", section))]
        )
        message = sql.string("invalid JSON for ClickHouse")
        return sql.equal(sql.call("throwIf", sql.coalesce(is_broken, sql.boolean(False)), message), sql.integer(0))

    def json_string(self, value: Expr) -> Expr:
        return sql.call("JSONExtractString", value)

    def to_text(self, value: Expr) -> Expr:
        return sql.call("toString", value)

    def contains(self, value: Expr, literal: str) -> Expr:
        return sql.compare(sql.call("position", value, sql.string(literal)), ">", sql.integer(0))

    def regex_like(self, value: Expr, pattern: str) -> Expr:
        return sql.call("match", value, sql.string(_re2_workaround(pattern)))

    def regex_extract(self, value: Expr, pattern: str, number: int) -> Expr:
        return sql.call("regexpExtract", value, sql.string(_re2_workaround(pattern)), sql.integer(number))

    def regex_replace(self, value: Expr, pattern: str, by: str) -> Expr:
        return sql.call("replaceRegexpAll", value, sql.string(_re2_workaround(pattern)), sql.string(by))

    def replace(self, value: Expr, literal: str, instead: str) -> Expr:
        return sql.call("replaceAll", value, sql.string(literal), sql.string(instead))

    def regex_extract_all(self, value: Expr, pattern: str, group: int = 0) -> Expr:
        if group == 0:
            pattern = f"({pattern})"
        return sql.call("extractAll", value, sql.string(_re2_workaround(pattern)))

    def list_any(self, items: Expr, name: str, test: ItemFunction) -> Expr:
        return sql.call("arrayExists", _lambda(name, test), items)

    def list_map(self, items: Expr, name: str, made: ItemFunction) -> Expr:
        return sql.call("arrayMap", _lambda(name, made), items)

    def list_filter(self, items: Expr, name: str, test: ItemFunction) -> Expr:
        return sql.call("arrayFilter", _lambda(name, test), items)

    def list_is_longer(self, items: Expr, than: int) -> Expr:
        return sql.compare(sql.call("length", items), ">", sql.integer(than))

    def list_join(self, items: Expr) -> Expr:
        return sql.call("arrayStringConcat", items)

    def list_first(self, items: Expr) -> Expr:
        return sql.call("arrayElement", items, sql.integer(1))

    def matched_names(self, flags: Sequence[tuple[Expr, str]]) -> Expr:
        named = exp.Array(expressions=[sql.case([(flag, sql.string(name))], sql.string("")) for flag, name in flags])
        return self.list_filter(named, "name", lambda name: exp.NEQ(this=name, expression=sql.string("")))

    def parse_int(self, digits: Expr) -> Expr:
        return sql.call("toInt256OrNull", digits)

    def parse_float(self, digits: Expr) -> Expr:
        read = sql.call("toFloat64OrNull", digits)
        return read if isinstance(digits, exp.Literal) else sql.case([(sql.call("isFinite", read), read)])

    def parse_small_int(self, digits: Expr) -> Expr:
        return sql.call("toInt64OrNull", digits)

    def widen(self, number: Expr) -> Expr:
        return sql.call("toInt256", number)

    def int_div(self, number: Expr, by: int) -> Expr:
        return sql.call("intDiv", number, sql.integer(by))

    def timestamp(self, microseconds: int) -> Expr:
        return sql.call("fromUnixTimestamp64Micro", sql.call("toInt64", sql.integer(microseconds)), sql.string("UTC"))

    def format_period(self, moment: Expr, by: str, *, sunday: bool) -> Expr:
        utc = sql.string("UTC")
        start = moment
        if by == "week":
            start = (
                sql.call("toStartOfWeek", moment, sql.integer(0), utc) if sunday else sql.call("toMonday", moment, utc)
            )
        zone = () if by == "week" else (utc,)
        return sql.call("formatDateTime", start, sql.string(PERIOD_FORMATS[by].replace("%M", "%i")), *zone)

    def fail_if(self, test: Expr, message: str, about: Expr, value: Expr) -> Expr:
        thrown = sql.call("throwIf", test, sql.string(message))
        return sql.case([(sql.equal(thrown, sql.integer(0)), value)], value)


def _lambda(name: str, made: ItemFunction) -> Expr:
    return exp.Lambda(this=made(sql.column(name)), expressions=[exp.to_identifier(name)])


def _path(way: JsonPath) -> list[Expr]:
    """The steps as arguments; ClickHouse counts from 1."""
    return [sql.integer(step + 1) if isinstance(step, int) else sql.string(step) for step in way]


def _kind(section: Expr, way: JsonPath) -> Expr:
    return sql.call("JSONType", section, *_path(way))


def _loose(section: Expr, way: JsonPath) -> Expr:
    return sql.call("JSONExtract", section, *_path(way), sql.string("Nullable(String)"))


_MISREAD = re.compile(r"[^\x00-\x7f](?:\(\?[a-zA-Z-]+\))*[?*{]|\\Q")
"""Finds affected patterns. A few that are not affected match too, and only run slower.

Flags such as `(?i)` may precede a `?`, which then applies to what is before them.
"""

_NEVER = r"[^\x{0}-\x{10ffff}]|"
r"""An alternative that never matches. It comes first because a later `\Q` may have no end."""


def _re2_workaround(pattern: str) -> str:
    r"""The pattern, with a workaround for ClickHouse's search for required literals.

    ClickHouse searches for a literal of three bytes or more before it runs RE2.
    It wrongly includes the first bytes of an optional multi-byte character, and characters after an empty `\Q\E`:
    `match('a', 'a🔥?')` and `match('ab', 'abc\\Q\\E?')` are 0.
    In a pattern with two alternatives, it only searches for a literal that both contain.
    """
    return _NEVER + pattern if _MISREAD.search(pattern) else pattern
