"""Many workers for one job: tasks go out to processes, parts come back in order.

The seam is `concurrent.futures.Executor`: whatever executor runs the tasks, `in_order` is the only driver.

Every process has a pipe of its own, whose other end is held by a thread here and by nobody else.
So a process that dies, however and whenever, ends its pipe, and the thread knows;
and if we die, every process finds its pipe ended and goes too.
`ProcessPoolExecutor` shares its pipes: a worker killed while it writes leaves all others waiting for ever,
and workers outlive a parent that was killed.
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
"""Tasks under way for each process: enough that none waits, few enough that memory stays flat."""


class WorkerDied(Exception):  # noqa: N818 - it says what happened
    """A worker's pipe ended before its answer did."""


FORKS = sys.platform == "linux"
"""Whether processes are forked: they start in milliseconds with all modules loaded, and inherit memory.

Nothing here has started a thread before, which is what makes forking unsafe elsewhere.
"""


def pooled(make: Callable[[], Callable[[Any], Made]], tasks: Iterable[Any], jobs: int) -> Iterator[Made]:
    """What the function that `make` gives makes of each task, in their order, worked out by `jobs` processes.

    Every process calls `make` once; it, the tasks and the results must pickle.

    Raises:
        ActioncliError: processes cannot be started, or one of them died.

    """
    workers: list[BaseProcess] = []
    idle: SimpleQueue[Connection] = SimpleQueue()
    executor = ThreadPoolExecutor(jobs)
    try:
        for connection in _started(make, jobs, workers):
            idle.put(connection)
        yield from in_order(executor, lambda task: _asked(idle, task), tasks, AHEAD * jobs)
    except WorkerDied as error:
        raise ActioncliError(
            f"a worker process died ({_death(workers)}): the output is incomplete; --jobs 1 uses less memory"
        ) from error
    finally:
        started = [worker for worker in workers if worker.pid is not None]
        for worker in started:
            worker.kill()  # it has nothing to lose, and a thread that waits for it wakes
        executor.shutdown(wait=True, cancel_futures=True)
        for worker in started:
            worker.join()


def in_order(executor: Executor, function: Callable[[Any], Made], tasks: Iterable[Any], ahead: int) -> Iterator[Made]:
    """What `function` makes of each task, in their order; `ahead` tasks at most are under way.

    None among the tasks says that the next will be waited for; what is under way is given first.
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
    """The ends of the pipes of new processes, which are added to `workers`."""
    context = multiprocessing.get_context("fork" if FORKS else None)
    ours: list[Connection] = []
    for _ in range(jobs):
        try:
            near, far = context.Pipe()
            inherited = (*ours, near) if context.get_start_method() == "fork" else ()
            workers.append(context.Process(target=_serve, args=(make, far, inherited), daemon=True))
            workers[-1].start()
        except OSError as error:
            raise ActioncliError(f"cannot start {jobs} processes: {error.strerror}; ask for fewer --jobs") from error
        far.close()
        ours.append(near)
        yield near


def _serve(make: Make, tasks: Connection, inherited: Iterable[Connection]) -> None:
    """A worker's life: results for tasks, until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends the pool
    for other in inherited:
        other.close()
    try:
        function = make()
        while True:
            tasks.send(function(tasks.recv()))
    except (EOFError, ConnectionError):  # the parent is gone
        return


def _asked(idle: SimpleQueue[Connection], task: Any) -> Any:
    """What an idle worker makes of a task; there are as many threads as workers."""
    connection = idle.get()
    try:
        connection.send(task)
        return connection.recv()
    except (EOFError, OSError) as error:  # at the start of an answer, and within
        raise WorkerDied from error
    finally:
        idle.put(connection)


def _death(workers: Iterable[BaseProcess]) -> str:
    """What the workers died of, as far as one did."""
    for worker in workers:
        worker.join(0.1)
        if worker.exitcode and worker.exitcode < 0:
            return f"killed by {signal.Signals(-worker.exitcode).name}, perhaps out of memory"
    return "it failed"
