"""The text form of numbers, arrays and objects, made of JSON as a database prints it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from actioncli.sql import expressions as sql
from actioncli.sql.expressions import Expr

if TYPE_CHECKING:
    from actioncli.sql.dialect import Dialect

_TOKENS = r'"(?:[^"\\]|\\.)*"|[^"]+'
"""JSON without blanks, as strings and what stands between them."""

_END = r"([,\]}]|$)"
"""What may follow a number."""


def pointer(steps: Sequence[str]) -> str:
    """The steps as a JSON Pointer."""
    return "".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in steps)


def javascript_number(dialect: Dialect, printed: Expr) -> Expr:
    """A number that is printed with the shortest digits, as JavaScript prints it: no `.0`, no `-0`, and `e+`."""
    tidy = dialect.regex_replace(printed, rf"\.0{_END}", r"\1")
    return dialect.regex_replace(dialect.regex_replace(tidy, f"-0{_END}", r"0\1"), "e([0-9])", r"e+\1")


def compact_json_text(dialect: Dialect, printed: Expr, odd: Expr | None = None) -> Expr:
    r"""An array or object that is printed without blanks, with its numbers as JavaScript prints them.

    Strings stay as they are; one with an escape `\u` makes the statement fail, for databases disagree about those.
    `odd` is a further test of what the database does not print as it stood.
    """

    def token(piece: Expr) -> Expr:
        escaped = dialect.contains(dialect.regex_replace(piece, r"\\[^u]", ""), "\\")
        is_odd = escaped if odd is None else sql.any_of([escaped, odd])
        kept = dialect.fail_if(is_odd, "no exact text of this array or object", printed, piece)
        return sql.case([(dialect.regex_like(piece, '^"'), kept)], javascript_number(dialect, piece))

    return dialect.list_join(dialect.list_map(dialect.regex_extract_all(printed, f"(?s){_TOKENS}"), "piece", token))
