"""What a contender found out, in a form that all contenders share, so that it can be compared before any time is told."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Hashable
from datetime import datetime
from pathlib import Path

Answer = Callable[[Path], Hashable]
UUID = re.compile(rb'"uuid":"([0-9a-f-]{36})"')


def of_stats(output: Path) -> Hashable:
    """`actioncli stats -f json`: for each action that matched, its number, events, users, first and last time."""
    actions = json.loads(output.read_bytes())["actions"]
    return rows(
        [number, action["events"], action["users"], action["first_seen"], action["last_seen"]]
        for number, action in enumerate(actions)
    )


def of_rows(output: Path) -> Hashable:
    """The same, as the peers' programs print it."""
    return rows(json.loads(output.read_bytes()))


def rows(found: object) -> Hashable:
    """Comparable rows; actions without events are left out, for some peers print none."""
    return frozenset(
        (int(number), int(events), int(users), datetime.fromisoformat(first), datetime.fromisoformat(last))
        for number, events, users, first, last in found  # type: ignore[attr-defined]
        if int(events)
    )


def of_lines(output: Path) -> Hashable:
    """Lines printed, in any order: how many, and a digest of them."""
    lines = sorted(output.read_bytes().splitlines())
    return len(lines), hashlib.sha256(b"\n".join(lines)).hexdigest()


def of_uuids(output: Path) -> Hashable:
    """Which events were printed, whatever became of their spelling."""
    return tuple(sorted(UUID.findall(output.read_bytes())))


def nothing(_: Path) -> Hashable:
    """For those who answer another question, such as how fast bytes can be read at all."""
    return None
