"""What the events of a log hold is gathered within bounds, and what is asked for is never missed."""

from __future__ import annotations

import json
import pickle

import pytest

from actioncli.actions.load import parse_actions
from actioncli.actions.model import Actions
from actioncli.checking import vocabulary
from actioncli.checking.vocabulary import Vocabulary, VocabularyCollector, wanted_of
from actioncli.scanning.job import Job
from actioncli.scanning.worker import Worker
from actioncli.tasks.task import ChunkTask
from checking.found import NOW

ACTIONS = parse_actions(
    "actions:\n  A:\n    - {event: e7, text: t7, url: {exact: u7}, properties: {k7: 1, /j/0: 1}, group: {1: {g7: 1}}}\n"
)


ASKED_FOR = {"event": "e7", "properties": "k7", "text": "t7", "url": "u7", "group.1": "g7"}


def looked_at(lines: list[str], size: int) -> Vocabulary:
    """The vocabulary of a log that is read in tasks of so many lines."""
    wanted = wanted_of([ACTIONS])
    worker = Worker(pickle.loads(pickle.dumps(Job(Actions(()), VocabularyCollector(wanted), NOW))))
    found = Vocabulary(wanted)
    for start in range(0, len(lines), size):
        data = "\n".join(lines[start : start + size]).encode()
        found.merge(worker.run(ChunkTask("log", data)).result)
    return found


def event(number: int) -> str:
    return json.dumps(
        {
            "event": f"e{number}",
            "properties": {f"k{number}": 1, "j": [1], "$current_url": f"u{number}"},
            "group1_properties": {f"g{number}": 1},
            "elements_chain": f'a:text="t{number}"',
        }
    )


@pytest.mark.parametrize("size", [1, 3, 100])
def test_nothing_that_is_asked_for_is_missed_when_memory_is_full(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "MOST", 3)
    monkeypatch.setattr(vocabulary, "CHAINS", 2)
    found = looked_at([event(number) for number in range(10)], size)

    assert found.events == 10
    assert [
        kind for kind, name in ASKED_FOR.items() if name not in found.of(kind) or len(found.of(kind)) > 2 * 3 + 1
    ] == []


def test_how_a_log_is_cut_makes_no_difference() -> None:
    lines = [event(number) for number in range(10)]

    assert looked_at(lines, 1).kinds == looked_at(lines, 4).kinds == looked_at(lines, 10).kinds


def test_only_what_is_asked_for_is_looked_up_in_elements() -> None:
    wanted = wanted_of([parse_actions("actions:\n  A: [{event: a}]\n")])
    worker = Worker(Job(Actions(()), VocabularyCollector(wanted), NOW))
    found = worker.run(ChunkTask("log", event(1).encode())).result

    assert sorted(found.kinds) == ["elements", "event", "person", "properties"]
