"""README tells the truth: every command of a `console` block is run, and prints what stands below it.

    UPDATE_README=1 pytest tests/test_readme.py

writes what the commands print into README.md instead.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
UPDATE = bool(os.environ.get("UPDATE_README"))
PROGRAMS = {"actioncli", "cat", "gzip", "head", "jq", "sort", "uniq", "wc"}
PROMPT = "$ "


@dataclass(frozen=True)
class Example:
    """A command of README and the lines that stand below it, `lines[start:end]` of the file."""

    command: str
    start: int
    end: int


def examples(lines: list[str]) -> list[Example]:
    """The commands of all `console` blocks, in order."""
    found: list[Example] = []
    inside = False
    for number, line in enumerate(lines):
        if line.startswith("```"):
            inside = line.strip() == "```console"
        elif inside and line.startswith(PROMPT):
            found.append(Example(line.removeprefix(PROMPT).strip(), number + 1, number + 1))
        elif inside and found and found[-1].end == number:
            found[-1] = Example(found[-1].command, found[-1].start, number + 1)
    return found


def readme_lines() -> list[str]:
    """README's lines with their line ends; U+2028 and its kin end none."""
    return re.findall(r"[^\n]*\n|[^\n]+", README.read_text(encoding="utf-8"))


def programs(command: str) -> list[str]:
    """The programs of a pipeline, leaving bars inside quotes alone."""
    bare = re.sub(r"'[^']*'|\"[^\"]*\"", "''", command)
    return [part.split()[0] for part in bare.split("|")]


def run(command: str) -> subprocess.CompletedProcess[str]:
    """The command run as a reader would, with this Python's `actioncli`, where no one looks at a terminal."""
    environment = {
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
        "HOME": os.environ.get("HOME", "/"),
        "COLUMNS": "100",
        "NO_COLOR": "1",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }
    return subprocess.run(
        ["bash", "-c", command],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )


COMMANDS = [example.command for example in examples(readme_lines())]


def test_readme_shows_stats_and_match() -> None:
    """So that the test below cannot pass by finding no commands."""
    assert {"stats", "match"} <= {word for command in COMMANDS for word in command.split()}


@pytest.mark.parametrize("command", COMMANDS)
def test_readme_runs_only_programs_that_a_reader_has(command: str) -> None:
    assert set(programs(command)) <= PROGRAMS
    assert "actioncli" in programs(command)


@pytest.mark.parametrize(("number", "command"), list(enumerate(COMMANDS)), ids=COMMANDS)
def test_readme_shows_what_the_command_prints(number: int, command: str) -> None:
    """Nothing on stderr either, so that a broken command cannot pass for one that prints nothing."""
    for program in programs(command):
        if program != "actioncli" and shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    lines = readme_lines()
    example = examples(lines)[number]
    finished = run(command)
    assert finished.stderr == ""
    if UPDATE:
        lines[example.start : example.end] = [finished.stdout]
        README.write_text("".join(lines), encoding="utf-8")
    assert "".join(readme_lines()[example.start : examples(readme_lines())[number].end]) == finished.stdout


@pytest.mark.parametrize("name", ["try", "test"])
def test_readme_marks_one_shell_line_to(name: str) -> None:
    """`.ci/run` takes these two commands from here and runs them as they stand."""
    block = re.compile(rf"^<!-- ci: {name} -->\n```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    assert [lines.count("\n") for lines in block.findall("".join(readme_lines()))] == [1]


def test_the_python_example_runs() -> None:
    """The fenced python block prints something, as a script of a user's would."""
    blocks = re.findall(r"^```python\n(.*?)^```", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert len(blocks) == 1
    done = subprocess.run(
        [sys.executable, "-c", blocks[0]], cwd=README.parent, capture_output=True, text=True, check=True
    )

    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 5
