"""Any number of worker processes prints what one process prints."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from waiting import LIMIT

SAMPLE = Path(__file__).parents[2] / "sample_data" / "events.jsonl"
ACTIONS = Path(__file__).parents[2] / "actions.example.yaml"
COMMAND = [sys.executable, "-m", "actioncli"]


def run(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *map(str, arguments)], capture_output=True, check=False, **options)  # type: ignore[call-overload,no-any-return]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log that is large enough for a pool: the sample, again and again, some of its lines spoiled."""
    path = tmp_path_factory.mktemp("large") / "events.jsonl"
    sample = SAMPLE.read_bytes()
    with path.open("wb") as file:
        for number in range(45):
            file.write(sample)
            file.write(b"spoiled\n" if number % 7 == 0 else b"\n")
    assert path.stat().st_size > 16 << 20
    return path


@pytest.mark.parametrize("jobs", ["2", "5"])
@pytest.mark.parametrize(
    "command",
    [
        ["match", "--tag"],
        ["match", "-v", "-f", "csv"],
        ["match", "-m", "7000"],
        ["stats", "-f", "json", "--by", "day"],
        ["diagnose", "-n", "Sign*", "-n", "Big*", "--now", "2020-01-01"],
    ],
    ids=" ".join,
)
def test_any_number_of_workers_prints_the_same(large: Path, command: list[str], jobs: str) -> None:
    alone = run(*command, large, "-a", ACTIONS, "-j", "1")
    together = run(*command, large, "-a", ACTIONS, "-j", jobs)

    assert alone.stdout == together.stdout
    assert alone.stderr == together.stderr
    assert (alone.returncode, together.returncode) == (0, 0)
    assert len(alone.stdout) > 1000


@pytest.mark.parametrize("how", ["pipe", "gzip", "gzip in a pipe"])
def test_many_workers_read_what_only_one_process_can_unpack(large: Path, how: str, tmp_path: Path) -> None:
    packed = tmp_path / "events.jsonl.gz"
    source: str | Path = "-"
    data = large.read_bytes()
    if "gzip" in how:
        data = gzip.compress(data, 1)
        packed.write_bytes(data)
    if how == "gzip":
        source = packed
    expected = run("match", "--tag", large, "-a", ACTIONS, "-j", "1").stdout
    for jobs in ["1", "3"]:
        done = run("match", "--tag", source, "-a", ACTIONS, "-j", jobs, input=data if source == "-" else b"")

        assert done.stdout == expected
        assert done.returncode == 0


def test_a_slow_pipe_is_as_prompt_when_a_pool_has_started(large: Path) -> None:
    line = b'{"event":"$pageview","properties":{}}\n'
    with subprocess.Popen(
        [*COMMAND, "match", "-", "-a", str(ACTIONS), "-n", "Pageview", "-j", "2"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b'{"event":"other"}\n' * (1 << 20))
        for _ in range(3):
            process.stdin.write(line)
            process.stdin.flush()
            assert process.stdout.readline() == line
        process.stdin.close()
        assert process.wait(LIMIT) == 0
