"""`stats` puts a moment in the same period, in the zone that is asked for, however an export spells the time."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

COMMAND = [sys.executable, "-m", "actioncli"]
ISO = "2025-03-14T18:35:49"
"""UTC; in Kolkata the next day has begun."""
SECONDS = 1_741_977_349
SPELLINGS: list[str | int | float] = [
    f"{ISO}Z", f"{ISO}+00:00", ISO, ISO.replace("T", " "), f"{ISO}.9", f"{ISO}.921Z", f"{ISO}.921123+00:00",
    f"{ISO}.921123456Z", "2025-03-15T00:05:49+05:30", f"{ISO} UTC".replace("T", " ", 1), "2025-03-14 18:35:49.921 UTC",
    SECONDS, SECONDS + 0.921, SECONDS * 1000 + 921, SECONDS * 10**6 + 921_000, SECONDS * 10**9,
    *map(str, (SECONDS, SECONDS + 0.921, SECONDS * 1000 + 921, SECONDS * 10**6 + 921_000, SECONDS * 10**9)),
]  # fmt: skip


def spelled(time: str | int | float) -> Iterator[dict[str, Any]]:
    """An event of each shape at that time."""
    yield {"uuid": "1", "event": "e", "distinct_id": "u", "elements_chain": "", "properties": {}, "timestamp": time}
    yield {"event": "e", "properties": {"token": "t", "distinct_id": "u", "$time": time}}
    yield {"EVENT": "e", "DISTINCT_ID": "u", "PROPERTIES": "{}", "TIMESTAMP": time}
    yield {"type": "track", "event": "e", "messageId": "1", "userId": "u", "timestamp": time}
    yield {"event_type": "e", "event_time": time, "user_id": "u"}
    yield {"event_name": "e", "collector_tstamp": time, "event_id": "1", "user_id": "u"}
    yield {"event_name": "e", "event_timestamp": time, "event_params": [], "user_id": "u"}
    yield {"timeUnixNano": time, "body": {"stringValue": "e"}}
    yield {"specversion": "1.0", "type": "e", "source": "s", "time": time}
    yield {"level": 30, "pid": 1, "hostname": "h", "msg": "e", "time": time}
    yield {"event": "e", "ts": time}
    if not isinstance(time, str) or time.replace(".", "", 1).isdigit():
        yield {"event": "e", "properties": {"time": time, "distinct_id": "u"}}


def test_a_zone_is_that_of_periods_however_a_time_is_spelled(tmp_path: Path) -> None:
    lines = [json.dumps(event) for time in SPELLINGS for event in spelled(time)]
    (tmp_path / "events.jsonl").write_text("\n".join(lines))
    (tmp_path / "actions.yaml").write_text("actions: {All: [{}]}")
    for zone, hour, day in (
        ("UTC", "2025-03-14T18:00", "2025-03-14"),
        ("Asia/Kolkata", "2025-03-15T00:00", "2025-03-15"),
        ("America/St_Johns", "2025-03-14T16:00", "2025-03-14"),
    ):
        for by, key in (("hour", hour), ("day", day)):
            done = subprocess.run(
                [*COMMAND, "stats", "events.jsonl", "-f", "json", "--by", by, "--timezone", zone],
                cwd=tmp_path, capture_output=True, check=True,
            )  # fmt: skip
            (action,) = json.loads(done.stdout)["actions"]
            assert [(group["key"], group["events"]) for group in action["groups"]] == [(key, len(lines))], zone
