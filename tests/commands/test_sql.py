"""The libraries of SQL are extras: one that is missing is one clear message, and nothing else loads them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EVENTS, ACTIONS = "sample_data/events.jsonl", "actions.example.yaml"


def run(before: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command, in a process that does something first."""
    program = f"import sys; {before}; from actioncli.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("library", "arguments", "message"),
    [
        ("sqlglot", ["sql", ACTIONS, "--dialect", "duckdb"], "writing SQL requires the extra `sql`"),
        (
            "sqlglot",
            ["stats", EVENTS, "-a", ACTIONS, "--engine", "duckdb"],
            "counting in DuckDB requires the extra `duckdb`",
        ),
        (
            "duckdb",
            ["stats", EVENTS, "-a", ACTIONS, "--engine", "duckdb"],
            "counting in DuckDB requires the extra `duckdb`",
        ),
    ],
)
def test_a_missing_library_is_one_message(library: str, arguments: list[str], message: str) -> None:
    done = run(f"sys.modules['{library}'] = None", *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"actioncli: {message}: pip install -e '.[")
    assert done.stderr.count("\n") == 1


def test_other_commands_load_none_of_it() -> None:
    watched = "import atexit; atexit.register(lambda: print([n for n in sys.modules if 'sql' in n or 'duckdb' in n]))"
    done = run(watched, "stats", EVENTS, "-a", ACTIONS, "-f", "csv", "-j", "1")

    assert done.stdout.splitlines()[-1] == "[]"
