"""The examples in README and docs/ run: every command of a `console` block prints the text below it.

    UPDATE_README=1 pytest tests/test_readme.py

writes the actual output into the documents instead.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
LIBRARY = ROOT / "docs" / "library.md"
GUIDE = ROOT / "docs" / "guide.md"
"""Tested by test_guide.py, because its commands need the files that it shows."""
PAGES = (README, *(page for page in sorted((ROOT / "docs").glob("*.md")) if page != GUIDE))
DOCUMENTS = [page for page in PAGES if "```console" in page.read_text(encoding="utf-8")]
AT_HAND = ("sample_data", "actions.example.yaml")
"""The files of the repository that the examples use."""
UPDATE = bool(os.environ.get("UPDATE_README"))
PROGRAMS = {"actioncli", "cat", "diff", "echo", "grep", "gzip", "head", "jq", "sort", "tail", "uniq", "wc"}
PROMPT = "$ "


@dataclass(frozen=True)
class Example:
    """A command of a document and the lines below it, `lines[start:end]` of the file."""

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


def lines_of(document: Path) -> list[str]:
    """A document's lines with their line feeds; U+2028 and similar characters do not end a line."""
    return re.findall(r"[^\n]*\n|[^\n]+", document.read_text(encoding="utf-8"))


def programs(command: str) -> list[str]:
    """The programs of a pipeline; bars inside quotes do not separate."""
    bare = re.sub(r"'[^']*'|\"[^\"]*\"", "''", command)
    return [part.split()[0] for part in bare.split("|")]


@lru_cache
def printed(document: Path) -> dict[int, str]:
    """The output of a document's commands, run in order in one directory; without those that cannot run."""
    shown = {}
    with TemporaryDirectory() as directory:
        for name in AT_HAND:
            Path(directory, name).symlink_to(ROOT / name)
        for number, example in enumerate(examples(lines_of(document))):
            if all(map(shutil.which, set(programs(example.command)) - {"actioncli"})):
                shown[number] = run(example.command, directory)
    return shown


def run(command: str, directory: str) -> str:
    """What a reader's terminal shows without colors: stdout and stderr of this Python's `actioncli`."""
    environment = {
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        "HOME": os.environ.get("HOME", "/"),
        "NO_COLOR": "1",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }
    if "PYTHONPATH" in os.environ:
        environment["PYTHONPATH"] = os.environ["PYTHONPATH"]
    return subprocess.run(
        ["bash", "-c", command],
        cwd=directory,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        start_new_session=True,  # no access to the terminal that the tests run in
        encoding="utf-8",
    ).stdout


COMMANDS = [
    pytest.param(document, number, example.command, id=f"{document.name}: {example.command}")
    for document in DOCUMENTS
    for number, example in enumerate(examples(lines_of(document)))
]


SHOWN = {
    "README.md": {"stats", "match", "check", "explain", "diagnose", "sql"},
    "examples.md": {
        "stats", "match", "check", "explain", "suggest", "diagnose", "import", "export", "sql", "shapes"
    },
    "posthog.md": {"import", "export"},
}  # fmt: skip


@pytest.mark.parametrize(("name", "commands"), SHOWN.items())
def test_a_document_shows_its_commands(name: str, commands: set[str]) -> None:
    """Guards against the tests below passing because they find no examples."""
    (document,) = (document for document in DOCUMENTS if document.name == name)
    assert commands <= {word for example in examples(lines_of(document)) for word in example.command.split()}


@pytest.mark.parametrize(("document", "number", "command"), COMMANDS)
def test_documents_run_only_programs_that_a_reader_has(document: Path, number: int, command: str) -> None:
    assert set(programs(command)) <= PROGRAMS
    assert document != README or "actioncli" in programs(command)


@pytest.mark.parametrize(("document", "number", "command"), COMMANDS)
def test_a_document_shows_what_the_command_prints(document: Path, number: int, command: str) -> None:
    """Includes messages on stderr, so that a failing command is not mistaken for one that prints nothing."""
    shown = printed(document)
    if number not in shown:
        pytest.skip(f"one of {', '.join(programs(command))} is not installed")
    lines = lines_of(document)
    example = examples(lines)[number]
    if UPDATE:
        lines[example.start : example.end] = [shown[number]]
        document.write_text("".join(lines), encoding="utf-8")
    lines = lines_of(document)
    assert "".join(lines[example.start : examples(lines)[number].end]) == shown[number]


@pytest.mark.parametrize("name", ["try", "test"])
def test_readme_marks_one_shell_line_to(name: str) -> None:
    """`.ci/run` extracts these two commands from README and runs them."""
    block = re.compile(rf"^<!-- ci: {name} -->\n```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    assert [lines.count("\n") for lines in block.findall(README.read_text(encoding="utf-8"))] == [1]


def test_the_python_example_runs() -> None:
    """The python block of docs/library.md runs in a copy of the repository."""
    blocks = re.findall(r"^```python\n(.*?)^```", LIBRARY.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert len(blocks) == 1
    done = subprocess.run([sys.executable, "-c", blocks[0]], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 5
