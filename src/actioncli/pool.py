"""Many workers for one job: tasks go out to processes, parts come back in order.

The seam is `concurrent.futures.Executor`: whatever executor runs the tasks, `in_order` is the only driver.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from actioncli.errors import ActioncliError

Made = TypeVar("Made")

AHEAD = 3
"""Tasks under way for each process: enough that none waits, few enough that memory stays flat."""

_function: Callable[[Any], Any] | None = None
"""What this process does with a task; made once, by `_start`."""


FORKS = sys.platform == "linux"
"""Whether processes are forked: they start in milliseconds with all modules loaded, and inherit memory.

Nothing here has started a thread before, which is what makes forking unsafe elsewhere.
"""


def pooled(make: Callable[[], Callable[[Any], Made]], tasks: Iterable[Any], jobs: int) -> Iterator[Made]:
    """What the function that `make` gives makes of each task, in their order, worked out by `jobs` processes.

    Every process calls `make` once; it, the tasks and the results must pickle.
    """
    context = multiprocessing.get_context("fork" if FORKS else None)
    executor = ProcessPoolExecutor(jobs, mp_context=context, initializer=_start, initargs=(make,))
    try:
        yield from in_order(executor, _run, tasks, AHEAD * jobs)
    except BrokenProcessPool as error:
        raise ActioncliError(
            "a worker process died before its work was done (killed, or out of memory): "
            "what was printed so far is not the whole; --jobs 1 takes less memory"
        ) from error
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


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


def _start(make: Callable[[], Callable[[Any], Any]]) -> None:
    global _function  # noqa: PLW0603 - the one thing a process of the pool knows
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends the pool
    _function = make()


def _run(task: Any) -> Any:  # whatever the pool's maker maps
    assert _function is not None, "the pool starts every process with _start"  # noqa: S101
    return _function(task)
