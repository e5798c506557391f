"""Run the tests of an actions file on the engine of `match` and `stats`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from actioncli.actions.model import Actions, ActionTest
from actioncli.checking.matcher_paths import path_of
from actioncli.errors import Problem
from actioncli.events.making import EventMaker
from actioncli.findings import Outcome
from actioncli.matching.engine import Engine
from actioncli.matching.matches import Verdict
from actioncli.near import LONGEST_IN_PATH, printable
from actioncli.scanning.job import maker_of


def run_tests(actions: Actions, now: datetime) -> Iterator[Outcome]:
    """The tests of all actions, in the order of the file."""
    if not any(action.tests for action in actions.actions):
        return
    engine, maker = Engine(actions, now), maker_of(actions)
    for position, action in enumerate(actions.actions):
        for number, test in enumerate(action.tests, start=1):
            found = _problem(engine, maker, position, test)
            problem = None
            if found is not None:
                path = (*path_of(action), "tests", str(number))
                message, hint = found
                problem = Problem(f"{printable(test.it, LONGEST_IN_PATH)}: {message}", path, hint, test.place)
            yield Outcome(action.name, test.it, test.place, problem)


def _problem(engine: Engine, maker: EventMaker, position: int, test: ActionTest) -> tuple[str, str] | None:
    """Why a test fails, with what is known of the reason; None where it passes."""
    events = maker.of_record(dict(test.event))
    if len(events) > 1:
        return f"there are {len(events)} events in it", "write a test for each"
    if not events:
        places = maker.shape.event.places if maker.shape else ("`event: ...`",)
        return "the event has no name, so commands skip it", f"write {' or '.join(places)} in it"
    event = events[0]
    verdict = engine.verdict(event, event.name or "")
    if (position in verdict.actions) is test.matches:
        return None
    if test.matches:
        return "the action does not match the event", _why_not(verdict, position)
    return "the action matches the event", f"{_holding(verdict, position)} holds"


def _why_not(verdict: Verdict, position: int) -> str:
    held = _holding(verdict, position)
    return f"{held} holds, but an `except` excludes the event" if held else "none of its matchers holds"


def _holding(verdict: Verdict, position: int) -> str:
    """The first matcher that holds, in words."""
    return next((f"matcher {hit + 1}" for number, hit in verdict.matchers if number == position), "")
