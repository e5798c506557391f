"""The options of the commands that read events and give them back, or their counts."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import Annotated, Optional

import typer

from actioncli.commands.options import (
    CountedUsers,
    InputOptions,
    UserKind,
    WeekStart,
    completing,
    reads_events,
)

# ruff: noqa: D301, UP045, PLC0415 - a help text needs the character \b, which keeps its examples on their lines;
# typer reads Optional[X] at run time; a command loads what it runs when it runs


class MatchFormat(StrEnum):
    """The formats of `match`."""

    jsonl = "jsonl"
    json = "json"
    csv = "csv"
    tsv = "tsv"
    table = "table"


class StatsFormat(StrEnum):
    """The formats of `stats`."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    tsv = "tsv"
    markdown = "markdown"


class StatsEngine(StrEnum):
    """What `stats` can count with."""

    actioncli = "actioncli"
    duckdb = "duckdb"


class ShapesFormat(StrEnum):
    """The formats of `shapes`."""

    table = "table"
    json = "json"


Follow = Annotated[
    bool,
    typer.Option(
        "--follow",
        help="Keep reading what is appended to files or added to directories, like tail -F, until Ctrl-C.",
    ),
]


@reads_events
def match(
    options: InputOptions,
    tag: Annotated[bool, typer.Option("--tag", help='Add "matched_actions" as the last key of each event.')] = False,
    unmatched: Annotated[
        bool, typer.Option("--unmatched", "-v", help="Invert the match: the events that no action matches.")
    ] = False,
    format: Annotated[  # noqa: A002 - what users type
        Optional[MatchFormat],
        typer.Option("--format", "-f", help="The output format.", show_default="table on a terminal, else jsonl"),
    ] = None,
    fields: Annotated[
        Optional[str],
        typer.Option(
            metavar="FIELDS",
            autocompletion=completing("fields"),
            help="The columns, such as event,properties.plan,matched_actions.",
            show_default=False,
        ),
    ] = None,
    count: Annotated[bool, typer.Option("--count", "-c", help="Print only the number of events.")] = False,
    max_count: Annotated[
        Optional[int],
        typer.Option("--max-count", "-m", metavar="N", min=1, help="Stop after N events.", show_default=False),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing; stop at the first match.")] = False,
    split: Annotated[
        Optional[str],
        typer.Option(metavar="DIR", help="Write a JSON Lines file for each action instead.", show_default=False),
    ] = None,
    follow: Follow = False,
) -> int:
    """Print the events that the actions match.

    \b
    actioncli match events.jsonl -n 'Sign Up'
    actioncli match 'exports/*.jsonl.gz' --tag > tagged.jsonl
    actioncli match events.jsonl -n 'Sign Up' | jq -r .distinct_id | sort -u
    actioncli match events.jsonl -f csv --fields timestamp,event,matched_actions
    actioncli match events.jsonl --follow -n 'Big purchase'

    Each event is printed once, in input order. In JSON Lines, its bytes are those of the input.
    """
    from actioncli.commands import match as command

    return command.match(
        options,
        command.MatchOptions(
            tag=tag,
            unmatched=unmatched,
            format=format.value if format else None,
            fields=fields,
            count=count,
            max_count=max_count,
            quiet=quiet,
            split=split,
            follow=follow,
        ),
    )


@reads_events
def stats(
    options: InputOptions,
    by: Annotated[
        Optional[str],
        typer.Option(
            metavar="GROUP",
            autocompletion=completing("groups"),
            help="One row for each action and group: hour, day, week, month, matcher, event or a field.",
            show_default=False,
        ),
    ] = None,
    top: Annotated[
        Optional[int],
        typer.Option(metavar="N", min=1, help="Only the N largest groups of an action.", show_default=False),
    ] = None,
    format: Annotated[StatsFormat, typer.Option("--format", "-f", help="The output format.")] = StatsFormat.table,  # noqa: A002
    week_start: WeekStart = None,
    timezone: Annotated[
        str,
        typer.Option(
            metavar="ZONE",
            help="The time zone of periods and times: a name such as Europe/Berlin, or an offset such as +02:00.",
            autocompletion=completing("zones"),
        ),
    ] = "UTC",
    users: CountedUsers = UserKind.person,
    follow: Follow = False,
    every: Annotated[
        Optional[float],
        typer.Option(
            metavar="SECONDS",
            min=0.1,
            help="With --follow: the shortest time between two reports.",
            show_default="0.25 for a live table, 10 for jsonl",
        ),
    ] = None,
    engine: Annotated[
        StatsEngine, typer.Option(help="What counts. duckdb runs the statement of `actioncli sql`, to compare.")
    ] = StatsEngine.actioncli,
) -> int:
    """Count events and users per action.

    \b
    actioncli stats events.jsonl
    actioncli stats exports/ -a actions.yaml --by week -f csv
    actioncli stats events.jsonl --by 'properties.$browser' --top 5
    actioncli stats events.jsonl -f json | jq '.actions[] | select(.events == 0)'
    actioncli stats events.jsonl --follow
    """
    from actioncli.commands import stats as command

    wanted = command.StatsOptions(
        by=by,
        top=top,
        format=format.value,
        timezone=timezone,
        week_start=week_start.value if week_start else None,
        users=users.value,
        follow=follow,
        every=every,
        engine=engine.value,
    )
    return command.stats(options, wanted)


@partial(reads_events, without=("action", "cluster", "unique"))
def shapes(
    options: InputOptions,
    format: Annotated[ShapesFormat, typer.Option("--format", "-f", help="The output format.")] = ShapesFormat.table,  # noqa: A002
) -> int:
    """Show how each input is read: its shape and its fields.

    \b
    actioncli shapes export.jsonl
    actioncli shapes exports/ -f json | jq -r '.sources[].shapes[].shape'

    No actions file is needed. If there is one, its `source` is used.
    """
    from actioncli.commands import shapes as command

    return command.shapes(options, format=format.value)
