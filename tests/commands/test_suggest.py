"""Laws of `suggest`: an action takes the event it is made from, loads, and takes exactly what is stated of it."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import oracle
from actioncli.actions.load import parse_actions
from actioncli.actions.model import Action, Actions, Matcher
from actioncli.actions.write_yaml import write_yaml
from actioncli.events.event import Event
from actioncli.inputs.finding import find_sources
from actioncli.matching.engine import Engine
from actioncli.scanning.job import Job
from actioncli.scanning.worker import parts
from actioncli.suggesting.candidates import candidate_of, exact_candidate
from actioncli.suggesting.measuring import (
    CandidateCollector,
    MeasureCollector,
    Measured,
    Suggested,
    Suggestion,
    suggestions,
    variants,
)
from actioncli.tasks.splitting import tasks_of
from event_strategies import NOW, events, small_actions
from laws import examples

MANY_EVENTS = st.lists(events(), min_size=1, max_size=12)


def takes(matcher: Matcher, event: dict[str, Any]) -> bool:
    engine = Engine(Actions((Action("one", (matcher,)),)), NOW)
    return bool(engine.verdict(Event(event), event["event"]).actions)


def suggested(existing: Actions, log: list[dict[str, Any]], span: int) -> tuple[Suggested, Measured, list[Suggestion]]:
    """What the two passes say of a log."""
    with TemporaryDirectory() as directory:
        path = Path(directory, "log.jsonl")
        path.write_bytes(b"".join(json.dumps(event).encode() + b"\n" for event in log))
        sources, _ = find_sources([str(path)])
        first, second = Suggested(), Measured()
        for part in parts(Job(existing, CandidateCollector(), NOW), tasks_of(sources, span)):
            first.merge(part.result)
        listed = variants(first.most(100))
        tried = Actions(tuple(Action(str(number), (matcher,)) for number, (_, matcher) in enumerate(listed)))
        for measured in parts(
            Job(tried, MeasureCollector(existing, NOW, (), frozenset()), NOW), tasks_of(sources, span)
        ):
            second.merge(measured.result)
    return first, second, suggestions(listed, second.measures)


@examples(300)
@given(event=events())
def test_a_suggested_action_takes_the_event_it_is_made_from(event: dict[str, Any]) -> None:
    candidate = candidate_of(Event(event), event["event"])
    for matcher in candidate.matchers if candidate else ():
        assert takes(matcher, event)
    (exact,) = exact_candidate(Event(event), event["event"]).matchers
    assert takes(exact, event)


@examples(100)
@given(existing=small_actions(), log=MANY_EVENTS, span=st.integers(1, 3000))
def test_a_suggested_action_loads_and_takes_exactly_what_is_stated(
    existing: Actions, log: list[dict[str, Any]], span: int
) -> None:
    _, measured, found = suggested(existing, log, span)
    for one in found:
        action = Action("one", one.action.matchers)
        loaded = parse_actions(write_yaml(Actions((action,)), {"one": ["12 events"]}))
        assert loaded == Actions((action,))
        taken = [event for event in log if oracle.matched(loaded, event, NOW)]
        unmatched = [event for event in taken if not oracle.matched(existing, event, NOW)]
        assert (len(taken), len(unmatched)) == (one.events, one.unmatched)
    assert measured.events == len(log)
    assert measured.unmatched == sum(not oracle.matched(existing, event, NOW) for event in log)


@examples(100)
@given(log=MANY_EVENTS, span=st.integers(1, 3000))
def test_every_unmatched_event_that_suggests_anything_is_taken(log: list[dict[str, Any]], span: int) -> None:
    _, _, found = suggested(Actions(()), log, span)
    for event in log:
        if candidate_of(Event(event), event["event"]) is not None:
            assert any(takes(one.action.matchers[0], event) for one in found)
