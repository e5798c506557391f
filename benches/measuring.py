"""Runs a command and measures the whole of it: wall time, CPU seconds, peak memory of all its processes."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

SAMPLING_SECONDS = 0.02


class BenchmarkError(Exception):
    """A contender that failed, or counted differently."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run cost; megabytes are of 1,000,000 bytes."""

    seconds: float
    cpu_seconds: float
    largest_process_mb: float | None = None
    """Peak resident memory of the largest process (VmHWM), files that it maps included. Sampled runs only:
    `ru_maxrss` would do without sampling, but counts what the parent had before `exec`."""
    resident_mb: float | None = None
    """Peak over time of all processes' proportional set size: pages shared by several count once. Sampled runs only."""
    own_mb: float | None = None
    """The same without pages of mapped files, which the system takes back when it wants them. Sampled runs only."""


def run(command: str, output: Path, *, sampled: bool = False, allowed: tuple[int, ...] = (0,)) -> Cost:
    """Runs a shell command with its output in a file; memory is sampled when asked for, which takes a little time.

    Raises:
        BenchmarkError: it ended with another code than those allowed.

    """
    with output.open("wb") as out, output.with_suffix(".stderr").open("wb+") as complaints:
        started = time.perf_counter()
        process = subprocess.Popen(["/bin/sh", "-c", command], stdout=out, stderr=complaints, start_new_session=True)
        sampler = Sampler(process.pid) if sampled else None
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)  # it has a session of its own: Ctrl-C does not reach it
            raise
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        peaks = sampler.finished() if sampler else (None, None, None)
        if process.returncode not in allowed:
            complaints.seek(0)
            raise BenchmarkError(f"exit {process.returncode}: {complaints.read().decode(errors='replace')[-2000:]}")
    return Cost(seconds, usage.ru_utime + usage.ru_stime, *peaks)


class Sampler:
    """A thread that adds up the memory of a session's processes again and again; Linux only."""

    def __init__(self, session: int) -> None:
        self.session = session
        self.peaks = [0.0, 0.0, 0.0]
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._sample, daemon=True)
        self.thread.start()

    def finished(self) -> tuple[float | None, float | None, float | None]:
        """Peaks in megabytes: the largest process, all, all without mapped files; None where there is no /proc."""
        self.done.set()
        self.thread.join()
        largest, whole, own = self.peaks
        return (largest, whole, own) if largest else (None, None, None)

    def _sample(self) -> None:
        while not self.done.wait(SAMPLING_SECONDS):
            sizes = [sizes_of(process) for process in processes_of(self.session)]
            largest = max((size[0] for size in sizes), default=0.0)
            now = (largest, sum(size[1] for size in sizes), sum(size[2] for size in sizes))
            self.peaks = [max(pair) for pair in zip(self.peaks, now, strict=True)]


def processes_of(session: int) -> list[Path]:
    """The processes of a session."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            fields = (process / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        if int(fields[3]) == session:
            found.append(process)
    return found


def sizes_of(process: Path) -> tuple[float, float, float]:
    """Megabytes of a process: its peak until now, its proportional share, and that without mapped files."""
    try:
        status, shares = (process / "status").read_text(), (process / "smaps_rollup").read_text()
    except OSError:
        return 0.0, 0.0, 0.0  # it has ended meanwhile
    kilobytes = {
        line.split(":")[0]: int(line.split()[1])
        for line in (*status.splitlines(), *shares.splitlines())
        if line.endswith(" kB")
    }
    peak, whole, files = (kilobytes.get(name, 0) * 1024 / 1e6 for name in ("VmHWM", "Pss", "Pss_File"))
    return peak, whole, whole - files
