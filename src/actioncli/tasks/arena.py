"""Memory that a reader shares with its workers, so that decompressed data is not sent through pipes.

The arena is made before the workers are forked, and they inherit it.
Its slots are used in turn, so there must not be more pending tasks than slots.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from typing import ClassVar, TypeVar

from msgspec import Struct

from actioncli.records.chunks import Chunk, line_chunks
from actioncli.tasks.task import CHUNK, ChunkTask

Other = TypeVar("Other")


class SlotTask(Struct, frozen=True):
    """A chunk task whose lines are in the arena."""

    source: str
    start: int
    stop: int
    first_line: int = 0

    note: ClassVar[str] = ""

    @property
    def size(self) -> int:
        """The decompressed size in bytes."""
        return self.stop - self.start

    def chunks(self) -> Iterator[Chunk]:
        """The lines, a chunk at a time."""
        memory = Arena.memory
        assert memory is not None, "the arena is made before the workers are"  # noqa: S101
        for begin, end in line_chunks(memory, self.start, self.stop, CHUNK):
            yield Chunk(memory, self.first_line if begin == self.start else 0, self.source, begin, end)


class Arena:
    """The shared memory. There is one per process, since it is inherited."""

    memory: ClassVar[mmap.mmap | None] = None

    def __init__(self, slots: int, size: int) -> None:
        self._slots, self._size, self._next = slots, size, 0
        Arena.memory = mmap.mmap(-1, slots * size)

    def hold(self, task: Other) -> Other | SlotTask:
        """The task with its lines in the next slot. Other tasks, and tasks that are too large, are unchanged."""
        if not isinstance(task, ChunkTask) or task.size > self._size or Arena.memory is None:
            return task
        start = self._next * self._size
        self._next = (self._next + 1) % self._slots
        Arena.memory[start : start + task.size] = task.data
        return SlotTask(task.source, start, start + task.size, task.first_line)
