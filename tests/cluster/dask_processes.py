"""A scheduler and its workers as processes of their own, started and killed like any others."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cluster.waiting import AT_ONCE

ROOT = Path(__file__).parent.parent.parent
ACTIONS = ROOT / "actions.example.yaml"
SAMPLE = ROOT / "sample_data" / "events.jsonl"
COMMAND = [sys.executable, "-m", "actioncli"]
DASK = [sys.executable, "-m", "dask"]
SECONDS = 300
"""How long anything may take on a busy machine."""
PATIENCE = "6s"
HASTY = {**os.environ, "DASK_ACTIONCLI__PATIENCE": PATIENCE}
"""The environment of a client that waits only seconds for a scheduler and for workers."""
MANY = 6
"""Files that hold the same log."""
SHARES = 3 * MANY
"""The shares that a run makes of them."""


class Cluster:
    """A scheduler, and the workers that were started for it by their names."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self.workers: dict[str, subprocess.Popen[bytes]] = {}
        told = directory / "scheduler.json"
        self.scheduler = self._started(
            "scheduler", "scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", told
        )
        until(lambda: told.exists() and told.stat().st_size > 0)
        self.address = str(json.loads(told.read_text())["address"])

    def start(self, *names: str, path: Path | None = None, at_once: int | None = None) -> None:
        """Start a worker with one thread for each name; `path` is searched for modules before all others.

        Each does so many shares `at_once`, and waits with the rest of them until `let_go`.
        """
        preloaded = [] if at_once is None else ["--preload", "cluster.waiting"]
        before = self.ask(worker_count)
        for name in names:
            home = self._directory / name
            self.workers[name] = self._started(
                name, "worker", self.address, "--name", name, "--nthreads", "1", "--no-nanny",
                "--host", "127.0.0.1", "--local-directory", home, *preloaded,
                path=path, environment={} if at_once is None else {AT_ONCE: str(at_once)},
            )  # fmt: skip
        until(lambda: self.ask(worker_count) == before + len(names))

    def let_go(self) -> None:
        """Let workers that are waiting do what they have."""
        (self._directory / "go").touch()

    def kill(self, name: str) -> None:
        """End a worker as want of memory does."""
        self.workers[name].send_signal(signal.SIGKILL)
        self.workers.pop(name).wait()

    def close(self) -> None:
        """End them all."""
        for process in (*self.workers.values(), self.scheduler):
            process.kill()
            process.wait()

    def ask(self, function: Callable[[Any], Any]) -> Any:
        """What a function of this module makes of the scheduler, there."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from distributed import Client

            with Client(self.address, set_as_default=False, timeout=SECONDS) as client:
                return client.run_on_scheduler(function)

    def _started(
        self,
        log: str,
        kind: str,
        *words: str | Path,
        path: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> subprocess.Popen[bytes]:
        paths = [*([str(path)] if path else []), str(ROOT / "tests")]
        with (self._directory / f"{log}.log").open("wb") as output:
            return subprocess.Popen(
                [*DASK, kind, "--no-dashboard", *map(str, words)],
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                cwd=self._directory,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), **(environment or {})},
            )


def worker_count(dask_scheduler: Any) -> int:
    return len(dask_scheduler.workers)


def task_count(dask_scheduler: Any) -> int:
    """Tasks that anybody still wants."""
    return len(dask_scheduler.tasks)


def held(dask_scheduler: Any) -> dict[str, int]:
    """How many shares each worker has worked out and holds, and how many are still to do (under no name)."""
    found = {"": 0}
    for task in dask_scheduler.tasks.values():
        if "run_partition" in task.key:
            found[""] += task.state in ("processing", "queued", "waiting")
            for worker in task.who_has or ():
                found[str(worker.name)] = found.get(str(worker.name), 0) + 1
    return found


def run_count(dask_scheduler: Any) -> int:
    """How many runs have handed in shares."""
    shares = [task for task in dask_scheduler.tasks.values() if "run_partition" in task.key]
    return len({client.client_key for task in shares for client in task.who_wants or ()})


def until(holds: Callable[[], object], *processes: subprocess.Popen[bytes]) -> None:
    """Wait for something that happens while some processes run."""
    deadline = time.monotonic() + SECONDS
    while not holds():
        for process in processes:
            assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(0.05)


def changed_copy(home: Path, file: str, line: str, instead: str) -> None:
    """A copy of actioncli in a directory, with a line of it changed."""
    shutil.copytree(ROOT / "src" / "actioncli", home / "actioncli")
    path = home / "actioncli" / file
    text, changes = re.subn(f"(?m)^{line}$", instead, path.read_text(encoding="utf-8"))
    assert changes == 1
    path.write_text(text, encoding="utf-8")


def run(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *map(str, arguments)], capture_output=True, check=False, **options)


@contextmanager
def running(*arguments: str | Path, **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """The command under way; killed if the test leaves it so."""
    with subprocess.Popen(
        [*COMMAND, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options
    ) as process:
        try:
            yield process
        finally:
            process.kill()
