"""The command line: the commands in the order of `--help`; their options are declared in the modules beside this one.

Nothing is worked out here, and nothing heavy is imported: `actioncli --help` loads neither an engine nor a table.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Annotated

import typer

from actioncli import __version__

# ruff: noqa: D301 - a help text needs the character \b, which keeps its examples on their lines

COMMANDS = {
    "match": "reading:match",
    "stats": "reading:stats",
    "shapes": "reading:shapes",
    "check": "writing:check",
    "explain": "understanding:explain",
    "diagnose": "understanding:diagnose",
    "diff": "understanding:diff",
    "suggest": "understanding:suggest",
    "init": "writing:init",
    "schema": "writing:schema",
    "import": "writing:import_",
    "export": "writing:export",
    "sql": "writing:sql",
}
"""Each command, and where it is declared."""


def application(names: Iterable[str] = COMMANDS) -> typer.Typer:
    """The command line, with all commands or with some: declaring a command takes longer than running one may."""
    app = typer.Typer(
        name="actioncli",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        epilog="Exit status: 0 something matched, 1 nothing did, 2 trouble, 130 interrupted.",
    )
    app.callback()(_root)
    for name in names:
        module, _, function = COMMANDS[name].partition(":")
        app.command(name=name)(getattr(import_module(f"actioncli.cli.{module}"), function))
    return app


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"actioncli {__version__}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Named actions over exports of product-analytics events.

    \b
    actioncli match events.jsonl --actions actions.yaml   # the events, filtered or tagged
    actioncli stats events.jsonl --actions actions.yaml   # counts per action
    """


def main() -> None:
    """The console script: the command that comes first is declared alone; for help and completion all are."""
    first = sys.argv[1] if len(sys.argv) > 1 else ""
    application([first] if first in COMMANDS else [] if first == "--version" else COMMANDS)()
