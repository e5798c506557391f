"""Spark: Java's regular expressions, arrays with lambdas, and JSON through VARIANT, which keeps types."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from sqlglot import exp

from actioncli.sql import expressions as sql
from actioncli.sql.dialect import Dialect, ItemFunction
from actioncli.sql.expressions import Expr
from actioncli.sql.json_text import compact_json_tokens
from actioncli.sql.pointer_paths import is_index
from actioncli.sql.regexes import RegexFlavor
from actioncli.sql.unsupported import UnsupportedError

_DAY = 86_400_000_000
"""In microseconds."""


class Spark(Dialect):
    """Spark, from 4.0 on, which knows VARIANT."""

    name = "spark"
    regex_flavor = RegexFlavor.java
    default_layout = "posthog-export"
    gaps = ("pointers", "quotes", "classes")

    # --- JSON ---

    def loose_text(self, section: Expr, steps: Sequence[str]) -> Expr:
        return sql.coalesce(*(self._got(section, way, "STRING") for way in _ways(steps)))

    def number_text(self, section: Expr, steps: Sequence[str]) -> Expr:
        printed = _printed_as(section, steps)
        return sql.case([(self._is_float_as_decimal(section, steps), printed)], self.loose_text(section, steps))

    def _is_float_as_decimal(self, section: Expr, steps: Sequence[str]) -> Expr:
        """VARIANT makes a decimal of a float without an exponent, and of 40862128923261210.0 a whole number."""
        is_decimal = _begins(self._kind(section, steps), "DECIMAL")
        return sql.all_of([is_decimal, self.regex_like(_printed_as(section, steps), "[.eE]")])

    def exact_text(self, section: Expr, steps: Sequence[str]) -> Expr:
        loose, kind = self.loose_text(section, steps), self._kind(section, steps)
        is_double = sql.equal(kind, sql.string("DOUBLE"))
        is_printed = sql.any_of([_begins(kind, "ARRAY"), _begins(kind, "OBJECT")])
        printed = _printed_as(section, steps)
        return sql.case(
            [
                (sql.any_of([is_double, self._is_float_as_decimal(section, steps)]), self._as_javascript(loose)),
                (is_printed, compact_json_tokens(self, printed, self._as_javascript)),
            ],
            loose,
        )

    def _as_javascript(self, digits: Expr) -> Expr:
        """A number as JavaScript prints it: its exponents start at other limits than Java's."""
        double = sql.cast(digits, "DOUBLE")
        size = sql.call("ABS", double)

        def arranged(printed: Expr) -> Expr:
            below_ten_billion = self._plain(sql.cast(printed, "DECIMAL(38, 28)"))
            above = self._plain(sql.cast(printed, "DECIMAL(38, 7)"))
            shortest = self.regex_replace(
                self.regex_replace(printed, r"\.?0*[eE]", "e"), r"e([-+]?)0*([0-9])", r"e\1\2"
            )
            return sql.case(
                [
                    (sql.equal(double, sql.integer(0)), sql.string("0")),
                    (
                        sql.all_of([sql.compare(size, ">=", _real("1e-6")), sql.compare(size, "<", _real("1e10"))]),
                        below_ten_billion,
                    ),
                    (
                        sql.all_of([sql.compare(size, ">=", _real("1e10")), sql.compare(size, "<", _real("1e21"))]),
                        above,
                    ),
                ],
                self.regex_replace(shortest, "e([0-9])", r"e+\1"),
            )

        printed = exp.Array(expressions=[self._shortest(double)])
        return self.list_first(self.list_map(printed, "printed", arranged))

    def _shortest(self, double: Expr) -> Expr:
        """A float with the fewest digits that read as it, in one of Java's spellings.

        Java before 19 may print more, such as 4.0862128923261208E16 and 8.921999999999999E21 for 8.922E21,
        and each prints two at least, as in 4.9E-324. Where that leaves two texts, one is nearer than Java can tell.
        """
        one, fifteen, sixteen, longest = (
            sql.call("FORMAT_STRING", sql.string(f"%.{digits - 1}e"), double) for digits in (1, 15, 16, 17)
        )
        cut = sql.call("REGEXP_REPLACE", longest, sql.string("[0-9]e"), sql.string("e"))

        def reads(printed: Expr) -> Expr:
            return sql.equal(sql.cast(printed, "DOUBLE"), double)

        choices = exp.Array(expressions=[one, fifteen, sixteen, cut, longest])
        is_open = sql.all_of([reads(sixteen), reads(cut), sql.negate(sql.equal(sixteen, cut))])
        shortest = sql.coalesce(self.list_first(self.list_filter(choices, "choice", reads)), sql.cast(double, "TEXT"))
        return self.fail_if(
            is_open, "the exact text of this number is not available", sql.cast(double, "TEXT"), shortest
        )

    def _plain(self, decimal: Expr) -> Expr:
        return self.regex_replace(sql.cast(decimal, "TEXT"), r"\.?0+$", "")

    def is_json_number(self, section: Expr, steps: Sequence[str]) -> Expr:
        kind = self._kind(section, steps)
        names = [sql.string(name) for name in ("BIGINT", "DOUBLE", "FLOAT")]
        return sql.any_of([sql.is_in(kind, names), _begins(kind, "DECIMAL")])

    def _kind(self, section: Expr, steps: Sequence[str]) -> Expr:
        values = (self._got(section, way, "VARIANT") for way in _ways(steps))
        return sql.coalesce(*(sql.call("SCHEMA_OF_VARIANT", value) for value in values))

    @staticmethod
    def _got(section: Expr, way: Sequence[str | int], kind: str) -> Expr:
        parsed = sql.call("PARSE_JSON", section)
        return sql.call("VARIANT_GET", parsed, sql.string(_variant_path(way)), sql.string(kind))

    def json_string(self, value: Expr) -> Expr:
        return sql.call("VARIANT_GET", sql.call("PARSE_JSON", value), sql.string("$"), sql.string("STRING"))

    # --- texts ---

    def regex_like(self, value: Expr, pattern: str) -> Expr:
        return exp.RegexpLike(this=value.copy(), expression=sql.string(pattern))

    def regex_extract(self, value: Expr, pattern: str, number: int) -> Expr:
        return sql.call("REGEXP_EXTRACT", value, sql.string(pattern), sql.integer(number))

    def regex_replace(self, value: Expr, pattern: str, by: str) -> Expr:
        return sql.call("REGEXP_REPLACE", value, sql.string(pattern), sql.string(by.replace("\\", "$")))

    # --- lists ---

    def regex_extract_all(self, value: Expr, pattern: str, group: int = 0) -> Expr:
        return sql.call("REGEXP_EXTRACT_ALL", value, sql.string(pattern), sql.integer(group))

    def list_any(self, items: Expr, name: str, test: ItemFunction) -> Expr:
        return sql.call("EXISTS", items, _lambda(name, test))

    def list_map(self, items: Expr, name: str, made: ItemFunction) -> Expr:
        return sql.call("TRANSFORM", items, _lambda(name, made))

    def list_filter(self, items: Expr, name: str, test: ItemFunction) -> Expr:
        return sql.call("FILTER", items, _lambda(name, test))

    def list_is_longer(self, items: Expr, than: int) -> Expr:
        return sql.compare(sql.call("SIZE", items), ">", sql.integer(than))

    def list_join(self, items: Expr) -> Expr:
        return sql.call("ARRAY_JOIN", items, sql.string(""))

    def list_first(self, items: Expr) -> Expr:
        return sql.call("GET", items, sql.integer(0))

    def matched_names(self, flags: Sequence[tuple[Expr, str]]) -> Expr:
        named = exp.Array(expressions=[sql.case([(flag, sql.string(name))]) for flag, name in flags])
        return sql.call("ARRAY_COMPACT", named)

    # --- numbers and times ---

    def parse_float(self, digits: Expr) -> Expr:
        read = sql.cast(digits, "DOUBLE")
        if isinstance(digits, exp.Literal):
            return read
        infinite = sql.cast(sql.string("Infinity"), "DOUBLE")
        return sql.case([(sql.compare(sql.call("ABS", read), "<", infinite), read)])

    def int_div(self, number: Expr, by: int) -> Expr:
        return exp.IntDiv(this=number.copy(), expression=sql.integer(by))

    def timestamp(self, microseconds: int) -> Expr:
        return sql.call("TIMESTAMP_MICROS", sql.integer(microseconds))

    def format_period(self, moment: Expr, by: str, *, sunday: bool) -> Expr:
        """Computed with integers: Spark's formatting functions use the session's time zone."""
        passed = sql.call("UNIX_MICROS", moment)
        within = sql.call("PMOD", passed, sql.integer(_DAY))
        days = exp.IntDiv(
            this=exp.Paren(this=exp.Sub(this=passed.copy(), expression=within.copy())), expression=sql.integer(_DAY)
        )
        day = sql.call("DATE_FROM_UNIX_DATE", sql.cast(days, "INT"))
        if by == "week":
            since_monday = sql.call("WEEKDAY", day)
            since_sunday = exp.Mod(
                this=exp.Paren(this=exp.Add(this=since_monday, expression=sql.integer(1))), expression=sql.integer(7)
            )
            day = sql.call("DATE_SUB", day, since_sunday if sunday else since_monday)
        printed = sql.cast(day, "TEXT")
        if by == "month":
            return sql.substring(printed, 1, 7)
        if by != "hour":
            return printed
        hour = sql.cast(exp.IntDiv(this=within.copy(), expression=sql.integer(3_600_000_000)), "TEXT")
        padded = sql.call("LPAD", hour, sql.integer(2), sql.string("0"))
        return exp.Concat(expressions=[printed, sql.string("T"), padded, sql.string(":00")], coalesce=False)

    # --- the whole ---

    def fail_if(self, test: Expr, message: str, about: Expr, value: Expr) -> Expr:
        said = exp.Concat(expressions=[sql.string(f"{message}: "), about.copy()], coalesce=False)
        return sql.case([(test, sql.call("RAISE_ERROR", said))], value)

    def render(self, tree: Expr, *, pretty: bool = True) -> str:
        """The statement, with `${` escaped: Spark substitutes variables even in literals."""
        return super().render(tree, pretty=pretty).replace("${", "\\u0024{")


class Databricks(Spark):
    """Databricks: Spark, under sqlglot's own name for it."""

    name = "databricks"


def _ways(steps: Sequence[str]) -> list[list[str | int]]:
    """The paths that the steps may mean: a number is an index or a key. At most one path exists in a value."""
    choices: list[tuple[str | int, ...]] = [
        (int(step), step) if place and is_index(step) else (step,) for place, step in enumerate(steps)
    ]
    if sum(len(choice) > 1 for choice in choices) > 3:
        raise UnsupportedError(
            "a JSON Pointer with more than three numbers, each of which may be an index or a key", "pointers"
        )
    return [list(way) for way in product(*choices)]


def _variant_path(way: Sequence[str | int]) -> str:
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else _quoted(step) for step in way)


def _quoted(key: str) -> str:
    """A key in a VARIANT path, which has no escapes."""
    if not key or {"'", '"'} <= set(key):
        raise UnsupportedError("an empty key, or a key with both kinds of quotes", "quotes")
    return f"['{key}']" if '"' in key else f'["{key}"]'


def _printed_as(section: Expr, steps: Sequence[str]) -> Expr:
    return sql.coalesce(*(_printed(section, way) for way in _ways(steps)))


def _printed(section: Expr, way: Sequence[str | int]) -> Expr:
    """The value at the path as JSON, with the order of keys, which VARIANT does not keep.

    In these paths, only `'` quotes, and `*` is not a key; the first step may do without one.
    """
    if _is_odd(way[0]):
        entries = sql.call("FROM_JSON", section, sql.string("MAP<STRING, STRING>"))
        section, way = sql.call("TRY_ELEMENT_AT", entries, sql.string(str(way[0]))), way[1:]
    if not way:
        return section
    if any(map(_is_odd, way)):
        raise UnsupportedError("a JSON Pointer with `*` or a quote", "quotes")
    path = "$" + "".join(f"[{step}]" if isinstance(step, int) else f"['{step}']" for step in way)
    return sql.call("GET_JSON_OBJECT", section, sql.string(path))


def _is_odd(step: str | int) -> bool:
    return isinstance(step, str) and ("'" in step or step in ("*", ""))


def _begins(kind: Expr, start: str) -> Expr:
    return sql.call("STARTSWITH", kind, sql.string(start))


def _real(digits: str) -> Expr:
    return sql.cast(sql.string(digits), "DOUBLE")


def _lambda(name: str, made: ItemFunction) -> Expr:
    return exp.Lambda(this=made(sql.column(name)), expressions=[exp.to_identifier(name)])
