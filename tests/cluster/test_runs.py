"""A cluster prints what one process prints."""

from __future__ import annotations

import gzip
import io
import json
import signal
import tarfile
import time
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from actioncli.actions.load import load_actions
from actioncli.cluster.submit import run_on_cluster
from actioncli.inputs.finding import search
from actioncli.scanning.job import Job
from cluster.dask_processes import ACTIONS, MANY, SAMPLE, SECONDS, SHARES, Cluster, run, running, task_count, until
from cluster.spying import NOW, Spying


@pytest.mark.parametrize(
    "command",
    [
        ["match", "--tag"],
        ["match", "-m", "7000"],
        ["match", "-c", "--since", "2026-03-10"],
        ["stats", "-f", "json", "--by", "day"],
        ["stats", "-f", "csv", "--by", "matcher", "--until", "2026-03-10"],
        ["stats", "-f", "csv", "--by", "week", "--week-start", "sunday", "--users", "distinct_id"],
        ["stats", "--timezone", "+05:30"],
        ["stats", "-f", "json", "--on-bad-line", "fail"],
        ["diagnose", "-n", "Sign*", "-n", "Big*", "--now", "2020-01-01"],
    ],
    ids=" ".join,
)
def test_a_cluster_prints_what_one_process_prints(cluster: Cluster, large: Path, command: list[str]) -> None:
    alone = run(*command, large, "-a", ACTIONS, "-j", "1")
    run_on_cluster = run(*command, large, "-a", ACTIONS, "--cluster", cluster.address)

    assert alone.stdout == run_on_cluster.stdout
    assert alone.stderr == run_on_cluster.stderr
    assert alone.returncode == run_on_cluster.returncode
    assert b"fail" in alone.stderr or len(alone.stdout) > 1000 or "-c" in command


def written(directory: Path) -> Path:
    """Everything that is read, sound and broken, in a directory; one file of it is damaged, one empty."""
    directory.mkdir()
    lines = SAMPLE.read_bytes().splitlines(keepends=True)
    (directory / "a.jsonl").write_bytes(b"".join(lines[:100]) + b"{broken\n" + b"".join(lines[100:150]))
    (directory / "b.jsonl.gz").write_bytes(b"".join(gzip.compress(line) for line in lines[150:200]))
    (directory / "c.jsonl.gz").write_bytes(gzip.compress(b"".join(lines[200:250]))[:-40])
    (directory / "d.jsonl").write_bytes(b"")
    (directory / "e.json").write_bytes(b"[" + b",\n".join(lines[250:270]) + b", nonsense]")
    (directory / "f.csv").write_text("event,distinct_id,timestamp\n$pageview,u1,2026-03-02T10:00:00Z\n$pageview,u2\n")
    with zipfile.ZipFile(directory / "g.zip", "w") as archive:
        archive.writestr("one.jsonl", b"".join(lines[270:300]) + b"spoiled\n")
        archive.writestr("notes.md", "# Notes")
        archive.writestr("two.jsonl.gz", gzip.compress(b"".join(lines[300:340])))
    with tarfile.open(directory / "h.tar.gz", "w:gz") as tape:
        data = b"".join(lines[340:380])
        member = tarfile.TarInfo("deep/events.jsonl")
        member.size = len(data)
        tape.addfile(member, io.BytesIO(data))
    events = [json.loads(line) for line in lines[380:430]]
    table = {key: [json.dumps(event.get(key)) for event in events] for key in ("properties", "person")}
    table |= {key: [event.get(key) for event in events] for key in ("event", "distinct_id", "timestamp")}
    parquet.write_table(pa.table(table), directory / "i.parquet", row_group_size=11)
    return directory


@pytest.mark.parametrize("command", [["match", "--tag"], ["stats", "-f", "json"], ["diagnose", "-f", "json"]])
def test_whatever_is_read_is_read_there_too(cluster: Cluster, command: list[str], tmp_path: Path) -> None:
    directory = written(tmp_path / "exports")
    keep: list[list[str | Path]] = [
        [*command, directory, "-a", ACTIONS, "--bad-lines", tmp_path / name] for name in ("alone", "run_on_cluster")
    ]
    alone = run(*keep[0], cwd=tmp_path)
    run_on_cluster = run(*keep[1], "--cluster", cluster.address, cwd=tmp_path)

    assert alone.stdout == run_on_cluster.stdout
    assert alone.stderr == run_on_cluster.stderr
    assert (alone.returncode, run_on_cluster.returncode) == (2, 2)
    assert (tmp_path / "alone").read_bytes() == (tmp_path / "run_on_cluster").read_bytes() != b""
    assert b"c.jsonl.gz" in alone.stderr


def test_troubles_and_bad_lines_survive_being_added_up(cluster: Cluster, tmp_path: Path) -> None:
    written(tmp_path / "exports")
    command: list[str | Path] = [
        "stats",
        "exports",
        "gone.jsonl",
        "-a",
        ACTIONS,
        "-f",
        "json",
    ]  # paths that mean nothing elsewhere
    alone = run(*command, cwd=tmp_path)
    run_on_cluster = run(*command, "--cluster", cluster.address, cwd=tmp_path)

    assert alone.stdout == run_on_cluster.stdout
    assert alone.stderr == run_on_cluster.stderr
    assert (alone.returncode, run_on_cluster.returncode) == (2, 2)
    assert json.loads(run_on_cluster.stdout)["events"] > 300


@pytest.mark.parametrize("command", [["match", "--tag"], ["stats", "-f", "json"]])
def test_a_stream_is_read_here_and_worked_out_there(cluster: Cluster, large: Path, command: list[str]) -> None:
    packed = gzip.compress(large.read_bytes(), 1)
    alone = run(*command, "-", "-a", ACTIONS, "-j", "1", input=packed)
    run_on_cluster = run(*command, "-", "-a", ACTIONS, "--cluster", cluster.address, input=packed)

    assert alone.stdout == run_on_cluster.stdout
    assert alone.stderr == run_on_cluster.stderr
    assert run_on_cluster.returncode == 0


def test_an_event_leaves_a_slow_pipe_as_soon_as_its_line_is_complete(cluster: Cluster) -> None:
    line = b'{"event":"$pageview","properties":{}}\n'
    with running("match", "-", "-a", ACTIONS, "--cluster", cluster.address, stdin=-1) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(3):
            process.stdin.write(line)
            process.stdin.flush()
            assert process.stdout.readline() == line
        process.stdin.close()
        assert process.wait(SECONDS) == 0


def test_nothing_matched_is_1_there_too(cluster: Cluster) -> None:
    done = run("match", SAMPLE, "-a", ACTIONS, "--until", "1999-01-01", "--cluster", cluster.address)

    assert (done.stdout, done.stderr, done.returncode) == (b"", b"", 1)


def test_ctrl_c_cancels_the_tasks_and_ends_with_130(own_cluster: Cluster, many: Path) -> None:
    own_cluster.start("one", at_once=1)
    with running("stats", many, "-a", ACTIONS, "--cluster", own_cluster.address) as process:
        # Every share is submitted, and the run waits for the second one.
        until(lambda: own_cluster.ask(task_count) > SHARES, process)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=SECONDS)

    assert (out, err, process.returncode) == (b"", b"", 130)
    until(lambda: own_cluster.ask(task_count) == 0)


def test_a_reader_that_goes_away_is_no_trouble_and_leaves_no_tasks(cluster: Cluster, many: Path) -> None:
    with running("match", many, "-a", ACTIONS, "--cluster", cluster.address) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b"{")
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(SECONDS) == 0
    until(lambda: cluster.ask(task_count) == 0)


def test_the_bar_moves_while_the_cluster_works(own_cluster: Cluster, many: Path) -> None:
    own_cluster.start("one", at_once=2)
    command: list[str | Path] = ["stats", many, "-a", ACTIONS, "-f", "json", "--progress"]
    with running(*command, "--cluster", own_cluster.address) as process:
        until(lambda: own_cluster.ask(task_count) > 10, process)
        time.sleep(1)  # for less, a bar is not worth it
        own_cluster.let_go()
        out, err = process.communicate(timeout=SECONDS)

    assert b" of 125 MB" in err
    assert json.loads(out)["events"] == MANY * 45 * 430


def test_the_engine_is_compiled_once_for_each_process(cluster: Cluster, many: Path) -> None:
    job = Job(load_actions(ACTIONS), Spying(), NOW, only=("Big purchase",))
    told = [part.result for part in run_on_cluster(job, search([str(many)]).sources, cluster.address)]
    engines = {process: {engine for other, engine in told if other == process} for process, _ in told}

    assert len(told) == SHARES
    assert [len(found) for found in engines.values()] == [1] * len(engines)
    assert len(engines) <= 2
