"""Laws of the whole: what the engine says is what a slow, obvious matcher says, however the log is cut and spelled."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import oracle
from actioncli.actions.model import Actions
from actioncli.commands.match import Lines
from actioncli.counting import Counting, Tally
from actioncli.events.event import Event
from actioncli.events.reading import tasks_of
from actioncli.events.sources import find_sources
from actioncli.jobs import Collector, Job
from actioncli.matching.compiled import Engine
from actioncli.scanning import parts
from event_strategies import NOW, Spelling, events, json_line, small_actions, spellings

MANY_EVENTS = st.lists(events(), min_size=1, max_size=8)


@settings(max_examples=300, deadline=None)
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


@settings(max_examples=100, deadline=None)
@given(actions=small_actions(), log=MANY_EVENTS, spelling=spellings())
def test_no_spelling_of_an_event_changes_the_answer(
    actions: Actions, log: list[dict[str, Any]], spelling: Spelling
) -> None:
    lines = [json_line(event, spelling) for event in log]
    expected = [line + b"\n" for line, event in zip(lines, log, strict=True) if oracle.matched(actions, event, NOW)]

    assert expected == matched_lines(actions, b"\n".join(lines), span=1 << 20, chunk=1 << 20)


@settings(max_examples=50, deadline=None)
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


@settings(max_examples=200, deadline=None)
@given(actions=small_actions(), log=MANY_EVENTS, spelling=spellings(), unmatched=st.booleans())
def test_what_is_ruled_out_early_matches_nothing(
    actions: Actions, log: list[dict[str, Any]], spelling: Spelling, unmatched: bool
) -> None:
    lines = b"\n".join(json_line(event, spelling) for event in log)
    collectors: tuple[Collector[Any], ...] = (Lines(unmatched, tag=True, limit=None), Counting(None))
    for collector in collectors:
        quick, thorough = (
            [
                part.result
                for part in run(Job(actions, collector, NOW, prefilter=on), lines, 1 << 20, 1 << 20, "a.jsonl")
            ]
            for on in (True, False)
        )

        assert thorough == quick


@settings(max_examples=30, deadline=None)
@given(actions=small_actions(), log=MANY_EVENTS, chunk=st.integers(1, 3000))
def test_packing_changes_nothing(actions: Actions, log: list[dict[str, Any]], chunk: int) -> None:
    lines = [json.dumps(event).encode() + b"\n" for event in log]
    one_member_an_event = b"".join(map(gzip.compress, lines))

    assert matched_lines(actions, b"".join(lines), 100, chunk) == matched_lines(
        actions, one_member_an_event, 100, chunk, "log.jsonl.gz"
    )


def matched_lines(actions: Actions, log: bytes, span: int, chunk: int, name: str = "log.jsonl") -> list[bytes]:
    job = Job(actions, Lines(unmatched=False, tag=False, limit=None), NOW)
    return [line for part in run(job, log, span, chunk, name) for line in part.result]


def tally(actions: Actions, log: bytes, span: int, chunk: int) -> tuple[Tally, list[int], int]:
    total, bad_lines, skipped, before = Tally(), [], 0, 0
    for part in run(Job(actions, Counting(None), NOW), log, span, chunk, "log.jsonl"):
        total.merge(part.result)
        bad_lines += [before + bad.index for bad in part.bad]
        before += part.lines
        skipped += part.skipped
    return total, bad_lines, skipped


def run(job: Job[Any], log: bytes, span: int, chunk: int, name: str) -> list[Any]:
    with TemporaryDirectory() as directory:
        path = Path(directory, name)
        path.write_bytes(log)
        sources, complaints = find_sources([str(path)])
        assert complaints == []
        return list(parts(job, tasks_of(sources, span, chunk)))
