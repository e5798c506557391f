"""Each command gets what is declared for it, and each format of each output can be asked for."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer.main
from msgspec.structs import fields
from typer.testing import CliRunner

import actioncli.outputs
from actioncli.cli import application, commands
from actioncli.cli.declaring import Command
from actioncli.commands.match import MatchOptions
from actioncli.commands.sql import SqlOptions
from actioncli.commands.stats import StatsOptions
from actioncli.outputs.formats import Format, formats_of

COMMANDS = commands()
STRUCTS: dict[str, Any] = {"match": MatchOptions, "stats": StatsOptions, "sql": SqlOptions}
"""The commands that take some of their options as one value."""
OUTPUTS = sorted(
    path.stem.removesuffix("_formats") for path in Path(actioncli.outputs.__path__[0]).glob("*_formats.py")
)
FORMATS = [(output, one) for output in OUTPUTS for one in formats_of(output)]
OPTIONS = {
    name: {option: param for param in command.params for option in param.opts}
    for name, command in typer.main.get_command(application()).commands.items()  # type: ignore[attr-defined]
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_command_takes_the_options_that_are_declared_for_it(command: Command) -> None:
    module, _, name = command.runs.partition(".")
    taken = dict(inspect.signature(getattr(import_module(f"actioncli.commands.{module}"), name)).parameters)
    given = taken.pop("given", None)
    names = set(taken) - {"options"}
    names |= {field.name for field in fields(STRUCTS[command.name])} if given else set()

    assert names == set(inspect.signature(command.declaration).parameters)


def test_every_output_with_formats_is_of_a_command() -> None:
    assert [name for name, options in sorted(OPTIONS.items()) if "--format" in options] == OUTPUTS


@pytest.mark.parametrize(("output", "one"), FORMATS, ids=[f"{output}-{one.name}" for output, one in FORMATS])
def test_every_format_is_reachable_completed_and_documented(output: str, one: Format[object]) -> None:
    option = OPTIONS[output]["--format"]
    page = CliRunner().invoke(application(), [output, "--help"], env={"COLUMNS": "80"}).output
    described = page.split("--format FORMAT", 1)[1].split("\n  -", 1)[0]
    docs = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
    section = docs.split(f"\n## actioncli {output}\n", 1)[1].split("\n## ", 1)[0]

    assert option.type.convert(one.name, option, None) == one.name
    assert re.search(rf"\b{one.name}\b", described)
    assert re.search(rf"\b{one.name}\b", section, re.IGNORECASE)


@pytest.mark.parametrize("output", OUTPUTS)
def test_the_first_format_is_the_default(output: str) -> None:
    assert OPTIONS[output]["--format"].default in (None, formats_of(output)[0].name)
