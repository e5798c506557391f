"""`--profile` says where the time went, and changes nothing else."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from actioncli.core import core as chosen_core

CORES = ["pure", pytest.param("native", marks=pytest.mark.skipif(chosen_core() is None, reason="no compiled core"))]

ACTIONS = """
actions:
  Page: [{event: $pageview, url: /a}]
  Other: [{event: other}]
  "[odd] name*": [{action: Page, properties: {n: {gte: 20}}}]
"""


def profiled(tmp_path: Path, *options: str, core: str = "pure") -> subprocess.CompletedProcess[str]:
    log = [
        {"event": "$pageview", "elements_chain": "", "properties": {"$current_url": "/a", "n": n}} for n in range(30)
    ]
    log += [{"event": "x", "elements_chain": "", "properties": {}} for _ in range(20)]
    (tmp_path / "log.jsonl").write_text("".join(json.dumps(event) + "\n" for event in log))
    (tmp_path / "actions.yaml").write_text(ACTIONS)
    command = [sys.executable, "-m", "actioncli", "stats", "log.jsonl", "-f", "json", *options]
    environment = {**os.environ, "ACTIONCLI_CORE": core}
    return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, env=environment)


@pytest.mark.parametrize("core", CORES)
def test_every_stage_and_every_action_is_told_on_stderr(tmp_path: Path, core: str) -> None:
    told = profiled(tmp_path, "--profile", core=core).stderr
    stages = re.findall(r"^  (\w+) +[0-9.]+ s +[0-9.]+%$", told, re.MULTILINE)
    costs = {
        name: (int(candidates), int(matched))
        for candidates, matched, name in re.findall(r"^ +(\d+) +(\d+) +[0-9.]+  (.+)$", told, re.MULTILINE)
    }

    if core == "pure":
        assert stages == ["read", "decode", "match", "collect", "output"]
    else:
        assert stages == ["read", "scan", "collect", "output"]
        assert "the compiled core left 0 of 50 lines to Python, and asked Python to match 0 events" in told
    assert "30 events needed more than their name" in told
    assert costs == {"Page": (30, 30), "Other": (0, 0), "[odd] name*": (30, 10)}


def test_the_counts_are_the_same(tmp_path: Path) -> None:
    assert profiled(tmp_path).stdout == profiled(tmp_path, "--profile").stdout
    assert profiled(tmp_path).stderr == ""
