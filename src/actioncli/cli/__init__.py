"""The command line: the commands in the order of `--help`; their options are declared in the modules beside this one.

Nothing is worked out here, and nothing heavy is imported: `actioncli --help` loads neither an engine nor a table.
"""

from __future__ import annotations

from typing import Annotated

import typer

from actioncli import __version__
from actioncli.cli import reading, understanding, writing

# ruff: noqa: D301 - a help text needs the character \b, which keeps its examples on their lines

app = typer.Typer(
    name="actioncli",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit status: 0 something matched, 1 nothing did, 2 trouble, 130 interrupted.",
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"actioncli {__version__}")
        raise typer.Exit


@app.callback()
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


app.command()(reading.match)
app.command()(reading.stats)
app.command()(reading.shapes)
app.command()(writing.check)
app.command()(understanding.explain)
app.command()(understanding.diagnose)
app.command()(understanding.diff)
app.command()(understanding.suggest)
app.command()(writing.init)
app.command()(writing.schema)
app.command(name="import")(writing.import_)
app.command()(writing.export)
app.command()(writing.sql)


def main() -> None:
    """The console script."""
    app()
