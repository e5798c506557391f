"""The benchmark, in one command: makes the data, checks that all count the same, then takes turns and prints ratios.

    python -m benches.run --peers PYTHON [--workload NAME]... [--aims] [--size MB] [--runs N]

Nobody's time is printed for a workload until all its contenders have given the same answer:
events, users, first and last time of every action, or the very same lines.
The first run of each, the one that is checked, also samples memory and is not timed.
Then they take turns: A B C A B C, so that a slow minute of the machine hits all of them.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import shlex
import signal
import sys
import tempfile
from collections.abc import Hashable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from benches import machine
from benches.aims import AIMS, aims_table
from benches.kit import HERE, Contender, Kit
from benches.measuring import BenchmarkError, Cost, run
from benches.report import Measured, save, table
from benches.workloads import WORKLOADS, Workload

ALLOWED = {"ours": (0,), "base": (0,), "peer": (0,), "check": (0,), "floor": (0, 1)}
"""Exit codes: a peer that says 1 has failed, but `grep` only found nothing."""


def check(contenders: Sequence[Contender], output: Path) -> list[Cost]:
    """Runs each once and compares the answers within each group.

    Raises:
        BenchmarkError: one failed, or two of a group answered differently; nothing has been printed about time.

    """
    first: dict[str, tuple[Contender, Hashable]] = {}
    costs = []
    for contender in contenders:
        costs.append(run(contender.command, output, sampled=True, allowed=ALLOWED[contender.role]))
        try:
            answer = contender.answer(output)
        except (ValueError, KeyError) as error:
            raise BenchmarkError(f"{contender.name} gave no answer: {error}") from error
        if answer is None:
            continue
        other, expected = first.setdefault(contender.group, (contender, answer))
        if answer != expected:
            raise BenchmarkError(f"{other.name} and {contender.name} differ: {difference(expected, answer)}")
    return costs


def difference(one: Hashable, other: Hashable) -> str:
    """Where two answers differ, shortened."""
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return f"{sorted(one - other)[:5]} against {sorted(other - one)[:5]}"
    return f"{str(one)[:200]} against {str(other)[:200]}"


def measure(workload: Workload, kit: Kit, runs: int) -> list[Measured]:
    """Checks, then lets the contenders take turns."""
    output = kit.data / "output"
    contenders = workload.contenders(kit)
    costs = check(contenders, output)
    say(f"{workload.name}: all agree ({', '.join(one.name for one in contenders if one.role != 'floor')})")
    measured = [Measured(one, cost) for one, cost in zip(contenders, costs, strict=True) if one.role != "check"]
    for _ in range(runs):
        for one in measured:
            one.timed.append(run(one.contender.command, output, allowed=ALLOWED[one.contender.role]))
    return measured


def say(text: str) -> None:
    """Words for people, on stderr."""
    print(text, file=sys.stderr, flush=True)


def options_of(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    beside = Path(sys.executable).with_name("actioncli")
    parser = argparse.ArgumentParser(prog="python -m benches.run", description=__doc__.splitlines()[0])
    parser.add_argument("-w", "--workload", action="append", default=[], help="a name or glob; default: all but `huge`")
    parser.add_argument("--aims", action="store_true", help="the workloads of the aims' table; these only, without -w")
    parser.add_argument("--runs", type=int, default=5, help="timed runs of each contender; default 5")
    parser.add_argument("--size", type=int, default=600, help="megabytes of events; default 600")
    parser.add_argument("--data", type=Path, help="keep data here for the next time; default: a temporary directory")
    parser.add_argument(
        "--peers",
        default=os.environ.get("BENCH_PEERS", sys.executable),
        help="the Python that has the peers (or $BENCH_PEERS); see requirements.txt",
    )
    parser.add_argument("--actioncli", default=shlex.quote(str(beside)), help="the command that is measured")
    parser.add_argument("--before", default="", help="the command of an older version, to compare pure Python with")
    parser.add_argument("--save", type=Path, default=HERE / "runs", help="raw numbers go into a directory in here")
    parser.add_argument("--no-save", action="store_true")
    parser.add_argument("--list", action="store_true", help="lists the workloads")
    return parser.parse_args(arguments)


def chosen(globs: Sequence[str]) -> list[Workload]:
    """The workloads that fit any of the globs; without globs, all that need not be asked for."""
    return [
        one
        for one in WORKLOADS
        if (any(fnmatchcase(one.name, glob) for glob in globs) if globs else not one.only_when_asked)
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs what was asked for; 2 if contenders differ or fail."""
    options = options_of(arguments)
    if options.list:
        print("\n".join(f"{one.name:10} {one.summary}; aim: {one.aim}" for one in WORKLOADS))
        return 0
    if options.aims:
        options.workload += sorted({aim.workload for aim in AIMS})
    workloads = chosen(options.workload)
    if not workloads:
        say(f"no workload fits; there are {', '.join(one.name for one in WORKLOADS)}")
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the contender at work is ended too
    # An installed package has its modules compiled; those of a checkout are, once they have run.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    # The peers' tools, such as jaq, may lie beside their Python.
    os.environ["PATH"] = f"{Path(options.peers).parent}{os.pathsep}{os.environ['PATH']}"
    with tempfile.TemporaryDirectory() as temporary:
        data = options.data or Path(temporary)
        data.mkdir(parents=True, exist_ok=True)
        kit = Kit(data.resolve(), options.size, options.actioncli, options.peers, options.before)
        return compare(workloads, kit, options)


def compare(workloads: Sequence[Workload], kit: Kit, options: argparse.Namespace) -> int:
    """Measures and prints workload by workload; what was measured is saved even if a later one fails."""
    results: dict[str, list[Measured]] = {}
    tables = []
    status = 0
    for workload in workloads:
        try:
            results[workload.name] = measure(workload, kit, options.runs)
        except BenchmarkError as error:
            say(f"{workload.name}: {error}")
            status = 2
            continue
        tables.append(table(workload, results[workload.name]))
        print(tables[-1], flush=True)
    if aims := aims_table(results):
        tables.insert(0, aims)
        print(aims, flush=True)
    facts = [*machine.description(kit.peer_python), f"data: {kit.megabytes} MB, {options.runs} runs each"]
    if kit.skipped:
        facts.append(f"not installed, so left out: {', '.join(sorted(kit.skipped))}")
    print("\n".join(f"- {fact}" for fact in facts))
    if results and not options.no_save:
        today = dt.datetime.now(dt.UTC).date()
        picked = ["aims"] if options.aims else [workload.name for workload in workloads] if options.workload else []
        directory = options.save / "-".join([str(today), machine.slug(), *picked])
        save(directory, facts, tables, results)
        say(f"saved in {directory}")
    return status


if __name__ == "__main__":
    sys.exit(main())
