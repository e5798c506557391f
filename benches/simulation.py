"""How a run on a cluster grows beyond the machines there are: a simulation, event by event, from measured costs.

    python -m benches.simulation benches/runs/DATE-MACHINE-cluster/costs.json

It runs the shares and the tree of `actioncli.cluster.submit` on workers that only take time:
the scheduler hands out one task after another, a worker does one at a time, and a sum waits for what it adds up.
The same costs give the same table, to the last digit.

What it assumes: files that come as fast as the workers read them, `BANDWIDTH` between any two machines,
workers that differ by `UNEVEN`, users who come at any time, `EVENTS_A_USER` each; nobody is lost.
"""

from __future__ import annotations

import json
import math
import pickle
import sys
from collections import deque
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from heapq import heappop, heappush
from pathlib import Path
from typing import Any

from actioncli.cluster.submit import MergeTree, partition_size

BANDWIDTH = 1.25e9
"""Bytes a second from one machine to another: 10 Gbit/s."""
UNEVEN = 0.2
"""How much longer the slowest share takes than the mean one; the fastest takes so much less."""
EVENTS_A_USER = 500
GOLDEN = 0.6180339887498949
"""Its multiples, without what is before the point, are spread evenly: a pattern in place of chance."""

SIZES = (("100 GB", 1e11), ("1 TB", 1e12), ("10 TB", 1e13), ("100 TB", 1e14))
WORKERS = (2, 10, 100, 1000)
LONGEST = 36 * 3600.0
"""Seconds that reading takes at most in the table: nobody waits longer for a count."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What was measured on a real scheduler with real workers."""

    start_seconds: float
    """From the start of the command to the first share under way."""
    bytes_a_second: float
    """What one worker reads and matches."""
    task_seconds: float
    """What the scheduler needs for a task."""
    adding_seconds_a_user: float
    """What it takes to unpack, add and pack the entry of a user in a tally."""
    bytes_a_user: float
    """The size of that entry."""
    bytes_an_event: float
    matched_share: float
    """How many of the events some action takes."""
    entries_a_user: float
    """How often a user stands in a tally: once for each set of actions that match an event together."""

    def as_dict(self) -> dict[str, float]:
        """For a file."""
        return {name: float(f"{value:.4g}") for name, value in asdict(self).items()}

    @classmethod
    def of(cls, path: Path) -> Costs:
        """From such a file."""
        return cls(**json.loads(path.read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a simulated run."""

    seconds: float
    reading: float
    """Seconds if the workers did nothing but read, all of them to the end."""
    shares: int
    sums: int
    busy: float
    """The part of the time that the scheduler was at work."""
    tail: float
    """Seconds from the end of the last share to the counts."""
    fetched: float
    """Bytes that the client got."""
    largest: float
    """Entries of users that the largest sum held."""


@dataclass(eq=False, slots=True)
class Node:
    """A task: a share, or a sum of others."""

    number: int
    parts: Sequence[Node] = ()
    first: int = 0
    stop: int = 0
    """The shares that it stands for."""
    above: Node | None = None
    waits: int = 0

    def result(self) -> bytes:
        """What the tree fetches of its root."""
        return pickle.dumps([])


@dataclass(slots=True)
class Recorder:
    """What the tree takes for Dask's client: it notes the sums that are asked for."""

    nodes: list[Node] = field(default_factory=list)
    status: str = "running"

    def submit(self, _function: object, _errand: object, parts: Sequence[Node], **_: Any) -> Node:
        """Note a sum."""
        node = Node(len(self.nodes), parts, parts[0].first, parts[-1].stop, waits=len(parts))
        for part in parts:
            part.above = node
        self.nodes.append(node)
        return node


def simulated(costs: Costs, size: float, workers: int) -> Outcome:
    """A run over so many bytes."""
    share = partition_size(int(size), workers)
    count = math.ceil(size / share)
    plan = Recorder()
    tree = MergeTree(plan, None)
    leaves = [Node(number, first=number, stop=number + 1) for number in range(count)]
    for leaf in leaves:
        tree.add(leaf)
    tree.fetched()
    everybody = max(1.0, size / costs.bytes_an_event / EVENTS_A_USER * costs.entries_a_user)

    def entries(node: Node) -> float:
        events = (node.stop - node.first) * share / costs.bytes_an_event * costs.matched_share
        return everybody * -math.expm1(-events / everybody)

    def duration(node: Node) -> float:
        if not node.parts:
            bytes_read = min(share, size - node.number * share)
            return bytes_read / costs.bytes_a_second * (1 + UNEVEN * (2 * (node.number * GOLDEN % 1) - 1))
        added = sum(map(entries, node.parts))
        # One of them is there already, where the sum is made.
        moved = added * (1 - 1 / len(node.parts)) * costs.bytes_a_user
        return moved / BANDWIDTH + added * costs.adding_seconds_a_user

    ended, last_leaf, busy = _worked(leaves, workers, costs, duration)
    root = plan.nodes[-1] if plan.nodes else leaves[0]
    fetched = entries(root) * costs.bytes_a_user
    seconds = ended + fetched / BANDWIDTH + entries(root) * costs.adding_seconds_a_user
    return Outcome(
        seconds=seconds,
        reading=size / costs.bytes_a_second / workers,
        shares=count,
        sums=len(plan.nodes),
        busy=busy / seconds,
        tail=seconds - last_leaf,
        fetched=fetched,
        largest=entries(root),
    )


def _worked(leaves: Sequence[Node], workers: int, costs: Costs, duration: Any) -> tuple[float, float, float]:
    """When the last task ended, when the last share did, and how long the scheduler was at work."""
    now = scheduler = costs.start_seconds
    last_leaf = busy = 0.0
    idle, begun, done = workers, 0, 0
    ready: deque[Node] = deque()
    under_way: list[tuple[float, int, Node]] = []
    while True:
        while idle and (ready or begun < len(leaves)):
            if ready:  # before any share that has not begun
                node = ready.popleft()
            else:
                node = leaves[begun]
                begun += 1
            idle -= 1
            busy += costs.task_seconds
            scheduler = max(scheduler, now) + costs.task_seconds
            done += 1
            heappush(under_way, (scheduler + duration(node), done, node))
        if not under_way:
            return now, last_leaf, busy
        now, _, node = heappop(under_way)
        idle += 1
        if not node.parts:
            last_leaf = now
        if node.above is not None:
            node.above.waits -= 1
            if not node.above.waits:
                ready.append(node.above)


def table(costs: Costs) -> str:
    """The table of `docs/scale.md`."""
    lines = [
        "| data | workers | tasks | reading alone | the run | of what reading alone would take | scheduler at work | after the last share | entries at the root | read a second |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, size in SIZES:
        for workers in WORKERS:
            if size / costs.bytes_a_second / workers > LONGEST:
                continue
            found = simulated(costs, size, workers)
            cells = [
                name,
                f"{workers:,}",
                f"{found.shares + found.sums:,}",
                clock(found.reading),
                clock(found.seconds),
                f"{found.seconds / found.reading:.2f} x",
                f"{found.busy:.0%}".replace("%", " %"),
                clock(found.tail),
                f"{found.largest / 1e6:,.1f} M",
                f"{workers * costs.bytes_a_second / 1e9:,.1f} GB",
            ]
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def clock(seconds: float) -> str:
    """A time for people."""
    if seconds < 120:
        return f"{seconds:.1f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"


def main(arguments: Sequence[str]) -> int:
    """Prints the table of a file of costs."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    print(table(Costs.of(Path(arguments[0]))), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
