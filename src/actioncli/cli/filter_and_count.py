"""The options of `match` and `stats`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Optional

from actioncli.cli.declaring import CountedUsers, WeekStart, declare, format_option
from actioncli.commands.options import UserKind, completing
from actioncli.commands.parameters import Option

# ruff: noqa: D301, UP045 - a help text needs the character \b, which keeps its examples on their lines;
# typer reads Optional[X] at run time; a declaration is never called

SECTION = "Filter and count"


class StatsEngine(StrEnum):
    """What `stats` can count with."""

    actioncli = "actioncli"
    duckdb = "duckdb"


Follow = Annotated[
    bool,
    Option(
        "--follow",
        help="Keep reading as files and directories grow, like tail -F, until Ctrl-C.",
    ),
]


@declare(
    everyday=("--actions", "--action", "--since", "--until", "--tag", "--unmatched", "--format", "--fields", "--count")
)
def match(
    tag: Annotated[bool, Option("--tag", help='Add "matched_actions" as the last key of each event.')] = False,
    unmatched: Annotated[
        bool, Option("--unmatched", "-v", help="Invert the match: the events that no action matches.")
    ] = False,
    format: Annotated[  # noqa: A002 - what users type
        Optional[str], format_option("match", "table on a terminal, else jsonl")
    ] = None,
    fields: Annotated[
        Optional[str],
        Option(
            metavar="FIELDS",
            autocompletion=completing("fields"),
            help="The columns, such as event,properties.plan,matched_actions.",
            show_default=False,
        ),
    ] = None,
    count: Annotated[bool, Option("--count", "-c", help="Print only the number of events.")] = False,
    max_count: Annotated[
        Optional[int],
        Option("--max-count", "-m", metavar="N", min=1, help="Stop after N events.", show_default=False),
    ] = None,
    quiet: Annotated[bool, Option("--quiet", "-q", help="Print nothing; stop at the first match.")] = False,
    split: Annotated[
        Optional[str],
        Option(metavar="DIR", help="Write a JSON Lines file for each action instead.", show_default=False),
    ] = None,
    follow: Follow = False,
) -> None:
    """Print the events that the actions match.

    \b
    actioncli match events.jsonl -n 'Sign Up'
    actioncli match 'exports/*.jsonl.gz' --tag > tagged.jsonl
    actioncli match events.jsonl -n 'Sign Up' | jq -r .distinct_id | sort -u
    actioncli match events.jsonl -f csv --fields timestamp,event,matched_actions
    actioncli match events.jsonl --follow -n 'Big purchase'

    Each event is printed once, in input order. In JSON Lines, its bytes are those of the input.
    """


@declare(
    everyday=("--actions", "--action", "--since", "--until", "--by", "--top", "--timezone", "--format", "--follow")
)
def stats(
    by: Annotated[
        Optional[str],
        Option(
            metavar="GROUP",
            autocompletion=completing("groups"),
            help="One row for each action and group: hour, day, week, month, matcher, event or a field.",
            show_default=False,
        ),
    ] = None,
    top: Annotated[
        Optional[int],
        Option(metavar="N", min=1, help="Only the N largest groups of an action.", show_default=False),
    ] = None,
    format: Annotated[str, format_option("stats")] = "table",  # noqa: A002
    week_start: WeekStart = None,
    timezone: Annotated[
        str,
        Option(
            metavar="ZONE",
            help="The time zone of periods and times: a name such as Europe/Berlin, or an offset such as +02:00.",
            autocompletion=completing("zones"),
        ),
    ] = "UTC",
    users: CountedUsers = UserKind.person,
    follow: Follow = False,
    every: Annotated[
        Optional[float],
        Option(
            metavar="SECONDS",
            min=0.1,
            help="With --follow: the shortest time between two reports.",
            show_default="0.25 for a live table, 10 for jsonl",
        ),
    ] = None,
    engine: Annotated[
        StatsEngine, Option(help="The engine that counts; duckdb runs the statement of `actioncli sql`.")
    ] = StatsEngine.actioncli,
) -> None:
    """Count events and users per action.

    \b
    actioncli stats events.jsonl
    actioncli stats exports/ -a actions.yaml --by week -f csv
    actioncli stats events.jsonl --by 'properties.$browser' --top 5
    actioncli stats events.jsonl -f json | jq '.actions[] | select(.events == 0)'
    actioncli stats events.jsonl --follow
    """


COMMANDS = (match, stats)
"""The commands in the order of `actioncli --help`."""
