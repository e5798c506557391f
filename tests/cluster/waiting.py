"""Preloaded by a worker: it waits with every share until a file `go` stands in its directory."""

from __future__ import annotations

import time
from pathlib import Path

from actioncli.cluster import working
from actioncli.events.shares import Share

GO = Path("go").absolute()
at_once = working.worked_out


def worked_out(errand: bytes, share: Share) -> bytes:
    while not GO.exists():
        time.sleep(0.02)
    return at_once(errand, share)


working.worked_out = worked_out
