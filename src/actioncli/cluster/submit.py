"""Runs a job on a cluster: sends it the partitions of the sources, and yields the parts in order.

    for part in run_on_cluster(job, sources, "tcp://10.0.0.5:8786"):
        ...

Results that can be merged are merged by the workers, in a tree, and only its root is fetched.
The tree grows as partitions finish. If a worker is lost, Dask computes its results again on another one.
Other results are fetched one by one, in the order of the input.
"""

from __future__ import annotations

import pickle
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from actioncli.cluster.address import scheduler_address
from actioncli.cluster.connecting import check_workers, connected, patience, threads_of
from actioncli.cluster.executor import WORKERS_TIMEOUT, ClusterExecutor, RemoteResult, submitted, watched
from actioncli.cluster.merging import Mergeable
from actioncli.cluster.working import RunSpec, SeenFile, merge_results, run_partition
from actioncli.inputs.sources import Source
from actioncli.scanning.job import Job, Part
from actioncli.scanning.pool import AHEAD, in_order
from actioncli.tasks.partitions import partitioned_sources, regular_file, whole_size
from actioncli.tasks.task import SPAN

Result = TypeVar("Result")

SMALLEST, LARGEST = SPAN, 1 << 30
"""Bytes of a partition whose results are merged: a smaller task costs more than its work, a larger one much if lost."""
HANDED_OUT = 128 << 10
"""Bytes that a worker reads while the scheduler sends out a partition; with smaller ones, many workers would wait."""
PARTITIONS = 16
"""Partitions per thread of the workers, within the limits above, so that all threads finish at about the same time."""
FETCHED = 2 * SPAN
"""Bytes of a partition whose results are fetched: they may be as large as the partition."""
FAN_IN = 16
"""How many results are merged at once."""
UNDER_WAY = 4096
"""The least number of pending partitions if their results stay on the cluster, so that new workers find work."""
SAMPLE = 16
"""The most files whose presence is checked on the workers."""
WORKED_OUT: Callable[[Any], RemoteResult] = run_partition  # type: ignore[assignment]
"""The function for `in_order`. The executor adds the run, and returns a reference to the result."""


def run_on_cluster(job: Job[Result], sources: Sequence[Source], address: str) -> Iterator[Part[Result]]:
    """The parts of a job in the order of the input, computed by the workers of a Dask scheduler.

    Raises:
        ActioncliError: there is no such cluster, its workers do not fit, or it was lost on the way.

    """
    address = scheduler_address(address)
    with connected(address) as client, watched(client, address, patience(WORKERS_TIMEOUT)) as watch:
        threads = threads_of(client, address)
        files = seen_files(sources[:: max(1, len(sources) // SAMPLE)])
        check_workers(client, files)
        watch.begun.set()
        run_spec = RunSpec(uuid.uuid4().hex, _adds(job), tuple(files), pickle.dumps(job))
        yield from _parts(client, job, run_spec, sources, threads)


def _adds(job: Job[Any]) -> bool:
    """Whether the parts of a job may be merged on the cluster."""
    return isinstance(job.collector, Mergeable) and not job.stop_at_bad


def _parts(
    client: Any, job: Job[Any], run_spec: RunSpec, sources: Sequence[Source], threads: int
) -> Iterator[Part[Any]]:
    # A separate task, so that each worker gets it once, and it is recreated if it is lost.
    sent = submitted(client, bytes, pickle.dumps(run_spec))
    executor = ClusterExecutor(client, sent)
    # The scheduler keeps the lines of a partition as long as its result. For a stream, that must not be until its end.
    size = whole_size(sources)
    if not isinstance(job.collector, Mergeable) or not run_spec.merges or job.keep_bad or size is None:
        for held in in_order(executor, WORKED_OUT, partitioned_sources(sources, FETCHED), AHEAD * threads):
            yield from pickle.loads(held.future.result())  # noqa: S301 - from our own workers
        return
    partitions = partitioned_sources(sources, partition_size(size, threads))
    tree = MergeTree(client, sent)
    for held in in_order(executor, WORKED_OUT, partitions, max(UNDER_WAY, AHEAD * threads)):
        tree.add(held.future)
        yield Part("", job.collector.merged(()), size=held.partition.size)
    for part in tree.fetched():
        yield replace(part, size=0)  # the sizes of its partitions have been reported


def partition_size(size: int, threads: int) -> int:
    """The size of partitions in bytes, given the total size and the number of threads."""
    return min(max(SMALLEST, HANDED_OUT * threads, size // (PARTITIONS * threads)), LARGEST)


class MergeTree(Struct):
    """Results that are being merged on the cluster; its state grows with the logarithm of their number."""

    client: Any
    run_spec: Any
    levels: list[list[Any]] = field(default_factory=list)
    """By height, the results that wait for a neighbor. Higher ones are earlier."""

    def add(self, result: Any) -> None:
        """Add the next result."""
        for level in self.levels:
            level.append(result)
            if len(level) < FAN_IN:
                return
            result = self._sum(level)
            level.clear()
        self.levels.append([result])

    def fetched(self) -> list[Part[Any]]:
        """The merged parts of all partitions."""
        later: list[Any] = []
        for level in self.levels:
            results = [*level, *later]
            later = results if len(results) < 2 else [self._sum(results)]
        self.levels.clear()
        return pickle.loads(later[0].result()) if later else []  # noqa: S301 - from our own workers

    def _sum(self, results: Sequence[Any]) -> Any:
        # Before partitions that have not begun, since merged results need less memory.
        return submitted(self.client, merge_results, self.run_spec, list(results), priority=1)


def seen_files(sources: Iterable[Source]) -> list[SeenFile]:
    """The regular files among the sources, as they are now, but for those that have just gone."""
    found = []
    for source in sources:
        with suppress(OSError):
            path = regular_file(source)
            if isinstance(path, Path):  # an object of a store is held to its own mark
                state = path.stat()
                found.append(SeenFile(path, state.st_size, state.st_mtime_ns))
    return found
