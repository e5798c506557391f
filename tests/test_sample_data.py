"""The sample data is what its generator makes, and what the example actions are about."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "sample_data"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory into which the generator has just written."""
    directory = tmp_path_factory.mktemp("generated")
    subprocess.run([sys.executable, "-B", str(SAMPLE / "generate.py"), str(directory)], check=True)
    return directory


@pytest.fixture(scope="module")
def events() -> list[dict[str, Any]]:
    """The sample's events."""
    return [json.loads(line) for line in (SAMPLE / "events.jsonl").read_bytes().splitlines()]


@pytest.fixture(scope="module")
def stats() -> dict[str, Any]:
    """What `actioncli stats` counts for the example actions."""
    actioncli = str(Path(sys.executable).with_name("actioncli"))
    command = [actioncli, "stats", "sample_data/events.jsonl", "-a", "actions.example.yaml", "-f", "json"]
    printed: dict[str, Any] = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout)
    return printed


def members(packed: bytes) -> list[bytes]:
    """What each member of a gzip file holds."""
    found = []
    while packed:
        member = zlib.decompressobj(wbits=31)
        found.append(member.decompress(packed))
        assert member.eof
        packed = member.unused_data
    return found


def test_generator_makes_the_events_again(generated: Path) -> None:
    assert (generated / "events.jsonl").read_bytes() == (SAMPLE / "events.jsonl").read_bytes()


def test_generator_makes_the_gzip_file_again(generated: Path) -> None:
    """Unpacked: how small a zlib packs is its own affair."""
    again, stands = ((directory / "events.jsonl.gz").read_bytes() for directory in (generated, SAMPLE))
    assert members(again) == members(stands)


def test_gzip_file_holds_the_events_one_a_member() -> None:
    lines = (SAMPLE / "events.jsonl").read_bytes().splitlines(keepends=True)
    assert members((SAMPLE / "events.jsonl.gz").read_bytes()) == lines
    assert gzip.decompress((SAMPLE / "events.jsonl.gz").read_bytes()) == b"".join(lines)


def test_events_have_the_columns_of_a_batch_export(events: list[dict[str, Any]]) -> None:
    names = "uuid event distinct_id person_id properties person_properties elements_chain"
    times = "timestamp created_at _inserted_at"
    assert {" ".join(event) for event in events} == {f"{names} {times}"}
    assert all(isinstance(event["properties"], dict) for event in events)


def test_uuids_are_unique(events: list[dict[str, Any]]) -> None:
    assert [uuid for uuid, times in Counter(event["uuid"] for event in events).items() if times > 1] == []


def test_only_clicks_have_elements(events: list[dict[str, Any]]) -> None:
    assert {event["event"] for event in events if event["elements_chain"]} == {"$autocapture"}


def test_events_are_not_quite_in_time_order(events: list[dict[str, Any]]) -> None:
    """As in a real export, so that nobody comes to rely on it."""
    times = [event["timestamp"] for event in events]
    assert times != sorted(times)


def test_every_matcher_of_the_example_actions_matches_something(stats: dict[str, Any]) -> None:
    matched = {
        (action["action"], matcher["matcher"]): matcher["events"]
        for action in stats["actions"]
        for matcher in action["matchers"]
    }
    assert matched
    assert [matcher for matcher, count in matched.items() if count == 0] == []


def test_exceptions_of_the_example_take_something_away(stats: dict[str, Any]) -> None:
    """Colleagues and a crawler press the button too; the example would be no example otherwise."""
    events = {action["action"]: action["events"] for action in stats["actions"]}
    assert 0 < events["New visitor signs up"] < events["Sign Up"]
