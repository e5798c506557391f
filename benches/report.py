"""What was measured, as a Markdown table for people and rows for programs."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benches.kit import Contender
from benches.measuring import Cost
from benches.workloads import Workload

FIELDS = (
    "workload",
    "contender",
    "role",
    "run",
    "seconds",
    "cpu_seconds",
    "largest_process_mb",
    "resident_mb",
    "own_mb",
)


@dataclass
class Measured:
    """One contender's runs: the sampled one of the check, and the timed ones."""

    contender: Contender
    sampled: Cost
    timed: list[Cost] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """The median."""
        return median(cost.seconds for cost in self.timed)

    @property
    def cpu_seconds(self) -> float:
        """The median."""
        return median(cost.cpu_seconds for cost in self.timed)

    def paired(self, base: Measured) -> float:
        """How much processor time it takes against another, by the median of runs that stood side by side."""
        pairs = zip(self.timed, base.timed, strict=True)
        return median(mine.cpu_seconds / other.cpu_seconds for mine, other in pairs)

    def paired_per_byte(self, base: Measured) -> float:
        """The same for each byte of the input."""
        return self.paired(base) * base.contender.megabytes / self.contender.megabytes


def table(workload: Workload, measured: Sequence[Measured]) -> str:
    """A workload's results; ratios are to the fastest peer: 2.0 is twice as fast.

    Where one of ours is the measure of the others, they are of processor time, pair by pair: 2.0 costs twice as much.
    """
    best = fastest_peers(measured)
    first = best.get(measured[0].contender.group)
    base = next((one for one in measured if one.contender.role == "base"), None)
    compared = f"CPU against {base.contender.name}, and per byte" if base else "against fastest peer"
    lines = [
        f"### {workload.name}: {workload.summary}",
        "",
        f"Aim: {workload.aim}." + (f" Fastest peer: {first.contender.name}." if first else ""),
        "",
        f"| | median s | fastest - slowest s | {compared} | CPU s | largest process MB | all processes MB | without mapped files MB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for one in measured:
        times = [cost.seconds for cost in one.timed]
        against = first if one.contender.role == "floor" else best.get(one.contender.group)
        ratio = f"{against.seconds / one.seconds:.2f} x" if against else ""
        if base:
            ratio = f"{one.paired(base):.2f} x, {one.paired_per_byte(base):.2f} x of {one.contender.megabytes:.0f} MB"
        name = f"**{one.contender.name}**" if one.contender.role in ("ours", "base") else one.contender.name
        name += " (floor)" if one.contender.role == "floor" else ""
        cells = [
            name,
            f"{one.seconds:.3f}",
            f"{min(times):.3f} - {max(times):.3f}",
            ratio,
            f"{one.cpu_seconds:.2f}",
            shown(one.sampled.largest_process_mb),
            shown(one.sampled.resident_mb),
            shown(one.sampled.own_mb),
        ]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def fastest_peers(measured: Sequence[Measured]) -> dict[str, Measured]:
    """The fastest peer of each group: groups differ in what there is to do, so each has its own."""
    best: dict[str, Measured] = {}
    for one in measured:
        if one.contender.role == "peer":
            best[one.contender.group] = min(best.get(one.contender.group, one), one, key=lambda each: each.seconds)
    return best


def shown(megabytes: float | None) -> str:
    """A size, or a dash where it could not be sampled."""
    return "-" if megabytes is None else f"{megabytes:.0f}"


def save(
    directory: Path, description: Iterable[str], tables: Iterable[str], results: dict[str, list[Measured]]
) -> None:
    """Writes `raw.csv` and `summary.md`."""
    directory.mkdir(parents=True, exist_ok=True)
    facts = "".join(f"- {line}\n" for line in description)
    (directory / "summary.md").write_text(
        f"# A run of the benchmark\n\n{facts}\n" + "\n".join(tables), encoding="utf-8"
    )
    with (directory / "raw.csv").open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(FIELDS)
        for workload, measured in results.items():
            for one in measured:
                for run, cost in enumerate([one.sampled, *one.timed]):
                    named = "sampled" if run == 0 else str(run)
                    writer.writerow([workload, one.contender.name, one.contender.role, named, *cells(cost)])


def cells(cost: Cost) -> list[str]:
    """A cost's numbers."""
    numbers = (cost.seconds, cost.cpu_seconds, cost.largest_process_mb, cost.resident_mb, cost.own_mb)
    return ["" if number is None else re.sub(r"0+$", "0", f"{number:.4f}") for number in numbers]
