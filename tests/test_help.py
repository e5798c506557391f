"""Every help page, as people see it on a terminal of 80 columns, and every example on it, run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

from actioncli.cli import application, commands, sections
from actioncli.cli.help_pages import SHOWN_EXAMPLES, parts_of
from actioncli.sql.layouts import BY_NAME

COMMANDS, SECTIONS = commands(), sections()
WIDTH = 80
LAYOUTS = list(BY_NAME)
ROOT = typer.main.get_command(application())
COMMAND_OBJECTS: dict[str, Any] = ROOT.commands  # type: ignore[attr-defined]
PAGES = [("--help",), ("-h",), *((name, how) for name in COMMANDS for how in ("-h", "--help"))]


def page(*arguments: str, width: int = WIDTH) -> str:
    done = CliRunner().invoke(application(), arguments, env={"COLUMNS": str(width)})
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize("arguments", PAGES, ids=" ".join)
def test_a_page_fits_80_columns_and_shows_no_control_character(arguments: tuple[str, ...]) -> None:
    text = page(*arguments)
    assert [line for line in text.splitlines() if len(line) > WIDTH] == []
    assert r"\b" not in text
    assert re.findall(r"[\x00-\x09\x0b-\x1f\x7f]", text) == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_has_a_help_text_whose_words_stay_whole(name: str) -> None:
    text = page(name, "--help")
    words = set(text.split())
    for param in COMMAND_OBJECTS[name].params:
        if param.hidden:
            continue
        assert param.help, param.name
        assert param.help[0].isupper(), param.help
        assert set(param.help.split()) <= words, param.help


@pytest.mark.parametrize("name", COMMANDS)
def test_short_help_is_a_screen_with_two_examples_and_names_only_options_that_there_are(name: str) -> None:
    text = page(name, "-h")
    _, examples, _ = parts_of(COMMAND_OBJECTS[name].help)
    options = {option for param in COMMAND_OBJECTS[name].params for option in param.opts}
    assert len(text.splitlines()) <= 40
    assert set(COMMANDS[name].everyday) <= options
    assert all(option in text for option in COMMANDS[name].everyday)
    assert [line for line in examples[:SHOWN_EXAMPLES] if f"  {line}\n" not in text] == []
    assert len(page(name, "--help").splitlines()) >= len(text.splitlines()) - 2


def test_the_commands_stand_in_groups_with_whole_summaries_on_one_line() -> None:
    lines = page("--help").splitlines()
    for title, names in SECTIONS.items():
        place = lines.index(f"{title}:")
        shown = [line.split(maxsplit=1) for line in lines[place + 1 : place + 1 + len(names)]]
        assert [name for name, _ in shown] == [one.name for one in names]
        assert [text for _, text in shown] == [parts_of(COMMAND_OBJECTS[one.name].help)[0] for one in names]


@pytest.mark.parametrize("name", COMMANDS)
def test_usage_lines_say_that_several_files_are_taken(name: str) -> None:
    usage = page(name, "--help").splitlines()[0]
    several = [
        one.metavar for one in COMMAND_OBJECTS[name].params if one.param_type_name == "argument" and one.nargs < 0
    ]
    assert all(f"[{metavar}]..." in usage for metavar in several)
    assert "{" not in usage


@pytest.mark.parametrize("arguments", [("-V",), ("--version",), *((name, "-V") for name in COMMANDS)], ids=" ".join)
def test_the_version_is_told_with_every_command(arguments: tuple[str, ...]) -> None:
    assert re.fullmatch(r"actioncli \d\S* \((compiled core|pure Python)\)\n", page(*arguments))


def actioncli(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "actioncli", *arguments],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "COLUMNS": "80", **environment},
    )


def test_help_is_a_command_too() -> None:
    assert actioncli("help").stdout == actioncli("--help").stdout
    assert actioncli("help", "diff").stdout == actioncli("diff", "--help").stdout
    assert actioncli("help", "nosuch").returncode == 2


EXAMPLES = [
    (name, line)
    for name in COMMANDS
    for line in parts_of(COMMAND_OBJECTS[name].help)[1]
    if line.startswith("actioncli")
]


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory in which the examples can run: events, actions in two revisions, PostHog's actions."""
    place = tmp_path_factory.mktemp("examples")
    event = (
        '{"uuid":"019caddb-1ce8-7361-a0e0-285a20615b85","event":"$autocapture","distinct_id":"u1",'
        '"timestamp":"2026-01-02T03:04:05Z","elements_chain":"button:text=\\"Sign Up\\"",'
        '"properties":{"$current_url":"https://example.com/","$browser":"Firefox"}}\n'
    )
    actions = (
        "actions:\n  Sign Up:\n    - event: $autocapture\n      text: Sign Up\n  Big purchase:\n    - event: buy\n"
    )
    (place / "events.jsonl").write_text(event * 17 + '{"event":"seen","distinct_id":"u2"}\n')
    (place / "export.jsonl").write_text(event)
    (place / "exports").mkdir()
    (place / "exports" / "a.jsonl").write_text(event)
    for name in ("actions.yaml", "old.yaml", "new.yaml"):
        (place / name).write_text(actions)
    subprocess.run(["gzip", "-k", "exports/a.jsonl"], cwd=place, check=True)
    made = actioncli("export", str(place / "actions.yaml"))
    (place / "actions.json").write_text(made.stdout)
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"]
    for arguments in (("init", "-q"), ("add", "."), ("commit", "-qm", "1"), ("commit", "-qm", "2", "--allow-empty")):
        subprocess.run([*git, *arguments], cwd=place, check=True)
    return place


@pytest.mark.parametrize(("name", "line"), EXAMPLES, ids=[line for _, line in EXAMPLES])
def test_an_example_runs(name: str, line: str, workplace: Path) -> None:
    if "--follow" in line:
        line = line.replace("--follow", "")
    if "jq " in line and shutil.which("jq") is None:
        pytest.skip("jq is not installed")
    if name == "init":
        (workplace / "analytics.yaml").unlink(missing_ok=True)
        line = line.replace("init", "init analytics.yaml") if line == "actioncli init" else line
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        cwd=workplace,
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"},
    )
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("stats --by ", ["hour", "day", "week", "month", "matcher", "event", "distinct_id"]),
        ("stats --by w", ["week"]),
        ("match --fields event,times", ["event,timestamp"]),
        ("match --format ", ["jsonl", "csv", "table"]),
        ("match --shape seg", ["segment"]),
        ("diagnose --fail-on dead,sh", ["dead,shadowed"]),
        ("sql --dialect duck", ["duckdb"]),
        ("sql --layout ", LAYOUTS),
    ],
)
def test_the_shell_completes_values(words: str, expected: list[str]) -> None:
    typed = f"actioncli {words}"
    number = len(typed.split()) - (0 if typed.endswith(" ") else 1)
    done = actioncli(
        _ACTIONCLI_COMPLETE="complete_bash",
        **{"_PYTHON _M ACTIONCLI_COMPLETE": "complete_bash"},
        COMP_WORDS=typed,
        COMP_CWORD=str(number),
    )
    offered = done.stdout.splitlines()
    assert [value for value in expected if value not in offered] == []
