"""How the command starts: what it loads, what it completes, and what it shows when nothing is named."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SAMPLE = Path(__file__).parents[2] / "sample_data" / "events.jsonl"
ACTIONS = Path(__file__).parents[2] / "actions.example.yaml"
COMMAND = [sys.executable, "-m", "actioncli"]


def run(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *map(str, arguments)], capture_output=True, check=False, **options)  # type: ignore[call-overload,no-any-return]


def loaded(*arguments: str | Path) -> set[str]:
    """The modules that a command loads."""
    code = (
        "import sys; from actioncli.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, check=True, stdin=subprocess.DEVNULL
    )
    return set(done.stderr.decode().splitlines()[-1].split())


def test_help_loads_neither_an_engine_nor_a_table() -> None:
    assert not loaded("--help") & {
        "rich.table",
        "rich.console",
        "yaml",
        "fastsimdjson",
        "re2",
        "pydantic",
        "actioncli.scanning.worker",
    }


def test_match_to_a_pipe_loads_no_table_and_no_pool() -> None:
    modules = loaded("match", SAMPLE, "-a", ACTIONS, "-c")

    assert "fastsimdjson" in modules
    assert not modules & {
        "rich.table",
        "rich.console",
        "concurrent.futures.process",
        "isal",
        "brotli",
        "zstandard",
        "pydantic",
        "distributed",
        "actioncli.cluster",
    }


def test_the_garbage_collector_is_on_while_a_command_works() -> None:
    code = (
        "import gc, sys; from actioncli.commands import stats; from actioncli.__main__ import main\n"
        "stats.stats = lambda *_, **__: print(gc.isenabled(), gc.get_freeze_count() > 0) or 0\n"
        "main()"
    )
    done = subprocess.run([sys.executable, "-c", code, "stats", str(SAMPLE)], capture_output=True, check=True)

    assert done.stdout == b"True True\n"


def test_the_module_runs_as_the_command_does() -> None:
    assert run("--version").stdout.startswith(b"actioncli ")


def test_completion_offers_the_names_of_the_actions() -> None:
    done = run(
        env={
            **os.environ,
            "_ACTIONCLI_COMPLETE": "complete_bash",
            "_PYTHON _M ACTIONCLI_COMPLETE": "complete_bash",
            "COMP_WORDS": f"actioncli match -a {ACTIONS} -n S",
            "COMP_CWORD": "5",
        }
    )
    names = done.stdout.decode().splitlines()

    assert r"Sign\ Up" in names


def test_a_terminal_gets_help_when_nothing_is_named() -> None:
    code = (
        "import pty, os, sys\n"
        "pid, fd = pty.fork()\n"
        "if pid == 0: os.execv(sys.executable, [sys.executable, '-m', 'actioncli', 'stats'])\n"
        "out = b''\n"
        "while True:\n"
        "    try: piece = os.read(fd, 4096)\n"
        "    except OSError: break\n"
        "    if not piece: break\n"
        "    out += piece\n"
        "print(out.decode()); sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)

    assert b"Usage: " in done.stdout
    assert done.returncode == 2
