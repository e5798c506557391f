"""Every command reads addresses, with any number of workers, and none is slower to start for it."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from actioncli.scanning.pool import FORKS
from inputs.remote.servers import Web, put
from waiting import LIMIT

ROOT = Path(__file__).parents[3]
SAMPLE = (ROOT / "sample_data" / "events.jsonl").read_bytes()
ACTIONS = ROOT / "actions.example.yaml"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-W", "error", "-m", "actioncli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, timeout=LIMIT)


@pytest.fixture(scope="module")
def large(endpoint: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder, here and as `s3://logs/large`, with spans, packed files and bad lines."""
    folder = tmp_path_factory.mktemp("large")
    (folder / "b").mkdir()
    files = {
        "a.jsonl": (SAMPLE + b"spoiled\n") * 40,
        "b/1.jsonl.gz": gzip.compress(SAMPLE * 12, 1),
        "b/2.jsonl": SAMPLE + b"{\n",
        "c.jsonl": SAMPLE,
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
        put(f"{endpoint}/logs/large/{name}", content)
    return folder


@pytest.mark.parametrize("jobs", ["1", "3"])
@pytest.mark.parametrize("command", [["match", "--tag"], ["stats", "-f", "json", "--by", "day"]], ids=" ".join)
def test_a_folder_in_s3_prints_what_the_same_folder_does_here(large: Path, command: list[str], jobs: str) -> None:
    here = run(*command, large, "-a", ACTIONS)
    there = run(*command, "s3://logs/large", "-a", ACTIONS, "-j", jobs)

    assert len(here.stdout) > 1000
    assert there.stdout == here.stdout
    assert there.stderr.replace(b"s3://logs/large", bytes(large)) == here.stderr
    assert (here.returncode, there.returncode) == (0, 0)


@pytest.mark.parametrize(
    "command",
    [
        ["shapes", "-f", "json"],
        ["diagnose", "-f", "json"],
        ["suggest"],
        ["explain", "--line", "5"],
        ["diff", str(ACTIONS), str(ROOT / "sample_data" / "broken.yaml"), "-f", "json"],
        ["check", str(ACTIONS), "-f", "json", "--events"],
    ],
    ids=lambda command: command[0],
)
def test_every_command_reads_an_address(command: list[str], web: Web, tmp_path: Path) -> None:
    (tmp_path / "events.jsonl").write_bytes(SAMPLE)
    address = web.put("/events.jsonl", SAMPLE)
    actions = [] if command[0] in ("diff", "check") else ["-a", str(ACTIONS)]
    here = run(*command, tmp_path / "events.jsonl", *actions)
    there = run(*command, address, *actions)

    assert here.stdout
    assert there.stdout.replace(address.encode(), bytes(tmp_path / "events.jsonl")) == here.stdout
    assert (there.stderr, there.returncode) == (here.stderr, here.returncode)


def test_what_cannot_be_read_is_named_and_the_others_go_on(large: Path, web: Web) -> None:
    web.put("/a.jsonl", SAMPLE, faults=["always 403"])
    web.put("/b.jsonl", SAMPLE)
    done = run(
        "match", "-c", f"{web.address}/a.jsonl?token=x", f"{web.address}/b.jsonl", "s3://logs/none", "-a", ACTIONS
    )

    assert done.stdout == b"252\n"
    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == [
        "actioncli: no such file: s3://logs/none",
        f"actioncli: permission denied: {web.address}/a.jsonl",
    ]


def test_what_is_read_ends_when_its_reader_does(large: Path) -> None:
    command = f"{sys.executable} -W error -m actioncli match s3://logs/large -a {ACTIONS} | head -n 1 | wc -l"
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=True, timeout=LIMIT)

    assert (done.stdout.strip(), done.stderr) == (b"1", b"")


FORKING = """
import os, sys, threading
from functools import partial
from actioncli import load_actions
from actioncli.api import _job
from actioncli.counting import TallyCollector
from actioncli.tasks.splitting import tasks_of
from actioncli.inputs.remote import prefetch
from actioncli.inputs.finding import search
from actioncli.grouping import grouped
from actioncli.scanning.pool import pooled
from actioncli.scanning.worker import Worker, _runner

prefetch.HEAD = 5000
alive = lambda: len(os.listdir("/proc/self/task"))
threads = []
os.register_at_fork(after_in_parent=lambda: threads.append(alive()))
job = _job(TallyCollector(grouped(None, "UTC", None)), load_actions(sys.argv[1]), (), None, None, None)
tasks = filter(None, tasks_of(search(sys.argv[2:]).sources, 1 << 17))
first = next(tasks)
before = alive()
parts = [Worker(job).run(first), *pooled(partial(_runner, job), tasks, 2)]
print(before > 1, threads, sum(part.lines for part in parts), [part.trouble for part in parts if part.trouble])
"""


@pytest.mark.skipif(not FORKS, reason="processes are not forked here")
def test_no_thread_is_there_when_workers_are_forked(web: Web) -> None:
    """Not even when the reader has begun, and fetches what comes next: that goes on afterwards."""
    addresses = [web.put(f"/{number}.jsonl", SAMPLE) for number in range(6)]
    command = [sys.executable, "-W", "error", "-c", FORKING, str(ACTIONS), *addresses]
    done = subprocess.run(command, capture_output=True, check=False, timeout=LIMIT)

    assert done.stderr == b""
    assert done.stdout.decode() == f"True [1, 1] {430 * 6} []\n"


def test_a_local_file_loads_nothing_of_the_network() -> None:
    code = (
        "import sys\nfrom actioncli.cli import main\n"
        f"sys.argv = ['actioncli', 'stats', {str(ROOT / 'sample_data' / 'events.jsonl')!r}, '-a', {str(ACTIONS)!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print([name for name in ('fsspec', 'asyncio', 'aiohttp', 'ssl') if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=LIMIT)

    assert done.stderr.decode().strip() == "[]"
