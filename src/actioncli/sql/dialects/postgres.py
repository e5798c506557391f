"""PostgreSQL: its own regular expressions, arrays through subqueries, and JSON as it was written.

A `jsonb` column does not keep the order of keys, nor the exponent of `1e21`.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from actioncli.sql import expressions as sql
from actioncli.sql.dialect import Dialect, ItemFunction, truncate
from actioncli.sql.expressions import Expr
from actioncli.sql.json_text import compact_json_tokens
from actioncli.sql.pointer_paths import is_index
from actioncli.sql.regexes import RegexFlavor

_PERIODS = {"hour": 'YYYY-MM-DD"T"HH24:00', "day": "YYYY-MM-DD", "week": "YYYY-MM-DD", "month": "YYYY-MM"}
_HUGE = "1.797693134862315807e308"
"""From this number on, the nearest float is infinite."""
_TINY = "2.4703282292062327e-324"
"""Up to this number, the nearest float is zero."""


class Postgres(Dialect):
    """PostgreSQL 13 or later."""

    name = "postgres"
    regex_flavor = RegexFlavor.postgres
    default_layout = "posthog-postgres"
    gaps = ("classes", "repetitions")

    # --- JSON ---

    def loose_text(self, section: Expr, steps: Sequence[str]) -> Expr:
        return self.json_string(_at(section, steps))

    def exact_text(self, section: Expr, steps: Sequence[str]) -> Expr:
        value, loose = _at(section, steps), self.loose_text(section, steps)
        is_float = sql.all_of(
            [sql.equal(_kind(value), sql.string("number")), self.regex_like(loose, "^-?[0-9]+[.eE]|^-0$")]
        )
        is_printed = sql.is_in(_kind(value), [sql.string("array"), sql.string("object")])
        printed = compact_json_tokens(self, loose, self._as_javascript)
        return sql.case([(is_float, self._as_javascript(loose)), (is_printed, printed)], loose)

    def _as_javascript(self, digits: Expr) -> Expr:
        """A number as JavaScript prints it: its exponents start at other limits than the database's."""

        def arranged(printed: Expr) -> Expr:
            exact = sql.cast(printed, "DECIMAL")
            plain = sql.cast(sql.call("TRIM_SCALE", exact), "TEXT")
            size = sql.call("ABS", exact)
            has_exponent = sql.any_of(
                [
                    sql.all_of([sql.compare(size, ">", sql.integer(0)), sql.compare(size, "<", _decimal("1e-6"))]),
                    sql.compare(size, ">=", _decimal("1e21")),
                ]
            )
            shortest = self.regex_replace(
                self.regex_replace(printed, r"\.0+e|(\.[0-9]*[1-9])0+e", r"\1e"), "e([-+])0", r"e\1"
            )
            return sql.case([(has_exponent, shortest)], plain)

        printed = exp.Array(expressions=[_shortest(sql.cast(digits, "DOUBLE"))])
        return self.list_first(self.list_map(printed, "printed", arranged))

    def is_json_number(self, section: Expr, steps: Sequence[str]) -> Expr:
        return sql.equal(_kind(_at(section, steps)), sql.string("number"))

    def json_string(self, value: Expr) -> Expr:
        return exp.Paren(this=exp.JSONBExtractScalar(this=value.copy(), expression=sql.string("{}")))

    # --- texts ---

    def regex_like(self, value: Expr, pattern: str) -> Expr:
        return exp.RegexpLike(this=value.copy(), expression=sql.string(pattern))

    def regex_extract(self, value: Expr, pattern: str, number: int) -> Expr:
        return _item(sql.call("REGEXP_MATCH", value, sql.string(pattern)), number)

    def regex_replace(self, value: Expr, pattern: str, by: str) -> Expr:
        return sql.call("REGEXP_REPLACE", value, sql.string(pattern), sql.string(by), sql.string("g"))

    # --- lists ---

    def regex_extract_all(self, value: Expr, pattern: str, group: int = 0) -> Expr:
        pattern = pattern if group else f"({pattern})"
        rows = sql.call("REGEXP_MATCHES", value, sql.string(pattern), sql.string("g"))
        found = sql.coalesce(_item(sql.column("found"), group or 1), sql.string(""))
        alias = exp.TableAlias(this=exp.to_identifier("matches"), columns=[exp.to_identifier("found")])
        return _array(exp.select(found).from_(exp.Table(this=rows, alias=alias)))

    def list_any(self, items: Expr, name: str, test: ItemFunction) -> Expr:
        return exp.Exists(this=_items(items, name, sql.integer(1)).where(test(sql.column(name))))

    def list_map(self, items: Expr, name: str, made: ItemFunction) -> Expr:
        return _array(_items(items, name, made(sql.column(name))).order_by(sql.column("place")))

    def list_filter(self, items: Expr, name: str, test: ItemFunction) -> Expr:
        kept = sql.column(name)
        return _array(_items(items, name, kept).where(test(kept)).order_by(sql.column("place")))

    def list_is_longer(self, items: Expr, than: int) -> Expr:
        return sql.compare(sql.call("CARDINALITY", items), ">", sql.integer(than))

    def list_join(self, items: Expr) -> Expr:
        return sql.call("ARRAY_TO_STRING", items, sql.string(""))

    def list_first(self, items: Expr) -> Expr:
        return _item(items, 1)

    def matched_names(self, flags: Sequence[tuple[Expr, str]]) -> Expr:
        named = exp.Array(expressions=[sql.case([(flag, sql.string(name))]) for flag, name in flags])
        return sql.call("ARRAY_REMOVE", sql.cast(named, "TEXT[]"), sql.null())

    # --- numbers and times ---

    def parse_float(self, digits: Expr) -> Expr:
        """A float, by way of a decimal: the server fails at texts that are too large or too small for one."""
        if isinstance(digits, exp.Literal):
            return sql.cast(digits, "DOUBLE")
        exact = sql.cast(digits, "DECIMAL")
        size = sql.call("ABS", exact)
        within = sql.case(
            [
                (sql.compare(size, "<", _decimal(_TINY)), sql.cast(sql.integer(0), "DOUBLE")),
                (sql.compare(size, "<", _decimal(_HUGE)), sql.cast(exact, "DOUBLE")),
            ]
        )
        is_zero = sql.any_of(
            [self.regex_like(digits, r"^[-+]?[0.]+[eE]"), self.regex_like(digits, "[eE]-0*[0-9]{5,}$")],
        )
        return sql.case(
            [
                (sql.negate(self.regex_like(digits, "[eE][-+]?0*[0-9]{5,}$")), within),
                (is_zero, sql.cast(sql.integer(0), "DOUBLE")),
            ]
        )

    def int_div(self, number: Expr, by: int) -> Expr:
        return sql.call("DIV", number, sql.integer(by))

    def timestamp(self, microseconds: int) -> Expr:
        since = exp.Interval(this=sql.string(str(microseconds)), unit=exp.var("MICROSECONDS"))
        return exp.Paren(this=exp.Add(this=sql.cast(sql.string("epoch"), "TIMESTAMPTZ"), expression=since))

    def format_period(self, moment: Expr, by: str, *, sunday: bool) -> Expr:
        utc = exp.AtTimeZone(this=moment.copy(), zone=sql.string("UTC"))
        return sql.call("TO_CHAR", truncate(utc, by, sunday=sunday), sql.string(_PERIODS[by]))

    # --- the whole ---

    def fail_if(self, test: Expr, message: str, about: Expr, value: Expr) -> Expr:
        """There is no function that raises an error, but casting text that is not a number does."""
        said = exp.Concat(expressions=[sql.string(f"{message}: "), about.copy()], coalesce=False)
        return sql.case([(test, sql.cast(sql.cast(said, "INT"), "TEXT"))], value)

    def render(self, tree: Expr, *, pretty: bool = True) -> str:
        """Each layer is worked out once: merged into the one above, it would be for each use there."""
        for layer in tree.find_all(exp.CTE):
            layer.set("materialized", True)
        return super().render(tree, pretty=pretty)


def _at(section: Expr, steps: Sequence[str]) -> Expr:
    """The JSON value at a path. An index may also be a key, and a negative number is not an index."""
    value = sql.cast(section, "JSON")
    for place, step in enumerate(steps):
        if place and is_index(step):
            way = exp.Array(expressions=[sql.string(step)])
            value = exp.JSONBExtract(this=value, expression=way)
        else:
            value = exp.JSONExtract(this=value, expression=sql.string(step), only_json_types=True)
    return value


def _kind(value: Expr) -> Expr:
    return sql.call("JSON_TYPEOF", value)


def _shortest(double: Expr) -> Expr:
    """A float with the fewest digits that read as it.

    The database finds them, but where the number with these lies just as near to the next float, as 1e23 does.
    Such a number has 54 bits, of which the powers of five in it take a part: it lies between 2^53 and 1e45.
    """
    text, size = sql.cast(double, "TEXT"), sql.call("ABS", double)
    first, last = (sql.cast(sql.string(bound), "DOUBLE") for bound in (str(2**53), "1e45"))
    is_plain = sql.any_of([sql.compare(size, "<", first), sql.compare(size, ">", last)])
    ways = []
    for digits in (15, 16):
        printed = sql.call("LTRIM", sql.call("TO_CHAR", double, sql.string(f"9.{'9' * (digits - 1)}EEEE")))
        reads = sql.equal(sql.cast(printed, "DOUBLE"), double)
        ways.append((reads, printed))
    return sql.case([(is_plain, text), *ways], text)


def _decimal(digits: str) -> Expr:
    return sql.cast(sql.string(digits), "DECIMAL")


def _item(items: Expr, number: int) -> Expr:
    return exp.Bracket(this=exp.Paren(this=items.copy()), expressions=[sql.integer(number)], offset=1)


def _items(items: Expr, name: str, selected: Expr) -> exp.Select:
    """A SELECT over the items of an array, with the place of each."""
    alias = exp.TableAlias(this=exp.to_identifier("items"), columns=[exp.to_identifier(name)])
    rows = exp.Unnest(expressions=[items.copy()], alias=alias, offset=exp.to_identifier("place"))
    return exp.select(selected.copy()).from_(rows)


def _array(select: exp.Select) -> Expr:
    return exp.Array(expressions=[select])
