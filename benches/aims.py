"""The aims, and what a run reached: one row for each, on the compiled core and in pure Python.

Times are medians of whole processes, start-up included, and all of one run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from benches.report import Measured, fastest_peers

Figure: TypeAlias = Callable[[Sequence[Measured], str], float]
"""What a core reached in a workload; raises StopIteration or KeyError if it did not take part."""
CORES = ("native", "pure")
MOST_MEMORY = 200


@dataclass(frozen=True, slots=True)
class Aim:
    """A row of the table; `limit` is the least for ratios to peers, and the most for everything else."""

    workload: str
    work: str
    limit: float
    figure: Figure
    unit: str = "x"
    at_most: bool = True

    def text(self) -> str:
        """The aim in words."""
        return f"{'at most ' if self.at_most else ''}{self.limit:g} {self.unit}"


def ours(measured: Sequence[Measured], core: str, group: str = "") -> Measured:
    """What a core did in a group."""
    return next(one for one in measured if (one.contender.core, one.contender.group) == (core, group))


def named(measured: Sequence[Measured], name: str) -> Measured:
    """The contender of that name."""
    return next(one for one in measured if one.contender.name == name)


def speed(measured: Sequence[Measured], core: str) -> float:
    """The time of the fastest peer as a multiple of ours."""
    return fastest_peers(measured)[""].seconds / ours(measured, core).seconds


def speed_of(peer: str) -> Figure:
    """The time of one peer as a multiple of ours."""
    return lambda measured, core: named(measured, peer).seconds / ours(measured, core).seconds


def time_of(group: str, base: str) -> Figure:
    """The time of a group of ours as a multiple of another's."""
    return lambda measured, core: ours(measured, core, group).seconds / ours(measured, core, base).seconds


def per_byte(shape: str) -> Figure:
    """The processor time per byte of a shape as a multiple of PostHog's lines."""
    return lambda measured, core: ours(measured, core, shape).paired_per_byte(ours(measured, core, "posthog"))


def start_seconds(measured: Sequence[Measured], core: str) -> float:
    return ours(measured, core, "stats").seconds


def start_multiple(measured: Sequence[Measured], core: str) -> float:
    return start_seconds(measured, core) / named(measured, "python -c pass").seconds


AIMS = (
    Aim("rare", "5 rare actions", 2.2, speed, "x the fastest peer", at_most=False),
    Aim("real", "30 real actions", 2.8, speed, "x the fastest peer", at_most=False),
    Aim("all", "all events match", 1.8, speed, "x the fastest peer", at_most=False),
    Aim("match", "`match` one action, events out", 2.2, speed, "x the fastest peer", at_most=False),
    Aim("thousand", "1,000 actions", 12, speed, "x the fastest peer", at_most=False),
    Aim("thousand", "1,000 actions", 1.5, time_of("", "30"), "x the time of the 30"),
    Aim("huge", "30 real actions, 8 times the size", 3.5, speed, "x the fastest peer", at_most=False),
    Aim("commands", "`diagnose`", 1.5, time_of("diagnose", "stats"), "x the time of `stats`"),
    Aim("commands", "`check --events`", 1.5, time_of("check", "stats"), "x the time of `stats`"),
    Aim("commands", "`suggest`", 3, time_of("suggest", "stats"), "x the time of `stats`"),
    Aim("commands", "`stats --by day`", 1.1, time_of("stats --by day", "stats"), "x the time of `stats`"),
    Aim("start", "`stats` on ten lines, 30 actions", 0.11, start_seconds, "s"),
    Aim("start", "`stats` on ten lines, 30 actions", 6, start_multiple, "x `python -c pass`"),
    Aim("members", "gzip, a member an event", 2, speed_of("duckdb, unpacking itself"), "x DuckDB", at_most=False),
    Aim("shapes", "properties as text", 1.5, per_byte("text-properties"), "x PostHog's CPU per byte"),
    Aim("shapes", "Segment", 1.5, per_byte("segment"), "x PostHog's CPU per byte"),
    Aim("shapes", "flat JSON", 1.5, per_byte("flat"), "x PostHog's CPU per byte"),
)


def aims_table(results: Mapping[str, Sequence[Measured]]) -> str:
    """The rows whose workloads were measured, as Markdown; empty if there are none."""
    rows = [
        [aim.work, aim.text(), *(reached(aim.figure, results[aim.workload], core) for core in CORES)]
        for aim in AIMS
        if aim.workload in results
    ]
    if not rows:
        return ""
    everyone = [one for measured in results.values() for one in measured]
    rows.append(
        ["memory of all processes, the most", f"at most {MOST_MEMORY} MB", *(memory(everyone, core) for core in CORES)]
    )
    if olds := slowdowns(results):
        name, worst = max(olds, key=lambda pair: pair[1])
        rows.append(
            [f"pure Python, CPU against the version before; most in `{name}`", "at most 1 x", "", f"{worst:.2f}"]
        )
    lines = ["| work | aim | compiled core | pure Python |", "|---|---|---|---|"]
    return "\n".join(["### Aims", "", *lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


def reached(figure: Figure, measured: Sequence[Measured], core: str) -> str:
    """A figure in a cell; a dash if the core, or whoever it is compared with, did not take part."""
    try:
        return f"{figure(measured, core):.2f}"
    except (StopIteration, KeyError):
        return "-"


def memory(everyone: Sequence[Measured], core: str) -> str:
    """The largest memory of all processes of any run of a core, in megabytes."""
    sizes = [one.sampled.resident_mb for one in everyone if one.contender.core == core and one.sampled.resident_mb]
    return f"{max(sizes):.0f}" if sizes else "-"


def slowdowns(results: Mapping[str, Sequence[Measured]]) -> list[tuple[str, float]]:
    """By workload, the processor time of pure Python as a multiple of the version before's."""
    return [
        (workload, ours(measured, "pure", one.contender.group).paired(one))
        for workload, measured in results.items()
        for one in measured
        if one.contender.core == "before"
    ]
