"""Opening remote sources: the first bytes of the next ones are fetched while this one is read.

Files of moderate size so come many at once; of larger ones, several ranges do.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from functools import partial
from typing import TypeAlias

from msgspec.structs import replace

from actioncli.errors import ActioncliError
from actioncli.inputs.containers import COMPRESSED
from actioncli.inputs.remote.event_loop import begin, wait
from actioncli.inputs.remote.filesystems import filesystem_of
from actioncli.inputs.remote.stores import RemoteFile
from actioncli.inputs.remote.transfer import Beginning, beginning, fetched
from actioncli.inputs.sources import Source
from actioncli.inputs.streams import Opened, open_local, open_member

STEP = 4 << 20
"""Bytes of a range of a file that is read from its start."""
HEAD = 1 << 18
"""First bytes of a file that is probably plain: enough to tell, and its spans are for the workers."""
SOURCES = 8
"""Files whose first bytes are fetched at once."""
RANGES = 4
"""Ranges of one file that are fetched at once."""
_BLOCK = 1 << 18

Opening: TypeAlias = Callable[[], Opened]


def prefetched(sources: Sequence[Source]) -> Iterator[tuple[Source, Opening]]:
    """Each source with what opens it; those that follow it are being fetched."""
    waiting: deque[tuple[Source, Opening, Future[Beginning] | None]] = deque()
    remaining = iter(sources)
    try:
        while True:
            while len(waiting) < SOURCES and (source := next(remaining, None)) is not None:
                waiting.append(_begun(source))
            if not waiting:
                return
            source, opening, _ = waiting.popleft()
            yield source, opening
    finally:
        for *_, future in waiting:
            if future is not None:
                future.cancel()


def _begun(source: Source) -> tuple[Source, Opening, Future[Beginning] | None]:
    file = source.path
    if not isinstance(file, RemoteFile):
        return source, partial(open_local, source), None
    try:
        filesystem = filesystem_of(file.address)
    except ActioncliError:
        return source, partial(open_remote, source), None  # it will say so again, in its turn
    first = begin(beginning(filesystem, file, _first(file)))
    return source, partial(_opened, source, first), first


def open_remote(source: Source) -> Opened:
    """Opens a remote source here and now, as `open_plain` does a local one."""
    file = source.path
    assert isinstance(file, RemoteFile), "others are opened by the system"  # noqa: S101
    return _opened(source, begin(beginning(filesystem_of(file.address), file, _first(file))))


def _first(file: RemoteFile) -> int:
    """How many bytes to begin with; a name is only a hint, and a wrong one costs time alone."""
    return STEP if file.suffix.lower() in COMPRESSED else HEAD


def _opened(source: Source, first: Future[Beginning]) -> Opened:
    begun = first.result()
    opened = open_member(source.name, _blocks(begun))
    opened.source = replace(source, path=begun.file)
    opened.mappable = opened.kind == "plain" and begun.file.ranges and bool(begun.file.size)
    opened.here = begun.body is None and len(begun.data) == begun.file.size
    return opened


def _blocks(begun: Beginning) -> Iterator[bytes]:
    """The bytes of a file in order, from those that are here on."""
    for start in range(0, len(begun.data), _BLOCK):
        yield begun.data[start : start + _BLOCK]
    if begun.body is None:
        yield from _ranges(begun.file, len(begun.data))
        return
    try:
        while block := wait(begun.body.read(_BLOCK)):
            yield block
    finally:
        begun.body.close()


def _ranges(file: RemoteFile, start: int) -> Iterator[bytes]:
    size, filesystem = file.size or 0, filesystem_of(file.address)
    under_way: deque[Future[bytes]] = deque()
    try:
        while start < size or under_way:
            while start < size and len(under_way) < RANGES:
                under_way.append(begin(fetched(filesystem, file, start, min(start + STEP, size))))
                start += STEP
            data = under_way.popleft().result()
            for at in range(0, len(data), _BLOCK):
                yield data[at : at + _BLOCK]
    finally:
        for future in under_way:
            future.cancel()
