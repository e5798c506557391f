"""What is lost on the way is done again, and counted once; where nobody is left to do it, no count is shown."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from actioncli import __version__
from actioncli.actions.load import load_actions
from actioncli.cluster.submit import run_on_cluster
from actioncli.errors import ActioncliError
from actioncli.inputs.finding import search
from actioncli.scanning.job import Job
from cluster.dask_processes import (
    ACTIONS,
    HASTY,
    MANY,
    PATIENCE,
    ROOT,
    SAMPLE,
    SECONDS,
    SHARES,
    Cluster,
    held,
    run,
    run_count,
    running,
    until,
)
from cluster.spying import NOW, Deadly

THIRTY = ROOT / "benches" / "actions" / "thirty_real.yaml"


def test_a_worker_killed_in_the_middle_changes_no_number(own_cluster: Cluster, large: Path, many: Path) -> None:
    own_cluster.start("one", at_once=0)
    own_cluster.start("two", "three")
    counting: list[str | Path] = ["stats", "-f", "json", "--by", "matcher", "-a", ACTIONS]
    matching: list[str | Path] = ["match", "-c", "-a", ACTIONS]
    where: list[str | Path] = [many, "--cluster", own_cluster.address]
    with running(*counting, *where) as adding, running(*matching, *where) as fetching:
        until(lambda: own_cluster.ask(held).get("two", 0) > 1, adding, fetching)
        own_cluster.kill("two")
        left = own_cluster.ask(held)[""]
        own_cluster.let_go()
        counts, err = adding.communicate(timeout=SECONDS)
        number, other_err = fetching.communicate(timeout=SECONDS)

    assert left > 0, "the runs were over before the worker was killed"
    assert (adding.returncode, fetching.returncode) == (0, 0)
    assert err == other_err
    assert f"… and {MANY * 7 - 5} more\n".encode() in err
    assert int(number) == MANY * int(run(*matching, large).stdout)
    found = json.loads(counts)
    expected = json.loads(run(*counting, large).stdout)
    assert (found["events"], found["bad_lines"]) == (MANY * expected["events"], MANY * expected["bad_lines"])
    for one, other in zip(found["actions"], expected["actions"], strict=True):
        assert one["events"] == MANY * other["events"]
        assert one["users"] == other["users"]
        assert [group["users"] for group in one["groups"]] == [group["users"] for group in other["groups"]]
        assert (one["first_seen"], one["last_seen"]) == (other["first_seen"], other["last_seen"])


def test_the_actions_of_the_benchmark_count_alike_although_a_worker_is_killed(
    own_cluster: Cluster, tmp_path: Path
) -> None:
    """One of two workers is killed with results in its hands, while the other has not given its first."""
    directory = generated(tmp_path)
    command: list[str | Path] = ["stats", "-f", "json", "--by", "matcher", "-a", THIRTY, directory]
    own_cluster.start("patient", at_once=0)
    own_cluster.start("killed")
    with running(*command, "--cluster", own_cluster.address) as process:
        until(lambda: own_cluster.ask(held).get("killed", 0) > 1, process)
        own_cluster.kill("killed")
        assert "patient" not in own_cluster.ask(held)
        own_cluster.let_go()
        out, err = process.communicate(timeout=SECONDS)
    alone = run(*command, "-j", "1")

    assert (out, err, process.returncode) == (alone.stdout, alone.stderr, 0)
    counted = json.loads(out)
    assert len(counted["actions"]) == 30
    assert sum(action["events"] > 0 for action in counted["actions"]) > 20


def generated(tmp_path: Path) -> Path:
    """Events as the benchmark makes them, in eight files, each large enough for a share of its own."""
    whole, directory = tmp_path / "whole.jsonl", tmp_path / "export"
    command = [sys.executable, "-m", "benches.generate", "--size", "9.6", "--out", str(whole)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    lines = whole.read_bytes().splitlines(keepends=True)
    directory.mkdir()
    for number in range(8):
        (directory / f"{number}.jsonl").write_bytes(b"".join(lines[number % 2 :: 2]))
    return directory


@pytest.mark.parametrize("lost", ["workers", "scheduler"])
def test_when_nobody_is_left_a_run_ends_and_shows_no_count(own_cluster: Cluster, many: Path, lost: str) -> None:
    own_cluster.start("one", at_once=SHARES // 2)  # neither of the runs can end
    where: list[str | Path] = [many, "-a", ACTIONS, "--cluster", own_cluster.address]
    with running("stats", *where, env=HASTY) as adding, running("match", "-c", *where, env=HASTY) as fetching:
        until(lambda: own_cluster.ask(run_count) == 2, adding, fetching)
        if lost == "workers":
            own_cluster.kill("one")
        else:
            own_cluster.scheduler.kill()
        ends = [process.communicate(timeout=SECONDS) for process in (adding, fetching)]

    said = {
        "workers": f"all workers of the cluster are lost, and none returned within {PATIENCE[:-1]} s",
        "scheduler": f"the scheduler at {own_cluster.address} is gone",
    }
    message = f"actioncli: {said[lost]}: the output is incomplete\n".encode()
    assert ends == [(b"", message), (b"", message)]
    assert (adding.returncode, fetching.returncode) == (2, 2)


def test_a_share_that_kills_whoever_works_on_it_ends_the_run(own_cluster: Cluster) -> None:
    own_cluster.start("one", "two", "three", "four")
    job = Job(load_actions(ACTIONS), Deadly(), NOW)
    with pytest.raises(ActioncliError, match="several workers died on the same partition"):
        list(run_on_cluster(job, search([str(SAMPLE)]).sources, own_cluster.address))


def test_a_worker_that_joins_late_and_is_of_another_version_ends_the_run(
    own_cluster: Cluster, many: Path, another_version: Path
) -> None:
    own_cluster.start("one", at_once=1)
    with running("stats", many, "-a", ACTIONS, "--cluster", own_cluster.address) as process:
        until(lambda: own_cluster.ask(held).get("one", 0) > 0, process)
        own_cluster.start("two", path=another_version)
        own_cluster.let_go()
        out, err = process.communicate(timeout=SECONDS)

    assert out == b""
    assert b"actioncli: worker tcp://127.0.0.1:" in err
    assert f"has actioncli 99.0.0, not {__version__}".encode() in err
    assert process.returncode == 2
