"""PostgreSQL: regular expressions of its own, arrays by way of subqueries, and JSON as it was written.

What a column of `jsonb` does not keep, no statement can bring back: the order of keys, and that 1e21 had an exponent.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from actioncli.sql import building as sql
from actioncli.sql.building import Sql
from actioncli.sql.dialect import Dialect, Of
from actioncli.sql.json_tokens import compact_by_token
from actioncli.sql.periods import truncated
from actioncli.sql.pointer_paths import is_index
from actioncli.sql.spelling import Spelling

_PERIODS = {"hour": 'YYYY-MM-DD"T"HH24:00', "day": "YYYY-MM-DD", "week": "YYYY-MM-DD", "month": "YYYY-MM"}
_HUGE = "1.797693134862315807e308"
"""From here on, a number is nearer to infinity than to the greatest float."""
_TINY = "2.4703282292062327e-324"
"""Up to here, a number is nearer to zero than to the least float."""


class Postgres(Dialect):
    """PostgreSQL, from 13 on."""

    name = "postgres"
    spelling = Spelling.postgres

    # --- JSON ---

    def loose_form(self, section: Sql, steps: Sequence[str]) -> Sql:
        return self.json_string(_at(section, steps))

    def text_form(self, section: Sql, steps: Sequence[str]) -> Sql:
        value, loose = _at(section, steps), self.loose_form(section, steps)
        is_float = sql.both([sql.equal(_kind(value), sql.text("number")), self.found(loose, "^-?[0-9]+[.eE]|^-0$")])
        is_printed = sql.among(_kind(value), [sql.text("array"), sql.text("object")])
        printed = compact_by_token(self, loose, self._as_javascript)
        return sql.case([(is_float, self._as_javascript(loose)), (is_printed, printed)], loose)

    def _as_javascript(self, digits: Sql) -> Sql:
        """A number as JavaScript prints it, which has exponents elsewhere than the database."""

        def arranged(printed: Sql) -> Sql:
            exact = sql.cast_to(printed, "DECIMAL")
            plain = sql.cast_to(sql.call("TRIM_SCALE", exact), "TEXT")
            size = sql.call("ABS", exact)
            has_exponent = sql.either(
                [
                    sql.both([sql.compared(size, ">", sql.integer(0)), sql.compared(size, "<", _decimal("1e-6"))]),
                    sql.compared(size, ">=", _decimal("1e21")),
                ]
            )
            shortest = self.replaced(self.replaced(printed, r"\.0+e|(\.[0-9]*[1-9])0+e", r"\1e"), "e([-+])0", r"e\1")
            return sql.case([(has_exponent, shortest)], plain)

        printed = exp.Array(expressions=[_shortest(sql.cast_to(digits, "DOUBLE"))])
        return self.first_item(self.each(printed, "printed", arranged))

    def is_number(self, section: Sql, steps: Sequence[str]) -> Sql:
        return sql.equal(_kind(_at(section, steps)), sql.text("number"))

    def json_string(self, value: Sql) -> Sql:
        return exp.Paren(this=exp.JSONBExtractScalar(this=value.copy(), expression=sql.text("{}")))

    # --- texts ---

    def found(self, value: Sql, pattern: str) -> Sql:
        return exp.RegexpLike(this=value.copy(), expression=sql.text(pattern))

    def group(self, value: Sql, pattern: str, number: int) -> Sql:
        return _item(sql.call("REGEXP_MATCH", value, sql.text(pattern)), number)

    def replaced(self, value: Sql, pattern: str, by: str) -> Sql:
        return sql.call("REGEXP_REPLACE", value, sql.text(pattern), sql.text(by), sql.text("g"))

    # --- lists ---

    def matches(self, value: Sql, pattern: str, group: int = 0) -> Sql:
        pattern = pattern if group else f"({pattern})"
        rows = sql.call("REGEXP_MATCHES", value, sql.text(pattern), sql.text("g"))
        found = sql.first(_item(sql.column("found"), group or 1), sql.text(""))
        alias = exp.TableAlias(this=exp.to_identifier("matches"), columns=[exp.to_identifier("found")])
        return _array(exp.select(found).from_(exp.Table(this=rows, alias=alias)))

    def some_item(self, items: Sql, name: str, test: Of) -> Sql:
        return exp.Exists(this=_items(items, name, sql.integer(1)).where(test(sql.column(name))))

    def each(self, items: Sql, name: str, made: Of) -> Sql:
        return _array(_items(items, name, made(sql.column(name))).order_by(sql.column("place")))

    def only(self, items: Sql, name: str, test: Of) -> Sql:
        kept = sql.column(name)
        return _array(_items(items, name, kept).where(test(kept)).order_by(sql.column("place")))

    def is_longer(self, items: Sql, than: int) -> Sql:
        return sql.compared(sql.call("CARDINALITY", items), ">", sql.integer(than))

    def strung(self, items: Sql) -> Sql:
        return sql.call("ARRAY_TO_STRING", items, sql.text(""))

    def first_item(self, items: Sql) -> Sql:
        return _item(items, 1)

    def names(self, flags: Sequence[tuple[Sql, str]]) -> Sql:
        named = exp.Array(expressions=[sql.case([(flag, sql.text(name))]) for flag, name in flags])
        return sql.call("ARRAY_REMOVE", sql.cast_to(named, "TEXT[]"), sql.null())

    # --- numbers and times ---

    def real(self, digits: Sql) -> Sql:
        """A float, by way of a decimal: the server fails at texts that are too large or too small for one."""
        if isinstance(digits, exp.Literal):
            return sql.cast_to(digits, "DOUBLE")
        exact = sql.cast_to(digits, "DECIMAL")
        size = sql.call("ABS", exact)
        within = sql.case(
            [
                (sql.compared(size, "<", _decimal(_TINY)), sql.cast_to(sql.integer(0), "DOUBLE")),
                (sql.compared(size, "<", _decimal(_HUGE)), sql.cast_to(exact, "DOUBLE")),
            ]
        )
        is_zero = sql.either(
            [self.found(digits, r"^[-+]?[0.]+[eE]"), self.found(digits, "[eE]-0*[0-9]{5,}$")],
        )
        return sql.case(
            [
                (sql.opposite(self.found(digits, "[eE][-+]?0*[0-9]{5,}$")), within),
                (is_zero, sql.cast_to(sql.integer(0), "DOUBLE")),
            ]
        )

    def divided(self, number: Sql, by: int) -> Sql:
        return sql.call("DIV", number, sql.integer(by))

    def at(self, microseconds: int) -> Sql:
        since = exp.Interval(this=sql.text(str(microseconds)), unit=exp.var("MICROSECONDS"))
        return exp.Paren(this=exp.Add(this=sql.cast_to(sql.text("epoch"), "TIMESTAMPTZ"), expression=since))

    def period(self, moment: Sql, by: str, *, sunday: bool) -> Sql:
        utc = exp.AtTimeZone(this=moment.copy(), zone=sql.text("UTC"))
        return sql.call("TO_CHAR", truncated(utc, by, sunday=sunday), sql.text(_PERIODS[by]))

    # --- the whole ---

    def refusing(self, test: Sql, message: str, about: Sql, value: Sql) -> Sql:
        """There is no function that fails, but a text that is no number does."""
        said = exp.Concat(expressions=[sql.text(f"{message}: "), about.copy()], coalesce=False)
        return sql.case([(test, sql.cast_to(sql.cast_to(said, "INT"), "TEXT"))], value)

    def written(self, tree: exp.Expr, *, pretty: bool = True) -> str:
        """Each layer is worked out once: merged into the one above, it would be for each use there."""
        for layer in tree.find_all(exp.CTE):
            layer.set("materialized", True)
        return super().written(tree, pretty=pretty)


def _at(section: Sql, steps: Sequence[str]) -> Sql:
    """What the steps lead to as JSON: an index may be a key, too, and what is no index never counts from the end."""
    value = sql.cast_to(section, "JSON")
    for place, step in enumerate(steps):
        if place and is_index(step):
            way = exp.Array(expressions=[sql.text(step)])
            value = exp.JSONBExtract(this=value, expression=way)
        else:
            value = exp.JSONExtract(this=value, expression=sql.text(step), only_json_types=True)
    return value


def _kind(value: Sql) -> Sql:
    return sql.call("JSON_TYPEOF", value)


def _shortest(double: Sql) -> Sql:
    """A float with the fewest digits that read as it.

    The database finds them, but where the number with these lies just as near to the next float, as 1e23 does.
    Such a number has 54 bits, of which the powers of five in it take a part: it lies between 2^53 and 1e45.
    """
    text, size = sql.cast_to(double, "TEXT"), sql.call("ABS", double)
    first, last = (sql.cast_to(sql.text(bound), "DOUBLE") for bound in (str(2**53), "1e45"))
    is_plain = sql.either([sql.compared(size, "<", first), sql.compared(size, ">", last)])
    ways = []
    for digits in (15, 16):
        printed = sql.call("LTRIM", sql.call("TO_CHAR", double, sql.text(f"9.{'9' * (digits - 1)}EEEE")))
        reads = sql.equal(sql.cast_to(printed, "DOUBLE"), double)
        ways.append((reads, printed))
    return sql.case([(is_plain, text), *ways], text)


def _decimal(digits: str) -> Sql:
    return sql.cast_to(sql.text(digits), "DECIMAL")


def _item(items: Sql, number: int) -> Sql:
    return exp.Bracket(this=exp.Paren(this=items.copy()), expressions=[sql.integer(number)], offset=1)


def _items(items: Sql, name: str, selected: Sql) -> exp.Select:
    """A SELECT over the items of an array, with the place of each."""
    alias = exp.TableAlias(this=exp.to_identifier("items"), columns=[exp.to_identifier(name)])
    rows = exp.Unnest(expressions=[items.copy()], alias=alias, offset=exp.to_identifier("place"))
    return exp.select(selected.copy()).from_(rows)


def _array(select: exp.Select) -> Sql:
    return exp.Array(expressions=[select])
