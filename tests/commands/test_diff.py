"""Laws of `diff`: it counts as the slow matcher does, however the log is cut, and its reasons are reasons."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import oracle
from actioncli.actions.model import Action, Actions, Condition, Field, Matcher
from actioncli.comparing import Comparison, ComparisonCollector, differences
from actioncli.events.event import Event
from actioncli.explaining.failures import why_not
from actioncli.explaining.tracing import Tracer
from actioncli.inputs.finding import find_sources
from actioncli.scanning.job import Job
from actioncli.scanning.worker import parts
from actioncli.tasks.splitting import tasks_of
from event_strategies import NOW, events, small_actions
from laws import examples

MANY_EVENTS = st.lists(events(), min_size=1, max_size=8)
MOST = 2


def compared(old: Actions, new: Actions, log: list[dict[str, Any]], span: int, chunk: int) -> Comparison:
    total = Comparison()
    with TemporaryDirectory() as directory:
        path = Path(directory, "log.jsonl")
        path.write_bytes(b"".join(json.dumps(event).encode() + b"\n\n" for event in log))
        sources, _ = find_sources([str(path)])
        before = 0
        for part in parts(Job(old, ComparisonCollector(new, NOW, (), MOST), NOW), tasks_of(sources, span, chunk)):
            total.merge(part.result, "log", before, MOST)
            before += part.lines
    return total


@examples(100)
@given(old=small_actions(), new=small_actions(), log=MANY_EVENTS, span=st.integers(1, 3000), chunk=st.integers(1, 3000))
def test_counts_and_samples_are_those_of_the_slow_matcher(
    old: Actions, new: Actions, log: list[dict[str, Any]], span: int, chunk: int
) -> None:
    found = compared(old, new, log, span, chunk)
    before = [oracle.matched(old, event, NOW) for event in log]
    after = [oracle.matched(new, event, NOW) for event in log]

    for difference in differences(old.actions, new.actions, found):
        name = difference.action
        was, is_now = [name in names for names in before], [name in names for names in after]
        gained = [number for number in range(len(log)) if is_now[number] and not was[number]]
        lost = [number for number in range(len(log)) if was[number] and not is_now[number]]
        assert (sum(was), sum(is_now)) == (difference.events_before, difference.events_after)
        assert (len(gained), len(lost)) == (difference.gained, difference.lost)
        # Every event is followed by a blank line.
        for moved, came in ((gained, True), (lost, False)):
            samples = found.samples.get((name, came), ())
            assert [2 * number + 1 for number in moved[:MOST]] == [one.number for one in samples]


@examples(100)
@given(actions=small_actions(), log=MANY_EVENTS)
def test_nothing_differs_from_itself(actions: Actions, log: list[dict[str, Any]]) -> None:
    found = compared(actions, actions, log, 1 << 20, 1 << 20)
    changes = [(one.change, one.edited) for one in differences(actions.actions, actions.actions, found)]

    assert changes == [("unchanged", False)] * len(actions.actions)


@examples(300)
@given(actions=small_actions(), event=events())
def test_the_reason_of_a_miss_is_what_fails_or_what_takes_the_event_away(
    actions: Actions, event: dict[str, Any]
) -> None:
    trace = Tracer(actions, NOW).trace(Event(event), event["event"])
    for action in trace.actions:
        if not action.matches:
            reason = why_not(trace, action)
            assert {condition.holds for condition in reason.conditions} <= {reason.excepted}
            assert reason.excepted or reason.conditions


def test_one_and_true_are_an_edit() -> None:
    one, true = (
        Action("a", (Matcher((Condition(Field("properties", "x"), "exact", operand),)),)) for operand in (1, True)
    )
    (difference,) = differences((one,), (true,), Comparison())
    assert (difference.change, difference.edited) == ("unchanged", True)
