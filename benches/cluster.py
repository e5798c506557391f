"""What a cluster costs and gains: two workers on this machine against one process and a pool, and what its parts take.

    python -m benches.cluster [--size MB] [--runs N] [--data DIR]

Counts are compared before any time is told, and contenders take turns, as in `benches.run`.
The costs that are measured here are what `benches.simulation` goes on with, to more machines than there are.
They are seconds of processors, and not of the clock: on other machines, client, scheduler and workers have their own.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import operator
import os
import pickle
import random
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from distributed import Client

import actioncli
from actioncli.cluster.executor import ClusterExecutor
from actioncli.cluster.merging import merged_parts
from actioncli.cluster.submit import UNDER_WAY
from actioncli.counting import TallyCollector
from actioncli.inputs.finding import find_sources
from actioncli.scanning.job import Job, Part
from actioncli.scanning.pool import in_order
from actioncli.scanning.worker import Worker
from actioncli.tallies import Cell, Tally
from actioncli.tasks.partitions import Partition
from actioncli.tasks.splitting import tasks_of
from actioncli.users import Users
from benches import machine
from benches.kit import HERE, Contender, Kit
from benches.report import FIELDS, Measured, cells
from benches.run import measure, say
from benches.simulation import Costs
from benches.workloads import Workload

ACTIONS = "thirty_real"
TASKS = 1500
"""Tasks that do nothing, to see what a task costs the scheduler."""
USERS = 50_000
"""Users in each of the tallies that are added up, to see what that takes."""


@contextmanager
def cluster_of(workers: int, directory: Path) -> Iterator[tuple[str, int]]:
    """The address of a scheduler with so many worker processes of one thread each, and its own process."""
    told = directory / "scheduler.json"
    dask, quiet = [sys.executable, "-m", "dask"], {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    loopback = ["--host", "127.0.0.1", "--no-dashboard"]
    started = [
        subprocess.Popen([*dask, "scheduler", "--port", "0", "--scheduler-file", told, *loopback], **quiet)  # type: ignore[call-overload]
    ]
    try:
        while not (told.exists() and told.stat().st_size):
            time.sleep(0.05)
        address = str(json.loads(told.read_text())["address"])
        options = ["--nworkers", str(workers), "--nthreads", "1", "--local-directory", directory, *loopback]
        started.append(subprocess.Popen([*dask, "worker", address, *options], **quiet))  # type: ignore[call-overload]
        with client_of(address) as client:
            client.wait_for_workers(workers, timeout=120)
        yield address, started[0].pid
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()


@contextmanager
def client_of(address: str) -> Iterator[Any]:
    """A client of Dask's own."""
    with Client(address, set_as_default=False) as client:
        yield client


def contenders(kit: Kit, one: str, two: str) -> list[Contender]:
    """The same counts on one process, a pool, and clusters."""
    ways = {
        "one process": ("-j", "1"),
        "pool of 2": ("-j", "2"),
        "cluster of 1": ("--cluster", one),
        "cluster of 2": ("--cluster", two),
    }
    source = kit.events()
    found = [kit.ours("stats", source, ACTIONS, *options, name=name) for name, options in ways.items()]
    short = kit.ten_lines()
    return found + [
        kit.ours("stats", short, ACTIONS, *ways[name], name=f"{name}, ten events", group="ten")
        for name in ("one process", "cluster of 2")
    ]


def seconds_a_task(address: str, scheduler: int) -> float:
    """What a share that there is nothing to do about costs the scheduler, or the client if that is more."""
    with client_of(address) as client:
        executor = ClusterExecutor(client, client.submit(int, pure=False))
        begun = process_seconds(scheduler), time.process_time()
        for _ in in_order(executor, operator.is_, [Partition((), 0)] * TASKS, UNDER_WAY):  # type: ignore[arg-type]
            pass
        ended = process_seconds(scheduler), time.process_time()
    say(", ".join(f"{(end - start) / TASKS * 1e3:.2f} ms" for start, end in zip(begun, ended, strict=True)))
    return max(end - start for start, end in zip(begun, ended, strict=True)) / TASKS


def process_seconds(process: int) -> float:
    """The seconds that a process has had of any processor."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def adding_up() -> tuple[float, float]:
    """Seconds and bytes that each user of a tally takes when tallies are added up."""
    rng = random.Random(0)
    people = [rng.getrandbits(64) for _ in range(4 * USERS)]
    packed = []
    for _ in range(16):
        cell = Cell(USERS, Users(rng.sample(people, USERS)))
        packed.append(pickle.dumps([Part("events.jsonl", Tally(USERS, cells={((0,), ((0, 0),)): cell}))]))
    begun = time.process_time()
    whole = pickle.dumps(merged_parts((part for one in packed for part in pickle.loads(one)), TallyCollector(None)))
    seconds = time.process_time() - begun
    return seconds / (16 * USERS), len(whole) / len(people)


def tally_of(kit: Kit) -> Tally:
    """The tally of the events."""
    collector = TallyCollector(None)
    worker = Worker(Job(actioncli.load_actions(kit.actions(ACTIONS)), collector, dt.datetime.now(dt.UTC)))
    sources, _ = find_sources([str(kit.events())])
    return collector.merged(worker.run(task).result for task in tasks_of(sources) if task)


def costs_of(kit: Kit, measured: Sequence[Measured], address: str, scheduler: int) -> Costs:
    """What the simulation goes on with."""
    took = {one.contender.name: one for one in measured}
    alone, short = took["one process"], took["one process, ten events"]
    size, whole = kit.events().stat().st_size, tally_of(kit)
    cells = whole.cells.values()
    everybody = Users()
    for cell in cells:
        everybody |= cell.users
    adding, width = adding_up()
    return Costs(
        start_seconds=took["cluster of 2, ten events"].seconds - short.seconds,
        bytes_a_second=size / (alone.cpu_seconds - short.cpu_seconds),
        task_seconds=seconds_a_task(address, scheduler),
        adding_seconds_a_user=adding,
        bytes_a_user=width,
        bytes_an_event=size / whole.events,
        matched_share=sum(cell.events for cell in cells) / whole.events,
        entries_a_user=sum(len(cell.users) for cell in cells) / len(everybody),
    )


def table(measured: Sequence[Measured]) -> str:
    """Medians, and how many times as fast as one process."""
    first = {one.contender.group: one.seconds for one in reversed(measured) if one.contender.name.startswith("one")}
    lines = ["| | median s | fastest - slowest s | against one process | CPU s |", "|---|---|---|---|---|"]
    for one in measured:
        times = [cost.seconds for cost in one.timed]
        ratio = first[one.contender.group] / one.seconds
        spread = f"{min(times):.3f} - {max(times):.3f}"
        lines.append(f"| {one.contender.name} | {one.seconds:.3f} | {spread} | {ratio:.2f} x | {one.cpu_seconds:.2f} |")
    return "\n".join(lines) + "\n"


def save(directory: Path, facts: Sequence[str], text: str, measured: Sequence[Measured], costs: Costs) -> None:
    """`raw.csv`, `summary.md` and `costs.json`."""
    directory.mkdir(parents=True, exist_ok=True)
    told = "".join(f"- {fact}\n" for fact in facts)
    (directory / "summary.md").write_text(f"# A cluster on one machine\n\n{told}\n{text}", encoding="utf-8")
    (directory / "costs.json").write_text(json.dumps(costs.as_dict(), indent=2) + "\n", encoding="utf-8")
    with (directory / "raw.csv").open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(FIELDS)
        for one in measured:
            for number, cost in enumerate([one.sampled, *one.timed]):
                run = str(number) if number else "sampled"
                writer.writerow(["cluster", one.contender.name, one.contender.role, run, *cells(cost)])


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, prints and saves."""
    beside = Path(sys.executable).with_name("actioncli")
    parser = argparse.ArgumentParser(prog="python -m benches.cluster", description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="timed runs of each; default 5")
    parser.add_argument("--size", type=int, default=600, help="megabytes of events; default 600")
    parser.add_argument("--data", type=Path, help="keep data here for the next time; default: a temporary directory")
    parser.add_argument("--actioncli", default=shlex.quote(str(beside)), help="the command that is measured")
    parser.add_argument("--save", type=Path, default=HERE / "runs", help="raw numbers go into a directory in here")
    parser.add_argument("--no-save", action="store_true")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the cluster is ended too
    with tempfile.TemporaryDirectory() as temporary:
        homes = [Path(temporary, name) for name in ("one", "two", "data")]
        for home in homes:
            home.mkdir()
        kit = Kit(options.data or homes[2], options.size, options.actioncli, sys.executable)
        kit.data.mkdir(parents=True, exist_ok=True)
        with cluster_of(1, homes[0]) as (one, _), cluster_of(2, homes[1]) as (two, scheduler):
            workload = Workload("cluster", "thirty actions", "", lambda kit: contenders(kit, one, two))
            measured = measure(workload, kit, options.runs)
            costs = costs_of(kit, measured, two, scheduler)
        text = table(measured)
        facts = [*machine.description(sys.executable), f"data: {kit.megabytes} MB, {options.runs} runs each"]
        print(text, json.dumps(costs.as_dict(), indent=2), sep="\n")
        if not options.no_save:
            directory = options.save / f"{dt.datetime.now(dt.UTC).date()}-{machine.slug()}-cluster"
            save(directory, facts, text, measured, costs)
            say(f"saved in {directory}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
