"""What runs on the workers of a cluster: it reads partitions, and merges their results.

Results are held there as pickled bytes:
nobody who adds them up can change what another adds again after a worker was lost, and Dask knows their size.
A process compiles the engine once for a run (as often as it has threads at work), whatever it does for it.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec import Struct

from actioncli import __version__
from actioncli.cluster.merging import merged_parts
from actioncli.errors import ActioncliError
from actioncli.scanning.job import Job
from actioncli.scanning.worker import Worker
from actioncli.tasks.partitions import Partition

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"

_RUNS = 2
"""Runs whose engines are kept: the one under way, and one of another client."""


class SeenFile(Struct, frozen=True):
    """A file as the client sees it, for workers to compare."""

    path: Path
    size: int
    changed: int
    """When, in nanoseconds since 1970."""


class RunSpec(Struct, frozen=True):
    """A run, as it is sent to the workers."""

    run: str
    """Tells it from all others: what a collector remembers belongs to one run."""
    merges: bool
    """Whether the parts of a partition are merged before they are sent."""
    files: tuple[SeenFile, ...]
    job: bytes
    """The job, pickled: every worker gets a collector of its own."""
    version: str = __version__
    python: str = PYTHON


class _Ready(Struct, frozen=True):
    """A run whose engine is compiled."""

    worker: Worker[Any]
    job: Job[Any]
    merges: bool


_idle: dict[bytes, list[_Ready]] = {}


def run_partition(run_spec: bytes, partition: Partition) -> bytes:
    """The parts of a partition."""
    with _ready(run_spec) as ready:
        parts = (ready.worker.run(task) for task in partition.tasks())
        return pickle.dumps(merged_parts(parts, ready.job.collector) if ready.merges else list(parts))  # type: ignore[arg-type]


def merge_results(run_spec: bytes, results: Sequence[bytes]) -> bytes:
    """Bundles of neighbours as one."""
    with _ready(run_spec) as ready:
        parts = (part for result in results for part in pickle.loads(result))  # noqa: S301 - our own, from a worker
        return pickle.dumps(merged_parts(parts, ready.job.collector))  # type: ignore[arg-type]


@contextmanager
def _ready(packed: bytes) -> Iterator[_Ready]:
    """The run with its compiled engine, for one thread at a time."""
    while packed not in _idle and len(_idle) >= _RUNS:
        _idle.pop(next(iter(_idle)), None)
    idle = _idle.setdefault(packed, [])
    try:
        ready = idle.pop()
    except IndexError:
        ready = _prepared_worker(packed)
    yield ready
    idle.append(ready)


def _prepared_worker(packed: bytes) -> _Ready:
    """A worker that joined after the run began is held to what the others were asked before it."""
    run_spec: RunSpec = pickle.loads(packed)  # noqa: S301 - Dask's own way to send it
    if problem := version_mismatch(run_spec.version, run_spec.python) or missing_file(run_spec.files):
        from distributed import get_worker  # noqa: PLC0415 - an extra

        raise ActioncliError(f"worker {get_worker().address}, which joined late, {problem}")
    job: Job[Any] = pickle.loads(run_spec.job)  # noqa: S301
    return _Ready(Worker(job), job, run_spec.merges)


def version_mismatch(version: str, python: str) -> str:
    """How this process differs from the client in what decides the answer; empty if it does not."""
    if version != __version__:
        return f"has actioncli {__version__}, not {version}"
    return f"has Python {PYTHON}, not {python}" if python != PYTHON else ""


def missing_file(files: Sequence[SeenFile]) -> str:
    """Which of the files this process does not see as the client does; empty if it sees all."""
    for file in files:
        try:
            found = file.path.stat()
        except OSError as error:
            return f"cannot see {file.path}: {error.strerror}"
        grown = found.st_size > file.size and found.st_mtime_ns > file.changed
        if found.st_size != file.size and not grown:
            return f"sees a different {file.path}: {found.st_size:,} bytes there, {file.size:,} here"
    return ""
