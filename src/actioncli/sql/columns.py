"""Layers: the intermediate columns of a statement. Each expression is computed once, under a short name.

A layer is one SELECT. Later layers refer to its columns by name.
"""

from __future__ import annotations

from actioncli.sql import expressions as sql
from actioncli.sql.expressions import Expr


class Layer:
    """The columns of one SELECT. It is mutable: columns are added while conditions are translated."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._names: dict[Expr, str] = {}
        self._comments: dict[Expr, str] = {}

    def column(self, value: Expr, comment: str = "") -> Expr:
        """The column of an expression; the same expression gets the same column."""
        name = self._names.setdefault(value, f"{self._prefix}{len(self._names) + 1}")
        if comment:
            self._comments.setdefault(value, comment)
        return sql.column(name)

    def __bool__(self) -> bool:
        return bool(self._names)

    def named(self) -> list[Expr]:
        """The expressions with their aliases, in the order of their first use."""
        columns = []
        for value, name in self._names.items():
            column = sql.alias(value, name)
            if value in self._comments:
                column.add_comments([_harmless(self._comments[value])])
            columns.append(column)
        return columns


def _harmless(comment: str) -> str:
    """The text without the signs that open or close a SQL comment."""
    tidy = "".join(character if character.isprintable() else " " for character in comment)
    return tidy.replace("*/", "* /").replace("/*", "/ *")
