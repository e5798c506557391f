"""The options of `import`, `export` and `sql`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Optional

from actioncli.cli.declaring import WeekStart, declare
from actioncli.commands.options import UserKind, completing
from actioncli.commands.parameters import Argument, Option

# ruff: noqa: D301, UP045 - a help text needs the character \b, which keeps its examples on their lines;
# typer reads Optional[X] at run time; a declaration is never called

SECTION = "Exchange with PostHog and databases"


class Target(StrEnum):
    """What `export` writes."""

    posthog = "posthog"
    terraform = "terraform"


class Selecting(StrEnum):
    """What a statement of `sql` selects."""

    counts = "counts"
    events = "events"


class Period(StrEnum):
    """What `sql` can count by."""

    hour = "hour"
    day = "day"
    week = "week"
    month = "month"


@declare(everyday=("--output",), runs="convert.import_", reads_events=False)
def import_(
    file: Annotated[str, Argument(metavar="FILE", help="PostHog's actions, as JSON or Terraform; - for stdin.")],
    output: Annotated[
        Optional[str], Option("--output", "-o", metavar="FILE", help="Write here.", show_default="stdout")
    ] = None,
) -> None:
    """Convert PostHog's actions to an actions file.

    \b
    actioncli import actions.json -o actions.yaml
    terraform show -json | actioncli import -
    curl -H "Authorization: Bearer $KEY" $HOST/api/projects/1/actions/ |
        actioncli import - > actions.yaml

    What cannot be converted, or would count differently, is reported on stderr.

    Exit status: 0 if every action was converted, 1 if one was refused, 2 for an error.
    """


@declare(everyday=("--to", "--output"), runs="convert.export", reads_events=False)
def export(
    actions: Annotated[
        Optional[str],
        Argument(metavar="ACTIONS", help="The actions file.", show_default="actions.yaml or actions.yml here"),
    ] = None,
    to: Annotated[Target, Option("--to", help="What to write.")] = Target.posthog,
    output: Annotated[
        Optional[str], Option("--output", "-o", metavar="FILE", help="Write here.", show_default="stdout")
    ] = None,
) -> None:
    """Convert an actions file to PostHog's actions.

    \b
    actioncli export actions.yaml --to posthog > actions.json
    actioncli export actions.yaml --to terraform -o actions.tf

    What PostHog cannot express is reported on stderr.

    Exit status: 0 if every action was converted, 1 if one was left out, 2 for an error.
    """


@declare(everyday=("--dialect", "--layout", "--table", "--by", "--since", "--until"), reads_events=False)
def sql(
    actions: Annotated[
        Optional[str],
        Argument(metavar="ACTIONS", help="The actions file.", show_default="actions.yaml or actions.yml here"),
    ] = None,
    dialect: Annotated[
        str,
        Option(
            metavar="DIALECT",
            autocompletion=completing("dialects"),
            help="The database: duckdb, clickhouse, bigquery and others.",
        ),
    ] = "",
    layout: Annotated[
        Optional[str],
        Option(
            metavar="LAYOUT",
            autocompletion=completing("layouts"),
            help="How the columns of the table are named.",
            show_default="depends on the dialect",
        ),
    ] = None,
    table: Annotated[str, Option(metavar="TABLE", help="The table of events.")] = "events",
    column: Annotated[
        Optional[list[str]],
        Option(
            metavar="FIELD=COLUMN",
            help="Read a field from this column, such as properties.plan=plan. Repeatable.",
            show_default=False,
        ),
    ] = None,
    select: Annotated[
        Selecting, Option(help="What the statement selects: counts, or the events with their actions.")
    ] = Selecting.counts,
    by: Annotated[Optional[Period], Option(help="One row for each action and period.", show_default=False)] = None,
    week_start: WeekStart = None,
    users: Annotated[
        Optional[UserKind],
        Option(metavar="KIND", help="What counts as one user: a person or a distinct id.", show_default="person"),
    ] = None,
    view: Annotated[
        Optional[str], Option(metavar="NAME", help="Create a view of this name instead.", show_default=False)
    ] = None,
    action: Annotated[
        Optional[list[str]],
        Option("--action", "-n", metavar="NAME", help="Only this action; a glob. Repeatable.", show_default=False),
    ] = None,
    since: Annotated[
        Optional[str], Option(metavar="TIME", help="Only events from this time on.", show_default=False)
    ] = None,
    until: Annotated[
        Optional[str], Option(metavar="TIME", help="Only events before this time.", show_default=False)
    ] = None,
    now: Annotated[
        Optional[str],
        Option(metavar="TIME", help="The moment that relative dates count back from.", show_default="now"),
    ] = None,
    skip_unsupported: Annotated[
        bool,
        Option("--skip-unsupported", help="Skip the actions that cannot be expressed exactly, and report them."),
    ] = False,
) -> None:
    """Print the actions as one SQL statement.

    \b
    actioncli sql --dialect clickhouse --table analytics.events
    actioncli sql actions.yaml --dialect bigquery --by day --since 2026-03-01
    actioncli sql --dialect duckdb --select events --view tagged_events

    The statement counts what `actioncli stats` counts.
    If a dialect cannot express something exactly, the exit status is 2, and stderr says where.
    """


COMMANDS = (import_, export, sql)
"""The commands in the order of `actioncli --help`."""
