"""Help pages: `-h` shows the common options, `--help` all of them, and `actioncli --help` the commands in sections.

The page of a command is its docstring: a summary, a paragraph of examples, and paragraphs of details.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from actioncli.cli.declaring import exit_code, version

EXAMPLES = "\b\n"
"""The start of a paragraph whose lines are not wrapped."""
SHOWN_EXAMPLES = 2
"""The number of examples that `-h` shows."""
MORE = "--help lists all options."


class Page(TyperCommand):
    """A command with `-h`, `--help` and `--version`; `everyday` names the options that `-h` shows."""

    everyday: tuple[str, ...] = ()

    def __init__(self, name: str | None, **settings: Any) -> None:
        super().__init__(name, **settings)
        self.params += [_flag("-h", show=_print_screen, text="Show the common options.", hidden=True), version_option()]

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """The usage line: `[OPTIONS] OLD NEW [EVENTS]...`."""
        return [self.options_metavar or "", *(_placed(one) for one in _arguments(self.get_params(ctx)))]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """All arguments and options."""
        _write(self.get_params(ctx), formatter)

    def format_screen(self, ctx: Any, formatter: Any) -> None:
        """The usage, the summary, two examples and the everyday options."""
        summary, examples, _ = parts_of(self.help or "")
        self.format_usage(ctx, formatter)
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(summary)
            formatter.write_paragraph()
            formatter.write_text(EXAMPLES + "\n".join(examples[:SHOWN_EXAMPLES]))
        params = self.get_params(ctx)
        used = [one for name in self.everyday for one in params if name in one.opts]
        _write([*_arguments(params), *used], formatter)
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(MORE)


class GroupPage(TyperGroup):
    """All commands; `sections` has their names by heading."""

    sections: dict[str, tuple[str, ...]] = {}  # noqa: RUF012 - set by `application`, read only

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """The commands by section, then the options."""
        width = max(map(len, self.commands), default=0)
        for title, names in self.sections.items():
            listed = [(name.ljust(width), self.commands[name]) for name in names if name in self.commands]
            if listed:
                with formatter.section(title):
                    formatter.write_dl([(name, parts_of(command.help or "")[0]) for name, command in listed])
        _write(self.get_params(ctx), formatter)


class RootPage(GroupPage):
    """`actioncli` itself."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.params.insert(0, version_option())


def parts_of(text: str) -> tuple[str, list[str], list[str]]:
    """The summary of a help text, its examples, and its other paragraphs."""
    summary, *paragraphs = inspect.cleandoc(text).split("\n\n")
    examples = [line for one in paragraphs if one.startswith(EXAMPLES) for line in one.splitlines()[1:]]
    return " ".join(summary.split()), examples, [one for one in paragraphs if not one.startswith(EXAMPLES)]


def version_option() -> TyperOption:
    """`-V, --version`."""
    return _flag("--version", "-V", show=_print_version, text="Show the version and exit.")


def _flag(*names: str, show: Any, text: str, hidden: bool = False) -> TyperOption:
    """A flag that prints something and ends the run."""
    return TyperOption(
        param_decls=list(names),
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=show,
        help=text,
        hidden=hidden,
    )


def _print_version(_context: Any, _option: Any, wanted: bool) -> None:
    if wanted:
        raise typer.Exit(exit_code(version))


def _print_screen(context: Any, _option: Any, wanted: bool) -> None:
    if wanted:
        formatter = context.make_formatter()
        context.command.format_screen(context, formatter)
        typer.echo(formatter.getvalue().rstrip("\n"))
        raise typer.Exit


def _arguments(params: Iterable[Any]) -> list[Any]:
    return [one for one in params if one.param_type_name == "argument"]


def _placed(argument: Any) -> str:
    """An argument in a usage line."""
    name = argument.make_metavar(None)
    return (name if argument.required else f"[{name}]") + ("..." if argument.nargs != 1 else "")


def _write(params: Iterable[Any], formatter: Any) -> None:
    """The arguments and the options, each with its help."""
    shown = [one for one in params if not one.hidden]
    listed = _arguments(shown)
    for title, some in (("Arguments", listed), ("Options", [one for one in shown if one not in listed])):
        if some:
            with formatter.section(title):
                formatter.write_dl([(_names(one), _described(one)) for one in some])


def _names(param: Any) -> str:
    """`-f, --format FORMAT`, `--progress / --no-progress`; an argument is its name."""
    if param.param_type_name == "argument":
        return str(param.make_metavar(None))
    names = ", ".join(sorted(param.opts, key=len))
    if param.secondary_opts:
        return f"{names} / {', '.join(param.secondary_opts)}"
    if names == "--help":
        return "-h, --help"
    return names if param.is_flag else f"{names} {_value(param)}"


def _value(option: Any) -> str:
    """The placeholder for the value of an option; choices are in its description."""
    return str(option.metavar or option.name.upper())


def _described(param: Any) -> str:
    """The help of an option with its choices and its default."""
    if "--help" in param.opts:
        return "Show this message and exit; -h shows the common options."
    choices = [str(one) for one in getattr(getattr(param.type, "func", param.type), "choices", ())]
    more = [_listed(choices)] if choices else []
    more += [f"default: {default}" for default in _default(param)]
    return (param.help or "") + (f"  [{'; '.join(more)}]" if more else "")


def _listed(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"


def _default(param: Any) -> Iterator[str]:
    """The default as text, if it is worth showing."""
    if isinstance(param.show_default, str):
        yield param.show_default
    elif param.show_default and param.default not in (None, False, True, ""):
        yield str(param.default.value if isinstance(param.default, Enum) else param.default)
