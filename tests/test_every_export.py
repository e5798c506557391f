"""One file of actions over exports of every kind, no option given: the totals and users of a plain loop.

The exports are the benchmark's events, retold by `benches/retelling.py`.
And a moment is the same one, in the zone that is asked for, however an export spells it.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from benches.generate import block
from benches.retelling import SHAPES, retold

COMMAND = [sys.executable, "-m", "actioncli"]
ACTIONS = """
actions:
  Viewed: [{event: [$pageview, page]}]
  Pricing: [{event: [$pageview, page], url: /pricing}]
  Sign Up:
    - {event: $autocapture, text: Sign Up}
    - {event: $autocapture, properties: {el_text: Sign Up}}
  Paid: [{event: invoice paid, properties: {amount_usd: {gte: 100}}}]
"""
LINES = block(0)
EVENTS = [json.loads(line) for line in LINES]


def counts(name: Callable[[dict[str, Any]], bool]) -> tuple[int, int]:
    """Events and users, by a loop."""
    users = [event["distinct_id"] for event in EVENTS if name(event)]
    return len(users), len(set(users))


EXPECTED = {
    "Viewed": counts(lambda event: event["event"] == "$pageview"),
    "Pricing": counts(
        lambda event: event["event"] == "$pageview" and "/pricing" in event["properties"].get("$current_url", "")
    ),
    "Sign Up": counts(lambda event: event["event"] == "$autocapture" and 'text="Sign Up"' in event["elements_chain"]),
    "Paid": counts(lambda event: event["event"] == "invoice paid" and event["properties"]["amount_usd"] >= 100),
}


def test_the_loop_counts_something() -> None:
    assert all(0 < users <= events for events, users in EXPECTED.values())


def packed(target: Path) -> None:
    """PostHog's own packing: a gzip member an event."""
    target.write_bytes(b"".join(gzip.compress(line) for line in LINES))


def zipped(target: Path) -> None:
    """As Amplitude gives it: a zip of gzipped files, in a directory named for the project."""
    part = target.with_suffix(".part")
    with zipfile.ZipFile(target, "w") as archive:
        for number, start in enumerate(range(0, len(EVENTS), 300)):
            retold(EVENTS[start : start + 300], "amplitude", part)
            archive.writestr(f"409857/409857_2025-02-01_{number}#1.json.gz", gzip.compress(part.read_bytes()))


def mixed(target: Path) -> None:
    """Lines of many vendors in turns, as when logs were put together."""
    names = [name for name in SHAPES if name not in ("otlp", "page", "csv", "parquet")]
    with target.open("wb") as out:
        for number, event in enumerate(EVENTS):
            part = target.with_suffix(".part")
            retold([event], names[number % len(names)], part)
            out.write(part.read_bytes())


MAKERS: dict[str, Callable[[Path], object]] = {
    "posthog": lambda target: target.write_bytes(b"".join(LINES)),
    "posthog, a member an event": packed,
    "amplitude, zipped": zipped,
    "many at once": mixed,
    **{shape: (lambda target, shape=shape: retold(EVENTS, shape, target)) for shape in SHAPES},  # type: ignore[misc]
}


@pytest.mark.parametrize("kind", MAKERS)
def test_every_export_comes_to_the_same_totals_and_users(kind: str, tmp_path: Path) -> None:
    MAKERS[kind](tmp_path / "export")
    (tmp_path / "actions.yaml").write_text(ACTIONS)
    # Of many vendors, PostHog alone names persons: what all of them have is the distinct id.
    users = ["--users", "distinct_id"] if kind == "many at once" else []
    command = [*COMMAND, "stats", "export", "-f", "json", *users]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    found = json.loads(done.stdout)

    assert {action["action"]: (action["events"], action["users"]) for action in found["actions"]} == EXPECTED
    assert (found["events"], found["bad_lines"], found["skipped"]) == (len(EVENTS), 0, 0)
    assert (done.stderr, done.returncode) == (b"", 0)


# --- one moment in every spelling, in the zone that is asked for ---

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
