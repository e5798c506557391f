"""Preloaded by a worker: after its first shares it waits with each until a file `go` stands in its directory."""

from __future__ import annotations

import os
import time
from itertools import count
from pathlib import Path

from actioncli.cluster import working
from actioncli.tasks.partitions import Partition

AT_ONCE = "ACTIONCLI_SHARES_AT_ONCE"
"""How many shares are the first, as a variable of the environment."""
GO = Path("go").absolute()

numbers = count(1)
do = working.run_partition


def run_partition(run_spec: bytes, partition: Partition) -> bytes:
    if next(numbers) > int(os.environ[AT_ONCE]):
        while not GO.exists():
            time.sleep(0.02)
    return do(run_spec, partition)


def dask_setup(_: object) -> None:
    """What Dask calls when the worker begins."""
    working.run_partition = run_partition
