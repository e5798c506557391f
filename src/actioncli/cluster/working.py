"""What runs on the workers of a cluster: shares worked out, and what came of them added up.

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
from actioncli.cluster.merging import bundled
from actioncli.errors import ActioncliError
from actioncli.scanning.job import Job
from actioncli.scanning.worker import Worker
from actioncli.tasks.partitions import Share

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"

_RUNS = 2
"""Runs whose engines are kept: the one under way, and one of another client."""


class SeenFile(Struct, frozen=True):
    """A file as the client sees it, for workers to compare."""

    path: Path
    size: int
    changed: int
    """When, in nanoseconds since 1970."""


class Errand(Struct, frozen=True):
    """A run, as it is sent to the workers."""

    run: str
    """Tells it from all others: what a collector remembers belongs to one run."""
    bundles: bool
    """Whether the parts of a share are added up before they are sent."""
    files: tuple[SeenFile, ...]
    job: bytes
    """The job, pickled: every worker gets a collector of its own."""
    version: str = __version__
    python: str = PYTHON


class _Ready(Struct, frozen=True):
    """An errand made ready."""

    worker: Worker[Any]
    job: Job[Any]
    bundles: bool


_idle: dict[bytes, list[_Ready]] = {}


def worked_out(errand: bytes, share: Share) -> bytes:
    """The parts of a share."""
    with _ready(errand) as ready:
        parts = (ready.worker.run(task) for task in share.tasks())
        return pickle.dumps(bundled(parts, ready.job.collector) if ready.bundles else list(parts))  # type: ignore[arg-type]


def added(errand: bytes, bundles: Sequence[bytes]) -> bytes:
    """Bundles of neighbours as one."""
    with _ready(errand) as ready:
        parts = (part for bundle in bundles for part in pickle.loads(bundle))  # noqa: S301 - our own, from a worker
        return pickle.dumps(bundled(parts, ready.job.collector))  # type: ignore[arg-type]


@contextmanager
def _ready(packed: bytes) -> Iterator[_Ready]:
    """The errand made ready, for one thread at a time."""
    while packed not in _idle and len(_idle) >= _RUNS:
        _idle.pop(next(iter(_idle)), None)
    idle = _idle.setdefault(packed, [])
    try:
        ready = idle.pop()
    except IndexError:
        ready = _made_ready(packed)
    yield ready
    idle.append(ready)


def _made_ready(packed: bytes) -> _Ready:
    """A worker that joined after the run began is held to what the others were asked before it."""
    errand: Errand = pickle.loads(packed)  # noqa: S301 - Dask's own way to send it
    if problem := unlike(errand.version, errand.python) or unseen(errand.files):
        from distributed import get_worker  # noqa: PLC0415 - an extra

        raise ActioncliError(f"worker {get_worker().address}, which joined late, {problem}")
    job: Job[Any] = pickle.loads(errand.job)  # noqa: S301
    return _Ready(Worker(job), job, errand.bundles)


def unlike(version: str, python: str) -> str:
    """How this process differs from the client in what decides the answer; empty if it does not."""
    if version != __version__:
        return f"has actioncli {__version__}, not {version}"
    return f"has Python {PYTHON}, not {python}" if python != PYTHON else ""


def unseen(files: Sequence[SeenFile]) -> str:
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
