"""The options of the commands that say why, and what is missing."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import Annotated, Optional

import typer

from actioncli.commands.options import InputOptions, reads_events

# ruff: noqa: UP045, PLC0415 - as in reading.py


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


@partial(reads_events, without=("cluster",))
def explain(
    options: InputOptions,
    uuid: _Uuid = None,
    line: _Line = None,
    where: Annotated[
        Optional[list[str]],
        typer.Option(
            metavar="FIELD=VALUE",
            help="The first event with this value; may be given again.",
            show_default=False,
        ),
    ] = None,
    format: Annotated[ExplainFormat, typer.Option("--format", "-f", help="How to print.")] = ExplainFormat.text,  # noqa: A002
) -> int:
    r"""Say of one event why each action matches it or does not.

    \b
    actioncli explain events.jsonl --line 17
    actioncli explain events.jsonl --uuid 019caddb-1ce8-7361-a0e0-285a20615b85 -n 'Sign Up'
    actioncli explain events.jsonl --where 'event=$autocapture' --where 'properties.$browser=Firefox'
    actioncli match -v events.jsonl | actioncli explain

    Exit status: 0 some action matches, 1 none does, 2 trouble.
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
            help="Exit 1 if there is one of these: dead, shadowed, equal, subset, overlapping, everything, unclaimed.",
            show_default=False,
        ),
    ] = None,
    top: Annotated[int, typer.Option(metavar="N", min=1, help="How many groups and pairs to tell of.")] = 10,
    format: Annotated[  # noqa: A002
        DiagnosisFormat, typer.Option("--format", "-f", help="How to print.")
    ] = DiagnosisFormat.text,
) -> int:
    r"""Tell what is wrong with the actions, by the events they meet and the events they miss.

    \b
    actioncli diagnose events.jsonl
    actioncli diagnose exports/ --fail-on dead,shadowed,equal
    actioncli diagnose events.jsonl -f json | jq '.dead_matchers[].near_misses[0]'

    Actions and matchers that match nothing, each with its nearest miss; matchers that earlier ones make idle;
    actions that match the same, much the same, or everything; and what no action claims.
    Exit 0 unless --fail-on names something that was found.
    """
    from actioncli.commands import diagnose as command

    return command.diagnose(options, fail_on=fail_on, top=top, format=format.value)


@partial(reads_events, without=("actions", "cluster"))
def diff(
    options: InputOptions,
    old: Annotated[str, typer.Argument(metavar="OLD", help="An actions file, or git:REV:path.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Another.")],
    format: Annotated[DiffFormat, typer.Option("--format", "-f", help="How to print.")] = DiffFormat.table,  # noqa: A002
    samples: Annotated[
        int, typer.Option(metavar="N", min=0, help="Events shown of what came to an action, and of what went.")
    ] = 3,
) -> int:
    r"""Say what a change of actions does: which events came and went, and what decided.

    \b
    actioncli diff git:main:actions.yaml actions.yaml events.jsonl
    actioncli diff old.yaml new.yaml 'exports/*.jsonl.gz' -n 'Sign Up' --samples 10
    actioncli diff git:HEAD~1:actions.yaml git:HEAD:actions.yaml events.jsonl -f markdown

    Exit status, as of diff(1): 0 the same events, 1 a difference, 2 trouble.
    """
    from actioncli.commands import diff as command

    return command.diff(options, old, new, format=format.value, samples=samples)


@partial(reads_events, without=("cluster",))
def suggest(
    options: InputOptions,
    top: Annotated[int, typer.Option(metavar="N", min=1, help="At most so many actions.")] = 10,
    uuid: _Uuid = None,
    line: _Line = None,
) -> int:
    r"""Propose actions for the commonest events that no action claims, as YAML ready to paste.

    \b
    actioncli suggest events.jsonl >> suggested.yaml
    actioncli suggest 'exports/*.jsonl.gz' -a actions.yaml --top 30
    actioncli suggest events.jsonl --uuid 019caddb-1ce8-7361-a0e0-285a20615b85

    Without an actions file, no event is claimed. The input is read twice.
    Exit status: 0 something is proposed, 1 nothing is, 2 trouble.
    """
    from actioncli.commands import suggest as command
    from actioncli.commands.one_event import Choice

    return command.suggest(options, Choice(uuid, line), top)
