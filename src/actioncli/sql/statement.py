"""The statement: nested SELECTs, one for each layer, and the result on top.

counts      a row for all events, for all matched events, for each action and for each matcher
by period   a row for each action and each hour, day, week or month
events      the matched events, each with the names of its actions
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from sqlglot import exp

from actioncli.sql import expressions as sql
from actioncli.sql.expressions import Expr
from actioncli.sql.plan import Plan
from actioncli.sql.rows import Row, listed
from actioncli.sql.table import Table

MATCHED_ACTIONS = "matched_actions"


class Query(Struct, frozen=True):
    """The parts of a statement: a table of events, and the plan of the actions."""

    table: Table
    plan: Plan

    def counts(self) -> exp.Select:
        """The counts of `stats`, one row each: `kind` is all, matched, action or matcher."""
        actions = self.plan.actions
        matched = sql.any_of(action.matches for action in actions)
        rows = [Row("all", sql.boolean(True), with_span=True), Row("matched", matched)]
        for action in actions:
            rows.append(Row("action", action.matches, action.name, with_span=True, users=True))
            rows += [Row("matcher", hit, action.name, place) for place, hit in enumerate(action.matchers, start=1)]
        return self._counted(rows)

    def counts_by(self, period: str, week_start: str) -> exp.Select:
        """The events and users of each action by period; a period without events has no row."""
        rows = [Row("action", action.matches, action.name, users=True) for action in self.plan.actions]
        sunday = week_start == "sunday"
        said = self.table.reading.dialect.format_period(self.table.moment, period, sunday=sunday)
        key = sql.coalesce(said, sql.string("(none)"))
        return self._counted(rows, sql.alias(key, "period"))

    def events(self) -> exp.Select:
        """The matched events, with the columns of the layout."""
        columns = [sql.column(name) for name in self.table.all_columns()]
        flags = [(action.matches, action.name) for action in self.plan.actions]
        names = sql.alias(self.table.reading.dialect.matched_names(flags), MATCHED_ACTIONS)
        matched = sql.any_of(action.matches for action in self.plan.actions)
        return self._over_layers(exp.select(*columns, names).where(matched))

    def _counted(self, rows: Sequence[Row], key: Expr | None = None) -> exp.Select:
        columns = [] if key is None else [key]
        for number, row in enumerate(rows, start=1):
            columns += row.counted(number, self.table.user, self.table.moment)
        counts = exp.select(*columns)
        if key is not None:
            counts = counts.group_by(sql.integer(1))
        return self._over_layers(counts, listed(rows, by_period=key is not None))

    def _over_layers(self, select: exp.Select, top: exp.Select | None = None) -> exp.Select:
        """The SELECT from the topmost layer; with `top`, that SELECT over it."""
        named = [("events_read", self.table.select())]
        for number, columns in enumerate(self.plan.layers, start=1):
            below = named[-1][0]
            named.append((f"layer_{number}", exp.select(exp.Star(), *columns).from_(below)))
        select = select.from_(named[-1][0])
        if top is not None:
            named.append(("counts", select))
            select = top
        for name, layer in named:
            select = select.with_(name, as_=layer, copy=False)
        return select


def as_view(select: exp.Select, name: Expr) -> exp.Create:
    """A statement that creates a view."""
    return exp.Create(this=name, kind="VIEW", replace=True, expression=select)
