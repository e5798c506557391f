"""The loop that all reading over the network happens on, in a thread of its own.

fsspec would start a thread of its own for that, and a process with a thread must not be forked.
So the loop is ours: its thread rests while processes are forked, what was begun goes on afterwards,
and a process that was forked makes itself a loop and connections of its own.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Thread, get_native_id
from typing import Any, ClassVar, TypeVar

Made = TypeVar("Made")

_NAMES = 4
"""Threads that look up the names of hosts, and do what else would hold up the loop."""
_PATIENCE = 1.0
"""Seconds for a thread to end."""


class Background:
    """The loop of this process: one, since connections belong to a loop."""

    here: ClassVar[Background | None] = None
    inherited: ClassVar[list[Background]] = []
    """Those of the processes that this one was forked from: closing them would close what they still read."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.loop.set_exception_handler(lambda _loop, _context: None)  # of connections that nobody waits for any more
        self.filesystems: dict[str, Any] = {}
        """The file systems of fsspec that work on this loop."""
        self._lookups: ThreadPoolExecutor | None = None
        self._thread: Thread | None = None
        self._started: list[int] = []
        """The system's numbers of the threads."""

    def begin(self, work: Coroutine[Any, Any, Made]) -> Future[Made]:
        """Have the loop work on it, from now on."""
        if self._thread is None:
            self._lookups = ThreadPoolExecutor(_NAMES, initializer=self._note)
            self.loop.set_default_executor(self._lookups)
            self._thread = Thread(target=self._turn, daemon=True)
            self._thread.start()
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    def rest(self) -> None:
        """End the threads; what is under way stays as it is."""
        if self._thread is None or self._lookups is None:
            return
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self._lookups.shutdown()
        self._thread = None
        _await_end(self._started)
        self._started = []

    def _turn(self) -> None:
        self._note()
        self.loop.run_forever()

    def _note(self) -> None:
        self._started.append(get_native_id())

    def close(self) -> None:
        """End it for good; the stores closed their connections when the process began to end, or were forgotten."""
        self.rest()
        self.loop.close()


def _await_end(threads: list[int]) -> None:
    """Wait until the system has ended these threads, where it tells.

    Python takes a thread for joined a moment before, and in that moment OpenSSL tidies up after it with a lock held:
    a process that is forked just then finds the lock closed for ever.
    """
    until = time.monotonic() + _PATIENCE
    for thread in threads:
        while Path(f"/proc/self/task/{thread}").exists() and time.monotonic() < until:
            time.sleep(0.0005)


def background() -> Background:
    """The loop of this process."""
    if Background.here is None:
        Background.here = Background()
    return Background.here


def begin(work: Coroutine[Any, Any, Made]) -> Future[Made]:
    """Begin something that takes time; its `result()` waits for it."""
    return background().begin(work)


def wait(work: Coroutine[Any, Any, Made]) -> Made:
    """What comes of it, waited for."""
    future = begin(work)
    try:
        return future.result()
    except BaseException:
        future.cancel()
        raise


def run_loop_at_exit() -> None:
    """Have the loop turn when the process ends, for libraries that close their connections then and wait for it."""
    atexit.unregister(_wake)
    atexit.register(_wake)  # the latest is called first


def _wake() -> None:
    if Background.here is not None:
        wait(asyncio.sleep(0))


def _rest() -> None:
    if Background.here is not None:
        Background.here.rest()


def _leave() -> None:
    if Background.here is not None:
        Background.inherited.append(Background.here)
        Background.here = None


def _at_fork(hook: Callable[..., None] | None) -> None:
    if hook is not None:  # elsewhere nothing forks
        hook(before=_rest, after_in_child=_leave)


def _close() -> None:
    if Background.here is not None:
        Background.here.close()
        Background.here = None


_at_fork(getattr(os, "register_at_fork", None))
atexit.register(_close)
