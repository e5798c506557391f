"""`actioncli sql`: the actions as one SQL statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from msgspec import Struct

from actioncli.actions.load import load_actions
from actioncli.actions.model import check_names
from actioncli.commands.actions_file import find_actions
from actioncli.commands.options import InputOptions
from actioncli.commands.terminal import stdout
from actioncli.errors import MATCHED, ActioncliError
from actioncli.extras import missing_extra
from actioncli.grouping import MONDAY
from actioncli.near import shown
from actioncli.outputs.messages import print_message
from actioncli.scanning.windows import now_of, window_of
from actioncli.users import PERSON


class SqlOptions(Struct, frozen=True):
    """The options of the command, as typed."""

    dialect: str
    layout: str | None
    table: str
    column: Sequence[str] | None
    select: str
    by: str | None
    users: str | None
    week_start: str | None
    view: str | None
    skip_unsupported: bool


def sql(
    *,
    actions: str | None,
    action: list[str] | None,
    since: str | None,
    until: str | None,
    now: str | None,
    **given: Any,
) -> int:
    """Print the statement, and return the exit code; `given` are the fields of `SqlOptions`."""
    options, asked = (
        InputOptions(actions=actions, action=action, since=since, until=until, now=now),
        SqlOptions(**given),
    )
    with needing_sqlglot():
        from actioncli.sql.request import Request, statement  # noqa: PLC0415 - an extra, and slow to import
    at = now_of(options.now, prefix="--")
    window = window_of(options.since, options.until, at, prefix="--")
    loaded = load_actions(find_actions(options.actions, "actioncli sql"))
    check_names(loaded, options.only)
    if asked.select == "events" and asked.by is not None:
        raise ActioncliError("--by cannot be used with --select events")
    if asked.select == "events" and asked.users is not None:
        raise ActioncliError("--users cannot be used with --select events")
    if asked.by != "week" and asked.week_start is not None:
        raise ActioncliError("--week-start requires --by week")
    request = Request(
        asked.dialect,
        asked.layout,
        asked.table,
        dict(map(_column, asked.column or ())),
        asked.select,
        asked.by,
        asked.users or PERSON,
        asked.week_start or MONDAY,
        asked.view,
        window.since,
        window.until,
    )
    written = statement(loaded, loaded.named(options.only), request, at, skip=asked.skip_unsupported)
    for name, refusals in written.skipped.items():
        print_message(f"actioncli: {shown(name)} is skipped")
        for refusal in refusals:
            print_message(refusal.problem)
    stdout().write(f"{written.text};\n".encode())
    return MATCHED


@contextmanager
def needing_sqlglot(what: str = "writing SQL", extra: str = "sql") -> Iterator[None]:
    """A context for imports of `actioncli.sql`; raises a clear error if sqlglot is not installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name != "sqlglot":
            raise
        raise missing_extra(what, extra) from error


def _column(text: str) -> tuple[str, str]:
    field, sign, column = text.partition("=")
    if not (field and sign and column):
        raise ActioncliError(f"--column {shown(text)}: write FIELD=COLUMN, such as properties.plan=plan")
    return field, column
