"""The command line. The modules beside this one declare the commands and their options.

Nothing heavy is imported here: `actioncli --help` loads neither an engine nor a table.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING

from actioncli.cli.declaring import Command, exit_code, version
from actioncli.cli.reading import read

if TYPE_CHECKING:
    import typer

# ruff: noqa: D301 - a help text needs the character \b, which keeps its examples on their lines


MODULES = ("filter_and_count", "understand", "exchange")
"""The modules that declare the commands, a section of `actioncli --help` each, in this order."""


def sections() -> dict[str, tuple[Command, ...]]:
    """Each section of `actioncli --help` with its commands."""
    modules = [import_module(f"actioncli.cli.{name}") for name in MODULES]
    return {module.SECTION: module.COMMANDS for module in modules}


def commands() -> dict[str, Command]:
    """All commands by their names."""
    return {command.name: command for section in sections().values() for command in section}


def application(chosen: Iterable[Command] | None = None) -> typer.Typer:
    """The command line with all commands, or with those that are chosen: preparing one takes 10 ms."""
    import typer  # noqa: PLC0415 - it and what it needs take half the time of a short run

    from actioncli.cli.functions import function_of  # noqa: PLC0415
    from actioncli.cli.help_pages import Page, RootPage  # noqa: PLC0415

    named = {title: tuple(one.name for one in some) for title, some in sections().items()} if chosen is None else {}
    app = typer.Typer(
        name="actioncli",
        cls=type("Root", (RootPage,), {"sections": named}),
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        epilog="`actioncli COMMAND -h` shows the common options of a command; `--help` shows all of them.\n\n"
        "Exit status: 0 something matched, 1 nothing did, 2 an error, 130 interrupted.",
    )
    app.callback()(_root)
    for command in commands().values() if chosen is None else chosen:
        page = type("Command", (Page,), {"everyday": command.everyday})
        app.command(name=command.name, cls=page)(function_of(command))
    return app


def _root() -> None:
    """Match named actions in exports of product-analytics events.

    \b
    actioncli match events.jsonl -a actions.yaml   # the events that match
    actioncli stats events.jsonl -a actions.yaml   # counts per action
    """


def _without_help(arguments: list[str]) -> list[str]:
    """`help COMMAND` is `COMMAND --help`."""
    return [*arguments[1:2], "--help"] if arguments[:1] == ["help"] else arguments


def main() -> None:
    """The console script. It prepares only the command that runs; help and completion need them all."""
    arguments = _without_help(sys.argv[1:])
    if arguments in (["--version"], ["-V"]):
        sys.exit(exit_code(version))
    needed = _needed(arguments[0] if arguments else "")
    given = read(needed[0], arguments[1:]) if needed else None
    if needed and given is not None:
        sys.exit(needed[0].run(given))
    application(needed)(args=arguments)


def _needed(first: str) -> list[Command] | None:
    """The commands that the first argument needs, None for all; it imports no more modules than it takes."""
    for module in MODULES:
        for command in import_module(f"actioncli.cli.{module}").COMMANDS:
            if command.name == first:
                return [command]
    return None
