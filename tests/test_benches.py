"""The benchmark cannot rot: its data stays the same, its counts are right, and it refuses to time those who differ."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

import pytest
from benches.answers import of_lines, of_stats
from benches.generate import write
from benches.kit import Contender, Kit
from benches.measuring import BenchmarkError, Cost
from benches.report import Measured, table
from benches.retelling import SHAPES
from benches.run import check
from benches.workloads import WORKLOADS, shapes

import actioncli
from oracle import matched
from waiting import LIMIT, until

ROOT = Path(__file__).parent.parent
COMMAND = f"{sys.executable} -m actioncli"
LINES = 400


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    """A benchmark of one megabyte, with the peers that happen to be installed here."""
    return Kit(tmp_path_factory.mktemp("data"), 1, COMMAND, sys.executable)


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of a few hundred events."""
    path = tmp_path_factory.mktemp("events") / "events.jsonl"
    assert write(path, least=LINES) == LINES
    return path


def test_generator_makes_the_same_events_for_a_seed_and_others_for_another(events: Path, tmp_path: Path) -> None:
    again, other = tmp_path / "again.jsonl", tmp_path / "other.jsonl"
    command = [sys.executable, "-m", "benches.generate", "--lines", str(LINES), "--out"]
    subprocess.run([*command, again], cwd=ROOT, check=True, capture_output=True)
    subprocess.run([*command, other, "--seed", "1"], cwd=ROOT, check=True, capture_output=True)

    assert again.read_bytes() == events.read_bytes()
    assert other.read_bytes() != events.read_bytes()


def test_a_smaller_file_is_the_beginning_of_a_larger_one(events: Path, tmp_path: Path) -> None:
    larger = tmp_path / "larger.jsonl"
    write(larger, least=1_500)

    assert larger.read_bytes().startswith(events.read_bytes())


def test_events_are_as_large_and_as_different_as_real_ones(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    write(path, least=3_000)
    lines = path.read_bytes().splitlines()
    records = [json.loads(line) for line in lines]
    chains = [record["elements_chain"] for record in records if record["elements_chain"]]

    assert 2_700 < mean(map(len, lines)) < 3_100
    assert len({record["uuid"] for record in records}) == len(records)
    assert 0.4 < len(chains) / len(records) < 0.5
    assert len(set(chains)) > len(chains) / 2
    assert len({record["distinct_id"] for record in records}) > 50


@pytest.mark.parametrize("name", ["five_rare", "thirty_real", "all_matching", "one", "many-60", "wide"])
def test_counts_are_those_of_a_plain_loop_and_the_slow_matcher(
    kit: Kit, events: Path, name: str, tmp_path: Path
) -> None:
    path = kit.actions(name)
    actions = actioncli.load_actions(path)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    users: dict[str, list[str]] = {action: [] for action in actions.names()}
    for line in events.read_bytes().splitlines():
        record = json.loads(line)
        for action in matched(actions, record, now):
            users[action].append(record["distinct_id"])
    output = tmp_path / "stats.json"
    printed = subprocess.run(
        [*COMMAND.split(), "stats", events, "-a", path, "-f", "json"], capture_output=True, check=False
    )
    output.write_bytes(printed.stdout)

    counted = {
        action["action"]: (action["events"], action["users"]) for action in json.loads(printed.stdout)["actions"]
    }
    assert counted == {action: (len(ids), len(set(ids))) for action, ids in users.items()}
    assert {row[0] for row in of_stats(output)} == {place for place, ids in enumerate(users.values()) if ids}  # type: ignore[attr-defined]


def test_every_event_meets_one_of_the_actions_that_match_all(events: Path) -> None:
    actions = actioncli.load_actions(ROOT / "benches" / "actions" / "all_matching.yaml")

    assert actioncli.tally(events, actions).matched == LINES


def test_contenders_that_differ_are_not_timed(tmp_path: Path) -> None:
    one, other = Contender("one", "echo a", of_lines), Contender("other", "echo b", of_lines)

    check([one, one], tmp_path / "output")
    with pytest.raises(BenchmarkError, match="one and other differ"):
        check([one, other], tmp_path / "output")


def test_a_contender_that_fails_is_no_contender(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match="exit 1: oh no"):
        check([Contender("failing", "echo oh no >&2; exit 1", of_lines)], tmp_path / "output")


def test_shapes_are_measured_against_the_lines_of_posthog(kit: Kit) -> None:
    names = ["posthog", "csv"]
    costs = {"posthog": (1.0, 2.0, 4.0), "csv": (2.0, 6.0, 8.0)}
    measured = [
        Measured(Contender(name, "", role="base" if name == "posthog" else "ours"), Cost(1, 1), times)
        for name, times in ((name, [Cost(9, seconds) for seconds in costs[name]]) for name in names)
    ]
    told = table(next(one for one in WORKLOADS if one.name == "shapes"), measured)

    assert "CPU against posthog" in told
    assert [line.split("|")[4].strip() for line in told.splitlines()[-2:]] == ["1.00 x", "2.00 x"]
    assert [one.role for one in shapes(kit)] == ["base"] + ["ours"] * len(SHAPES)


def test_the_command_compares_and_saves(kit: Kit, tmp_path: Path) -> None:
    """One small workload, with what is installed here."""
    command = [sys.executable, "-m", "benches.run", "-w", "real", "-w", "match", "--size", "1", "--runs", "1"]
    done = subprocess.run(
        [*command, "--data", kit.data, "--save", tmp_path, "--actioncli", COMMAND],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert re.search(r"^\| \*\*actioncli\*\* \| \d+\.\d{3} \|", done.stdout, re.MULTILINE)
    [directory] = tmp_path.iterdir()
    assert directory.name.endswith("-real-match")
    rows = (directory / "raw.csv").read_text().splitlines()
    assert rows[0].startswith("workload,contender,role,run,seconds")
    assert sum(row.startswith("real,actioncli,ours,") for row in rows) == 2
    assert str(kit.data) not in (directory / "summary.md").read_text()


def test_workloads_are_listed_with_their_aims() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benches.run", "--list"], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert [line.split()[0] for line in done.stdout.splitlines()] == [workload.name for workload in WORKLOADS]


def test_a_benchmark_that_is_ended_takes_its_contender_with_it(kit: Kit, tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    slow = f"sh -c 'echo $$ > {mark}; exec sleep 60' #"
    command = [sys.executable, "-m", "benches.run", "-w", "jobs", "--size", "1", "--no-save", "--actioncli", slow]
    with subprocess.Popen([*command, "--data", kit.data], cwd=ROOT, stderr=subprocess.DEVNULL) as process:
        until(lambda: mark.exists() and mark.read_text().strip())
        process.terminate()
        assert process.wait(LIMIT) == 143
    until(lambda: is_dead(int(mark.read_text())))


def is_dead(process: int) -> bool:
    """Whether a process has ended, be it not yet collected."""
    try:
        return ") Z " in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return True
