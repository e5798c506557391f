"""An ordered map over processes.

`in_order` drives any `concurrent.futures.Executor`; `pooled` runs it on a pool of its own.

Every process has its own pipe. Only one thread of the parent holds the other end.
When a process dies, its pipe ends and the thread notices.
When the parent dies, every process reads the end of its pipe and exits.
`ProcessPoolExecutor` shares its pipes: if a worker is killed while it writes, all others wait forever,
and workers outlive a killed parent.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import Any, TypeAlias, TypeVar

from actioncli.errors import ActioncliError

Made = TypeVar("Made")
Make: TypeAlias = Callable[[], Callable[[Any], Any]]

AHEAD = 3
"""Tasks submitted ahead for each process. More would need more memory; with fewer, processes would wait."""


class WorkerDied(Exception):  # noqa: N818 - it says what happened
    """A worker's pipe ended before its result was complete."""


FORKS = sys.platform == "linux"
"""Whether to fork processes. Forked processes start in milliseconds with all modules loaded, and share memory.

Forking is safe here because no thread has been started before.
"""


def pooled(make: Callable[[], Callable[[Any], Made]], tasks: Iterable[Any], jobs: int) -> Iterator[Made]:
    """The results of a function for each task, in the order of the tasks, computed by `jobs` processes.

    Every process calls `make` once to get the function. `make`, the tasks and the results must be picklable.

    Raises:
        ActioncliError: processes cannot be started, or one of them died.

    """
    workers: list[BaseProcess] = []
    idle: SimpleQueue[Connection] = SimpleQueue()
    executor = ThreadPoolExecutor(jobs)
    try:
        for connection in _started(make, jobs, workers):
            idle.put(connection)
        yield from in_order(executor, lambda task: _run_on_idle_worker(idle, task), tasks, AHEAD * jobs)
    except WorkerDied as error:
        raise ActioncliError(
            f"a worker process died ({_death(workers)}): the output is incomplete; --jobs 1 uses less memory"
        ) from error
    finally:
        started = [worker for worker in workers if worker.pid is not None]
        for worker in started:
            worker.kill()  # it holds nothing, and this wakes the thread that waits for it
        executor.shutdown(wait=True, cancel_futures=True)
        for worker in started:
            worker.join()


def in_order(executor: Executor, function: Callable[[Any], Made], tasks: Iterable[Any], ahead: int) -> Iterator[Made]:
    """The results of `function` for each task, in order. At most `ahead` tasks are submitted at a time.

    None among the tasks means that the next task will take a while: the results of all submitted tasks come first.
    """
    waiting: deque[Future[Made]] = deque()
    for task in tasks:
        if task is not None:
            waiting.append(executor.submit(function, task))
        while waiting and (task is None or len(waiting) >= ahead):
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _started(make: Make, jobs: int, workers: list[BaseProcess]) -> Iterator[Connection]:
    """Start processes, append them to `workers`, and return our ends of their pipes."""
    context = multiprocessing.get_context("fork" if FORKS else None)
    ours: list[Connection] = []
    for _ in range(jobs):
        try:
            near, far = context.Pipe()
            inherited = (*ours, near) if context.get_start_method() == "fork" else ()
            workers.append(context.Process(target=_serve, args=(make, far, inherited), daemon=True))
            workers[-1].start()
        except OSError as error:
            raise ActioncliError(f"cannot start {jobs} processes: {error.strerror}; use a smaller --jobs") from error
        far.close()
        ours.append(near)
        yield near


def _serve(make: Make, tasks: Connection, inherited: Iterable[Connection]) -> None:
    """The main function of a worker: send a result for each task until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles Ctrl-C and ends the pool
    for other in inherited:
        other.close()
    try:
        function = make()
        while True:
            tasks.send(function(tasks.recv()))
    except (EOFError, ConnectionError):  # the parent is gone
        return


def _run_on_idle_worker(idle: SimpleQueue[Connection], task: Any) -> Any:
    """The result of a task from an idle worker. There are as many threads as workers."""
    connection = idle.get()
    try:
        connection.send(task)
        return connection.recv()
    except (EOFError, OSError) as error:  # at the start of a result, or within it
        raise WorkerDied from error
    finally:
        idle.put(connection)


def _death(workers: Iterable[BaseProcess]) -> str:
    """Why a worker died, as text."""
    for worker in workers:
        worker.join(0.1)
        if worker.exitcode and worker.exitcode < 0:
            return f"killed by {signal.Signals(-worker.exitcode).name}, perhaps out of memory"
    return "it failed"
