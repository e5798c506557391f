r"""The text form of arrays and objects, made of JSON as it was written, token by token.

Databases that keep JSON as text, or print its numbers in ways of their own, need this; those that tidy it up do not.
"""

from __future__ import annotations

from collections.abc import Callable

from actioncli.sql import expressions as sql
from actioncli.sql.dialect import Dialect
from actioncli.sql.expressions import Expr
from actioncli.sql.regexes import translate_regex

_TOKENS = r'"[^"\\]*(?:\\.[^"\\]*)*"|-?[0-9][-+.0-9eE]*|[^-"0-9]+'
"""Strings, numbers, and what stands between them."""

_DUE_ESCAPE = r"\\[^/u]|\\u00(?:0[0-7bef]|1[0-9a-f])"
"""An escape as JavaScript writes it too: only what has no shorter escape keeps the one of its code."""

_FLOAT = "^-?[0-9]+[.eE]|^-0$"

_BLANKS = r"[ \t\r\n]+"


def compact_json_tokens(dialect: Dialect, printed: Expr, number: Callable[[Expr], Expr]) -> Expr:
    """The compact form of an array or object; `number` prints a float as JavaScript does.

    Strings stay as they are; where one is not written as it should be, the statement fails.
    """

    def token(piece: Expr) -> Expr:
        is_odd = dialect.contains(
            dialect.regex_replace(piece, translate_regex(_DUE_ESCAPE, dialect.regex_flavor), ""), "\\"
        )
        kept = dialect.fail_if(is_odd, "no exact text of this array or object", printed, piece)
        ways = [(dialect.regex_like(piece, '^"'), kept), (dialect.regex_like(piece, _FLOAT), number(piece))]
        return sql.case(ways, dialect.regex_replace(piece, _BLANKS, ""))

    return dialect.list_join(
        dialect.list_map(
            dialect.regex_extract_all(printed, translate_regex(_TOKENS, dialect.regex_flavor)), "piece", token
        )
    )
