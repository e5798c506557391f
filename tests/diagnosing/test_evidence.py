"""Evidence takes bounded memory; counts of many values are lower bounds and marked as such."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from actioncli.actions.model import Action, Actions, Condition, Field, Matcher
from actioncli.diagnosing import evidence as module
from actioncli.diagnosing.collecting import Partial
from actioncli.diagnosing.evidence import Evidence
from actioncli.diagnosing.findings import diagnosis_of
from actioncli.explaining.near_misses import Missed
from actioncli.explaining.observed_values import Found
from actioncli.matching.engine import Engine

NOW = datetime(2026, 3, 31, tzinfo=UTC)
PAGE, PLAN = Field("url"), Field("properties", "plan")
ACTIONS = Actions(
    (
        Action(
            "A",
            (Matcher((Condition(Field("event"), "exact", "e"), Condition(PAGE, "exact", "/a"))),),
        ),
    )
)


def stretch(number: int, values: int) -> Partial:
    found: Counter[Found] = Counter({f"/page-{number}-{value}": 1 for value in range(values)})
    found["/a/"] = 5
    missed = Missed(found.total(), {PAGE: found})
    return Partial({((), ()): missed.events}, {"e": missed.events}, {1: missed}, {})


@pytest.mark.parametrize("patterns", [2_000, 0], ids=["at once", "shared out each time"])
def test_much_is_told_as_a_lower_bound(monkeypatch: pytest.MonkeyPatch, patterns: int) -> None:
    monkeypatch.setattr(module, "PATTERNS", patterns)
    engine = Engine(ACTIONS, NOW)
    evidence = Evidence(engine)
    for number in range(40):
        evidence.add(stretch(number, 300))
    [dead] = diagnosis_of(evidence, engine, ACTIONS, ACTIONS.actions, NOW, top=3).dead_matchers
    [miss] = dead.near

    assert miss.events == 40 * 305
    assert not miss.exact
    assert (miss.instead[0].value, miss.instead[0].events, miss.instead[0].code) == ("/a/", 200, "slash")


def test_all_values_together_stay_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ENTRIES", 100)
    evidence = Evidence(Engine(ACTIONS, NOW))
    for number in range(10):
        evidence.add(stretch(number, 90))

    [misses] = evidence.misses().values()
    assert sum(len(part.counts) for part in misses.observed[2]) <= 100
