"""The rows of counts: all of them are counted in one pass, side by side, and then listed one below the other."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from sqlglot import exp

from actioncli.sql import building as sql
from actioncli.sql.building import Sql


class Row(Struct, frozen=True):
    """One row: of which events, and what is counted of them beside their number."""

    kind: str
    matches: Sql
    action: str | None = None
    matcher: int | None = None
    users: bool = False
    spanned: bool = False

    def counts(self) -> tuple[str, ...]:
        """What is counted of the row, as the names of its columns begin."""
        return ("events", *("users",) * self.users, *("first", "last") * self.spanned)

    def counted(self, number: int, user: Sql, moment: Sql) -> list[Sql]:
        """What is counted, under names that end in the number of the row."""
        columns = [sql.named(exp.Count(this=self._of(sql.integer(1))), f"events_{number}")]
        if self.users:
            distinct = exp.Distinct(expressions=[self._of(user)])
            columns.append(sql.named(exp.Count(this=distinct), f"users_{number}"))
        if self.spanned:
            columns.append(sql.named(exp.Min(this=self._of(moment)), f"first_{number}"))
            columns.append(sql.named(exp.Max(this=self._of(moment)), f"last_{number}"))
        return columns

    def _of(self, value: Sql) -> Sql:
        return value.copy() if sql.is_answer(self.matches, True) else sql.case([(self.matches, value)])


def listed(rows: Sequence[Row], *, by_period: bool) -> exp.Select:
    """The counted row, or rows of periods, taken apart into a row for each thing that was counted."""
    if by_period:
        found = exp.select(
            sql.named(sql.column("action", "parts"), "action"),
            sql.named(sql.column("period", "counts"), "period"),
            sql.named(_choice(rows, "events"), "events"),
            sql.named(_choice(rows, "users"), "users"),
        ).where(sql.compared(_choice(rows, "events"), ">", sql.integer(0)))
    else:
        found = exp.select(
            *(sql.named(sql.column(name, "parts"), name) for name in ("kind", "action", "matcher")),
            sql.named(_choice(rows, "events"), "events"),
            sql.named(_choice(rows, "users"), "users"),
            sql.named(_choice(rows, "first"), "first_seen"),
            sql.named(_choice(rows, "last"), "last_seen"),
        )
    order = [sql.column("part", "parts")] + ([sql.column("period", "counts")] if by_period else [])
    parts = exp.alias_(_parts(rows).subquery(), "parts", table=True)
    return found.from_("counts").join(parts, join_type="cross").order_by(*order)


def _choice(rows: Sequence[Row], counted: str) -> Sql:
    """Of all the rows' counts of one sort, the one that belongs to the part at hand."""
    ways = [
        (sql.equal(sql.column("part", "parts"), sql.integer(number)), sql.column(f"{counted}_{number}", "counts"))
        for number, row in enumerate(rows, start=1)
        if counted in row.counts()
    ]
    return sql.case(ways) if ways else sql.null()


def _parts(rows: Sequence[Row]) -> exp.Query:
    """A table with a row for each part: its number, kind, action and matcher."""
    selects = []
    for number, row in enumerate(rows, start=1):
        action = sql.null() if row.action is None else sql.text(row.action)
        matcher = sql.null() if row.matcher is None else sql.integer(row.matcher)
        selects.append(
            exp.select(
                sql.named(sql.integer(number), "part"),
                sql.named(sql.text(row.kind), "kind"),
                sql.named(sql.cast_to(action, "TEXT"), "action"),
                sql.named(sql.cast_to(matcher, "INT"), "matcher"),
            )
        )
    return selects[0] if len(selects) == 1 else exp.union(*selects, distinct=False)
