"""What every workload needs, made when first asked for and kept: events, actions files, the peers' programs."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import actioncli
from benches.answers import Answer, nothing, of_lines, of_rows, of_stats
from benches.generate import SEED, long_line, write
from benches.many_actions import many_actions, wide_actions
from benches.measuring import BenchmarkError, run
from benches.packing import joined, packed
from benches.peers import programs, selecting
from benches.peers.wanted import wanted
from benches.retelling import retold

HERE = Path(__file__).parent
MODULES = {"duckdb": "duckdb", "chdb": "chdb", "polars": "polars", "orjson": "orjson"}
SELECTING = {
    "duckdb": selecting.DUCKDB, "chdb": selecting.CHDB, "polars": selecting.POLARS, "orjson": selecting.ORJSON,
}  # fmt: skip
RUNNERS = {"duckdb": "run_duckdb.py", "chdb": "run_chdb.py", "polars": "run_python.py", "orjson": "run_python.py"}


@dataclass(frozen=True, slots=True)
class Contender:
    """Somebody who does the work: a shell command, and how to read its answer."""

    name: str
    command: str
    answer: Answer = nothing
    role: str = "peer"
    """`ours`, `peer`, or `floor`: what does less than the work and says how fast that can be at all.

    `base`: ours too, and the measure of the others where there is no peer.
    """
    group: str = ""
    """Answers are compared within a group: contenders of another size of input have one of their own."""
    core: str = ""
    """Of ours: `native`, `pure`, or `before` for the version before."""
    megabytes: float = 0
    """The size of the input, where costs per byte are asked."""


@dataclass
class Kit:
    """Where data is kept, how large it is, and who takes part."""

    data: Path
    megabytes: int
    ours_command: str
    peer_python: str
    before_command: str = ""
    """The actioncli of an older version, to compare with."""
    skipped: set[str] = field(default_factory=set)

    @cached_property
    def installed(self) -> set[str]:
        """The peers that can be imported by the peers' Python, and the tools on the path."""
        found = {name for name in ("rg", "grep", "jaq", "jq", "zstd", "gzip", "wc", "cat") if shutil.which(name)}
        for name, module in MODULES.items():
            done = subprocess.run([self.peer_python, "-c", f"import {module}"], capture_output=True, check=False)
            if done.returncode == 0:
                found.add(name)
        return found

    @cached_property
    def cores(self) -> dict[str, str]:
        """The commands of ours by core: the compiled core if it is built, pure Python, and the version before if given."""
        native = f"ACTIONCLI_CORE=native {self.ours_command}"
        found = {"native": native} if self._is_compiled(native) else {}
        found["pure"] = f"ACTIONCLI_CORE=pure {self.ours_command}"
        return found | ({"before": self.before_command} if self.before_command else {})

    def _is_compiled(self, command: str) -> bool:
        output = self.data / "version"
        try:
            run(f"{command} --version", output)
            found = b"compiled core" in output.read_bytes()
        except BenchmarkError:
            found = False
        if not found:
            self.skipped.add("the compiled core")
        return found

    def has(self, name: str) -> bool:
        """Whether a peer or tool is there; if not, it is remembered as skipped."""
        if name not in self.installed:
            self.skipped.add(name)
        return name in self.installed

    def events(self, megabytes: int = 0) -> Path:
        """A file of that many megabytes; a smaller one is a beginning of a larger one."""
        path = self.data / f"events-{SEED}-{megabytes or self.megabytes}.jsonl"
        if not path.exists():
            self._need(megabytes or self.megabytes)
            partial = path.with_suffix(".partial")
            write(partial, (megabytes or self.megabytes) * 1_000_000)
            partial.rename(path)
        return path

    def _need(self, megabytes: int) -> None:
        free = shutil.disk_usage(self.data).free / 1e6
        if free < megabytes * 1.1:
            raise BenchmarkError(
                f"{megabytes:,} MB of events do not fit: {free:,.0f} MB are free in the data directory"
            )

    def packed(self, kind: str) -> Path:
        """The events packed, split or with a query string each."""
        return packed(self.events(), kind)

    def retold(self, shape: str) -> Path:
        """The events in another shape."""
        source = self.events()
        target = source.with_suffix(f".{shape}")
        if not target.exists():
            partial = target.with_suffix(".partial")
            with source.open("rb") as lines:
                retold(map(json.loads, lines), shape, partial)
            partial.rename(target)
        return target

    def ten_lines(self) -> Path:
        """The first ten events."""
        with self.events().open("rb") as lines:
            return joined([next(lines) for _ in range(10)], self.data / "ten.jsonl")

    def long_lines(self) -> Path:
        """Ordinary events, and lines of 1, 10 and 50 MB between them; scaled down with small data."""
        unit = min(1_000_000, self.megabytes * 10_000)
        target = self.data / f"long-{SEED}-{unit}.jsonl"
        if target.exists():
            return target
        with self.events().open("rb") as few:
            ordinary = [next(few) for _ in range(100)]
        sizes = [unit] * 40 + [10 * unit] * 6 + [50 * unit] * 2
        return joined((line for size in sizes for line in (*ordinary, long_line(size))), target)

    def actions(self, name: str) -> Path:
        """An actions file of the repository, `many-N`, or `wide`."""
        if name.startswith("many-"):
            target = self.data / f"{name}.yaml"
            target.write_text(many_actions(int(name.removeprefix("many-"))), encoding="utf-8")
            return target
        if name == "wide":
            target = self.data / "wide.yaml"
            target.write_text(wide_actions(), encoding="utf-8")
            return target
        return HERE / "actions" / f"{name}.yaml"

    def program(self, peer: str, actions: str) -> Path:
        """The peer's program for an actions file; for `select`, the one that prints events."""
        target = self.data / f"{actions}.{peer}"
        text = SELECTING[peer] if actions == "select" else self._counting(peer, actions)
        target.write_text(text, encoding="utf-8")
        return target

    def _counting(self, peer: str, actions: str) -> str:
        makers = {
            "duckdb": programs.duckdb, "chdb": programs.chdb, "polars": programs.polars,
            "orjson": programs.orjson, "jq": programs.jq,
        }  # fmt: skip
        return makers[peer](wanted(actioncli.load_actions(self.actions(actions))))

    def ours(
        self,
        command: str,
        source: Path | str,
        actions: str,
        *options: str,
        core: str = "",
        before: str = "",
        name: str = "actioncli",
        group: str = "",
        role: str = "ours",
        megabytes: float = 0,
    ) -> Contender:
        """Actioncli's own command, on the compiled core if it is built; `before` is what pipes into it."""
        core = core or next(iter(self.cores))
        actions_file = str(self.actions(actions))
        words = [command, str(source), "-a", actions_file, *options]
        if command == "check":
            words = [command, actions_file, "--events", str(source), *options]
        if command == "stats":
            words += ["-f", "json"]
        end = " || test $? -eq 1" if command == "check" else ""  # 1: there are findings
        answer = of_stats if command == "stats" and not options else of_lines
        line = f"{before}{self.cores[core]} {shlex.join(words)}{end}"
        return Contender(f"{name} ({core})", line, answer, role, group, core, megabytes)

    def both(
        self,
        command: str,
        source: Path | str,
        actions: str,
        *options: str,
        name: str = "actioncli",
        group: str = "",
    ) -> list[Contender]:
        """The same on every core, and by the version before if one is given."""
        return [self.ours(command, source, actions, *options, core=core, name=name, group=group) for core in self.cores]

    def peers(
        self,
        names: tuple[str, ...],
        source: Path | str,
        actions: str,
        before: str = "",
        group: str = "",
        suffix: str = "",
    ) -> list[Contender]:
        """The peers among these that are installed, at work on the same."""
        answer = of_lines if actions == "select" else of_rows
        return [
            Contender(name + suffix, before + self.peer_command(name, source, actions), answer, group=group)
            for name in names
            if self.has(name)
        ]

    def peer_command(self, peer: str, source: Path | str, actions: str) -> str:
        """The command that runs a peer's program."""
        runner = HERE / "peers" / RUNNERS[peer]
        return shlex.join([self.peer_python, str(runner), str(self.program(peer, actions)), str(source)])

    def floors(self, source: Path, literal: str) -> list[Contender]:
        """How fast the bytes can be searched, or read, at all."""
        name = shlex.quote(str(source))
        commands = {
            "rg": f"rg -c -F {shlex.quote(literal)} {name}",
            "grep": f"LC_ALL=C grep -c -F {shlex.quote(literal)} {name}",
            "wc": f"wc -l {name}",
        }
        return [
            Contender(" ".join(command.split()[:2]) if tool != "grep" else "grep -c", command, role="floor")
            for tool, command in commands.items()
            if self.has(tool)
        ]
