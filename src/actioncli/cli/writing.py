"""The options of the commands about actions files: begin one, check it, and carry actions in and out."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Optional

import typer

from actioncli.commands.options import InputOptions, UserKind, WeekStart, completing, exit_code

# ruff: noqa: D301, UP045, PLC0415 - a help text needs the character \b, which keeps its examples on their lines;
# typer reads Optional[X] at run time; a command loads what it runs when it runs


class CheckFormat(StrEnum):
    """The formats of `check`."""

    text = "text"
    json = "json"
    github = "github"
    sarif = "sarif"
    junit = "junit"


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


def check(
    actions: Annotated[
        Optional[list[str]],
        typer.Argument(metavar="ACTIONS", help="Actions files.", show_default="actions.yaml or actions.yml here"),
    ] = None,
    events: Annotated[
        Optional[list[str]],
        typer.Option(
            "--events",
            "-e",
            metavar="EVENTS",
            help="Also compare names and values with these events. Repeatable.",
            show_default=False,
        ),
    ] = None,
    format: Annotated[CheckFormat, typer.Option("--format", "-f", help="The output format.")] = CheckFormat.text,  # noqa: A002
    ignore: Annotated[
        Optional[list[str]],
        typer.Option(metavar="CODE", help="Skip this rule, such as AC109. Repeatable.", show_default=False),
    ] = None,
    now: Annotated[
        Optional[str],
        typer.Option(metavar="TIME", help="The moment that relative dates count back from.", show_default="now"),
    ] = None,
    jobs: Annotated[
        Optional[int],
        typer.Option("--jobs", "-j", metavar="N", min=1, help="Worker processes.", show_default="the cores"),
    ] = None,
) -> None:
    """Find mistakes in actions files, and run their tests.

    \b
    actioncli check
    actioncli check actions.yaml --events 'exports/*.jsonl.gz'
    actioncli check -f github

    Exit status: 0 if nothing is found, 1 for findings, 2 for files or events that cannot be read.
    """
    from actioncli.commands import check as command

    options = InputOptions(events=events, now=now, jobs=jobs)
    raise typer.Exit(exit_code(lambda: command.check(actions or (), options, format.value, ignore or ())))


def init(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The file to write, or - for stdout.")] = "actions.yaml",
) -> None:
    """Write a starter actions file.

    \b
    actioncli init
    actioncli init analytics.yaml

    A file that exists already is never changed.
    """
    from actioncli.commands import start

    raise typer.Exit(exit_code(lambda: start.init(file)))


def schema() -> None:
    """Print the JSON Schema of actions files, for editors.

    \b
    actioncli schema > actions.schema.json
    # and in the first line of actions.yaml:
    # yaml-language-server: $schema=actions.schema.json
    """
    from actioncli.commands import start

    raise typer.Exit(exit_code(start.schema))


def import_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="PostHog's actions, as JSON or Terraform; - for stdin.")],
    output: Annotated[
        Optional[str], typer.Option("--output", "-o", metavar="FILE", help="Write here.", show_default="stdout")
    ] = None,
) -> None:
    """Convert PostHog's actions to an actions file.

    \b
    actioncli import actions.json -o actions.yaml
    terraform show -json | actioncli import -
    curl -H "Authorization: Bearer $KEY" $HOST/api/projects/1/actions/ |
        actioncli import - > actions.yaml

    What cannot be converted, or would count differently, is named on stderr.

    Exit status: 0 if every action was converted, 1 if one was refused, 2 for an error.
    """
    from actioncli.commands import convert

    raise typer.Exit(exit_code(lambda: convert.import_(file, output)))


def export(
    actions: Annotated[
        Optional[str],
        typer.Argument(metavar="ACTIONS", help="The actions file.", show_default="actions.yaml or actions.yml here"),
    ] = None,
    to: Annotated[Target, typer.Option("--to", help="What to write.")] = Target.posthog,
    output: Annotated[
        Optional[str], typer.Option("--output", "-o", metavar="FILE", help="Write here.", show_default="stdout")
    ] = None,
) -> None:
    """Convert an actions file to PostHog's actions.

    \b
    actioncli export actions.yaml --to posthog > actions.json
    actioncli export actions.yaml --to terraform -o actions.tf

    What PostHog cannot express is named on stderr.

    Exit status: 0 if every action was converted, 1 if one was left out, 2 for an error.
    """
    from actioncli.commands import convert

    raise typer.Exit(exit_code(lambda: convert.export(actions, to.value, output)))


def sql(
    actions: Annotated[
        Optional[str],
        typer.Argument(metavar="ACTIONS", help="The actions file.", show_default="actions.yaml or actions.yml here"),
    ] = None,
    dialect: Annotated[
        str,
        typer.Option(
            metavar="DIALECT",
            autocompletion=completing("dialects"),
            help="The database: duckdb, clickhouse, bigquery and others.",
        ),
    ] = "",
    layout: Annotated[
        Optional[str],
        typer.Option(
            metavar="LAYOUT",
            autocompletion=completing("layouts"),
            help="How the columns of the table are named.",
            show_default="the usual one of the dialect",
        ),
    ] = None,
    table: Annotated[str, typer.Option(metavar="TABLE", help="The table of events.")] = "events",
    column: Annotated[
        Optional[list[str]],
        typer.Option(
            metavar="FIELD=COLUMN",
            help="Read a field from this column, such as properties.plan=plan. Repeatable.",
            show_default=False,
        ),
    ] = None,
    select: Annotated[
        Selecting, typer.Option(help="What the statement selects: counts, or the events with their actions.")
    ] = Selecting.counts,
    by: Annotated[
        Optional[Period], typer.Option(help="One row for each action and period.", show_default=False)
    ] = None,
    week_start: WeekStart = None,
    users: Annotated[
        Optional[UserKind],
        typer.Option(metavar="KIND", help="What counts as one user: a person or a distinct id.", show_default="person"),
    ] = None,
    view: Annotated[
        Optional[str], typer.Option(metavar="NAME", help="Create a view of this name instead.", show_default=False)
    ] = None,
    action: Annotated[
        Optional[list[str]],
        typer.Option(
            "--action", "-n", metavar="NAME", help="Only this action; a glob. Repeatable.", show_default=False
        ),
    ] = None,
    since: Annotated[
        Optional[str], typer.Option(metavar="TIME", help="Only events from this time on.", show_default=False)
    ] = None,
    until: Annotated[
        Optional[str], typer.Option(metavar="TIME", help="Only events before this time.", show_default=False)
    ] = None,
    now: Annotated[
        Optional[str],
        typer.Option(metavar="TIME", help="The moment that relative dates count back from.", show_default="now"),
    ] = None,
    skip_unsupported: Annotated[
        bool,
        typer.Option(
            "--skip-unsupported", help="Leave out the actions that cannot be expressed exactly, and name them."
        ),
    ] = False,
) -> None:
    """Print the actions as one SQL statement.

    \b
    actioncli sql --dialect clickhouse --table analytics.events
    actioncli sql actions.yaml --dialect bigquery --by day --since 2026-03-01
    actioncli sql --dialect duckdb --select events --view tagged_events

    The statement counts what `actioncli stats` counts.
    What a dialect cannot express exactly is refused, with exit status 2 and a message for each place.
    """
    from actioncli.commands import sql as command

    asked = command.Asked(
        dialect=dialect,
        layout=layout,
        table=table,
        columns=tuple(column or ()),
        select=select.value,
        by=by.value if by else None,
        users=users.value if users else None,
        week_start=week_start.value if week_start else None,
        view=view,
        skip=skip_unsupported,
    )
    options = InputOptions(actions=actions, action=action, since=since, until=until, now=now)
    raise typer.Exit(exit_code(lambda: command.sql(options, asked)))
