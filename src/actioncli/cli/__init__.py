"""The command line: the commands in the order of `--help`; their options are declared in the modules beside this one.

Nothing is worked out here, and nothing heavy is imported: `actioncli --help` loads neither an engine nor a table.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module

import typer
from msgspec import Struct

from actioncli.cli.help_pages import GroupPage, Page, version_option

# ruff: noqa: D301 - a help text needs the character \b, which keeps its examples on their lines


class Declared(Struct, frozen=True):
    """Where a command is declared, and the options that people use, which `-h` shows."""

    where: str
    everyday: tuple[str, ...] = ()


SECTIONS: dict[str, dict[str, Declared]] = {
    "Filter and count": {
        "match": Declared(
            "reading:match",
            ("--actions", "--action", "--since", "--until", "--tag", "--unmatched", "--format", "--fields", "--count"),
        ),
        "stats": Declared(
            "reading:stats",
            ("--actions", "--action", "--since", "--until", "--by", "--top", "--timezone", "--format", "--follow"),
        ),
    },
    "Understand events and actions": {
        "check": Declared("writing:check", ("--events", "--format", "--ignore")),
        "explain": Declared(
            "understanding:explain", ("--actions", "--action", "--uuid", "--line", "--where", "--format")
        ),
        "diagnose": Declared("understanding:diagnose", ("--actions", "--action", "--fail-on", "--top", "--format")),
        "diff": Declared("understanding:diff", ("--action", "--samples", "--format")),
        "suggest": Declared("understanding:suggest", ("--actions", "--top", "--uuid", "--line")),
        "shapes": Declared("reading:shapes", ("--shape", "--format")),
        "init": Declared("writing:init"),
        "schema": Declared("writing:schema"),
    },
    "Exchange with PostHog and databases": {
        "import": Declared("writing:import_", ("--output",)),
        "export": Declared("writing:export", ("--to", "--output")),
        "sql": Declared("writing:sql", ("--dialect", "--layout", "--table", "--by", "--since", "--until")),
    },
}
"""Each command under its heading of `actioncli --help`."""

COMMANDS = {name: declared for section in SECTIONS.values() for name, declared in section.items()}


def application(names: Iterable[str] = COMMANDS) -> typer.Typer:
    """The command line, with all commands or with some: declaring a command takes longer than running one may."""
    settings = {"help_option_names": ["-h", "--help"]}
    app = typer.Typer(
        name="actioncli",
        cls=type("Root", (_Root,), {"sections": {title: tuple(some) for title, some in SECTIONS.items()}}),
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings=settings,
        epilog="`actioncli COMMAND -h` shows what people use of a command, and `--help` everything.\n\n"
        "Exit status: 0 something matched, 1 nothing did, 2 an error, 130 interrupted.",
    )
    app.callback()(_root)
    for name in names:
        declared = COMMANDS[name]
        module, _, function = declared.where.partition(":")
        page = type("Command", (Page,), {"everyday": declared.everyday})
        app.command(name=name, cls=page)(getattr(import_module(f"actioncli.cli.{module}"), function))
    return app


class _Root(GroupPage):
    """`actioncli` itself."""

    def __init__(self, **settings: object) -> None:
        super().__init__(**settings)  # type: ignore[arg-type]
        self.params.insert(0, version_option())


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
    """The console script: the command that comes first is declared alone; for help and completion all are."""
    arguments = _without_help(sys.argv[1:])
    first = arguments[0] if arguments else ""
    application([first] if first in COMMANDS else [] if first in ("--version", "-V") else COMMANDS)(args=arguments)
