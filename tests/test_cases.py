"""Runs the commands of each file in `cases/` and compares what they print with what the file says.

A case lies in the folder of the command or the topic that it is about, and `pytest -k stats/` runs those of `stats`.

    # What the case is about.
    === actions.yaml
    actions: ...
    === events.jsonl
    {...}
    $ actioncli match events.jsonl -c
    2
    ! what stderr says
    [exit 1]

`UPDATE_CASES=1 pytest tests/test_cases.py` writes the present output into the files: read the diff like code.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from waiting import LIMIT

CASES = Path(__file__).parent / "cases"
FILES = sorted(CASES.rglob("*.txt"))
UPDATE = bool(os.environ.get("UPDATE_CASES"))


@dataclass
class Command:
    """A command line, and the lines it should print."""

    line: str
    expected: list[str] = field(default_factory=list)


@dataclass
class Case:
    """A case file: the lines above its first command, the files to write, and the commands to run."""

    head: list[str]
    files: dict[str, str]
    commands: list[Command]


def parse(text: str) -> Case:
    case = Case([], {}, [])
    name = None
    for line in text.splitlines():
        if line.startswith("$ "):
            case.commands.append(Command(line[2:]))
        elif case.commands:
            case.commands[-1].expected.append(line)
        else:
            case.head.append(line)
            if line.startswith("=== "):
                name = line[4:]
                case.files[name] = ""
            elif name is not None:
                case.files[name] += line + "\n"
    return case


def run(command: str, directory: Path) -> list[str]:
    """The lines a command prints, as a case file has them: those of stderr after `! `, and the exit code if not 0."""
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
    }
    for name in ("ACTIONCLI_ACTIONS", "COLUMNS"):
        environment.pop(name, None)
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=directory,
        env=environment,
        capture_output=True,
        timeout=LIMIT,
        stdin=subprocess.DEVNULL,
        check=False,
        start_new_session=True,  # without the terminal that the tests run in
    )
    printed = done.stdout.decode("utf-8", "backslashreplace").splitlines()
    printed += [f"! {line}".rstrip() for line in done.stderr.decode("utf-8", "backslashreplace").splitlines()]
    if done.returncode:
        printed.append(f"[exit {done.returncode}]")
    return printed


def without_trailing_blanks(lines: list[str]) -> list[str]:
    text = "\n".join(line.rstrip() for line in lines).rstrip("\n")
    return text.split("\n") if text else []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(CASES).with_suffix("").as_posix())
def test_case_prints_what_it_says(path: Path, tmp_path: Path) -> None:
    case = parse(path.read_text(encoding="utf-8"))
    for name, text in case.files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    printed = [(command.line, without_trailing_blanks(run(command.line, tmp_path))) for command in case.commands]
    if UPDATE:
        parts = ["\n".join(case.head).rstrip("\n"), *("\n".join([f"$ {line}", *lines]) for line, lines in printed)]
        path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    expected = [(command.line, without_trailing_blanks(command.expected)) for command in case.commands]
    assert expected == printed or UPDATE


def test_there_are_cases() -> None:
    assert len(FILES) > 10
