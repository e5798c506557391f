"""Laws: however parts are added up, people are told the same, and the numbers are the same."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from hypothesis import given
from hypothesis import strategies as st

from actioncli.cluster.merging import LOCATED, merged_parts
from actioncli.outputs.messages import LOCATED as SHOWN
from actioncli.records.record import BadLine
from actioncli.scanning.job import Part

Item = TypeVar("Item")


@dataclass(frozen=True)
class Summing:
    def merged(self, results: Iterable[list[int]]) -> list[int]:
        return [sum(one[0] for one in results if one)]


@st.composite
def part_lists(draw: st.DrawFn) -> list[Part[list[int]]]:
    """The parts of a run: those of a source stand together."""
    parts: list[Part[list[int]]] = []
    for source in range(draw(st.integers(0, 6))):
        for _ in range(draw(st.integers(1, 5))):
            bad = sorted(draw(st.sets(st.integers(0, 30), max_size=12)))
            part = Part(f"{source}.jsonl", [draw(st.integers(0, 9))])
            part.lines = 31 + draw(st.integers(0, 9))
            part.bad = [BadLine(index, f"bad {source}", 0, 0) for index in bad]
            part.bad_bytes = [b"%d" % index for index in bad]
            part.skipped, part.undated, part.repaired, part.size = draw(st.tuples(*[st.integers(0, 9)] * 4))
            part.trouble = draw(st.sampled_from([None, None, "cut off", "gone"]))
            part.note = draw(st.sampled_from(["", "", "is empty", "left out"]))
            parts.append(part)
    return parts


def told(parts: Iterable[Part[list[int]]]) -> tuple[object, ...]:
    """What a run makes of parts, as `commands/run.py` does."""
    numbers = [0] * 6
    messages: list[str] = []
    located: list[tuple[str, int, str]] = []
    kept: list[bytes] = []
    source, lines = "", 0
    for part in parts:
        if part.source != source:
            source, lines = part.source, 0
        located += [(source, lines + bad.index + 1, bad.reason) for bad in part.bad]
        lines += part.lines
        kept += part.bad_bytes
        counts = [sum(part.result), len(part.bad) + part.unlocated, part.skipped]
        counts += [part.undated, part.repaired, part.size]
        numbers = [one + other for one, other in zip(numbers, counts, strict=True)]
        messages += [part.note] * bool(part.note)
        if part.trouble and part.trouble not in messages:
            messages.append(part.trouble)
    return numbers, messages, located[:SHOWN], kept


@given(parts=part_lists(), cuts=st.lists(st.integers(0, 30)), more_cuts=st.lists(st.integers(0, 10)))
def test_bundles_of_bundles_tell_what_the_parts_tell(
    parts: list[Part[list[int]]], cuts: list[int], more_cuts: list[int]
) -> None:
    expected = told(pickle.loads(pickle.dumps(parts)))
    bundles = [merged_parts(group, Summing()) for group in cut(parts, cuts)]
    higher = [
        merged_parts([part for bundle in group for part in bundle], Summing()) for group in cut(bundles, more_cuts)
    ]
    root = merged_parts([part for bundle in higher for part in bundle], Summing())

    assert told(root) == expected


def cut(items: list[Item], cuts: list[int]) -> list[list[Item]]:
    """The items in groups of neighbours."""
    bounds = [0, *sorted(min(one, len(items)) for one in cuts), len(items)]
    return [items[start:stop] for start, stop in pairwise(bounds)]


@given(count=st.integers(1, 200))
def test_sources_without_a_story_take_no_space(count: int) -> None:
    parts = [Part(f"{number}.jsonl", [1], lines=3, events=2, skipped=1) for number in range(count)]
    root = merged_parts(parts, Summing())

    assert len(root) <= 2
    assert sum(part.skipped for part in root) == count


def test_bad_lines_beyond_those_that_are_located_are_counted_and_take_no_space() -> None:
    parts = [Part(f"{number}.jsonl", [1], bad=[BadLine(0, "bad", 0, 0)], lines=3) for number in range(1000)]
    root = merged_parts(parts, Summing())

    assert sum(len(part.bad) for part in root) == LOCATED
    assert sum(len(part.bad) + part.unlocated for part in root) == 1000
    assert len(root) <= LOCATED + 2
    assert LOCATED >= SHOWN


@given(count=st.integers(1, 20))
def test_sources_without_any_event_keep_their_names(count: int) -> None:
    parts = [Part(f"{number}.jsonl", [1], lines=2, skipped=2, keys=("error",)) for number in range(count)]
    root = merged_parts(merged_parts(parts, Summing()), Summing())

    assert [(part.source, part.events, part.skipped, part.keys) for part in root] == [
        (part.source, 0, 2, ("error",)) for part in parts
    ]
