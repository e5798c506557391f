"""`export` writes actions that `import` reads back, and that count the same."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLE = Path(__file__).parents[2] / "sample_data"


def run(*arguments: str | Path, cwd: Path) -> str:
    command = [sys.executable, "-m", "actioncli", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("kind", ["posthog", "terraform"])
def test_exported_actions_are_imported_again_and_count_the_same(kind: str, tmp_path: Path) -> None:
    run("import", SAMPLE / "posthog_actions.json", "-o", "first.yaml", cwd=tmp_path)
    name = "actions.tf" if kind == "terraform" else "actions.json"
    run("export", "first.yaml", "--to", kind, "-o", name, cwd=tmp_path)
    run("import", name, "-o", "second.yaml", cwd=tmp_path)
    first, second = (
        json.loads(run("stats", SAMPLE / "events.jsonl", "-a", file, "-f", "json", cwd=tmp_path))
        for file in ("first.yaml", "second.yaml")
    )

    assert second == first
    assert first["matched"] > 0
