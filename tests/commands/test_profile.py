"""`--profile` says where the time went, and changes nothing else."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ACTIONS = """
actions:
  Page: [{event: $pageview, url: /a}]
  Other: [{event: other}]
  "[odd] name*": [{action: Page, properties: {n: {gte: 20}}}]
"""


def profiled(tmp_path: Path, *options: str) -> subprocess.CompletedProcess[str]:
    log = [
        {"event": "$pageview", "elements_chain": "", "properties": {"$current_url": "/a", "n": n}} for n in range(30)
    ]
    log += [{"event": "x", "elements_chain": "", "properties": {}} for _ in range(20)]
    (tmp_path / "log.jsonl").write_text("".join(json.dumps(event) + "\n" for event in log))
    (tmp_path / "actions.yaml").write_text(ACTIONS)
    command = [sys.executable, "-m", "actioncli", "stats", "log.jsonl", "-f", "json", *options]
    return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)


def test_every_stage_and_every_action_is_told_on_stderr(tmp_path: Path) -> None:
    told = profiled(tmp_path, "--profile").stderr
    stages = re.findall(r"^  (\w+) +[0-9.]+ s +[0-9.]+%$", told, re.MULTILINE)
    costs = {
        name: (int(candidates), int(matched))
        for candidates, matched, name in re.findall(r"^ +(\d+) +(\d+) +[0-9.]+  (.+)$", told, re.MULTILINE)
    }

    assert stages == ["read", "decode", "match", "collect", "output"]
    assert "30 events needed more than their name" in told
    assert costs == {"Page": (30, 30), "Other": (0, 0), "[odd] name*": (30, 10)}


def test_the_counts_are_the_same(tmp_path: Path) -> None:
    assert profiled(tmp_path).stdout == profiled(tmp_path, "--profile").stdout
    assert profiled(tmp_path).stderr == ""
