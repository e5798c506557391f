"""The options of the commands that explain, check and propose actions."""

from __future__ import annotations

from typing import Annotated, Optional

from actioncli.cli.declaring import CountedUsers, declare, format_option
from actioncli.commands.options import UserKind, completing
from actioncli.commands.parameters import Argument, Option

# ruff: noqa: D301, UP045 - a help text needs the character \b, which keeps its examples on their lines;
# typer reads Optional[X] at run time; a declaration is never called

SECTION = "Understand events and actions"


_Uuid = Annotated[Optional[str], Option(metavar="UUID", help="The event with this uuid.", show_default=False)]
_Line = Annotated[
    Optional[int], Option(metavar="N", min=1, help="The event on this line of the file.", show_default=False)
]


@declare(everyday=("--events", "--format", "--ignore"), reads_events=False)
def check(
    actions: Annotated[
        Optional[list[str]],
        Argument(metavar="ACTIONS", help="Actions files.", show_default="actions.yaml or actions.yml here"),
    ] = None,
    events: Annotated[
        Optional[list[str]],
        Option(
            "--events",
            "-e",
            metavar="EVENTS",
            help="Also compare names and values with these events. Repeatable.",
            show_default=False,
        ),
    ] = None,
    format: Annotated[str, format_option("check")] = "text",  # noqa: A002
    ignore: Annotated[
        Optional[list[str]],
        Option(metavar="CODE", help="Skip this rule, such as AC109. Repeatable.", show_default=False),
    ] = None,
    now: Annotated[
        Optional[str],
        Option(metavar="TIME", help="The moment that relative dates count back from.", show_default="now"),
    ] = None,
    jobs: Annotated[
        Optional[int],
        Option("--jobs", "-j", metavar="N", min=1, help="Worker processes.", show_default="the cores"),
    ] = None,
) -> None:
    """Find mistakes in actions files, and run their tests.

    \b
    actioncli check
    actioncli check actions.yaml --events 'exports/*.jsonl.gz'
    actioncli check -f github

    Exit status: 0 if nothing is found, 1 for findings, 2 for files or events that cannot be read.
    """


@declare(everyday=("--actions", "--action", "--uuid", "--line", "--where", "--format"), without=("cluster", "unique"))
def explain(
    uuid: _Uuid = None,
    line: _Line = None,
    where: Annotated[
        Optional[list[str]],
        Option(
            metavar="FIELD=VALUE",
            help="The first event with this value. Repeatable: all must match.",
            show_default=False,
        ),
    ] = None,
    format: Annotated[str, format_option("explain")] = "text",  # noqa: A002
) -> None:
    """Explain why each action matches one event or does not.

    \b
    actioncli explain events.jsonl --line 17
    actioncli explain events.jsonl --where 'event=$autocapture' -n 'Sign Up'
    actioncli explain events.jsonl --uuid 019caddb-1ce8-7361-a0e0-285a20615b85
    actioncli match -v events.jsonl | actioncli explain

    Exit status: 0 if an action matches, 1 if none does, 2 for an error.
    """


@declare(everyday=("--actions", "--action", "--fail-on", "--top", "--format"))
def diagnose(
    fail_on: Annotated[
        Optional[str],
        Option(
            metavar="KINDS",
            autocompletion=completing("kinds"),
            help="Exit with 1 if any is found: dead, shadowed, equal, subset, overlapping, everything, unclaimed.",
            show_default=False,
        ),
    ] = None,
    top: Annotated[int, Option(metavar="N", min=1, help="The number of groups and pairs to show.")] = 10,
    format: Annotated[str, format_option("diagnose")] = "text",  # noqa: A002
) -> None:
    """Find dead, shadowed and overlapping actions in events.

    \b
    actioncli diagnose events.jsonl
    actioncli diagnose exports/ --fail-on dead,shadowed,equal
    actioncli diagnose events.jsonl -f json | jq '.dead_matchers[].near_misses[0]'

    Lists actions and matchers that match nothing, each with its nearest miss; matchers that earlier ones shadow;
    actions that match the same events, nearly the same, or all of them; and the events that no action matches.

    Exit status: 0; 1 if something that --fail-on names is found; 2 for an error.
    """


@declare(everyday=("--action", "--samples", "--format"), without=("actions", "cluster"))
def diff(
    old: Annotated[str, Argument(metavar="OLD", help="An actions file, or git:REV:path.")],
    new: Annotated[str, Argument(metavar="NEW", help="The actions file to compare with it.")],
    format: Annotated[str, format_option("diff")] = "table",  # noqa: A002
    samples: Annotated[
        int, Option(metavar="N", min=0, help="The number of gained and of lost events to show for each action.")
    ] = 3,
    users: CountedUsers = UserKind.person,
) -> None:
    """Compare which events two actions files match.

    \b
    actioncli diff git:main:actions.yaml actions.yaml events.jsonl
    actioncli diff old.yaml new.yaml 'exports/*.jsonl.gz' --samples 10
    actioncli diff git:HEAD~1:actions.yaml actions.yaml events.jsonl -f markdown

    Shows the events that each action gained and lost, and which condition decided.

    Exit status, as with diff(1): 0 if the events are the same, 1 if they differ, 2 for an error.
    """


@declare(everyday=("--actions", "--top", "--uuid", "--line"), without=("cluster",))
def suggest(
    top: Annotated[int, Option(metavar="N", min=1, help="The largest number of actions to propose.")] = 10,
    uuid: _Uuid = None,
    line: _Line = None,
    users: CountedUsers = UserKind.person,
) -> None:
    """Propose actions, as YAML, for events that no action matches.

    \b
    actioncli suggest events.jsonl >> suggested.yaml
    actioncli suggest 'exports/*.jsonl.gz' -a actions.yaml --top 30
    actioncli suggest events.jsonl --uuid 019caddb-1ce8-7361-a0e0-285a20615b85

    Without an actions file, every event is unmatched. The input is read twice.

    Exit status: 0 if something is proposed, 1 if nothing is, 2 for an error.
    """


@declare(everyday=("--shape", "--format"), without=("action", "cluster", "unique"))
def shapes(
    format: Annotated[str, format_option("shapes")] = "table",  # noqa: A002
) -> None:
    """Show how each input is read: its shape and its fields.

    \b
    actioncli shapes export.jsonl
    actioncli shapes exports/ -f json | jq -r '.sources[].shapes[].shape'

    No actions file is needed. If there is one, its `source` is used.
    """


@declare(runs="start.init", reads_events=False)
def init(
    file: Annotated[str, Argument(metavar="FILE", help="The file to write, or - for stdout.")] = "actions.yaml",
) -> None:
    """Write a starter actions file.

    \b
    actioncli init
    actioncli init analytics.yaml

    An existing file is never changed.
    """


@declare(runs="start.schema", reads_events=False)
def schema() -> None:
    """Print the JSON Schema of actions files, for editors.

    \b
    actioncli schema > actions.schema.json
    # and in the first line of actions.yaml:
    # yaml-language-server: $schema=actions.schema.json
    """


COMMANDS = (check, explain, diagnose, diff, suggest, shapes, init, schema)
"""The commands in the order of `actioncli --help`."""
