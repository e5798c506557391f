"""The entry point of the package: it turns actions into a statement.

statement(actions, chosen, Request(dialect="duckdb"), now)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct, field
from sqlglot import exp
from sqlglot.errors import SqlglotError

from actioncli.actions.model import Action, Actions
from actioncli.errors import ActioncliError, ActionsFileError
from actioncli.near import near, shown
from actioncli.sql.dialect import Dialect
from actioncli.sql.dialects import DIALECTS
from actioncli.sql.expressions import Expr
from actioncli.sql.fields import Reading
from actioncli.sql.layouts import layout_named
from actioncli.sql.plan import Plan, plan
from actioncli.sql.statement import Query, as_view
from actioncli.sql.table import Table
from actioncli.sql.unsupported import UnsupportedCondition, UnsupportedError
from actioncli.users import DISTINCT_ID, PERSON


class Request(Struct, frozen=True):
    """The options of a statement."""

    dialect: str
    layout: str | None = None
    table: str = "events"
    columns: Mapping[str, str] = field(default_factory=dict)
    """Columns that replace those of the layout, by field."""
    select: str = "counts"
    by: str | None = None
    users: str = PERSON
    """What counts as one user: one of `users.KINDS`."""
    week_start: str = "monday"
    """The first day of a week: `monday` or `sunday`."""
    view: str | None = None
    since: int | None = None
    until: int | None = None
    """Only events from `since` on and before `until`, in microseconds since 1970."""


class Statement(Struct, frozen=True):
    """A statement, and the actions that were skipped, with the reasons."""

    text: str
    skipped: Mapping[str, tuple[UnsupportedCondition, ...]]


def dialect_by_name(dialect: str) -> Dialect:
    """The dialect with this name; raises `ActioncliError` for an unknown name."""
    by_name = {dialect.name: dialect for dialect in DIALECTS}
    if not dialect:
        raise ActioncliError(f"--dialect is required: {', '.join(by_name)}")
    if dialect not in by_name:
        hint = near(dialect, by_name) or f"there are: {', '.join(by_name)}"
        raise ActioncliError(f"no dialect is named {shown(dialect)}; {hint}")
    return by_name[dialect]


def statement(
    actions: Actions, chosen: Sequence[Action], request: Request, now: datetime, *, skip: bool = False
) -> Statement:
    """The statement; raises `ActionsFileError` with all conditions that cannot be expressed exactly.

    With `skip`, unsupported actions are skipped, and so are the actions that refer to them.
    """
    dialect = dialect_by_name(request.dialect)
    query = _query(actions, chosen, request, dialect, now)
    skipped: dict[str, tuple[UnsupportedCondition, ...]] = {}
    refusals = query.plan.refusals
    if refusals:
        if not skip or "" in refusals:
            raise ActionsFileError([refusal.problem for listed in refusals.values() for refusal in listed])
        skipped = _skipped(actions, chosen, query.plan)
        chosen = [action for action in chosen if action.name not in skipped]
        if not chosen:
            raise ActioncliError("this dialect can express none of the actions exactly")
        query = _query(actions, chosen, request, dialect, now)
    try:
        return Statement(dialect.render(_tree(query, request)), skipped)
    except UnsupportedError as refusal:
        raise ActioncliError(f"SQL cannot contain the name of an action: {refusal.reason}") from None


def _query(actions: Actions, chosen: Sequence[Action], request: Request, dialect: Dialect, now: datetime) -> Query:
    layout = layout_named(request.layout or dialect.default_layout).with_columns(request.columns)
    reading = Reading(dialect, layout)
    source = _named("--table", request.table, dialect)
    # A list of events does not need the user.
    users = request.users if request.select == "counts" else DISTINCT_ID
    table = Table.of(source, reading, users, request.since, request.until)
    return Query(table, plan(actions, chosen, reading, now))


def _tree(query: Query, request: Request) -> Expr:
    if request.select == "events":
        select = query.events()
    else:
        select = query.counts() if request.by is None else query.counts_by(request.by, request.week_start)
    if request.view is None:
        return select
    return as_view(select, _named("--view", request.view, query.table.reading.dialect))


def _named(option: str, name: str, dialect: Dialect) -> exp.Table:
    """The table with this name, which may also be a table function."""
    try:
        found = exp.maybe_parse(name, into=exp.Table, dialect=dialect.name)
    except SqlglotError:
        found = None
    if found is None or found.alias:
        raise ActioncliError(f"{option}: {shown(name)} is not a table name")
    return found


def _skipped(actions: Actions, chosen: Sequence[Action], said: Plan) -> dict[str, tuple[UnsupportedCondition, ...]]:
    """The chosen actions that are unsupported, and those that refer to one, directly or indirectly."""
    by_name = {action.name: action for action in actions.actions}
    known: dict[str, tuple[UnsupportedCondition, ...]] = {}

    def refusals(name: str) -> tuple[UnsupportedCondition, ...]:
        if name not in known:
            own = tuple(said.refusals.get(name, ()))
            action = by_name[name]
            named = [other for matcher in (*action.matchers, *action.exceptions) for other in matcher.actions]
            known[name] = own + tuple(refusal for other in named for refusal in refusals(other))
        return known[name]

    return {action.name: refusals(action.name) for action in chosen if refusals(action.name)}
