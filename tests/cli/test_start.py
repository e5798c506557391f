"""How the command starts: what it loads, what it completes, and what it shows when nothing is named."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLE = Path(__file__).parents[2] / "sample_data" / "events.jsonl"
ACTIONS = Path(__file__).parents[2] / "actions.example.yaml"
MODULES = Path(__file__).parent / "modules.txt"
COMMAND = [sys.executable, "-m", "actioncli"]


def run(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *map(str, arguments)], capture_output=True, check=False, **options)  # type: ignore[call-overload,no-any-return]


def loaded(*arguments: str | Path) -> set[str]:
    """The modules that a command loads, in pure Python."""
    code = (
        "import atexit, sys; before = set(sys.modules)\n"
        "atexit.register(lambda: print(*set(sys.modules) - before, file=sys.stderr))\n"
        "from actioncli.__main__ import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        check=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "ACTIONCLI_CORE": "pure"},
    )
    return set(done.stderr.decode().splitlines()[-1].split())


WHERE_INSTALLED = {"cython_runtime", "typing_extensions"}
"""What libraries load only where it is installed, or in some of their builds."""


def listed(modules: set[str]) -> list[str]:
    """Our own modules, and the libraries of others."""
    ours = sorted(name for name in modules if name.split(".")[0] == "actioncli")
    others = {name.split(".")[0] for name in modules} - {"actioncli", *WHERE_INSTALLED, *sys.stdlib_module_names}
    return [*sorted(name for name in others if not name.startswith("_")), *ours]


LINES: dict[str, tuple[str | Path, ...]] = {
    "--version": ("--version",),
    "--help": ("--help",),
    "stats": ("stats", SAMPLE, "-a", ACTIONS),
    "stats -f json": ("stats", SAMPLE, "-a", ACTIONS, "-f", "json"),
    "match": ("match", SAMPLE, "-a", ACTIONS),
    "check": ("check", ACTIONS),
}
SLOW = {"asyncio", "bz2", "concurrent.futures", "dataclasses", "email", "hashlib", "lzma", "multiprocessing"}
SLOW |= {"subprocess", "tempfile", "zoneinfo"}
"""Modules of the standard library that take a millisecond or more."""


def test_commands_load_the_listed_modules_and_no_others() -> None:
    """After a change: `UPDATE_MODULES=1 .venv/bin/pytest tests/cli/test_start.py`."""
    found = {line: listed(loaded(*arguments)) for line, arguments in LINES.items()}
    text = "\n".join(f"# actioncli {line}\n" + "".join(f"{name}\n" for name in names) for line, names in found.items())
    if os.environ.get("UPDATE_MODULES"):
        MODULES.write_text(text, encoding="utf-8")

    assert text == MODULES.read_text(encoding="utf-8")


@pytest.mark.parametrize("line", ["stats -f json", "match", "check"])
def test_short_runs_load_nothing_slow_of_the_standard_library(line: str) -> None:
    assert not loaded(*LINES[line]) & SLOW


def test_the_garbage_collector_is_on_while_a_command_works() -> None:
    code = (
        "import gc, sys; from actioncli.commands import stats; from actioncli.__main__ import main\n"
        "stats.stats = lambda *_, **__: print(gc.isenabled(), gc.get_freeze_count() > 0) or 0\n"
        "main()"
    )
    done = subprocess.run([sys.executable, "-c", code, "stats", str(SAMPLE)], capture_output=True, check=True)

    assert done.stdout == b"True True\n"


@pytest.mark.parametrize(
    "left",
    [
        "import atexit; atexit.register(print, 'done')",
        "import threading, time; threading.Thread(target=lambda: (time.sleep(0.3), print('done'))).start()",
    ],
)
def test_what_is_left_to_do_at_the_end_is_done(left: str) -> None:
    code = f"{left}\nfrom actioncli.__main__ import main; main()"
    done = subprocess.run([sys.executable, "-c", code, "schema"], capture_output=True, check=False)

    assert done.returncode == 0
    assert done.stdout.endswith(b"}\ndone\n")


def test_a_pipe_gets_all_output_and_the_exit_code_stays() -> None:
    assert json.loads(run("schema").stdout)["title"] == "actioncli actions file"
    assert [run(*line).returncode for line in (("schema",), ("stats", "no-such-file", "-a", ACTIONS))] == [0, 2]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("line", [("--version",), ("schema", "--version")])
def test_a_version_that_cannot_be_written_is_an_error(line: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*COMMAND, *line], stdout=full, stderr=subprocess.PIPE, check=False)

    assert done.returncode == 2
    assert done.stderr == b"actioncli: cannot write the output: No space left on device\n"


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
