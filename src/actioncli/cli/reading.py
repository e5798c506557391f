"""The options of the commands that read events and give them back, or their counts."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import Annotated, Optional

import typer

from actioncli.commands.options import InputOptions, reads_events

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
        help="Go on with what is appended to files or appears in directories, as tail -F does, until Ctrl-C.",
    ),
]


@reads_events
def match(
    options: InputOptions,
    tag: Annotated[bool, typer.Option("--tag", help='Add "matched_actions" as the last key of each event.')] = False,
    unmatched: Annotated[bool, typer.Option("--unmatched", "-v", help="The events that no action matches.")] = False,
    format: Annotated[  # noqa: A002 - what users type
        Optional[MatchFormat],
        typer.Option(
            "--format", "-f", help="How to print  [default: table on a terminal, else jsonl]", show_default=False
        ),
    ] = None,
    fields: Annotated[
        Optional[str],
        typer.Option(
            metavar="FIELDS",
            help="Columns, as in timestamp,event,properties.$current_url,matched_actions.",
            show_default=False,
        ),
    ] = None,
    count: Annotated[bool, typer.Option("--count", "-c", help="Print only how many events there are.")] = False,
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
    actioncli match events.jsonl -n 'Sign Up' | jq -r .distinct_id | sort -u | wc -l
    actioncli match 'exports/*.jsonl.gz' --tag > tagged.jsonl
    actioncli match events.jsonl -f csv --fields timestamp,event,matched_actions
    actioncli match events.jsonl --follow -n 'Big purchase'

    Each event is printed once, in input order; as JSON Lines its bytes are those of the input.
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
            help="A row for each action and group: hour, day, week, month, matcher, event or a field.",
            show_default=False,
        ),
    ] = None,
    top: Annotated[
        Optional[int],
        typer.Option(metavar="N", min=1, help="Only the N largest groups of an action.", show_default=False),
    ] = None,
    format: Annotated[StatsFormat, typer.Option("--format", "-f", help="How to print.")] = StatsFormat.table,  # noqa: A002
    timezone: Annotated[str, typer.Option(metavar="ZONE", help="For --by hour, day, week and month.")] = "UTC",
    follow: Follow = False,
    every: Annotated[
        Optional[float],
        typer.Option(
            metavar="SECONDS",
            min=0.1,
            help="With --follow: a report at most so often  [default: 0.25 for a live table, 10 for jsonl]",
            show_default=False,
        ),
    ] = None,
    engine: Annotated[
        StatsEngine, typer.Option(help="Count with the statement of `sql` in DuckDB instead, to see that it agrees.")
    ] = StatsEngine.actioncli,
) -> int:
    """Count events, users and time per action.

    \b
    actioncli stats events.jsonl
    actioncli stats exports/ -a actions.yaml --by week -f csv
    actioncli stats events.jsonl --by 'properties.$browser' --top 5
    actioncli stats events.jsonl -f json | jq '.actions[] | select(.events == 0)'
    actioncli stats events.jsonl --follow
    """
    from actioncli.commands import stats as command

    return command.stats(options, command.StatsOptions(by, top, format.value, timezone, follow, every, engine.value))


@partial(reads_events, without=("cluster",))
def shapes(
    options: InputOptions,
    format: Annotated[ShapesFormat, typer.Option("--format", "-f", help="How to print.")] = ShapesFormat.table,  # noqa: A002
) -> int:
    r"""Say what the events were recognised as, and where their fields are read from.

    \b
    actioncli shapes export.jsonl
    actioncli shapes exports/ -f json | jq -r '.sources[] | [.source, .shapes[].shape] | @tsv'

    No actions file is needed; if there is one, its `source` is used.
    """
    from actioncli.commands import shapes as command

    return command.shapes(options, format=format.value)
