"""Text forms for databases that no test runs on: what is certain is said, and all else makes the statement fail.

Texts, booleans and plain numbers look the same in every database.
How one prints a number with many digits, an array or an object is not taken on trust.
"""

from __future__ import annotations

from sqlglot import exp

from actioncli.sql import building as sql
from actioncli.sql.building import Sql
from actioncli.sql.dialect import Dialect

_WHOLE = "^(?:0|-?[1-9][0-9]*)$"
_PLAIN = r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$"
_TINY = r"^-?0\.000000"
_LONGEST = 16
"""Characters up to which a decimal number is the shortest that reads back as itself."""

UNCERTAIN = "no exact text of this number, array or object"


def careful_text(dialect: Dialect, loose: Sql, is_number: Sql, is_container: Sql) -> Sql:
    """The text form of a value whose text is known; the statement fails where that may not be it."""
    kept = dialect.refusing(is_container, UNCERTAIN, loose, loose)
    return sql.case([(is_number, _number(dialect, loose))], kept)


def _number(dialect: Dialect, loose: Sql) -> Sql:
    short = sql.compared(exp.Length(this=loose.copy()), "<=", sql.integer(_LONGEST))
    plain = sql.both([dialect.found(loose, _PLAIN), sql.opposite(dialect.found(loose, _TINY)), short])
    trimmed = dialect.replaced(dialect.replaced(loose, "0+$", ""), r"\.$", "")
    zero = dialect.found(loose, r"^-?0(?:\.0+)?$")
    is_known = sql.either([dialect.found(loose, _WHOLE), plain, zero])
    tidy = sql.case([(zero, sql.text("0")), (plain, trimmed)], loose)
    return dialect.refusing(sql.opposite(is_known), UNCERTAIN, loose, tidy)
