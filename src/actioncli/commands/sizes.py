"""Sizes and identities of files, which decide how a run reads them before it opens any."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from actioncli.inputs.containers import SUFFIXES
from actioncli.inputs.remote.files import RemoteFile
from actioncli.inputs.sources import Source

POOL_THRESHOLD = 8 << 20
"""Below this size of input, starting processes takes longer than it saves."""


THOROUGH = 32 << 20
"""Below this size of input, the uuids of all events are compared; above, only a sample of them."""

PACKED = SUFFIXES - {".tar"}
"""Extensions of compressed files, whose size says little; only the progress bar and the start of the pool use it."""


def cores() -> int:
    """The number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def identity(path: Path) -> tuple[int, int] | None:
    """The identity of a regular file, which all its names share; None for anything else."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if stat.S_ISREG(found.st_mode) else None


def pool_threshold(sources: Sequence[Source]) -> int:
    """The number of bytes to read before processes are started: 0 if the input is known to be large enough."""
    plain = sum(filter(None, map(size_of, sources)))
    return 0 if plain > 2 * POOL_THRESHOLD else POOL_THRESHOLD


def size_of(source: Source) -> int | None:
    """The number of bytes of a source; None if unknown until it is unpacked."""
    if source.path is None or source.path.suffix in PACKED:
        return None
    if isinstance(source.path, RemoteFile):
        return source.path.size
    try:
        return source.path.stat().st_size
    except OSError:
        return None
