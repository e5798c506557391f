"""What all commands that read events have in common: their options, declared once.

    @reads_events
    def stats(options: InputOptions, by: ..., top: ...) -> int: ...

`reads_events` gives the command line both the command's own parameters and these, gathers these into one value,
and turns the command's result, or whatever ends it, into an exit code.
"""

from __future__ import annotations

import inspect
import sys
import typing
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, Optional

import typer
from msgspec import Struct
from msgspec.structs import fields
from typer.models import ArgumentInfo

from actioncli.errors import INTERRUPTED, MATCHED, TROUBLE, ActioncliError, ActionsFileError, ReaderGone

# Optional[X] and not X | None below: typer reads these at run time, and this is how its own documentation spells them.
# ruff: noqa: UP045


class Color(StrEnum):
    """When to colour."""

    auto = "auto"
    always = "always"
    never = "never"


class OnBadLine(StrEnum):
    """What to do about a line that cannot be read."""

    skip = "skip"
    fail = "fail"


class UserKind(StrEnum):
    """What counts as one user."""

    person = "person"
    distinct_id = "distinct_id"


CountedUsers = Annotated[
    UserKind,
    typer.Option(
        "--users",
        metavar="KIND",
        help="What counts as one user: a person (the person's id, else distinct_id), or a distinct id.",
    ),
]
"""The option `--users` of the commands that count users."""


class FirstDay(StrEnum):
    """The first day of the weeks of `--by week`."""

    monday = "monday"
    sunday = "sunday"


WeekStart = Annotated[
    Optional[FirstDay],
    typer.Option("--week-start", metavar="DAY", help="The first day of the weeks of --by week.", show_default="monday"),
]
"""The option `--week-start` of the commands that group by week."""


def completing(what: str) -> Callable[[typer.Context, str], list[str]]:
    """The function that completes a value in the shell; `what` is a key of `completion.VALUES`."""

    def complete(ctx: typer.Context, incomplete: str) -> list[str]:
        from actioncli.commands.completion import completions  # noqa: PLC0415 - only when a shell asks

        return completions(what, ctx.params.get("actions"), incomplete)

    return complete


class InputOptions(Struct, frozen=True):
    """The common options, as typed."""

    events: Annotated[
        Optional[list[str]],
        typer.Argument(
            metavar="EVENTS",
            help="Files, quoted globs, directories, addresses (s3://…), or - for stdin.",
            show_default=False,
        ),
    ] = None
    actions: Annotated[
        Optional[str],
        typer.Option(
            "--actions",
            "-a",
            metavar="FILE",
            help="The actions file.",
            show_default="$ACTIONCLI_ACTIONS, else actions.yaml or actions.yml here",
        ),
    ] = None
    action: Annotated[
        Optional[list[str]],
        typer.Option(
            "--action",
            "-n",
            metavar="NAME",
            help="Only this action; a glob. Repeatable.",
            autocompletion=completing("actions"),
            show_default=False,
        ),
    ] = None
    since: Annotated[
        Optional[str],
        typer.Option(
            metavar="TIME", help="Only events from this time on: ISO 8601, or relative such as -7d.", show_default=False
        ),
    ] = None
    until: Annotated[
        Optional[str], typer.Option(metavar="TIME", help="Only events before this time.", show_default=False)
    ] = None
    now: Annotated[
        Optional[str],
        typer.Option(metavar="TIME", help="The moment that relative dates count back from.", show_default="now"),
    ] = None
    shape: Annotated[
        str,
        typer.Option(
            metavar="SHAPE",
            autocompletion=completing("shapes"),
            help="The shape of the events, as `actioncli shapes` names it; auto detects it.",
        ),
    ] = "auto"
    jobs: Annotated[
        Optional[int],
        typer.Option("--jobs", "-j", metavar="N", min=1, help="Worker processes.", show_default="the cores"),
    ] = None
    cluster: Annotated[
        Optional[str],
        typer.Option(metavar="ADDRESS", help="Run on the Dask cluster of this scheduler.", show_default=False),
    ] = None
    on_bad_line: Annotated[
        OnBadLine, typer.Option(metavar="WHAT", help="What to do about a line that cannot be read.")
    ] = OnBadLine.skip
    bad_lines: Annotated[
        Optional[str],
        typer.Option(metavar="FILE", help="Write the lines that cannot be read to this file.", show_default=False),
    ] = None
    unique: Annotated[
        bool,
        typer.Option(
            "--unique",
            help="Drop events whose uuid an earlier event has; reads in one process.",
            show_default=False,
        ),
    ] = False
    no_prefilter: Annotated[
        bool,
        typer.Option(
            "--no-prefilter", help="Disable the prefilter. Slower; the results are identical.", show_default=False
        ),
    ] = False
    profile: Annotated[
        bool, typer.Option("--profile", help="Report on stderr where the time went.", show_default=False)
    ] = False
    progress: Annotated[
        Optional[bool],
        typer.Option(
            "--progress/--no-progress",
            help="Show a progress bar on stderr.",
            show_default="on a terminal, if the run is long",
        ),
    ] = None
    color: Annotated[Color, typer.Option(metavar="WHEN", help="When to use colours; auto honors NO_COLOR.")] = (
        Color.auto
    )

    @property
    def only(self) -> tuple[str, ...]:
        """The globs of `--action`."""
        return tuple(self.action or ())


def reads_events(command: Callable[..., int], without: tuple[str, ...] = ()) -> Callable[..., None]:
    """The command with the common options added, but for those `without`, ending the process with its exit code."""
    hints = typing.get_type_hints(command, include_extras=True)
    own = [p.replace(annotation=hints[p.name]) for p in list(inspect.signature(command).parameters.values())[1:]]
    common_hints = typing.get_type_hints(InputOptions, include_extras=True)
    common = [
        inspect.Parameter(
            field.name, inspect.Parameter.KEYWORD_ONLY, default=field.default, annotation=common_hints[field.name]
        )
        for field in fields(InputOptions)
    ]
    context = inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)

    def run(context: typer.Context, **given: Any) -> None:
        common_given = {parameter.name: given.pop(parameter.name, None) for parameter in common}
        common_given["events"] = _events(context, common_given["events"])
        raise typer.Exit(exit_code(lambda: command(InputOptions(**common_given), **given)))

    own = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
    # EVENTS takes all the arguments that are left, so those of the command come first.
    arguments = [parameter for parameter in own if _is_argument(parameter)]
    others = [parameter for parameter in own if parameter not in arguments]
    shared = [parameter for parameter in common[1:] if parameter.name not in without]
    parameters = [context, *arguments, common[0], *others, *shared]
    run.__doc__ = command.__doc__
    run.__name__ = command.__name__
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run


def _is_argument(parameter: inspect.Parameter) -> bool:
    """Whether a parameter is typed without a name."""
    return any(isinstance(note, ArgumentInfo) for note in getattr(parameter.annotation, "__metadata__", ()))


def _events(context: typer.Context, events: list[str] | None) -> list[str]:
    """The sources that were named; none and a pipe: standard input; none and a terminal: help, and exit 2."""
    if events:
        return events
    if sys.stdin is None or sys.stdin.isatty():
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(TROUBLE)
    return ["-"]


def exit_code(run: Callable[[], int]) -> int:
    """The exit code of a command, whatever ends it."""
    try:
        return run()
    except ReaderGone:
        return MATCHED
    except KeyboardInterrupt:
        return INTERRUPTED
    except ActioncliError as error:
        from actioncli.outputs.messages import print_error, print_message  # noqa: PLC0415 - only when something is wrong

        # Problems of an actions file begin with their place, so that editors and CI find it.
        (print_message if isinstance(error, ActionsFileError) else print_error)(error)
        return TROUBLE
