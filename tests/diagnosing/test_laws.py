"""Laws of `diagnose`: it counts as `stats` does, misses are those of a slow matcher, and no cut changes anything."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import oracle
from actioncli.actions.model import Action, Actions, Condition, Field, Matcher
from actioncli.counting import TallyCollector, summarise
from actioncli.diagnosing.collecting import EvidenceCollector
from actioncli.diagnosing.evidence import Evidence
from actioncli.diagnosing.findings import diagnosis_of
from actioncli.diagnosing.misses import words
from actioncli.diagnosis import Diagnosis
from actioncli.inputs.finding import find_sources
from actioncli.matching.engine import Engine
from actioncli.outputs.diagnose_formats import FORMATS, render_diagnosis
from actioncli.scanning.job import Job
from actioncli.scanning.worker import parts
from actioncli.tallies import Tally
from actioncli.tasks.splitting import tasks_of
from event_strategies import NOW, conditions, events, small_actions
from laws import examples

MANY_EVENTS = st.lists(events(), min_size=1, max_size=8)
WHOLE = 1 << 30
Log = list[dict[str, Any]]


def diagnosed(actions: Actions, log: Log, span: int = WHOLE, chunk: int = WHOLE) -> Diagnosis:
    engine = Engine(actions, NOW)
    evidence = Evidence(engine)
    for part in run(Job(actions, EvidenceCollector(), NOW), log, span, chunk):
        evidence.add(part.result)
    return diagnosis_of(evidence, engine, actions, actions.actions, NOW, top=10)


def run(job: Job[Any], log: Log, span: int = WHOLE, chunk: int = WHOLE) -> list[Any]:
    with TemporaryDirectory() as directory:
        path = Path(directory, "log.jsonl")
        path.write_bytes(b"".join(json.dumps(event).encode() + b"\n" for event in log))
        sources, _ = find_sources([str(path)])
        return list(parts(job, tasks_of(sources, span, chunk)))


def lacking(matcher: Matcher, actions: Actions, event: dict[str, Any]) -> set[str]:
    """What an event lacks of a matcher, by the slow matcher."""
    matched = oracle.matched(actions, event, NOW)
    unmet = {words(c): c for c in matcher.conditions if not oracle.condition_holds(c, event, NOW)}
    return {*unmet, *(f"action: {name}" for name in matcher.actions if name not in matched)}


@examples(80)
@given(actions=small_actions(), log=MANY_EVENTS)
def test_near_misses_are_those_of_the_slow_matcher(actions: Actions, log: Log) -> None:
    diagnosis = diagnosed(actions, log)
    expected: dict[tuple[str, int], dict[str, int]] = {}
    hits = [oracle.matcher_hits(actions, event, NOW) for event in log]
    for action in actions.actions:
        for number, matcher in enumerate(action.matchers, 1):
            if any(number in found[action.name] for found in hits):
                continue
            single = [lacks for event in log if len(lacks := lacking(matcher, actions, event)) == 1]
            expected[action.name, number] = dict(Counter(lack for lacks in single for lack in lacks))

    assert expected == {
        (dead.action, dead.matcher): {miss.lacking[0]: miss.events for miss in dead.near}
        for dead in diagnosis.dead_matchers
    }
    for dead in diagnosis.dead_matchers:
        for miss in dead.near:
            assert miss.exact
            if not miss.lacking[0].startswith("action: "):
                assert miss.events == sum(instead.events for instead in miss.instead)


def test_what_a_referred_action_wants_is_read_for_near_misses() -> None:
    """Seldom drawn: one condition fails, and the action that the matcher names matches by fields of its own."""
    page = Condition(Field("url"), "contains", "/pricing")
    plan = Condition(Field("properties", "plan"), "exact", "pro")
    actions = Actions((Action("A", (Matcher((page,)),)), Action("B", (Matcher((plan,), ("A",)),))))
    [dead] = diagnosed(
        actions, [{"event": "e", "properties": {"$current_url": "/pricing", "plan": "free"}}]
    ).dead_matchers

    assert [(miss.lacking, miss.events) for miss in dead.near] == [(("properties.plan exact pro",), 1)]


@examples(80)
@given(sought=st.lists(conditions(), min_size=2, max_size=4), log=MANY_EVENTS)
def test_a_matcher_of_many_conditions_is_missed_as_the_slow_matcher_says(sought: list[Any], log: Log) -> None:
    matcher = Matcher(tuple(sought))
    actions = Actions((Action("A", (matcher,)),))
    lacks = [lacking(matcher, actions, event) for event in log]
    dead = diagnosed(actions, log).dead_matchers

    assert bool(dead) == all(lacks)
    if dead:
        single = Counter(lack for found in lacks if len(found) == 1 for lack in found)
        assert dict(single) == {miss.lacking[0]: miss.events for miss in dead[0].near}
        pairs = Counter(
            tuple(sorted(f))
            for f in lacks
            if len(f) == 2 and not any(c.field.name == "event" and words(c) in f for c in sought)
        )
        if dead[0].pair:
            assert pairs[tuple(sorted(dead[0].pair.lacking))] == dead[0].pair.events == max(pairs.values())
        else:
            assert single or not pairs


@examples(50)
@given(actions=small_actions(), log=MANY_EVENTS)
def test_it_counts_what_stats_counts(actions: Actions, log: Log) -> None:
    diagnosis = diagnosed(actions, log)
    tally = Tally()
    for part in run(Job(actions, TallyCollector(None), NOW), log):
        tally.merge(part.result)
    stats = summarise(tally, actions.actions)

    assert (stats.events, stats.matched) == (diagnosis.events, diagnosis.matched)
    assert stats.unmatched == diagnosis.unclaimed.events
    assert [(a.action, a.events, tuple(m.events for m in a.matchers)) for a in stats.actions] == [
        (a.action, a.events, a.matchers) for a in diagnosis.actions
    ]
    assert {a.action for a in stats.actions if not a.events} == {a.action for a in diagnosis.dead_actions}


@examples(30)
@given(actions=small_actions(), log=MANY_EVENTS, span=st.integers(1, 3000), chunk=st.integers(1, 3000))
def test_no_cut_changes_the_diagnosis(actions: Actions, log: Log, span: int, chunk: int) -> None:
    assert diagnosed(actions, log * 2) == diagnosed(actions, log * 2, span, chunk)


@examples(50)
@given(actions=small_actions(), log=MANY_EVENTS)
def test_shadows_and_overlaps_are_those_of_the_slow_matcher(actions: Actions, log: Log) -> None:
    diagnosis = diagnosed(actions, log)
    hits = [oracle.matcher_hits(actions, event, NOW) for event in log]
    taken = {
        action.name: {n for n, event in enumerate(log) if action.name in oracle.matched(actions, event, NOW)}
        for action in actions.actions
    }
    shadowed = {
        (name, number)
        for name in actions.names()
        for number in {n for found in hits for n in found[name]}
        if all(min(found[name]) < number for found in hits if number in found[name])
    }
    equal = {
        (one, other) for one in taken for other in taken if one != other and taken[one] and taken[one] == taken[other]
    }

    assert shadowed == {(found.action, found.matcher) for found in diagnosis.shadowed}
    assert equal == {
        (one, other) for found in diagnosis.equal for one in found.actions for other in found.actions if one != other
    }
    assert {name for name in taken if len(taken[name]) == len(log)} == {f.action for f in diagnosis.everything}
    for overlap in (*diagnosis.subset, *diagnosis.overlapping):
        one, other = taken[overlap.first], taken[overlap.second]
        assert (len(one), len(other), len(one & other)) == (overlap.first_events, overlap.second_events, overlap.both)
        assert (one < other) == (overlap in diagnosis.subset)


@examples(30)
@given(actions=small_actions(), log=MANY_EVENTS, kind=st.sampled_from([one.name for one in FORMATS]))
def test_every_diagnosis_prints(actions: Actions, log: Log, kind: str) -> None:
    diagnosis = diagnosed(actions, log)
    for width, unicode in ((None, True), (40, False)):
        printed = render_diagnosis(diagnosis, kind, width=width, color=False, unicode=unicode)
        assert printed.endswith(b"\n")
        if kind == "json":
            assert json.loads(printed)["events"] == len(log)
        if kind == "text" and not unicode:
            assert printed.isascii()
