"""How tests wait for other processes: until what they wait for is so, and never for a time."""

from __future__ import annotations

import time
from collections.abc import Callable

LIMIT = 300
"""Seconds after which a test gives up. It is only reached where something hangs, also on a busy machine."""


def until(holds: Callable[[], object]) -> None:
    """Return once `holds` is true."""
    deadline = time.monotonic() + LIMIT
    while not holds():
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(0.02)
