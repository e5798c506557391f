"""`init` writes actions that the loader takes and that `check` has nothing to say about."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from actioncli.actions.load import load_actions
from checking.found import report


def test_the_file_that_init_writes_loads_and_is_clean(tmp_path: Path) -> None:
    path = tmp_path / "my actions.yaml"
    subprocess.run([sys.executable, "-m", "actioncli", "init", path], check=True, capture_output=True)
    found = report(path.read_text(encoding="utf-8"))

    assert len(load_actions(str(path)).actions) > 1
    assert found.findings == ()
    assert found.tests
    assert [outcome.problem for outcome in found.tests] == [None] * len(found.tests)
