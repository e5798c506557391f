"""What is read without typer is read as typer reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from unittest.mock import patch

import pytest
import typer.main
from hypothesis import given, settings
from hypothesis import strategies as st

from actioncli.cli import application, commands
from actioncli.cli.declaring import REQUIRED, Command
from actioncli.cli.reading import _names, read

COMMANDS = commands()
APPLICATIONS = {name: typer.main.get_command(application([command])) for name, command in COMMANDS.items()}
OPTIONS = {
    name: sorted(
        {option for param in app.commands[name].params for option in (*param.opts, *param.secondary_opts)}  # type: ignore[attr-defined]
    )
    for name, app in APPLICATIONS.items()
}
VALUES = (
    *("events.jsonl", "a b", "-", "", "--", "-7d", "=", "a=b", "\udcff", "é"),
    *("1", "0", "-1", "+2", " 3 ", "1_0", "٣", "1.5", "nan", "inf", "1e3", "x"),
    *("json", "table", "csv", "JSON", "person", "monday", "day", "skip", "duckdb", "posthog", "never", "true"),
    *("-h", "--help", "-V", "-cq", "-nx", "-n=x", "--no", "--action", "--jobs=2", "--top=", "--follow=1", "---x"),
)


def by_typer(command: Command, arguments: Sequence[str]) -> dict[str, Any] | None:
    """The values that typer reads; None if it does anything else."""
    given: list[dict[str, Any]] = []

    def run(_command: Command, values: dict[str, Any]) -> int:
        given.append(values)
        return 0

    with patch.object(Command, "run", run):
        try:
            APPLICATIONS[command.name].main(args=[command.name, *arguments], standalone_mode=False)
        except Exception:  # noqa: BLE001 - an error of usage
            return None
    return given[0] if given else None


@st.composite
def command_lines(draw: st.DrawFn) -> tuple[str, list[str]]:
    name = draw(st.sampled_from(sorted(COMMANDS)))
    option, value = st.sampled_from(OPTIONS[name]), st.sampled_from(VALUES)
    some = st.one_of(
        value.map(lambda one: [one]),
        option.map(lambda one: [one]),
        st.tuples(option, value).map(list),
        st.tuples(option, value).map(lambda both: ["=".join(both)]),
    )
    return name, [argument for part in draw(st.lists(some, max_size=5)) for argument in part]


@settings(max_examples=200)
@given(command_lines())
def test_what_is_read_is_what_typer_reads(line: tuple[str, list[str]]) -> None:
    name, arguments = line
    found = read(COMMANDS[name], arguments)

    assert found is None or repr(found) == repr(by_typer(COMMANDS[name], arguments))


def test_each_kind_of_option_is_read_as_typer_reads_it_with_any_value() -> None:
    seen: set[tuple[str, object]] = set()
    for command in COMMANDS.values():
        needed = ["a", "b"][: sum(one.default is REQUIRED for one in command.parameters())]
        for one in command.parameters():
            kind = (str(one.type), one.declared.settings.get("min", one.declared.settings.get("parser")))
            if one.is_option and kind not in seen:
                seen.add(kind)
                option, _ = _names(one)[-1]
                for arguments in ([f"{option}={value}", *needed] for value in VALUES):
                    found = read(command, arguments)
                    assert found is None or repr(found) == repr(by_typer(command, arguments)), arguments


@pytest.mark.parametrize(
    "line",
    [
        "stats",
        "stats events.jsonl -a actions.yaml --by week --format csv",
        "stats more.jsonl --top 3 events.jsonl --every=0.5 --users distinct_id -- --odd",
        "match - --tag --no-progress -n a -n b --since -7d",
        "check one.yaml two.yaml --events events.jsonl",
        "diff old.yaml new.yaml events.jsonl",
        "export actions.yaml --to terraform",
    ],
)
def test_plain_arguments_are_read_without_typer(line: str) -> None:
    name, *arguments = line.split()
    found = read(COMMANDS[name], arguments)

    assert found is not None
    assert repr(found) == repr(by_typer(COMMANDS[name], arguments))


@pytest.mark.parametrize(
    "line",
    [
        *("stats --help", "stats -h", "stats -V", "match -cq", "match -n'Sign Up'", "stats --no-such", "diff old.yaml"),
        *("stats --top 0", "stats --top x", "stats --format xml", "stats --users all", "stats --by", "match --tag=yes"),
        *("export a.yaml b.yaml", "stats --act a.yaml"),
    ],
)
def test_all_else_is_left_to_typer(line: str) -> None:
    name, *arguments = line.split(" ", 2)

    assert read(COMMANDS[name], arguments) is None


def test_completion_is_left_to_typer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_ACTIONCLI_COMPLETE", "complete_bash")

    assert read(COMMANDS["stats"], []) is None
