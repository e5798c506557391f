"""A remote file as a binary file that can be read anywhere: for spans, zip archives and Parquet."""

from __future__ import annotations

import io
import os
from concurrent.futures import Future
from typing import Any

from actioncli.inputs.remote.event_loop import begin, wait
from actioncli.inputs.remote.filesystems import filesystem_of
from actioncli.inputs.remote.stores import RemoteFile
from actioncli.inputs.remote.transfer import fetched
from actioncli.inputs.sources import UnreadableSource

MARGIN = 1 << 16
"""Bytes that are fetched beyond those that are asked for: most likely they hold the rest of a span's last line."""


class RangeFile(io.RawIOBase):
    """Fetches a range when what it has does not hold what is asked for, `step` bytes at least.

    A class with state, as files are: where it is, the range it has, and the next one, once it is read in order.
    """

    def __init__(self, file: RemoteFile, step: int = 0) -> None:
        super().__init__()
        self._file, self._step = file, step
        self._filesystem = filesystem_of(file.address)
        self._size = file.size or 0
        self._at = 0
        self._base, self._data = 0, b""
        self._next: tuple[int, Future[bytes]] | None = None

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """Where it is."""
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Read on from there."""
        origin = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if origin + offset < 0:
            raise OSError(f"{self._file.name}: there is nothing before its start")
        self._at = origin + offset
        return self._at

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, `size` at most and possibly fewer; none at the end."""
        left = max(self._size - self._at, 0)
        size = left if size < 0 else min(size, left)
        if size == 0:
            return b""
        if not self._base <= self._at < self._base + len(self._data):
            self._fetch(size)
        begin_at = self._at - self._base
        data = self._data[begin_at : begin_at + size]
        self._at += len(data)
        return data

    def readinto(self, buffer: Any, /) -> int:
        """As `read`, into a buffer."""
        view = memoryview(buffer).cast("B")
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Forget what was fetched."""
        if self._next is not None:
            self._next[1].cancel()
        self._data, self._next = b"", None
        super().close()

    def _fetch(self, size: int) -> None:
        in_order = self._at == self._base + len(self._data) and self._at > 0
        ahead, self._next = self._next, None
        if ahead is not None and ahead[0] == self._at:
            self._data = ahead[1].result()
        else:
            if ahead is not None:
                ahead[1].cancel()
            self._data = wait(fetched(self._filesystem, self._file, self._at, self._end(self._at, size)))
        self._base = self._at
        if not self._data:
            raise UnreadableSource(f"{self._file.name}: was truncated while being read")
        after = self._base + len(self._data)
        if in_order and self._step and after < self._size:
            self._next = (after, begin(fetched(self._filesystem, self._file, after, self._end(after, self._step))))

    def _end(self, start: int, size: int) -> int:
        return min(start + max(size + MARGIN, self._step), self._size)


def open_ranges(file: RemoteFile, step: int) -> io.BufferedReader:
    """A file that gives as many bytes as it is asked for, as zipfile and Arrow want it."""
    return io.BufferedReader(RangeFile(file, step), MARGIN)
