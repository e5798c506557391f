"""Text forms for databases that no test runs on: what is certain is said, and all else makes the statement fail.

Texts, booleans and plain numbers look the same in every database.
How one prints a number with many digits, an array or an object is not taken on trust.
"""

from __future__ import annotations

from sqlglot import exp

from actioncli.sql import expressions as sql
from actioncli.sql.dialect import Dialect
from actioncli.sql.expressions import Expr

_WHOLE = "^(?:0|-?[1-9][0-9]*)$"
_PLAIN = r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$"
_TINY = r"^-?0\.000000"
_LONGEST = 16
"""Characters up to which a decimal number is the shortest that reads back as itself."""

UNCERTAIN = "no exact text of this number, array or object"


def exact_text(dialect: Dialect, loose: Expr, is_number: Expr, is_container: Expr) -> Expr:
    """The text form of a value whose text is known; the statement fails where that may not be it."""
    kept = dialect.fail_if(is_container, UNCERTAIN, loose, loose)
    return sql.case([(is_number, _number(dialect, loose))], kept)


def _number(dialect: Dialect, loose: Expr) -> Expr:
    short = sql.compare(exp.Length(this=loose.copy()), "<=", sql.integer(_LONGEST))
    plain = sql.all_of([dialect.regex_like(loose, _PLAIN), sql.negate(dialect.regex_like(loose, _TINY)), short])
    trimmed = dialect.regex_replace(dialect.regex_replace(loose, "0+$", ""), r"\.$", "")
    zero = dialect.regex_like(loose, r"^-?0(?:\.0+)?$")
    is_known = sql.any_of([dialect.regex_like(loose, _WHOLE), plain, zero])
    tidy = sql.case([(zero, sql.string("0")), (plain, trimmed)], loose)
    return dialect.fail_if(sql.negate(is_known), UNCERTAIN, loose, tidy)
