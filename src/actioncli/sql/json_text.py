"""The text form of JSON numbers, arrays and objects (`docs/semantics.md` 3.3), from the JSON that a database prints."""

from __future__ import annotations

from collections.abc import Callable

from actioncli.sql import expressions as sql
from actioncli.sql.dialect import Dialect
from actioncli.sql.expressions import Expr
from actioncli.sql.regexes import translate_regex

_TOKENS = r'"(?:[^"\\]|\\.)*"|[^"]+'
"""Compact JSON as tokens: strings, and everything between them."""

_END = r"([,\]}]|$)"
"""The end of a number."""


def javascript_number(dialect: Dialect, printed: Expr) -> Expr:
    """A number with the fewest digits, as JavaScript prints it: no `.0`, no `-0`, and `e+`."""
    tidy = dialect.regex_replace(printed, rf"\.0{_END}", r"\1")
    return dialect.regex_replace(dialect.regex_replace(tidy, f"-0{_END}", r"0\1"), "e([0-9])", r"e+\1")


def compact_json_text(dialect: Dialect, printed: Expr, odd: Expr | None = None) -> Expr:
    r"""An array or object in compact JSON, with its numbers as JavaScript prints them.

    Strings are unchanged. An escape `\u` makes the statement fail, because databases differ in printing it.
    `odd` is another test for JSON that the database does not print unchanged.
    """

    def token(piece: Expr) -> Expr:
        escaped = dialect.contains(dialect.regex_replace(piece, r"\\[^u]", ""), "\\")
        is_odd = escaped if odd is None else sql.any_of([escaped, odd])
        kept = dialect.fail_if(is_odd, "the exact text of this array or object is not available", printed, piece)
        return sql.case([(dialect.regex_like(piece, '^"'), kept)], javascript_number(dialect, piece))

    return dialect.list_join(dialect.list_map(dialect.regex_extract_all(printed, f"(?s){_TOKENS}"), "piece", token))


_SPACED_TOKENS = r'"[^"\\]*(?:\\.[^"\\]*)*"|-?[0-9][-+.0-9eE]*|[^-"0-9]+'
"""JSON as tokens: strings, numbers, and everything between them."""

_DUE_ESCAPE = r"\\[^/u]|\\u00(?:0[0-7bef]|1[0-9a-f])"
"""An escape as JavaScript writes it: by character code only if there is no shorter one."""

_FLOAT = "^-?[0-9]+[.eE]|^-0$"

_BLANKS = r"[ \t\r\n]+"


def compact_json_tokens(dialect: Dialect, printed: Expr, number: Callable[[Expr], Expr]) -> Expr:
    """The compact form of an array or object; `number` prints a float as JavaScript does.

    Strings are unchanged. An escape that JavaScript would not write makes the statement fail.
    """

    def token(piece: Expr) -> Expr:
        is_odd = dialect.contains(
            dialect.regex_replace(piece, translate_regex(_DUE_ESCAPE, dialect.regex_flavor), ""), "\\"
        )
        kept = dialect.fail_if(is_odd, "the exact text of this array or object is not available", printed, piece)
        ways = [(dialect.regex_like(piece, '^"'), kept), (dialect.regex_like(piece, _FLOAT), number(piece))]
        return sql.case(ways, dialect.regex_replace(piece, _BLANKS, ""))

    return dialect.list_join(
        dialect.list_map(
            dialect.regex_extract_all(printed, translate_regex(_SPACED_TOKENS, dialect.regex_flavor)), "piece", token
        )
    )
