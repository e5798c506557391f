"""An executor whose results stay on the workers, and a monitor of the workers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from msgspec import Struct, field

from actioncli.errors import ActioncliError
from actioncli.tasks.partitions import Partition

WORKERS_TIMEOUT = 10.0
"""Seconds without workers after which the run ends. A nanny restarts a worker within three seconds."""
NOT_WHOLE = "the output is incomplete"
_GLANCE = 1.0
"""Seconds between two checks of the workers."""


class RemoteResult(Struct, frozen=True):
    """A reference to the result of a partition, which the cluster holds."""

    partition: Partition
    future: Any
    """The future of Dask. While it exists, a lost result is computed again."""


class ClusterExecutor(Executor):
    """Sends the partitions of one run to the cluster; a future is done as soon as the cluster holds its result."""

    def __init__(self, client: Any, run_spec: Any) -> None:
        self._client = client
        self._run_spec = run_spec

    def submit(self, function: Callable[..., Any], /, partition: Partition) -> Future[Any]:  # type: ignore[override]
        """Call `function` on a worker with the run and the partition."""
        held = submitted(self._client, function, self._run_spec, partition)
        done: Future[Any] = Future()
        held.add_done_callback(partial(_settle, done, partition))
        return done


def submitted(client: Any, function: Callable[..., Any], *arguments: Any, priority: int = 0) -> Any:
    """The future of a call on the cluster; cancelled if the client is closed."""
    if client.status in ("closing", "closed"):
        raise CancelledError
    return client.submit(function, *arguments, pure=False, priority=priority)


def _settle(done: Future[Any], partition: Partition, held: Any) -> None:
    """Copy the state of a Dask future to ours."""
    if held.status == "finished":
        done.set_result(RemoteResult(partition, held))
    elif held.status == "error":
        done.set_exception(held.exception())
    else:  # cancelled: the client was closed, or lost its scheduler
        done.cancel()
        done.set_running_or_notify_cancel()


class Watch(Struct):
    """The state of the workers, written by one thread and read by another."""

    trouble: str = ""
    """Why the run cannot continue; empty if it can."""
    begun: threading.Event = field(default_factory=threading.Event)
    """Whether there have been workers."""
    over: threading.Event = field(default_factory=threading.Event)


@contextmanager
def watched(client: Any, address: str, patience: float) -> Iterator[Watch]:
    """Monitor a run. If there are no workers for too long, it closes the client, which ends all waiting calls.

    Dask itself would wait forever, since workers may join at any time.

    Raises:
        ActioncliError: the workers or the scheduler were lost, in words.

    """
    from distributed import KilledWorker  # noqa: PLC0415 - an extra
    from distributed.comm import CommClosedError  # noqa: PLC0415

    watch = Watch()
    thread = threading.Thread(target=_look, args=(client, watch, patience), daemon=True)
    thread.start()
    try:
        yield watch
    except (CancelledError, CommClosedError, TimeoutError) as error:
        trouble = watch.trouble or f"the scheduler at {address} is gone"
        raise ActioncliError(f"{trouble}: {NOT_WHOLE}") from error
    except KilledWorker as error:
        raise ActioncliError(
            f"several workers died on the same partition, perhaps out of memory: {NOT_WHOLE}"
        ) from error
    finally:
        watch.over.set()
        thread.join(_GLANCE)  # it may be waiting for a scheduler that does not answer


def _look(client: Any, watch: Watch, patience: float) -> None:
    seen = time.monotonic()
    while not watch.over.wait(_GLANCE):
        try:
            if client.nthreads() or not watch.begun.is_set():
                seen = time.monotonic()
        except (OSError, RuntimeError, AttributeError):  # closed, or reconnecting
            continue
        if time.monotonic() - seen > patience:
            watch.trouble = f"all workers of the cluster are lost, and none returned within {patience:g} s"
            with suppress(TimeoutError):
                client.close(timeout=_GLANCE)
            return
