"""The options of the commands that say why, and what is missing."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import Annotated, Optional

import typer

from actioncli.commands.options import CountedUsers, InputOptions, UserKind, completing, reads_events

# ruff: noqa: D301, UP045, PLC0415 - as in reading.py


class ExplainFormat(StrEnum):
    """The formats of `explain`."""

    text = "text"
    json = "json"


class DiagnosisFormat(StrEnum):
    """The formats of `diagnose`."""

    text = "text"
    json = "json"
    markdown = "markdown"


class DiffFormat(StrEnum):
    """The formats of `diff`."""

    table = "table"
    json = "json"
    markdown = "markdown"


_Uuid = Annotated[Optional[str], typer.Option(metavar="UUID", help="The event of this uuid.", show_default=False)]
_Line = Annotated[
    Optional[int], typer.Option(metavar="N", min=1, help="The event on this line of the file.", show_default=False)
]


@partial(reads_events, without=("cluster", "unique"))
def explain(
    options: InputOptions,
    uuid: _Uuid = None,
    line: _Line = None,
    where: Annotated[
        Optional[list[str]],
        typer.Option(
            metavar="FIELD=VALUE",
            help="The first event with this value. Repeatable: all must hold.",
            show_default=False,
        ),
    ] = None,
    format: Annotated[ExplainFormat, typer.Option("--format", "-f", help="The output format.")] = ExplainFormat.text,  # noqa: A002
) -> int:
    """Explain why each action matches one event or does not.

    \b
    actioncli explain events.jsonl --line 17
    actioncli explain events.jsonl --where 'event=$autocapture' -n 'Sign Up'
    actioncli explain events.jsonl --uuid 019caddb-1ce8-7361-a0e0-285a20615b85
    actioncli match -v events.jsonl | actioncli explain

    Exit status: 0 if an action matches, 1 if none does, 2 for an error.
    """
    from actioncli.commands import explain as command
    from actioncli.commands.one_event import Choice

    return command.explain(options, Choice(uuid, line, tuple(where or ())), format.value)


@reads_events
def diagnose(
    options: InputOptions,
    fail_on: Annotated[
        Optional[str],
        typer.Option(
            metavar="KINDS",
            autocompletion=completing("kinds"),
            help="Exit with 1 if one is found: dead, shadowed, equal, subset, overlapping, everything, unclaimed.",
            show_default=False,
        ),
    ] = None,
    top: Annotated[int, typer.Option(metavar="N", min=1, help="The number of groups and pairs to show.")] = 10,
    format: Annotated[  # noqa: A002
        DiagnosisFormat, typer.Option("--format", "-f", help="The output format.")
    ] = DiagnosisFormat.text,
) -> int:
    """Find dead, shadowed and overlapping actions in events.

    \b
    actioncli diagnose events.jsonl
    actioncli diagnose exports/ --fail-on dead,shadowed,equal
    actioncli diagnose events.jsonl -f json | jq '.dead_matchers[].near_misses[0]'

    Lists actions and matchers that match nothing, each with its nearest miss; matchers that earlier ones shadow;
    actions that match the same events, nearly the same, or all of them; and the events that no action matches.

    Exit status: 0, or 1 if --fail-on names something that was found, or 2 for an error.
    """
    from actioncli.commands import diagnose as command

    return command.diagnose(options, fail_on=fail_on, top=top, format=format.value)


@partial(reads_events, without=("actions", "cluster"))
def diff(
    options: InputOptions,
    old: Annotated[str, typer.Argument(metavar="OLD", help="An actions file, or git:REV:path.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The actions file to compare with it.")],
    format: Annotated[DiffFormat, typer.Option("--format", "-f", help="The output format.")] = DiffFormat.table,  # noqa: A002
    samples: Annotated[
        int, typer.Option(metavar="N", min=0, help="The number of gained and of lost events to show of an action.")
    ] = 3,
    users: CountedUsers = UserKind.person,
) -> int:
    """Compare which events two actions files match.

    \b
    actioncli diff git:main:actions.yaml actions.yaml events.jsonl
    actioncli diff old.yaml new.yaml 'exports/*.jsonl.gz' --samples 10
    actioncli diff git:HEAD~1:actions.yaml actions.yaml events.jsonl -f markdown

    Shows the events that each action gained and lost, and which condition decided.

    Exit status, as of diff(1): 0 for the same events, 1 for a difference, 2 for an error.
    """
    from actioncli.commands import diff as command

    return command.diff(options, old, new, format=format.value, samples=samples, users=users.value)


@partial(reads_events, without=("cluster",))
def suggest(
    options: InputOptions,
    top: Annotated[int, typer.Option(metavar="N", min=1, help="The largest number of actions to propose.")] = 10,
    uuid: _Uuid = None,
    line: _Line = None,
    users: CountedUsers = UserKind.person,
) -> int:
    """Propose actions, as YAML, for events that no action matches.

    \b
    actioncli suggest events.jsonl >> suggested.yaml
    actioncli suggest 'exports/*.jsonl.gz' -a actions.yaml --top 30
    actioncli suggest events.jsonl --uuid 019caddb-1ce8-7361-a0e0-285a20615b85

    Without an actions file, every event is unmatched. The input is read twice.

    Exit status: 0 if something is proposed, 1 if nothing is, 2 for an error.
    """
    from actioncli.commands import suggest as command
    from actioncli.commands.one_event import Choice

    return command.suggest(options, Choice(uuid, line), top, users.value)
