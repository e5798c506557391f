"""Finds new files in directories and globs that are followed, as made by loggers that rotate by date.

A name that is new need not be a new file: one that was renamed is known by what was read of it.
"""

from __future__ import annotations

import glob
import os
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from msgspec import Struct, field

from actioncli.inputs.finding import search
from actioncli.inputs.remote.stores import is_address
from actioncli.inputs.sources import Source

_SHARE = 20
"""Looking for new files takes no more than a twentieth of the time, however many there are."""


class Place(Struct, eq=False):
    """How far a file was read. Its state is the position."""

    device: int
    inode: int
    position: int = 0
    mark: bytes = b""
    """The bytes before the position, for comparison."""

    def is_in(self, path: Path, found: os.stat_result) -> bool:
        """Whether a path refers to this file. Inode numbers are reused, so the bytes are compared."""
        if (found.st_dev, found.st_ino) != (self.device, self.inode) or found.st_size < self.position:
            return False
        try:
            with path.open("rb") as file:
                file.seek(self.position - len(self.mark))
                return file.read(len(self.mark)) == self.mark
        except OSError:
            return False


class Places(Struct):
    """How far each file was read, including files that are no longer followed."""

    _by_inode: dict[int, list[Place]] = field(default_factory=dict)

    def begin(self, found: os.stat_result) -> Place:
        """The position in a file that is about to be read."""
        place = Place(found.st_dev, found.st_ino)
        self._by_inode.setdefault(place.inode, []).append(place)
        return place

    def end(self, place: Place, found: os.stat_result) -> None:
        """Stop reading a file. It is forgotten if it was deleted or nothing was read."""
        if not found.st_nlink or not place.position:
            self._by_inode[place.inode].remove(place)

    def know(self, path: Path, found: os.stat_result) -> bool:
        """Whether a file was read before, under any name."""
        return any(place.is_in(path, found) for place in self._by_inode.get(found.st_ino, ()))


class Arrivals:
    """The directories and globs of a run, which are searched repeatedly."""

    def __init__(self, arguments: Sequence[str], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._arguments = [argument for argument in arguments if _may_grow(argument)]
        self._named = {Path(argument) for argument in arguments if argument not in self._arguments}
        self._clock, self._next = clock, 0.0

    def __bool__(self) -> bool:
        return bool(self._arguments)

    def __str__(self) -> str:
        return ", ".join(self._arguments)

    def here(self) -> frozenset[Path]:
        """The files in them now, except those named as arguments."""
        found = search(self._arguments, awaited=True).sources
        return frozenset(one.path for one in found if isinstance(one.path, Path)) - self._named

    def new(self, followed: Collection[Path], places: Places) -> list[Source]:
        """Existing files that were never read under any name."""
        began = self._clock()
        if began < self._next:
            return []
        found = [one for one in search(self._arguments, awaited=True).sources if one.path not in followed]
        if found:
            # A followed link may refer to a new file, which following it finds anyway.
            known = {(stat.st_dev, stat.st_ino) for path in followed if (stat := _stat(path))}
            found = [one for one in found if isinstance(one.path, Path) and _is_new(one.path, known, places)]
        now = self._clock()
        self._next = now + _SHARE * (now - began)
        return found


def _is_new(path: Path, known: Collection[tuple[int, int]], places: Places) -> bool:
    stat = _stat(path)
    return stat is not None and (stat.st_dev, stat.st_ino) not in known and not places.know(path, stat)


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def _may_grow(argument: str) -> bool:
    """Whether an argument is a directory of this machine or a glob."""
    if argument == "-" or is_address(argument):
        return False
    path = Path(argument)
    return path.is_dir() or (glob.has_magic(argument) and not os.path.lexists(argument))
