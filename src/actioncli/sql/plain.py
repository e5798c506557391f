"""Dialects that have neither regular expressions of a known meaning nor lists: what needs them is refused."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from sqlglot import exp

from actioncli.sql import building as sql
from actioncli.sql.building import Sql
from actioncli.sql.dialect import Of, Speech
from actioncli.sql.refusals import CannotSay
from actioncli.sql.spelling import Spelling
from actioncli.values import compact_json


class PlainSpeech(Speech):
    """What such dialects share."""

    spelling = Spelling.none

    def found(self, value: Sql, pattern: str) -> Sql:
        raise _no_patterns()

    def group(self, value: Sql, pattern: str, number: int) -> Sql:
        raise _no_patterns()

    def replaced(self, value: Sql, pattern: str, by: str) -> Sql:
        raise _no_patterns()

    def matches(self, value: Sql, pattern: str, group: int = 0) -> Sql:
        raise _no_patterns()

    def some_item(self, items: Sql, name: str, test: Of) -> Sql:
        raise _no_patterns()

    def each(self, items: Sql, name: str, made: Of) -> Sql:
        raise _no_patterns()

    def only(self, items: Sql, name: str, test: Of) -> Sql:
        raise _no_patterns()

    def is_longer(self, items: Sql, than: int) -> Sql:
        raise _no_patterns()

    def strung(self, items: Sql) -> Sql:
        raise _no_patterns()

    def first_item(self, items: Sql) -> Sql:
        raise _no_patterns()

    def names(self, flags: Sequence[tuple[Sql, str]]) -> Sql:
        """The names in a text, as JSON has a list."""
        written = [(flag, sql.text(f",{compact_json(name)}")) for flag, name in flags]
        listed = _concatenated([sql.case([way], sql.text("")) for way in written])
        return _concatenated([sql.text("["), sql.call("LTRIM", listed, sql.text(",")), sql.text("]")])

    def divided(self, number: Sql, by: int) -> Sql:
        raise _no_patterns()

    def refusing(self, test: Sql, message: str, about: Sql, value: Sql) -> Sql:
        """There is no function that fails, but a text that is no number does."""
        said = _concatenated([sql.text(f"{message}: "), about])
        return sql.case([(test, sql.cast_to(sql.cast_to(said, "INT"), "TEXT"))], value)


def _concatenated(pieces: Sequence[Sql]) -> Sql:
    return reduce(lambda left, right: exp.DPipe(this=left.copy(), expression=right.copy(), safe=True), pieces)


def _no_patterns() -> CannotSay:
    return CannotSay("its regular expressions are not RE2, and what they mean is not certain enough", "patterns")
