r"""The text form of arrays and objects, made of JSON as it was written, token by token.

Databases that keep JSON as text, or print its numbers in ways of their own, need this; those that tidy it up do not.
"""

from __future__ import annotations

from collections.abc import Callable

from actioncli.sql import building as sql
from actioncli.sql.building import Sql
from actioncli.sql.dialect import Dialect
from actioncli.sql.spelling import spelled

_TOKENS = r'"[^"\\]*(?:\\.[^"\\]*)*"|-?[0-9][-+.0-9eE]*|[^-"0-9]+'
"""Strings, numbers, and what stands between them."""

_DUE_ESCAPE = r"\\[^/u]|\\u00(?:0[0-7bef]|1[0-9a-f])"
"""An escape as JavaScript writes it too: only what has no shorter escape keeps the one of its code."""

_FLOAT = "^-?[0-9]+[.eE]|^-0$"

_BLANKS = r"[ \t\r\n]+"


def compact_by_token(dialect: Dialect, printed: Sql, number: Callable[[Sql], Sql]) -> Sql:
    """The compact form of an array or object; `number` prints a float as JavaScript does.

    Strings stay as they are; where one is not written as it should be, the statement fails.
    """

    def token(piece: Sql) -> Sql:
        is_odd = dialect.holds(dialect.replaced(piece, spelled(_DUE_ESCAPE, dialect.spelling), ""), "\\")
        kept = dialect.refusing(is_odd, "no exact text of this array or object", printed, piece)
        ways = [(dialect.found(piece, '^"'), kept), (dialect.found(piece, _FLOAT), number(piece))]
        return sql.case(ways, dialect.replaced(piece, _BLANKS, ""))

    return dialect.strung(dialect.each(dialect.matches(printed, spelled(_TOKENS, dialect.spelling)), "piece", token))
