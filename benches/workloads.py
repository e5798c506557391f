"""The workloads: what is asked of whom, and what we aim for against the fastest peer of the same run."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass

from benches.answers import nothing, of_rows, of_uuids
from benches.kit import HERE, Contender, Kit
from benches.peers import selecting
from benches.retelling import SHAPES

PEERS = ("duckdb", "chdb", "polars", "orjson")
FROM_PIPES = ("duckdb", "chdb", "orjson")
"""Polars reads files only."""
FASTEST = ("duckdb", "chdb")
TIMES_HUGE = 8
"""622 MB become 5 GB."""
MOST_ACTIONS_OF_A_QUERY = 1_000
"""Beyond it, a query takes minutes; a loop tells whether we count right."""


@dataclass(frozen=True, slots=True)
class Workload:
    """A question, who answers it, and the aim in words."""

    name: str
    summary: str
    aim: str
    contenders: Callable[[Kit], list[Contender]]
    only_when_asked: bool = False


def queries(kit: Kit) -> list[Contender]:
    source = kit.packed("queries")
    return [*kit.both("stats", source, "thirty_real"), *kit.peers(PEERS, source, "thirty_real")]


def huge(kit: Kit) -> list[Contender]:
    source = kit.events(kit.megabytes * TIMES_HUGE)
    return [*kit.both("stats", source, "thirty_real"), *kit.peers(FASTEST, source, "thirty_real")]


def commands(kit: Kit) -> list[Contender]:
    """The commands that scan, whose time is compared with that of `stats`."""
    asked = (("stats",), ("stats", "--by", "day"), ("diagnose",), ("check",), ("suggest",))
    return [
        one
        for command, *options in asked
        for one in kit.both(
            command, kit.events(), "thirty_real", *options,
            name=" ".join((command, *options)), group=" ".join((command, *options)),
        )
    ]  # fmt: skip


def rare(kit: Kit) -> list[Contender]:
    source = kit.events()
    return [
        *kit.both("stats", source, "five_rare"),
        *kit.peers(PEERS, source, "five_rare"),
        *jq_on_found_lines(kit),
        *kit.floors(source, '"event":"plan upgraded"'),
    ]


def jq_on_found_lines(kit: Kit) -> list[Contender]:
    """What a shell does: ripgrep for the lines that may match, jq for the rest."""
    tool = "jaq" if kit.has("jaq") else "jq"
    if not (kit.has(tool) and kit.has("rg")):
        return []
    names = ("invoice paid", "plan upgraded", "checkout completed", "nps answered", "user signed up")
    literals = " ".join("-e " + shlex.quote(f'"event":"{name}"') for name in names)
    source, program = shlex.quote(str(kit.events())), shlex.quote(str(kit.program("jq", "five_rare")))
    tally = shlex.join([kit.peer_python, str(HERE / "peers" / "run_tally.py")])
    return [Contender(f"rg | {tool}", f"rg -N -F {literals} {source} | {tool} -r -f {program} | {tally}", of_rows)]


def real(kit: Kit) -> list[Contender]:
    return [*kit.both("stats", kit.events(), "thirty_real"), *kit.peers(PEERS, kit.events(), "thirty_real")]


def everything(kit: Kit) -> list[Contender]:
    return [*kit.both("stats", kit.events(), "all_matching"), *kit.peers(PEERS, kit.events(), "all_matching")]


def thousand(kit: Kit) -> list[Contender]:
    source = kit.events()
    return [
        *kit.both("stats", source, "many-1000"),
        *kit.both("stats", source, "thirty_real", name="actioncli, the 30", group="30"),
        *kit.peers(PEERS, source, "many-1000"),
        *kit.peers(("duckdb",), source, "thirty_real", group="30", suffix=", the 30"),
    ]


def wide(kit: Kit) -> list[Contender]:
    return [kit.ours("stats", kit.events(), "wide"), *kit.peers(PEERS, kit.events(), "wide")]


def match(kit: Kit) -> list[Contender]:
    source = kit.events()
    found = [*kit.both("match", source, "one"), *kit.peers(PEERS, source, "select")]
    tool = "jaq" if kit.has("jaq") else "jq"
    name = shlex.quote(str(source))
    if kit.has("rg") and kit.has(tool):
        lines = f"""rg -N -F '"event":"$autocapture"' {name}"""
        found.append(
            Contender(f"rg | {tool}", f"{lines} | {tool} -c {shlex.quote(selecting.JQ)}", of_uuids, group="uuids")
        )
        ours = found[0]
        found.append(Contender("actioncli, uuids", ours.command, of_uuids, "check", group="uuids"))
    if kit.has("rg"):
        found.append(Contender("rg with a pattern", selecting.RG.format(source=name), found[0].answer, "floor"))
    return found


def from_source(kind: str, unpack: str) -> Callable[[Kit], list[Contender]]:
    """The thirty actions on packed events: ours on the file and on a pipe, the peers behind the unpacker."""

    def contenders(kit: Kit) -> list[Contender]:
        path = kit.packed(kind) if kind else kit.events()
        before = f"{unpack} {shlex.quote(str(path))} | "
        direct = kit.both("stats", path, "thirty_real") if kind else []
        floor = Contender(unpack, f"{unpack} {shlex.quote(str(path))} | cat", role="floor")
        return [
            *direct,
            kit.ours("stats", "-", "thirty_real", before=before, name=f"{unpack} | actioncli"),
            *piped(kit, before, unpack),
            *(kit.peers(("duckdb",), path, "thirty_real", suffix=", unpacking itself") if kind else []),
            floor,
        ]

    return contenders


def piped(kit: Kit, before: str, unpack: str) -> list[Contender]:
    """The peers that read a pipe."""
    return [
        Contender(
            f"{unpack} | {name}",
            before + kit.peer_command(name, "-" if name == "orjson" else "/dev/stdin", "thirty_real"),
            of_rows,
        )
        for name in FROM_PIPES
        if kit.has(name)
    ]


def many_files(kit: Kit) -> list[Contender]:
    directory = kit.packed("files")
    return [
        kit.ours("stats", directory, "thirty_real"),
        kit.ours("stats", kit.events(), "thirty_real", name="actioncli, one file"),
        *kit.peers(("duckdb", "chdb", "polars"), directory, "thirty_real"),
    ]


def long_lines(kit: Kit) -> list[Contender]:
    source = kit.long_lines()
    return [
        kit.ours("stats", source, "thirty_real"),
        *kit.peers(PEERS, source, "thirty_real"),
        *kit.floors(source, "x-x")[-1:],
    ]


def by_size(kit: Kit) -> list[Contender]:
    found = []
    for size in [max(kit.megabytes * share // 6, 1) for share in (1, 3, 6, 12)]:
        group, source = f"{size} MB", kit.events(size)
        found.append(kit.ours("stats", source, "thirty_real", name=f"actioncli, {group}", group=group))
        found += kit.peers(("duckdb",), source, "thirty_real", group=group, suffix=f", {group}")
    return found


def by_actions(kit: Kit) -> list[Contender]:
    found = []
    for count in (10, 100, 1_000, 5_000):
        group, actions = f"{count:,} actions", f"many-{count}"
        found.append(kit.ours("stats", kit.events(), actions, name=f"actioncli, {group}", group=group))
        peers = ("duckdb",) if count <= MOST_ACTIONS_OF_A_QUERY else ("orjson",)
        found += kit.peers(peers, kit.events(), actions, group=group, suffix=f", {group}")
    return found


def by_jobs(kit: Kit) -> list[Contender]:
    return [
        kit.ours("stats", kit.events(), actions, "-j", str(jobs), name=f"{actions}, {jobs} jobs", group=actions)
        for actions in ("five_rare", "thirty_real")
        for jobs in (1, 2)
    ]


def shapes(kit: Kit) -> list[Contender]:
    """One process each, for Parquet is read by row groups and pages by one reader: what a shape costs is asked."""
    sources = {"posthog": kit.events(), **{shape: kit.retold(shape) for shape in SHAPES}}
    return [
        kit.ours(
            "stats", source, "every_shape", "-j", "1", name=shape, group=shape,
            role="base" if shape == "posthog" else "ours", megabytes=source.stat().st_size / 1e6,
        )
        for shape, source in sources.items()
    ]  # fmt: skip


def start_up(kit: Kit) -> list[Contender]:
    python = shlex.quote(sys.executable)
    ten = kit.ten_lines()
    return [
        Contender("actioncli --version", f"{kit.ours_command} --version", nothing, "ours"),
        *kit.both("match", ten, "all_matching", name="actioncli match, 10 lines"),
        *kit.both("stats", ten, "thirty_real", name="actioncli stats, 10 lines", group="stats"),
        *kit.peers(("duckdb",), ten, "thirty_real", group="stats", suffix=", 10 lines"),
        Contender("python -c pass", f"{python} -c pass", role="floor"),
    ]


WORKLOADS: tuple[Workload, ...] = (
    Workload("rare", "5 rare actions, `stats`", "2.2 x the fastest peer", rare),
    Workload("real", "30 real actions, `stats`", "2.8 x the fastest peer", real),
    Workload("all", "actions that match every event, `stats`", "1.8 x the fastest peer", everything),
    Workload(
        "thousand", "1,000 actions, `stats`", "12 x the fastest peer, and at most 1.5 x the time of the 30", thousand
    ),
    Workload("match", "`match` one action, events out to a file", "2.2 x the fastest peer", match),
    Workload("commands", "what scans, 30 real actions", "see `aims.py`", commands),
    Workload("members", "gzip, one member per event", "2 x DuckDB by itself", from_source("members", "gzip -dc")),
    Workload("gz", "one gzip file", "no cliff", from_source("gz", "gzip -dc")),
    Workload("zst", "zstd", "no cliff", from_source("zst", "zstd -dc")),
    Workload("pipe", "a pipe", "no cliff", from_source("", "cat")),
    Workload("queries", "30 real actions, a query string of its own for every address", "no cliff", queries),
    Workload("files", "many small files", "no cliff", many_files),
    Workload("long", "lines of 1 to 50 MB among ordinary ones", "no cliff", long_lines),
    Workload("wide", "actions that ask for many fields", "no cliff", wide),
    Workload("size", "30 real actions, growing files", "linear; memory flat", by_size),
    Workload("actions", "growing numbers of actions", "nearly flat", by_actions),
    Workload("jobs", "one worker and two", "1.8 x one", by_jobs),
    Workload("shapes", "the same events in other shapes and forms", "at most 1.5 x the time per byte", shapes),
    Workload("start", "start-up", "`stats` on ten lines with 30 actions in 0.11 s, 6 x `python -c pass`", start_up),
    Workload("huge", "30 real actions, 8 times the size", "3.5 x the fastest peer", huge, only_when_asked=True),
)
