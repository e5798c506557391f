"""Laws of the whole: what the engine says is what a slow, obvious matcher says, however the log is cut and spelled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import oracle
from actioncli.actions.model import Actions
from actioncli.commands.match import LineCollector, Selection
from actioncli.counting import TallyCollector, summarise
from actioncli.events.event import Event
from actioncli.inputs.finding import find_sources
from actioncli.matching.engine import Engine
from actioncli.scanning.job import Job, Part
from actioncli.scanning.scanned import Collector
from actioncli.scanning.worker import parts
from actioncli.tallies import Tally
from actioncli.tasks.splitting import tasks_of
from actioncli.users import KINDS as USER_KINDS
from event_strategies import NOW, Spelling, events, json_line, small_actions, spellings
from laws import examples
from packings import KINDS

MANY_EVENTS = st.lists(events(), min_size=1, max_size=8)


@examples(300)
@given(actions=small_actions(), log=MANY_EVENTS)
def test_the_engine_gives_the_verdict_of_the_slow_matcher(actions: Actions, log: list[dict[str, Any]]) -> None:
    engine = Engine(actions, NOW)
    for event in [*log, *log]:
        verdict = engine.verdict(Event(event), event["event"])
        hits: dict[str, list[int]] = {name: [] for name in engine.names}
        for action, matcher in verdict.matchers:
            hits[engine.names[action]].append(matcher + 1)

        assert oracle.matched(actions, event, NOW) == list(engine.names_of(verdict))
        assert oracle.matcher_hits(actions, event, NOW) == hits


@examples(150)
@given(
    actions=small_actions(),
    log=MANY_EVENTS,
    spelling=spellings(),
    users=st.sampled_from(USER_KINDS),
    span=st.integers(1, 3000),
)
def test_users_are_those_of_the_slow_matcher(
    actions: Actions, log: list[dict[str, Any]], spelling: Spelling, users: str, span: int
) -> None:
    expected: dict[str, set[str]] = {name: set() for name in actions.names()}
    for event in log:
        for name in oracle.matched(actions, event, NOW):
            expected[name] |= {oracle.user(event, users) or "nobody"}
    lines = b"\n".join(json_line(event, spelling) for event in log)
    total = Tally()
    for part in run(Job(actions, TallyCollector(None, users), NOW), lines, span, span, "log.jsonl"):
        total.merge(part.result)
    counted = summarise(total, actions.actions, users=users)

    assert {action.action: action.users for action in counted.actions} == {
        name: len(found) for name, found in expected.items()
    }


@examples(100)
@given(actions=small_actions(), log=MANY_EVENTS, spelling=spellings())
def test_no_spelling_of_an_event_changes_the_answer(
    actions: Actions, log: list[dict[str, Any]], spelling: Spelling
) -> None:
    lines = [json_line(event, spelling) for event in log]
    expected = [line + b"\n" for line, event in zip(lines, log, strict=True) if oracle.matched(actions, event, NOW)]

    assert expected == matched_lines(actions, b"\n".join(lines), span=1 << 20, chunk=1 << 20)


@examples(50)
@given(
    actions=small_actions(),
    log=MANY_EVENTS,
    noise=st.lists(st.sampled_from([b"", b"nonsense", b'{"event":"a"}{"event":"b"}', b" \t", b'{"cut'])),
    span=st.integers(1, 3000),
    chunk=st.integers(1, 3000),
)
def test_no_cut_changes_the_answer(
    actions: Actions, log: list[dict[str, Any]], noise: list[bytes], span: int, chunk: int
) -> None:
    lines = [json.dumps(event).encode() for event in log]
    for index, line in enumerate(noise):
        lines.insert(index * 2, line)
    whole = b"\n".join(lines) + b"\n"

    assert matched_lines(actions, whole, 1 << 30, 1 << 30) == matched_lines(actions, whole, span, chunk)
    assert tally(actions, whole, 1 << 30, 1 << 30) == tally(actions, whole, span, chunk)


@examples(200)
@given(actions=small_actions(), log=MANY_EVENTS, spelling=spellings(), unmatched=st.booleans())
def test_what_is_ruled_out_early_matches_nothing(
    actions: Actions, log: list[dict[str, Any]], spelling: Spelling, unmatched: bool
) -> None:
    lines = b"\n".join(json_line(event, spelling) for event in log)
    collectors: tuple[Collector[Any], ...] = (LineCollector(Selection(unmatched), tag=True), TallyCollector(None))
    for collector in collectors:
        quick, thorough = (
            [
                part.result
                for part in run(Job(actions, collector, NOW, prefilter=on), lines, 1 << 20, 1 << 20, "a.jsonl")
            ]
            for on in (True, False)
        )

        assert thorough == quick


@examples(60)
@given(
    actions=small_actions(),
    log=MANY_EVENTS,
    kind=st.sampled_from(sorted(KINDS)),
    span=st.integers(1, 3000),
    chunk=st.integers(1, 3000),
)
def test_no_kind_of_source_changes_the_answer(
    actions: Actions, log: list[dict[str, Any]], kind: str, span: int, chunk: int
) -> None:
    lines = [json.dumps(event).encode() for event in log]
    name, packed = KINDS[kind]

    assert matched_lines(actions, b"\n".join(lines), 1 << 20, 1 << 20) == matched_lines(
        actions, packed(lines), span, chunk, name
    )


@examples(30)
@given(
    actions=small_actions(),
    log=MANY_EVENTS,
    noise=st.sampled_from([b"", b"nonsense", b"\xff", b"[1]"]),
    kind=st.sampled_from(["plain", "gzip, a member an event", "an array"]),
    span=st.integers(40, 3000),
    chunk=st.integers(1, 3000),
    jobs=st.integers(2, 4),
)
def test_any_number_of_workers_gives_the_same_parts(
    worker: Connection,
    actions: Actions,
    log: list[dict[str, Any]],
    noise: bytes,
    kind: str,
    span: int,
    chunk: int,
    jobs: int,
) -> None:
    name, packed = KINDS[kind]
    lines = [json.dumps(event).encode() for event in log]
    whole = packed([*lines, *([noise] if kind != "an array" else []), *lines])
    collectors: tuple[Collector[Any], ...] = (LineCollector(Selection(unmatched=False), tag=True), TallyCollector(None))
    for collector in collectors:
        job = Job(actions, collector, NOW)
        worker.send((job, whole, span, chunk, name, jobs))
        together = worker.recv()
        alone = run(job, whole, span, chunk, name)

        assert alone == together


@pytest.fixture(scope="module")
def worker() -> Iterator[Connection]:
    """A process that runs jobs: without the threads of this one, so that its pool may fork as that of a user does."""
    ours, theirs = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=run_what_comes, args=(theirs,))
    process.start()
    theirs.close()
    yield ours
    ours.close()
    process.join()


def run_what_comes(connection: Connection) -> None:
    """The life of that process."""
    with suppress(EOFError):
        while True:
            connection.send(run(*connection.recv()))


def matched_lines(actions: Actions, log: bytes, span: int, chunk: int, name: str = "log.jsonl") -> list[bytes]:
    job = Job(actions, LineCollector(Selection(unmatched=False), tag=False), NOW)
    return [line for part in run(job, log, span, chunk, name) for line in part.result]


def tally(actions: Actions, log: bytes, span: int, chunk: int) -> tuple[Tally, list[int], int]:
    total, bad_lines, skipped, before = Tally(), [], 0, 0
    for part in run(Job(actions, TallyCollector(None), NOW), log, span, chunk, "log.jsonl"):
        total.merge(part.result)
        bad_lines += [before + bad.index for bad in part.bad]
        before += part.lines
        skipped += part.skipped
    return total, bad_lines, skipped


def run(job: Job[Any], log: bytes, span: int, chunk: int, name: str, jobs: int = 1) -> list[Any]:
    with TemporaryDirectory() as directory:
        path = Path(directory, name)
        path.write_bytes(log)
        sources, complaints = find_sources([str(path)])
        assert complaints == []
        return [comparable(part, name) for part in parts(job, tasks_of(sources, span, chunk), jobs)]


def comparable(part: Part[Any], name: str) -> Part[Any]:
    """A part without the directory of its file, and without where its bad lines lay in memory."""
    return replace(part, source=name, bad=[replace(bad, start=0, end=0) for bad in part.bad])
