"""A job spread over a cluster: shares go out by the seam of the pool, parts come back as from anywhere.

    for part in spread(job, sources, "tcp://10.0.0.5:8786"):
        ...

Results that add up are added by the workers, in a tree, and only its root is fetched:
the tree grows as shares come in, and whoever holds a piece of it that is lost is replaced, by working it out again.
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
from actioncli.cluster.executor import GONE, Held, HoldingExecutor, submitted, watched
from actioncli.cluster.merging import Adds
from actioncli.cluster.working import Errand, SeenFile, added, worked_out
from actioncli.inputs.sources import Source
from actioncli.scanning.job import Job, Part
from actioncli.scanning.pool import AHEAD, in_order
from actioncli.tasks.partitions import regular_file, shares_of, whole_size
from actioncli.tasks.task import SPAN

Result = TypeVar("Result")

SMALLEST, LARGEST = SPAN, 1 << 30
"""Bytes of a share whose results are added up: below, a task costs more than its work; above, a lost one costs much."""
HANDED_OUT = 128 << 10
"""Bytes that a worker reads while the scheduler hands out a share: were shares smaller, many workers would wait."""
SHARES = 16
"""How many shares each thread of the workers gets, if they are not larger or smaller than that: so all end together."""
FETCHED = 2 * SPAN
"""Bytes of a share whose results are fetched: they may be as large as the share."""
FAN_IN = 16
"""How many bundles are added up at once."""
UNDER_WAY = 4096
"""Shares under way at least, if their results stay there: workers that join later find work."""
SAMPLE = 16
"""How many files the workers are asked whether they see them, if there are more."""
WORKED_OUT: Callable[[Any], Held] = worked_out  # type: ignore[assignment]
"""To the seam: the executor calls it with the errand too, and gives what holds its result."""


def spread(job: Job[Result], sources: Sequence[Source], address: str) -> Iterator[Part[Result]]:
    """The parts of a job in the order of the input, worked out by the workers of a Dask scheduler.

    Raises:
        ActioncliError: there is no such cluster, its workers do not fit, or it was lost on the way.

    """
    address = scheduler_address(address)
    with connected(address) as client, watched(client, address, patience(GONE)) as watch:
        threads = threads_of(client, address)
        files = seen_files(sources[:: max(1, len(sources) // SAMPLE)])
        check_workers(client, files)
        watch.begun.set()
        errand = Errand(uuid.uuid4().hex, _adds(job), tuple(files), pickle.dumps(job))
        yield from _parts(client, job, errand, sources, threads)


def _adds(job: Job[Any]) -> bool:
    """Whether the parts of a job may be added up before they are seen here."""
    return isinstance(job.collector, Adds) and not job.stop_at_bad


def _parts(client: Any, job: Job[Any], errand: Errand, sources: Sequence[Source], threads: int) -> Iterator[Part[Any]]:
    # A task of its own, and not part of every other: a worker gets it once, and it is made again if it is lost.
    sent = submitted(client, bytes, pickle.dumps(errand))
    executor = HoldingExecutor(client, sent)
    # What is read here is kept by the scheduler as long as what came of it: of a stream, that must not be to its end.
    size = whole_size(sources)
    if not isinstance(job.collector, Adds) or not errand.bundles or job.keep_bad or size is None:
        for held in in_order(executor, WORKED_OUT, shares_of(sources, FETCHED), AHEAD * threads):
            yield from pickle.loads(held.future.result())  # noqa: S301 - from our own workers
        return
    shares = shares_of(sources, share_size(size, threads))
    tree = Tree(client, sent)
    for held in in_order(executor, WORKED_OUT, shares, max(UNDER_WAY, AHEAD * threads)):
        tree.add(held.future)
        yield Part("", job.collector.merged(()), size=held.share.size)
    for part in tree.fetched():
        yield replace(part, size=0)  # that of its shares has been told


def share_size(size: int, threads: int) -> int:
    """How large shares are, given the bytes of all and the threads that there are to read them."""
    return min(max(SMALLEST, HANDED_OUT * threads, size // (SHARES * threads)), LARGEST)


class Tree(Struct):
    """Bundles that are being added up on the cluster. It has state, which grows with the logarithm of their number."""

    client: Any
    errand: Any
    levels: list[list[Any]] = field(default_factory=list)
    """By height, bundles that wait for neighbours; what is higher came earlier."""

    def add(self, bundle: Any) -> None:
        """Add the next bundle."""
        for level in self.levels:
            level.append(bundle)
            if len(level) < FAN_IN:
                return
            bundle = self._sum(level)
            level.clear()
        self.levels.append([bundle])

    def fetched(self) -> list[Part[Any]]:
        """The bundle of all."""
        later: list[Any] = []
        for level in self.levels:
            bundles = [*level, *later]
            later = bundles if len(bundles) < 2 else [self._sum(bundles)]
        self.levels.clear()
        return pickle.loads(later[0].result()) if later else []  # noqa: S301 - from our own workers

    def _sum(self, bundles: Sequence[Any]) -> Any:
        # Before any share that has not begun: what has been added up takes less room.
        return submitted(self.client, added, self.errand, list(bundles), priority=1)


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
