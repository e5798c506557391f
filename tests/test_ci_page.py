"""What `docs/ci.md` and the hook for pre-commit say can be run as it stands."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(yaml|sh)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def steps(read: Any) -> list[dict[str, Any]]:
    """The steps of a workflow, or of a part of one."""
    if isinstance(read, list):
        return read
    return list(read["jobs"]["check"]["steps"]) if "jobs" in read else []


STEPS = [step.get("run", "") for kind, block in BLOCKS if kind == "yaml" for step in steps(yaml.safe_load(block))]
COMMANDS = [step for step in STEPS if "actioncli check" in step] + [block for kind, block in BLOCKS if kind == "sh"]


def hook() -> dict[str, Any]:
    (found,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    return dict(found)


def run(command: str, directory: Path) -> int:
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "ACTIONCLI_ACTIONS": ""}
    done = subprocess.run(["bash", "-ec", command], cwd=directory, env=environment, capture_output=True, check=False)
    return done.returncode


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_of_the_page_pass_a_clean_file_and_survive_a_finding(command: str, tmp_path: Path) -> None:
    (tmp_path / "actions.yaml").write_text("actions:\n  A:\n    - event: a\n", encoding="utf-8")
    clean = run(command, tmp_path)
    (tmp_path / "actions.yaml").write_text("actions:\n  A:\n    - {}\n", encoding="utf-8")
    odd = run(command, tmp_path)
    (tmp_path / "actions.yaml").unlink()

    assert (clean, odd) == (0, 0 if "||" in command else 1)
    assert run(command, tmp_path) != 0


def test_there_are_commands() -> None:
    assert len(COMMANDS) == 3


def test_the_hook_takes_actions_files_and_runs_the_command(tmp_path: Path) -> None:
    found = hook()

    assert found["id"] == "actioncli-check"
    assert [bool(re.search(found["files"], name)) for name in ("actions.yaml", "a/actions.yml", "reactions.yaml")] == [
        True,
        True,
        False,
    ]
    (tmp_path / "actions.yml").write_text("actions:\n  A:\n    - {}\n", encoding="utf-8")
    assert run(f"{found['entry']} {shlex.quote('actions.yml')}", tmp_path) == 1


def test_the_page_uses_a_hook_that_there_is() -> None:
    configured = yaml.safe_load(next(block for kind, block in BLOCKS if "repos:" in block))

    assert [used["id"] for used in configured["repos"][0]["hooks"]] == [hook()["id"]]
