"""What cannot work is said before anything is read, in one line, with exit code 2."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from actioncli import __version__
from cluster.dask_processes import ACTIONS, HASTY, PATIENCE, SAMPLE, SECONDS, Cluster, changed_copy, run, running


def refusal(*arguments: str | Path, **options: object) -> str:
    """The one line that a run says and prints nothing."""
    done = run("stats", *arguments, "-a", ACTIONS, **options)
    assert (done.stdout, done.returncode) == (b"", 2)
    assert done.stderr.startswith(b"actioncli: ")
    assert done.stderr.count(b"\n") == 1
    return done.stderr.decode().removeprefix("actioncli: ").rstrip("\n")


def test_a_scheduler_that_is_not_there_and_one_without_workers_are_waited_for_a_few_seconds(
    own_cluster: Cluster,
) -> None:
    nowhere, address = "tcp://127.0.0.1:9", own_cluster.address
    arguments: list[str | Path] = ["stats", SAMPLE, "-a", ACTIONS, "--cluster"]
    # Both wait: at the same time.
    with running(*arguments, nowhere, env=HASTY) as one, running(*arguments, address, env=HASTY) as other:
        assert [out.decode() for out in one.communicate(timeout=SECONDS)] == [
            "",
            (
                f"actioncli: no Dask scheduler answers at {nowhere} within {PATIENCE[:-1]} s: "
                "is it running, and reachable from here?\n"
            ),
        ]
        assert [out.decode() for out in other.communicate(timeout=SECONDS)] == [
            "",
            f"actioncli: the scheduler at {address} has no workers: start some, as in `dask worker {address}`\n",
        ]
    assert (one.returncode, other.returncode) == (2, 2)


@pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="there is no /proc here")
def test_a_file_that_workers_do_not_see_is_named(cluster: Cluster, tmp_path: Path) -> None:
    (tmp_path / "events.jsonl").write_bytes(SAMPLE.read_bytes())
    said = refusal("/proc/self/cwd/events.jsonl", "--cluster", cluster.address, cwd=tmp_path)

    assert said.startswith("workers are incompatible: tcp://127.0.0.1:")
    assert said.count("cannot see /proc/self/cwd/events.jsonl: No such file or directory") == 2
    assert said.endswith(": every worker must see the files at the same paths")


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="there is no /proc here")
def test_a_file_of_the_same_name_that_is_another_one_is_named(own_cluster: Cluster, tmp_path: Path) -> None:
    own_cluster.start("one")
    here, there = tmp_path / "here", tmp_path / "dask"
    here.mkdir()
    (here / "events.jsonl").write_bytes(SAMPLE.read_bytes())
    (there / "events.jsonl").write_bytes(b"{}\n")
    said = refusal("/proc/self/cwd/events.jsonl", "--cluster", own_cluster.address, cwd=here)

    assert "sees a different /proc/self/cwd/events.jsonl: 3 bytes there, " in said


def test_a_worker_of_another_version_is_named(own_cluster: Cluster, another_version: Path) -> None:
    own_cluster.start("one")
    own_cluster.start("two", path=another_version)
    said = refusal(SAMPLE, "--cluster", own_cluster.address)

    assert said.startswith("workers are incompatible: tcp://127.0.0.1:")
    assert said.endswith(f"has actioncli 99.0.0, not {__version__}: install the same version on all machines")


def test_a_worker_of_another_python_is_named(own_cluster: Cluster, tmp_path: Path) -> None:
    changed_copy(tmp_path / "copy", "cluster/working.py", "PYTHON = .*", 'PYTHON = "3.99"')
    own_cluster.start("one", path=tmp_path / "copy")

    assert "has Python 3.99, not 3." in refusal(SAMPLE, "--cluster", own_cluster.address)


def test_a_worker_without_actioncli_is_named(own_cluster: Cluster, tmp_path: Path) -> None:
    (tmp_path / "actioncli.py").write_text("raise ModuleNotFoundError(\"No module named 'actioncli'\")\n")
    own_cluster.start("one", path=tmp_path)

    assert refusal(SAMPLE, "--cluster", own_cluster.address).endswith(
        "has no actioncli: install the same version on all machines"
    )


def test_the_missing_extra_is_named(tmp_path: Path) -> None:
    (tmp_path / "distributed.py").write_text("raise ImportError\n")
    paths = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
    said = refusal(SAMPLE, "--cluster", "localhost", env={**os.environ, "PYTHONPATH": paths})

    assert said.startswith("--cluster requires the extra `cluster`: pip install -e '")


@pytest.mark.parametrize("wanted", ["soon", "[1]", "5 parsecs"])
def test_patience_is_a_time(wanted: str) -> None:
    said = refusal(SAMPLE, "--cluster", "localhost", env={**os.environ, "DASK_ACTIONCLI__PATIENCE": wanted})

    assert said.startswith("Dask's configuration has ")
    assert said.endswith(" as actioncli.patience: write a time such as 10min")


def test_encryption_takes_certificates() -> None:
    assert refusal(SAMPLE, "--cluster", "tls://127.0.0.1:8786") == (
        "tls://127.0.0.1:8786 requires certificates: set them in Dask's configuration, distributed.comm.tls"
    )
