"""The rows of counts: computed in one pass as columns of one row, then turned into rows."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from sqlglot import exp

from actioncli.sql import expressions as sql
from actioncli.sql.expressions import Expr


class Row(Struct, frozen=True):
    """One row of the result: which events it counts, and what else is counted."""

    kind: str
    matches: Expr
    action: str | None = None
    matcher: int | None = None
    users: bool = False
    with_span: bool = False

    def counts(self) -> tuple[str, ...]:
        """The prefixes of the names of its columns."""
        return ("events", *("users",) * self.users, *("first", "last") * self.with_span)

    def counted(self, number: int, user: Expr, moment: Expr) -> list[Expr]:
        """The counts, under names that end in the number of the row."""
        columns = [sql.alias(exp.Count(this=self._of(sql.integer(1))), f"events_{number}")]
        if self.users:
            distinct = exp.Distinct(expressions=[self._of(user)])
            columns.append(sql.alias(exp.Count(this=distinct), f"users_{number}"))
        if self.with_span:
            columns.append(sql.alias(exp.Min(this=self._of(moment)), f"first_{number}"))
            columns.append(sql.alias(exp.Max(this=self._of(moment)), f"last_{number}"))
        return columns

    def _of(self, value: Expr) -> Expr:
        return value.copy() if sql.is_boolean(self.matches, True) else sql.case([(self.matches, value)])


def listed(rows: Sequence[Row], *, by_period: bool) -> exp.Select:
    """The counts as one row each, in place of columns."""
    if by_period:
        found = exp.select(
            sql.alias(sql.column("action", "parts"), "action"),
            sql.alias(sql.column("period", "counts"), "period"),
            sql.alias(_choice(rows, "events"), "events"),
            sql.alias(_choice(rows, "users"), "users"),
        ).where(sql.compare(_choice(rows, "events"), ">", sql.integer(0)))
    else:
        found = exp.select(
            *(sql.alias(sql.column(name, "parts"), name) for name in ("kind", "action", "matcher")),
            sql.alias(_choice(rows, "events"), "events"),
            sql.alias(_choice(rows, "users"), "users"),
            sql.alias(_choice(rows, "first"), "first_seen"),
            sql.alias(_choice(rows, "last"), "last_seen"),
        )
    order = [sql.column("part", "parts")] + ([sql.column("period", "counts")] if by_period else [])
    parts = exp.alias_(_parts(rows).subquery(), "parts", table=True)
    return found.from_("counts").join(parts, join_type="cross").order_by(*order)


def _choice(rows: Sequence[Row], counted: str) -> Expr:
    """For each row of the result, its own count of this kind."""
    ways = [
        (sql.equal(sql.column("part", "parts"), sql.integer(number)), sql.column(f"{counted}_{number}", "counts"))
        for number, row in enumerate(rows, start=1)
        if counted in row.counts()
    ]
    return sql.case(ways) if ways else sql.null()


def _parts(rows: Sequence[Row]) -> exp.Query:
    """A table with the number, kind, action and matcher of each row."""
    selects = []
    for number, row in enumerate(rows, start=1):
        action = sql.null() if row.action is None else sql.string(row.action)
        matcher = sql.null() if row.matcher is None else sql.integer(row.matcher)
        selects.append(
            exp.select(
                sql.alias(sql.integer(number), "part"),
                sql.alias(sql.string(row.kind), "kind"),
                sql.alias(sql.cast(action, "TEXT"), "action"),
                sql.alias(sql.cast(matcher, "INT"), "matcher"),
            )
        )
    return selects[0] if len(selects) == 1 else exp.union(*selects, distinct=False)
