"""The columns that a statement works out on the way: each expression once, under a short name.

A layer is one SELECT; what it works out, the layers after it use by name.
"""

from __future__ import annotations

from actioncli.sql import expressions as sql
from actioncli.sql.expressions import Expr


class Layer:
    """The columns of one SELECT; it has state, as it grows while conditions are said."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._names: dict[Expr, str] = {}
        self._remarks: dict[Expr, str] = {}

    def column(self, value: Expr, remark: str = "") -> Expr:
        """The column that holds an expression, which is worked out only once."""
        name = self._names.setdefault(value, f"{self._prefix}{len(self._names) + 1}")
        if remark:
            self._remarks.setdefault(value, remark)
        return sql.column(name)

    def __bool__(self) -> bool:
        return bool(self._names)

    def named(self) -> list[Expr]:
        """The expressions under their names, in the order in which they were asked for."""
        columns = []
        for value, name in self._names.items():
            column = sql.alias(value, name)
            if value in self._remarks:
                column.add_comments([_harmless(self._remarks[value])])
            columns.append(column)
        return columns


def _harmless(remark: str) -> str:
    """A text that ends no comment, and begins none within it."""
    tidy = "".join(character if character.isprintable() else " " for character in remark)
    return tidy.replace("*/", "* /").replace("/*", "/ *")
