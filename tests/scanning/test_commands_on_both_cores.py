"""Every command that reads events prints the same with both cores: stdout, stderr and exit code, byte for byte."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from actioncli.cli import main
from actioncli.core import core
from actioncli.scanning import choice
from cores import needs_core
from test_cases import CASES, FILES, parse

pytestmark = needs_core

ROOT = Path(__file__).parents[2]
SCANNING = ("stats", "match", "diagnose", "diff", "suggest", "check", "shapes", "explain")
SHELL = re.compile(r"[|&;<>$`*?(){}\[\]]|\s(-j|--jobs|--cluster|--follow|-F)\b")
"""What a shell would read in a command line, and options that need other processes."""

Printed: TypeAlias = tuple[bytes, bytes, object]
Prints: TypeAlias = Callable[[list[str], bool], Printed]


@pytest.fixture
def prints(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Prints:
    """Runs a command in this process, on the compiled core or in pure Python: stdout, stderr and the exit code."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("ACTIONCLI_ACTIONS", raising=False)

    def run(arguments: list[str], native: bool) -> Printed:
        monkeypatch.setattr(choice, "core", core if native else lambda: None)
        monkeypatch.setattr("sys.argv", ["actioncli", *arguments])
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code
        return *capfdbinary.readouterr(), code

    return run


def plain_commands(path: Path) -> list[list[str]]:
    """The commands of a case that read events and need no shell."""
    lines = (command.line for command in parse(path.read_text(encoding="utf-8")).commands)
    found = [shlex.split(line) for line in lines if not SHELL.search(line)]
    return [words[1:] for words in found if words[0] == "actioncli" and words[1:2] and words[1] in SCANNING]


CHOSEN = [path for path in FILES if plain_commands(path)]


@pytest.mark.parametrize("path", CHOSEN, ids=lambda path: path.relative_to(CASES).with_suffix("").as_posix())
def test_the_commands_of_a_case(path: Path, prints: Prints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in parse(path.read_text(encoding="utf-8")).files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for arguments in plain_commands(path):
        pure, native = (prints(arguments, native) for native in (False, True))

        assert pure == native


LOG, ACTIONS = ROOT / "sample_data" / "events.jsonl", ROOT / "actions.example.yaml"
SAMPLE = f"{LOG} -a {ACTIONS}"
LINES: tuple[str, ...] = (
    *(
        f"stats {SAMPLE} -f json --by {by}"
        for by in ("hour", "day", "week", "month", "matcher", "event", "distinct_id")
    ),
    f"stats {SAMPLE} -f json --by properties.$browser --top 3 --users distinct_id --timezone Asia/Kathmandu",
    f"stats {SAMPLE} -f csv --by week --week-start sunday --since 2025-02-05 --until 2026-02-20 --unique",
    *(f"match {SAMPLE} -f {name} -m 50" for name in ("jsonl", "csv", "tsv", "table", "json")),
    f"match {SAMPLE} --fields event,timestamp,url,properties.$browser,person.email,matched_actions -f csv",
    f"match {SAMPLE} --tag -v --since 2025-02-10",
    f"match {SAMPLE} --split out --tag",
    *(f"diagnose {SAMPLE} -f {name}" for name in ("json", "text")),
    f"diff {ACTIONS} other.yaml {LOG}",
    f"suggest {LOG}",
    f"check other.yaml --events {LOG}",
    f"shapes {LOG}",
    f"explain {SAMPLE} --line 17",
)


@pytest.mark.parametrize("line", LINES, ids=lambda line: re.sub(r"/\S+/", "", line))
def test_commands_on_sample_data(line: str, prints: Prints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for native in (False, True):
        directory = tmp_path / str(native)
        directory.mkdir()
        other = ACTIONS.read_text(encoding="utf-8").replace("/about", "/pricing").replace("Sign Up Now", "Buy Now")
        (directory / "other.yaml").write_text(other, encoding="utf-8")
        monkeypatch.chdir(directory)
        printed = prints(line.split(), native)
        found.append((printed, {path.name: path.read_bytes() for path in sorted(directory.glob("out/*"))}))
    (stdout, stderr, code), files = found[0]

    assert found[0] == found[1]
    assert len(stdout) + len(stderr) + sum(map(len, files.values())) > 2
    assert code in (0, 1)
