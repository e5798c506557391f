"""The simulation of `benches/` obeys what can be worked out by hand, and makes the table of docs/scale.md.

`UPDATE_DOCS=1 pytest tests/test_simulation.py` writes the table anew.
"""

from __future__ import annotations

import dataclasses
import math
import os
import re
from pathlib import Path

import pytest
from benches import simulation
from benches.simulation import Costs, Recorder, simulated, table
from hypothesis import given
from hypothesis import strategies as st

from actioncli.cluster.submit import FAN_IN, LARGEST, PARTITIONS, SMALLEST, MergeTree, partition_size

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "scale.md"
COSTS = Costs(
    start_seconds=1.0,
    bytes_a_second=3e8,
    task_seconds=0.0005,
    adding_seconds_a_user=2e-7,
    bytes_a_user=11.0,
    bytes_an_event=2900.0,
    matched_share=0.5,
    entries_a_user=3.0,
)
FREE = dataclasses.replace(COSTS, start_seconds=0.0, task_seconds=0.0, adding_seconds_a_user=0.0, bytes_a_user=0.0)


@given(count=st.integers(1, 5000))
def test_the_tree_adds_every_share_once_and_few_at_a_time(count: int) -> None:
    plan = Recorder()
    tree = MergeTree(plan, None)
    for number in range(count):
        tree.add(simulation.Node(number, first=number, stop=number + 1))
        assert len(tree.levels) <= 1 + math.log(number + 1, FAN_IN) + 1e-9
        assert sum(map(len, tree.levels)) <= FAN_IN * len(tree.levels)
    tree.fetched()

    for node in plan.nodes:
        assert 2 <= len(node.parts) <= FAN_IN
        assert all(one.stop == other.first for one, other in zip(node.parts, node.parts[1:], strict=False))
    tops = [node for node in plan.nodes if node.above is None]
    assert [(node.first, node.stop) for node in tops] == ([(0, count)] if count > 1 else [])


@given(size=st.integers(0, 10**15), threads=st.integers(1, 5000))
def test_shares_are_neither_too_small_nor_too_large(size: int, threads: int) -> None:
    share = partition_size(size, threads)

    assert SMALLEST <= share <= LARGEST
    if SMALLEST < size // (PARTITIONS * threads) < LARGEST:
        assert share >= size // (PARTITIONS * threads)


def test_one_worker_takes_the_sum_of_all_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation, "UNEVEN", 0.0)
    costs = dataclasses.replace(COSTS, adding_seconds_a_user=0.0, bytes_a_user=0.0)
    found = simulated(costs, 1e10, 1)

    expected = costs.start_seconds + 1e10 / costs.bytes_a_second + (found.shares + found.sums) * costs.task_seconds
    assert found.seconds == pytest.approx(expected)
    assert found.shares == math.ceil(1e10 / partition_size(10**10, 1))


def test_workers_that_cost_nothing_but_reading_take_the_time_of_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation, "UNEVEN", 0.0)
    share = partition_size(16 * 10 * 100_000_000, 10)
    found = simulated(FREE, 16 * 10 * share, 10)

    assert found.shares == 160
    assert found.seconds == pytest.approx(found.reading)


def test_a_slow_scheduler_is_what_all_wait_for() -> None:
    slow = dataclasses.replace(FREE, task_seconds=1.0)
    found = simulated(slow, 1e11, 1000)

    assert found.seconds == pytest.approx((found.shares + found.sums) * 1.0, rel=0.2)
    assert found.busy > 0.8


def test_each_user_is_held_once_at_the_root() -> None:
    everybody = 1e12 / COSTS.bytes_an_event / simulation.EVENTS_A_USER * COSTS.entries_a_user

    assert simulated(COSTS, 1e12, 10).largest == pytest.approx(everybody, rel=0.001)


def test_the_same_costs_give_the_same_table() -> None:
    assert table(COSTS) == table(COSTS)


def run_of_the_page(text: str) -> Path:
    """The directory of the run that the page tells of."""
    found = re.search(r"\.\./(benches/runs/[\w.-]+)/summary\.md", text)
    assert found, "docs/scale.md names no run"
    return ROOT / found[1]


@pytest.mark.parametrize("mark", ["measured", "simulated"])
def test_the_page_has_the_table_that_was_measured_and_the_one_that_follows_from_it(mark: str) -> None:
    text = PAGE.read_text(encoding="utf-8")
    run = run_of_the_page(text)
    if mark == "measured":
        expected = (run / "summary.md").read_text(encoding="utf-8").partition("\n| ")
        rows = expected[1].strip("\n") + expected[2]
    else:
        rows = table(Costs.of(run / "costs.json"))
    whole = f"<!-- {mark} -->\n{rows}"
    if os.environ.get("UPDATE_DOCS"):
        text = re.sub(rf"<!-- {mark} -->\n(\|.*\n)*", lambda _: whole, text)
        PAGE.write_text(text, encoding="utf-8")
    assert whole in text
