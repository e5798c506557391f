"""The options that all commands that read events have in common."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, Optional

from msgspec import Struct

from actioncli.commands.parameters import Argument, Option

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


class FirstDay(StrEnum):
    """The first day of the weeks of `--by week`."""

    monday = "monday"
    sunday = "sunday"


def completing(what: str) -> Callable[[Any, str], list[str]]:
    """The function for shell completion of a value; `what` is a key of `completion.VALUES`."""

    def complete(ctx: Any, incomplete: str) -> list[str]:
        from actioncli.commands.completion import completions  # noqa: PLC0415 - only when a shell asks

        return completions(what, ctx.params.get("actions"), incomplete)

    return complete


class InputOptions(Struct, frozen=True):
    """The common options, as typed."""

    events: Annotated[
        Optional[list[str]],
        Argument(
            metavar="EVENTS",
            help="Files, quoted globs, directories, addresses (s3://…), or - for stdin.",
            show_default=False,
        ),
    ] = None
    actions: Annotated[
        Optional[str],
        Option(
            "--actions",
            "-a",
            metavar="FILE",
            help="The actions file.",
            show_default="$ACTIONCLI_ACTIONS, else actions.yaml or actions.yml here",
        ),
    ] = None
    action: Annotated[
        Optional[list[str]],
        Option(
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
        Option(
            metavar="TIME", help="Only events from this time on: ISO 8601, or relative such as -7d.", show_default=False
        ),
    ] = None
    until: Annotated[
        Optional[str], Option(metavar="TIME", help="Only events before this time.", show_default=False)
    ] = None
    now: Annotated[
        Optional[str],
        Option(metavar="TIME", help="The moment that relative dates count back from.", show_default="now"),
    ] = None
    shape: Annotated[
        str,
        Option(
            metavar="SHAPE",
            autocompletion=completing("shapes"),
            help="The shape of the events, as `actioncli shapes` names it; auto detects it.",
        ),
    ] = "auto"
    jobs: Annotated[
        Optional[int],
        Option("--jobs", "-j", metavar="N", min=1, help="Worker processes.", show_default="the cores"),
    ] = None
    cluster: Annotated[
        Optional[str],
        Option(metavar="ADDRESS", help="Run on the Dask cluster of this scheduler.", show_default=False),
    ] = None
    on_bad_line: Annotated[OnBadLine, Option(metavar="WHAT", help="What to do about a line that cannot be read.")] = (
        OnBadLine.skip
    )
    bad_lines: Annotated[
        Optional[str],
        Option(metavar="FILE", help="Write the lines that cannot be read to this file.", show_default=False),
    ] = None
    unique: Annotated[
        bool,
        Option(
            "--unique",
            help="Drop events whose uuid an earlier event has; reads in one process.",
            show_default=False,
        ),
    ] = False
    no_prefilter: Annotated[
        bool,
        Option("--no-prefilter", help="Disable the prefilter. Slower; the results are identical.", show_default=False),
    ] = False
    profile: Annotated[bool, Option("--profile", help="Report on stderr where the time went.", show_default=False)] = (
        False
    )
    progress: Annotated[
        Optional[bool],
        Option(
            "--progress/--no-progress",
            help="Show a progress bar on stderr.",
            show_default="on a terminal, if the run is long",
        ),
    ] = None
    color: Annotated[Color, Option(metavar="WHEN", help="When to use colours; auto honors NO_COLOR.")] = Color.auto

    @property
    def only(self) -> tuple[str, ...]:
        """The globs of `--action`."""
        return tuple(self.action or ())
