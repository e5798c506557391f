"""Spark: Java's regular expressions, arrays with lambdas, and JSON by way of VARIANT, which tells its types."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from sqlglot import exp

from actioncli.sql import building as sql
from actioncli.sql.building import Sql
from actioncli.sql.dialect import Dialect, Of
from actioncli.sql.json_tokens import compact_by_token
from actioncli.sql.pointer_paths import is_index
from actioncli.sql.refusals import CannotSay
from actioncli.sql.spelling import Spelling

_DAY = 86_400_000_000
"""In microseconds."""


class Spark(Dialect):
    """Spark, from 4.0 on, which knows VARIANT."""

    name = "spark"
    spelling = Spelling.java

    # --- JSON ---

    def loose_form(self, section: Sql, steps: Sequence[str]) -> Sql:
        return sql.first(*(self._got(section, way, "STRING") for way in _ways(steps)))

    def number_form(self, section: Sql, steps: Sequence[str]) -> Sql:
        printed = _printed_as(section, steps)
        return sql.case([(self._is_float_as_decimal(section, steps), printed)], self.loose_form(section, steps))

    def _is_float_as_decimal(self, section: Sql, steps: Sequence[str]) -> Sql:
        """VARIANT makes a decimal of a float without an exponent, and of 40862128923261210.0 a whole number."""
        is_decimal = _begins(self._kind(section, steps), "DECIMAL")
        return sql.both([is_decimal, self.found(_printed_as(section, steps), "[.eE]")])

    def text_form(self, section: Sql, steps: Sequence[str]) -> Sql:
        loose, kind = self.loose_form(section, steps), self._kind(section, steps)
        is_double = sql.equal(kind, sql.text("DOUBLE"))
        is_printed = sql.either([_begins(kind, "ARRAY"), _begins(kind, "OBJECT")])
        printed = _printed_as(section, steps)
        return sql.case(
            [
                (sql.either([is_double, self._is_float_as_decimal(section, steps)]), self._as_javascript(loose)),
                (is_printed, compact_by_token(self, printed, self._as_javascript)),
            ],
            loose,
        )

    def _as_javascript(self, digits: Sql) -> Sql:
        """A number as JavaScript prints it, which has exponents elsewhere than Java."""
        double = sql.cast_to(digits, "DOUBLE")
        size = sql.call("ABS", double)

        def arranged(printed: Sql) -> Sql:
            below_ten_billion = self._plain(sql.cast_to(printed, "DECIMAL(38, 28)"))
            above = self._plain(sql.cast_to(printed, "DECIMAL(38, 7)"))
            shortest = self.replaced(self.replaced(printed, r"\.?0*[eE]", "e"), r"e([-+]?)0*([0-9])", r"e\1\2")
            return sql.case(
                [
                    (sql.equal(double, sql.integer(0)), sql.text("0")),
                    (
                        sql.both([sql.compared(size, ">=", _real("1e-6")), sql.compared(size, "<", _real("1e10"))]),
                        below_ten_billion,
                    ),
                    (
                        sql.both([sql.compared(size, ">=", _real("1e10")), sql.compared(size, "<", _real("1e21"))]),
                        above,
                    ),
                ],
                self.replaced(shortest, "e([0-9])", r"e+\1"),
            )

        printed = exp.Array(expressions=[self._shortest(double)])
        return self.first_item(self.each(printed, "printed", arranged))

    def _shortest(self, double: Sql) -> Sql:
        """A float with the fewest digits that read as it, in one of Java's spellings.

        Java before 19 may print more, such as 4.0862128923261208E16 and 8.921999999999999E21 for 8.922E21,
        and each prints two at least, as in 4.9E-324. Where that leaves two texts, one is nearer than Java can tell.
        """
        one, fifteen, sixteen, longest = (
            sql.call("FORMAT_STRING", sql.text(f"%.{digits - 1}e"), double) for digits in (1, 15, 16, 17)
        )
        cut = sql.call("REGEXP_REPLACE", longest, sql.text("[0-9]e"), sql.text("e"))

        def reads(printed: Sql) -> Sql:
            return sql.equal(sql.cast_to(printed, "DOUBLE"), double)

        choices = exp.Array(expressions=[one, fifteen, sixteen, cut, longest])
        is_open = sql.both([reads(sixteen), reads(cut), sql.opposite(sql.equal(sixteen, cut))])
        shortest = sql.first(self.first_item(self.only(choices, "choice", reads)), sql.cast_to(double, "TEXT"))
        return self.refusing(is_open, "no exact text of this number", sql.cast_to(double, "TEXT"), shortest)

    def _plain(self, decimal: Sql) -> Sql:
        return self.replaced(sql.cast_to(decimal, "TEXT"), r"\.?0+$", "")

    def is_number(self, section: Sql, steps: Sequence[str]) -> Sql:
        kind = self._kind(section, steps)
        names = [sql.text(name) for name in ("BIGINT", "DOUBLE", "FLOAT")]
        return sql.either([sql.among(kind, names), _begins(kind, "DECIMAL")])

    def _kind(self, section: Sql, steps: Sequence[str]) -> Sql:
        values = (self._got(section, way, "VARIANT") for way in _ways(steps))
        return sql.first(*(sql.call("SCHEMA_OF_VARIANT", value) for value in values))

    @staticmethod
    def _got(section: Sql, way: Sequence[str | int], kind: str) -> Sql:
        parsed = sql.call("PARSE_JSON", section)
        return sql.call("VARIANT_GET", parsed, sql.text(_variant_path(way)), sql.text(kind))

    def json_string(self, value: Sql) -> Sql:
        return sql.call("VARIANT_GET", sql.call("PARSE_JSON", value), sql.text("$"), sql.text("STRING"))

    # --- texts ---

    def found(self, value: Sql, pattern: str) -> Sql:
        return exp.RegexpLike(this=value.copy(), expression=sql.text(pattern))

    def group(self, value: Sql, pattern: str, number: int) -> Sql:
        return sql.call("REGEXP_EXTRACT", value, sql.text(pattern), sql.integer(number))

    def replaced(self, value: Sql, pattern: str, by: str) -> Sql:
        return sql.call("REGEXP_REPLACE", value, sql.text(pattern), sql.text(by.replace("\\", "$")))

    # --- lists ---

    def matches(self, value: Sql, pattern: str, group: int = 0) -> Sql:
        return sql.call("REGEXP_EXTRACT_ALL", value, sql.text(pattern), sql.integer(group))

    def some_item(self, items: Sql, name: str, test: Of) -> Sql:
        return sql.call("EXISTS", items, _lambda(name, test))

    def each(self, items: Sql, name: str, made: Of) -> Sql:
        return sql.call("TRANSFORM", items, _lambda(name, made))

    def only(self, items: Sql, name: str, test: Of) -> Sql:
        return sql.call("FILTER", items, _lambda(name, test))

    def is_longer(self, items: Sql, than: int) -> Sql:
        return sql.compared(sql.call("SIZE", items), ">", sql.integer(than))

    def strung(self, items: Sql) -> Sql:
        return sql.call("ARRAY_JOIN", items, sql.text(""))

    def first_item(self, items: Sql) -> Sql:
        return sql.call("GET", items, sql.integer(0))

    def names(self, flags: Sequence[tuple[Sql, str]]) -> Sql:
        named = exp.Array(expressions=[sql.case([(flag, sql.text(name))]) for flag, name in flags])
        return sql.call("ARRAY_COMPACT", named)

    # --- numbers and times ---

    def real(self, digits: Sql) -> Sql:
        read = sql.cast_to(digits, "DOUBLE")
        if isinstance(digits, exp.Literal):
            return read
        infinite = sql.cast_to(sql.text("Infinity"), "DOUBLE")
        return sql.case([(sql.compared(sql.call("ABS", read), "<", infinite), read)])

    def divided(self, number: Sql, by: int) -> Sql:
        return exp.IntDiv(this=number.copy(), expression=sql.integer(by))

    def at(self, microseconds: int) -> Sql:
        return sql.call("TIMESTAMP_MICROS", sql.integer(microseconds))

    def period(self, moment: Sql, by: str, *, sunday: bool) -> Sql:
        """By arithmetic: functions that print times do it in the zone of the session."""
        passed = sql.call("UNIX_MICROS", moment)
        within = sql.call("PMOD", passed, sql.integer(_DAY))
        days = exp.IntDiv(
            this=exp.Paren(this=exp.Sub(this=passed.copy(), expression=within.copy())), expression=sql.integer(_DAY)
        )
        day = sql.call("DATE_FROM_UNIX_DATE", sql.cast_to(days, "INT"))
        if by == "week":
            since_monday = sql.call("WEEKDAY", day)
            since_sunday = exp.Mod(
                this=exp.Paren(this=exp.Add(this=since_monday, expression=sql.integer(1))), expression=sql.integer(7)
            )
            day = sql.call("DATE_SUB", day, since_sunday if sunday else since_monday)
        printed = sql.cast_to(day, "TEXT")
        if by == "month":
            return sql.part(printed, 1, 7)
        if by != "hour":
            return printed
        hour = sql.cast_to(exp.IntDiv(this=within.copy(), expression=sql.integer(3_600_000_000)), "TEXT")
        padded = sql.call("LPAD", hour, sql.integer(2), sql.text("0"))
        return exp.Concat(expressions=[printed, sql.text("T"), padded, sql.text(":00")], coalesce=False)

    # --- the whole ---

    def refusing(self, test: Sql, message: str, about: Sql, value: Sql) -> Sql:
        said = exp.Concat(expressions=[sql.text(f"{message}: "), about.copy()], coalesce=False)
        return sql.case([(test, sql.call("RAISE_ERROR", said))], value)

    def written(self, tree: exp.Expr, *, pretty: bool = True) -> str:
        """Before it reads a statement, Spark puts variables in the places of `${...}`, in literals too."""
        return super().written(tree, pretty=pretty).replace("${", "\\u0024{")


class Databricks(Spark):
    """Databricks, which is Spark with a name and a spelling of its own."""

    name = "databricks"


def _ways(steps: Sequence[str]) -> list[list[str | int]]:
    """What the steps may mean: a number among them is an index, or a key; of one value only one can lead anywhere."""
    choices: list[tuple[str | int, ...]] = [
        (int(step), step) if place and is_index(step) else (step,) for place, step in enumerate(steps)
    ]
    if sum(len(choice) > 1 for choice in choices) > 3:
        raise CannotSay("more than three numbers in a JSON Pointer, each of which may be an index or a key", "pointers")
    return [list(way) for way in product(*choices)]


def _variant_path(way: Sequence[str | int]) -> str:
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else _quoted(step) for step in way)


def _quoted(key: str) -> str:
    """A key as paths of VARIANT have it: they know no escapes."""
    if not key or {"'", '"'} <= set(key):
        raise CannotSay("a key without a name, or with both kinds of quotes in it", "quotes")
    return f"['{key}']" if '"' in key else f'["{key}"]'


def _printed_as(section: Sql, steps: Sequence[str]) -> Sql:
    return sql.first(*(_printed(section, way) for way in _ways(steps)))


def _printed(section: Sql, way: Sequence[str | int]) -> Sql:
    """What the steps lead to as JSON, its keys in their order, which VARIANT forgets.

    In these paths only `'` quotes, and `*` is no key; the first step may do without one.
    """
    if _is_odd(way[0]):
        entries = sql.call("FROM_JSON", section, sql.text("MAP<STRING, STRING>"))
        section, way = sql.call("TRY_ELEMENT_AT", entries, sql.text(str(way[0]))), way[1:]
    if not way:
        return section
    if any(map(_is_odd, way)):
        raise CannotSay("a JSON Pointer with `*` or a quote in it", "quotes")
    path = "$" + "".join(f"[{step}]" if isinstance(step, int) else f"['{step}']" for step in way)
    return sql.call("GET_JSON_OBJECT", section, sql.text(path))


def _is_odd(step: str | int) -> bool:
    return isinstance(step, str) and ("'" in step or step in ("*", ""))


def _begins(kind: Sql, start: str) -> Sql:
    return sql.call("STARTSWITH", kind, sql.text(start))


def _real(digits: str) -> Sql:
    return sql.cast_to(sql.text(digits), "DOUBLE")


def _lambda(name: str, made: Of) -> Sql:
    return exp.Lambda(this=made(sql.column(name)), expressions=[exp.to_identifier(name)])
