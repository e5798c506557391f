"""`shapes` names the shape of an export, and says how many events have it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from benches.generate import block
from benches.retelling import retold

EVENTS = [json.loads(line) for line in block(0)[:50]]


@pytest.mark.parametrize("vendor", ["segment", "mixpanel", "amplitude", "ga4", "snowplow", "otlp"])
def test_an_export_of_a_vendor_is_recognized(vendor: str, tmp_path: Path) -> None:
    retold(EVENTS, vendor, tmp_path / "export")
    command = [sys.executable, "-m", "actioncli", "shapes", "export", "-f", "json"]
    printed = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout
    (source,) = json.loads(printed)["sources"]

    assert [(shape["shape"], shape["events"]) for shape in source["shapes"]] == [(vendor, len(EVENTS))]
    assert (source["skipped"], source["bad_lines"]) == (0, 0)
