"""The options of the commands about actions files: begin one, check it, and carry actions in and out."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Optional

import typer

from actioncli.commands.options import InputOptions, exit_code

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


def check(
    actions: Annotated[
        Optional[list[str]], typer.Argument(metavar="ACTIONS", help="Actions files.", show_default="as for match")
    ] = None,
    events: Annotated[
        Optional[list[str]],
        typer.Option(
            "--events",
            "-e",
            metavar="EVENTS",
            help="Hold names and values against these events; may be given again.",
            show_default=False,
        ),
    ] = None,
    format: Annotated[CheckFormat, typer.Option("--format", "-f", help="How to print.")] = CheckFormat.text,  # noqa: A002
    ignore: Annotated[
        Optional[list[str]],
        typer.Option(metavar="CODE", help="Leave this rule out; may be given again.", show_default=False),
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
    r"""Find what is wrong or odd in actions files, and run the tests in them.

    \b
    actioncli check
    actioncli check actions.yaml --events 'exports/*.jsonl.gz'
    actioncli check -f github

    Exit status: 0 nothing found, 1 something, 2 a file or events that cannot be read.
    """
    from actioncli.commands import check as command

    options = InputOptions(events=events, now=now, jobs=jobs)
    raise typer.Exit(exit_code(lambda: command.check(actions or (), options, format.value, ignore or ())))


def init(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Where to write it, or - for stdout.")] = "actions.yaml",
) -> None:
    r"""Write an actions file to begin with; one that is there already stays as it is.

    \b
    actioncli init
    actioncli init analytics/actions.yaml
    """
    from actioncli.commands import start

    raise typer.Exit(exit_code(lambda: start.init(file)))


def schema() -> None:
    r"""Print the JSON Schema of actions files, for editors.

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
    """Turn PostHog's actions into an actions file.

    \b
    actioncli import actions.json -o actions.yaml
    curl -H "Authorization: Bearer $KEY" $HOST/api/projects/1/actions/ | actioncli import - > actions.yaml
    terraform show -json | actioncli import -

    What cannot be carried over, or would count differently, is named on stderr; exit 1 if an action was refused.
    """
    from actioncli.commands import convert

    raise typer.Exit(exit_code(lambda: convert.import_(file, output)))


def export(
    actions: Annotated[
        Optional[str], typer.Argument(metavar="ACTIONS", help="The actions file.", show_default="as for match")
    ] = None,
    to: Annotated[Target, typer.Option("--to", help="What to write.")] = Target.posthog,
    output: Annotated[
        Optional[str], typer.Option("--output", "-o", metavar="FILE", help="Write here.", show_default="stdout")
    ] = None,
) -> None:
    """Turn an actions file into PostHog's actions.

    \b
    actioncli export actions.yaml --to posthog > actions.json
    actioncli export actions.yaml --to terraform -o actions.tf

    What PostHog cannot say is named on stderr; exit 1 if an action was left out.
    """
    from actioncli.commands import convert

    raise typer.Exit(exit_code(lambda: convert.export(actions, to.value, output)))
