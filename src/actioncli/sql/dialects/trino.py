"""Trino: JSON in columns of text, read by its older functions of JSON, which take every version's.

No test runs on it, and an installation chooses between two kinds of regular expressions: what needs them is refused.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from actioncli.sql import building as sql
from actioncli.sql.building import Sql
from actioncli.sql.periods import truncated
from actioncli.sql.plain import PlainSpeech
from actioncli.sql.pointer_paths import Way, by_way
from actioncli.sql.refusals import CannotSay

_PERIODS = {"hour": "yyyy-MM-dd'T'HH:00", "day": "yyyy-MM-dd", "week": "yyyy-MM-dd", "month": "yyyy-MM"}

_NUMBERS = "-0123456789"
"""What a number begins with."""


class Trino(PlainSpeech):
    """Trino, with times in columns of TIMESTAMP WITH TIME ZONE."""

    name = "trino"

    def loose_form(self, section: Sql, steps: Sequence[str]) -> Sql:
        return by_way(steps, lambda way: _begins(section, way, "["), lambda way: _loose(section, way))

    def text_form(self, section: Sql, steps: Sequence[str]) -> Sql:
        def exact(way: Way) -> Sql:
            loose = _loose(section, way)
            whole = exp.TryCast(this=loose.copy(), to=exp.DataType.build("BIGINT"))
            is_whole = sql.both(
                [
                    _begins(section, way, *"-0123456789"),
                    sql.is_there(whole),
                    sql.opposite(sql.equal(loose, sql.text("-0"))),
                ]
            )
            is_certain = sql.either([_begins(section, way, '"', "t", "f"), is_whole])
            uncertain = sql.both([sql.is_there(loose), sql.opposite(is_certain)])
            return self.refusing(uncertain, "no exact text of this number, array or object", loose, loose)

        return by_way(steps, lambda way: _begins(section, way, "["), exact)

    def is_number(self, section: Sql, steps: Sequence[str]) -> Sql:
        return by_way(steps, lambda way: _begins(section, way, "["), lambda way: _begins(section, way, *_NUMBERS))

    def json_string(self, value: Sql) -> Sql:
        return sql.call("JSON_EXTRACT_SCALAR", value, sql.text("$"))

    def names(self, flags: Sequence[tuple[Sql, str]]) -> Sql:
        """The names in an array, which it has for a list."""
        named = exp.Array(expressions=[sql.case([(flag, sql.text(name))]) for flag, name in flags])
        name = exp.to_identifier("name")
        return sql.call("FILTER", named, exp.Lambda(this=sql.is_there(sql.column("name")), expressions=[name]))

    def at(self, microseconds: int) -> Sql:
        return sql.call("FROM_UNIXTIME_NANOS", sql.integer(microseconds * 1000))

    def period(self, moment: Sql, by: str, *, sunday: bool) -> Sql:
        utc = exp.AtTimeZone(this=moment.copy(), zone=sql.text("UTC"))
        return sql.call("FORMAT_DATETIME", truncated(utc, by, sunday=sunday), sql.text(_PERIODS[by]))


def _path(way: Way) -> Sql:
    """The way as a path of JSON; how quotes are escaped in one is not told."""
    path = "$"
    for step in way:
        if isinstance(step, str) and any(character in '"\\' or not character.isprintable() for character in step):
            raise CannotSay("a key with a quote, a backslash or a control character in it", "keys")
        path += f"[{step}]" if isinstance(step, int) else f'["{step}"]'
    return sql.text(path)


def _printed(section: Sql, way: Way) -> Sql:
    return sql.call("JSON_FORMAT", sql.call("JSON_EXTRACT", section, _path(way)))


def _begins(section: Sql, way: Way, *characters: str) -> Sql:
    """Whether a value is printed with one of these first, which tells its kind."""
    first = sql.call("SUBSTR", _printed(section, way), sql.integer(1), sql.integer(1))
    return sql.first(sql.among(first, [sql.text(character) for character in characters]), sql.answer(False))


def _loose(section: Sql, way: Way) -> Sql:
    printed = sql.call("NULLIF", _printed(section, way), sql.text("null"))
    return sql.first(sql.call("JSON_EXTRACT_SCALAR", section, _path(way)), printed)
