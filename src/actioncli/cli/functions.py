"""A declared command as the function that typer reads: the module that is loaded for whatever only typer does."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer

from actioncli.cli.declaring import REQUIRED, Command, Parameter
from actioncli.errors import TROUBLE


def function_of(command: Command) -> Callable[..., None]:
    """The function that typer calls; it ends the process with the command's exit code."""
    context = inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    parameters = [context, *map(_parameter, command.parameters())]

    def run(context: typer.Context, **given: Any) -> None:
        if command.reads_events:
            given["events"] = _events(context, given["events"])
        raise typer.Exit(command.run(given))

    run.__doc__ = command.declaration.__doc__
    run.__name__ = command.declaration.__name__
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    return run


def _parameter(one: Parameter) -> inspect.Parameter:
    """A parameter as typer reads it."""
    make = typer.Option if one.is_option else typer.Argument
    kind: Any = one.type
    annotation = Annotated[kind, make(*one.declared.names, **one.declared.settings)]
    default = inspect.Parameter.empty if one.default is REQUIRED else one.default
    return inspect.Parameter(one.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _events(context: typer.Context, events: list[str] | None) -> list[str]:
    """The named inputs, or standard input. If stdin is a terminal, it prints the help page and exits with 2."""
    if events:
        return events
    if sys.stdin is None or sys.stdin.isatty():
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(TROUBLE)
    return ["-"]
