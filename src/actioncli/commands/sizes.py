"""Files by their sizes and identities: what decides how a run reads them, before it opens any."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from actioncli.inputs.containers import SUFFIXES
from actioncli.inputs.remote.files import RemoteFile
from actioncli.inputs.sources import Source

WORTH_A_POOL = 8 << 20
"""Bytes of input below which starting processes takes longer than it saves."""


THOROUGH = 32 << 20
"""Bytes of input below which the uuids of all events are looked at; above, reading them all costs too much."""

PACKED = SUFFIXES - {".tar"}
"""Extensions of compressed files, whose size says little; only the progress bar and the start of the pool use it."""


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def identity(path: Path) -> tuple[int, int] | None:
    """What tells a regular file from all others, whatever its names; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if stat.S_ISREG(found.st_mode) else None


def worth_a_pool(sources: Sequence[Source]) -> int:
    """How many bytes to read before processes are started: none if it is certain that there is enough for them."""
    plain = sum(filter(None, map(size_of, sources)))
    return 0 if plain > 2 * WORTH_A_POOL else WORTH_A_POOL


def size_of(source: Source) -> int | None:
    """How many bytes a source has to read; None when nobody knows before it is unpacked."""
    if source.path is None or source.path.suffix in PACKED:
        return None
    if isinstance(source.path, RemoteFile):
        return source.path.size
    try:
        return source.path.stat().st_size
    except OSError:
        return None
