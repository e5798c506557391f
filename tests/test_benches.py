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
from benches.aims import AIMS, aims_table
from benches.answers import of_lines, of_stats
from benches.distinct import measured
from benches.generate import write
from benches.kit import Contender, Kit
from benches.measuring import BenchmarkError, Cost
from benches.packing import packed
from benches.report import Measured, table
from benches.retelling import SHAPES
from benches.run import check, chosen
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

    found = measured(records, actioncli.load_actions(ROOT / "benches" / "actions" / "thirty_real.yaml"))
    shares = {name: part / whole for name, (part, whole) in found.items()}
    assert 0.52 < shares["distinct elements that carry something"] < 0.62
    assert 0.1 < shares["addresses with a query string"] < 0.2


def test_an_element_carries_something_if_it_has_what_a_test_needs(tmp_path: Path) -> None:
    path = tmp_path / "actions.yaml"
    path.write_text("""
        actions:
          A:
            - selector: div.card > b[title]
            - text: Docs
            - href: {starts_with: /x}
        """)
    actions = actioncli.load_actions(path)
    chains = (
        'a:href="/y";div.card:nth-child="1"',
        'i:text="Docs";p:text="Doc"',
        'i:text="Docs";p:text="Docs!"nth-child="2"',
        "",
    )
    records = [{"elements_chain": chain, "properties": {"$current_url": f"/{chain[:1]}?"}} for chain in chains]
    assert measured(records, actions) == {
        "distinct chains of clicks": (3, 3),
        "distinct elements of elements": (5, 6),
        "distinct elements that carry something": (3, 5),
        "distinct addresses of events": (3, 4),
        "addresses with a query string": (4, 4),
    }


def test_every_address_gets_a_query_string_of_its_own(events: Path) -> None:
    changed = packed(events, "queries").read_bytes().splitlines()
    before = [json.loads(line)["properties"].get("$current_url") for line in events.read_bytes().splitlines()]
    after = [json.loads(line)["properties"].get("$current_url") for line in changed]
    addresses = [address for address in after if address]

    assert len(set(addresses)) == len(addresses) > LINES / 2
    assert [one.split("?")[0].split("#")[0] for one in after if one] == [
        one.split("?")[0].split("#")[0] for one in before if one
    ]
    assert len(after) == LINES


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
    sizes = {"posthog": 20, "csv": 16}
    runs = [
        Measured(
            Contender(name, "", role="base" if name == "posthog" else "ours", megabytes=sizes[name]),
            Cost(1, 1),
            [Cost(9, seconds) for seconds in costs[name]],
        )
        for name in names
    ]
    told = table(next(one for one in WORKLOADS if one.name == "shapes"), runs)

    assert "CPU against posthog, and per byte" in told
    assert [line.split("|")[4].strip() for line in told.splitlines()[-2:]] == [
        "1.00 x, 1.00 x of 20 MB",
        "2.00 x, 2.50 x of 16 MB",
    ]
    assert [one.role for one in shapes(kit)] == ["base"] + ["ours"] * len(SHAPES)


def test_every_aim_finds_what_it_compares(kit: Kit) -> None:
    """A mistake in a group or a name would leave a dash in the table."""
    peer = Contender("duckdb, unpacking itself", "")
    workloads = [one for one in WORKLOADS if one.name in {aim.workload for aim in AIMS}]
    results = {
        workload.name: [
            Measured(one, Cost(1, 1, resident_mb=70), [Cost(3 if one.role == "peer" else 2, 1)])
            for one in (*workload.contenders(kit), peer)
        ]
        for workload in workloads
    }
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in aims_table(results).splitlines()[4:]]
    core = 0 if "native" in kit.cores else 1  # shapes are timed with the compiled core if there is one
    reached = {(work, aim): cells[core] for work, aim, *cells in rows}

    assert len(rows) == len(AIMS) + 1
    assert "-" not in reached.values()
    assert reached["memory of all processes, the most", "at most 200 MB"] == "70"
    assert reached["30 real actions", "2.8 x the fastest peer"] == "1.50"
    assert reached["`stats` on ten lines, 30 actions", "at most 0.11 s"] == "2.00"


def test_pure_python_is_compared_with_the_version_before(tmp_path: Path) -> None:
    kit = Kit(tmp_path, 1, COMMAND, sys.executable, before_command=f"env OLD=1 {COMMAND}")
    seconds = {"pure": 3.0, "before": 2.0}
    found = kit.both("stats", "x", "thirty_real")
    told = aims_table(
        {"real": [Measured(one, Cost(1, 1), [Cost(1, seconds[one.core])] * 3) for one in found if one.core in seconds]}
    )

    assert [one.core for one in found][-2:] == ["pure", "before"]
    assert "ACTIONCLI_CORE=pure" in found[-2].command
    assert found[-1].command.startswith("env OLD=1 ")
    assert "most in `real` | at most 1 x |  | 1.50 |" in told


@pytest.mark.parametrize(
    ("command", "cores"),
    [
        ("echo 'actioncli 1.0 (compiled core)' #", ["native", "pure"]),
        ("echo 'actioncli 1.0' #", ["pure"]),
        ("exit 2 #", ["pure"]),
    ],
)
def test_the_compiled_core_takes_part_where_it_is_built(tmp_path: Path, command: str, cores: list[str]) -> None:
    kit = Kit(tmp_path, 1, command, sys.executable)

    assert [one.core for one in kit.both("stats", "x", "thirty_real")] == cores
    assert kit.ours("stats", "x", "thirty_real").core == cores[0]
    assert kit.skipped == (set() if "native" in cores else {"the compiled core"})


def test_events_that_do_not_fit_on_the_disk_are_not_written(kit: Kit) -> None:
    with pytest.raises(BenchmarkError, match="do not fit"):
        kit.events(10**12)


def test_the_command_compares_and_saves(kit: Kit, tmp_path: Path) -> None:
    """One small workload, with what is installed here."""
    command = [sys.executable, "-m", "benches.run", "-w", "real", "-w", "match", "--size", "1", "--runs", "1"]
    done = subprocess.run(
        [*command, "--data", kit.data, "--save", tmp_path, "--actioncli", COMMAND],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert re.search(r"^\| \*\*actioncli \(pure\)\*\* \| \d+\.\d{3} \|", done.stdout, re.MULTILINE)
    assert "\n| 30 real actions | 2.8 x the fastest peer | " in done.stdout
    [directory] = tmp_path.iterdir()
    assert directory.name.endswith("-real-match")
    rows = (directory / "raw.csv").read_text().splitlines()
    assert rows[0].startswith("workload,contender,role,run,seconds")
    assert sum(row.startswith("real,actioncli (pure),ours,") for row in rows) == 2
    assert str(kit.data) not in (directory / "summary.md").read_text()


def test_workloads_are_listed_with_their_aims() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benches.run", "--list"], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert [line.split()[0] for line in done.stdout.splitlines()] == [workload.name for workload in WORKLOADS]
    assert "huge" not in {workload.name for workload in chosen([])}
    assert [workload.name for workload in chosen(["huge"])] == ["huge"]


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
