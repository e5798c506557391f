"""Compares both cores on spoiled events until the time is up, or until they differ.

    python tests/fuzzing.py --minutes 10 --seed 1

Events of the sample data, of the conformance cases and of PostHog's own tests are written in odd spellings and spoiled.
Each difference is reduced to as few lines as show it, and printed with its seed and the actions.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from actioncli.actions.load import load_actions
from actioncli.actions.model import Actions
from actioncli.actions.posthog.read import read_posthog
from actioncli.errors import ActioncliError
from actioncli.events.shapes.catalogue import SHAPES
from actioncli.scanning.windows import Window
from cores import Cores
from spoiling import log_of, reshaped, written

TESTS = Path(__file__).parent
TOGETHER = 40
"""Actions of the conformance cases in one engine."""


def cases() -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """The actions of PostHog in `conformance/`, each with its events."""
    for file in sorted((TESTS / "conformance").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            yield case["action"], case.get("events") or [case["event"]]


def groups() -> list[tuple[Actions, list[dict[str, Any]]]]:
    """Actions that are matched together, and events for them."""
    sample = (TESTS.parent / "sample_data" / "events.jsonl").read_bytes().splitlines()
    example = load_actions(TESTS.parent / "actions.example.yaml")
    vendors = [dict(one.record) for shape in SHAPES for one in shape.examples]
    found = [(example, [json.loads(line) for line in sample]), (example, vendors)]
    everything = list(cases())
    for start in range(0, len(everything), TOGETHER):
        part = everything[start : start + TOGETHER]
        actions = [action | {"name": f"{number}"} for number, (action, _) in enumerate(part)]
        imported = read_posthog(json.dumps({"results": actions}), "cases.json")
        found.append((imported.actions, [event for _, events in part for event in events]))
    return found


OPTIONS: tuple[dict[str, Any], ...] = (
    {},
    {"window": Window(1773900000000000, 1774348200000000)},
    {"window": Window(until=1775044800000001)},
    {"shape": "posthog"},
    {"shape": "segment"},
    {"shape": "json"},
)
"""Further fields of jobs."""
UNIQUE = 0.05
"""How many of the logs are read without repeats of a uuid, which takes new engines."""


class Fuzzer:
    """Makes logs from a seed and compares what the cores say of them."""

    def __init__(self) -> None:
        self.groups = groups()
        self.cores = [[Cores(actions, **options) for options in OPTIONS] for actions, _ in self.groups]
        self.lines = 0

    def differs(self, seed: int) -> str:
        """A report of a difference; empty if there is none."""
        dice = Random(seed)
        number = dice.randrange(len(self.groups))
        events = dice.choices(self.groups[number][1], k=dice.choice((1, 3, 10, 30)))
        oddness = dice.choice((0.02, 0.1, 0.3))
        shaped = reshaped(events, dice)
        log = log_of([written(event, dice, oddness) for event in shaped], dice, oddness)
        cores = dice.choice(self.cores[number])
        if dice.random() < UNIQUE:
            cores = Cores(self.groups[number][0], **dice.choice(OPTIONS), unique=True)
        sizes = [dice.choice((1, 100, 3000, 1 << 20))]
        self.lines += log.count(b"\n")
        difference = difference_of(cores, log, *sizes)
        if not difference:
            return ""
        if not cores.job.unique:
            log = reduced(cores, log, *sizes)
            difference = difference_of(cores, log, *sizes)
        options = f"unique {cores.job.unique}, {cores.job.shape}, {cores.job.window}, chunks of {sizes[0]} bytes"
        return f"seed {seed}, actions {number}, {options}:\n{log!r}\n{difference}\n"


def difference_of(cores: Cores, log: bytes, *sizes: int) -> str:
    """What the cores do not agree about; empty if it is nothing."""
    try:
        pure, native = cores.facts(log, *sizes)
    except (ActioncliError, AssertionError) as error:
        return repr(error)
    return pure.difference(native)


def reduced(cores: Cores, log: bytes, *sizes: int) -> bytes:
    """As few lines of a log as still show the difference."""
    lines = log.splitlines(keepends=True) if b"\r" not in log else [line + b"\n" for line in log.split(b"\n")]
    index = 0
    while index < len(lines) and len(lines) > 1:
        fewer = [*lines[:index], *lines[index + 1 :]]
        if difference_of(cores, b"".join(fewer), *sizes):
            lines = fewer
        else:
            index += 1
    return b"".join(lines)


def main() -> int:
    """Run until the time is up; returns 1 if the cores differed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--logs", type=int, default=sys.maxsize, help="stop after so many logs")
    parser.add_argument("--findings", type=int, default=1, help="stop after so many differences")
    chosen = parser.parse_args()
    fuzzer, seed, findings, end = Fuzzer(), chosen.seed, 0, time.monotonic() + chosen.minutes * 60
    while time.monotonic() < end and findings < chosen.findings and seed - chosen.seed < chosen.logs:
        report = fuzzer.differs(seed)
        if report:
            findings += 1
            print(report)  # noqa: T201
        seed += 1
    print(f"{seed - chosen.seed} logs from seed {chosen.seed}, {fuzzer.lines} lines, {findings} differences")  # noqa: T201
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
