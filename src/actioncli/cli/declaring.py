"""How a command is declared: a function whose parameters are its options and whose docstring is its help page.

    @declare(everyday=("--by", "--format"))
    def stats(by: ..., top: ...) -> None: ...

The function itself is never called.
The command is the function of the same name in the module of the same name of `actioncli.commands`;
it is imported when it runs, and gets the options by their names.
A command that reads events also has the options of `InputOptions`, and gets them first, as one value.
"""

from __future__ import annotations

import gc
import typing
from collections.abc import Callable
from enum import Enum
from importlib import import_module
from typing import Annotated, Any, Optional

from msgspec import Struct
from msgspec.structs import fields

from actioncli import __version__
from actioncli.commands.options import FirstDay, InputOptions, UserKind
from actioncli.commands.parameters import Argument, Option
from actioncli.errors import INTERRUPTED, MATCHED, TROUBLE, ActioncliError, ActionsFileError, ReaderGone

# ruff: noqa: UP045 - typer reads Optional[X] at run time


def version() -> int:
    """Print the version and the core."""
    from actioncli.commands.terminal import stdout  # noqa: PLC0415 - only for this
    from actioncli.core import core_name  # noqa: PLC0415

    stdout().write(f"actioncli {__version__} ({core_name()})\n".encode())
    return MATCHED


REQUIRED: Any = object()
"""The default of a parameter without one."""


class Parameter(Struct, frozen=True):
    """A parameter of a command."""

    name: str
    type: Any
    declared: Argument
    default: Any

    @property
    def is_option(self) -> bool:
        """Whether it is an option, not an argument."""
        return isinstance(self.declared, Option)


class Command(Struct, frozen=True):
    """A declared command."""

    declaration: Callable[..., None]
    everyday: tuple[str, ...]
    """The options that `-h` shows."""
    runs: str
    """The command: a module of `actioncli.commands`, a dot, and a function in it."""
    reads_events: bool
    without: tuple[str, ...]
    """The fields of `InputOptions` that are not options of this command."""

    @property
    def name(self) -> str:
        """What the user types."""
        return self.declaration.__name__.rstrip("_")

    def parameters(self) -> list[Parameter]:
        """The parameters: arguments, then options, the command's own before the common ones."""
        own = _parameters(self.declaration, _defaults(self.declaration))
        defaults = {field.name: field.default for field in fields(InputOptions)} if self.reads_events else {}
        shared = _parameters(InputOptions, defaults) if self.reads_events else []
        # EVENTS takes all arguments that are left, so the command's own arguments come first.
        arguments = [one for one in own if not one.is_option] + shared[:1]
        options = [one for one in own if one.is_option]
        return arguments + options + [one for one in shared[1:] if one.name not in self.without]

    def run(self, given: dict[str, Any]) -> int:
        """The exit code of a run; `given` has the values of all parameters."""
        inputs = []
        if self.reads_events:
            common = {name: given.pop(name) for name in InputOptions.__struct_fields__ if name in given}
            inputs = [InputOptions(**common)]
        own = {name: value.value if isinstance(value, Enum) else value for name, value in given.items()}
        return exit_code(lambda: self._loaded()(*inputs, **own))

    def _loaded(self) -> Callable[..., int]:
        """The command. The garbage collector is on from here, and leaves out what was loaded."""
        module, _, name = self.runs.partition(".")
        command: Callable[..., int] = getattr(import_module(f"actioncli.commands.{module}"), name)
        gc.freeze()
        gc.enable()
        return command


def declare(
    *, everyday: tuple[str, ...] = (), runs: str = "", reads_events: bool = True, without: tuple[str, ...] = ()
) -> Callable[[Callable[..., None]], Command]:
    """The decorator that makes a `Command` of its declaration; the parameters are the fields of `Command`."""

    def declared(declaration: Callable[..., None]) -> Command:
        name = declaration.__name__
        return Command(declaration, everyday, runs or f"{name}.{name}", reads_events, without)

    return declared


class NameOfFormat:
    """The type of `--format`: the name of a format of a command, whose formats are loaded when they are needed."""

    def __init__(self, command: str) -> None:
        self._command = command
        self.__name__ = "format"

    @property
    def choices(self) -> dict[str, str]:
        """The names of the formats, each with its help."""
        from actioncli.outputs.formats import formats_of  # noqa: PLC0415 - a help page of another command needs none

        return {one.name: one.help for one in formats_of(self._command)}

    def __call__(self, typed: str) -> str:
        """The name, if there is such a format."""
        if typed not in self.choices:
            import typer  # noqa: PLC0415 - only for errors

            raise typer.BadParameter(f"{typed!r} is not one of {', '.join(map(repr, self.choices))}.")
        return typed

    def complete(self, incomplete: str) -> list[tuple[str, str]]:
        """What the shell offers."""
        return [(name, text) for name, text in self.choices.items() if name.startswith(incomplete)]


def format_option(command: str, default: str | None = None) -> Any:
    """The option `--format` of a command; `default` says in words what applies without it."""
    name = NameOfFormat(command)
    return Option(
        *("--format", "-f"),
        help="The output format.",
        parser=name,
        autocompletion=name.complete,
        show_default=default or True,
    )


CountedUsers = Annotated[
    UserKind,
    Option(
        "--users",
        metavar="KIND",
        help="What counts as one user: a person (the person's id, else distinct_id), or a distinct id.",
    ),
]
"""The option `--users` of the commands that count users."""

WeekStart = Annotated[
    Optional[FirstDay],
    Option("--week-start", metavar="DAY", help="The first day of the weeks of --by week.", show_default="monday"),
]
"""The option `--week-start` of the commands that group by week."""


def _parameters(declaration: Any, defaults: dict[str, Any]) -> list[Parameter]:
    """The annotations of a declaration, evaluated."""
    hints = typing.get_type_hints(declaration, include_extras=True)
    return [
        Parameter(name, hint.__origin__, hint.__metadata__[0], defaults.get(name, REQUIRED))
        for name, hint in hints.items()
        if name != "return"
    ]


def _defaults(declaration: Callable[..., None]) -> dict[str, Any]:
    """The defaults of the parameters of a function."""
    values = declaration.__defaults__ or ()
    names = declaration.__code__.co_varnames[: declaration.__code__.co_argcount]
    return dict(zip(names[len(names) - len(values) :], values, strict=True))


def exit_code(run: Callable[[], int]) -> int:
    """The exit code of a command, whether it returns or raises."""
    try:
        return run()
    except ReaderGone:
        return MATCHED
    except KeyboardInterrupt:
        return INTERRUPTED
    except ActioncliError as error:
        from actioncli.outputs.messages import print_error, print_message  # noqa: PLC0415 - only for errors

        # Problems of an actions file begin with their place, so that editors and CI find it.
        (print_message if isinstance(error, ActionsFileError) else print_error)(error)
        return TROUBLE
