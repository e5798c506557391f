"""The bounded counter: exact while there is little, honest when there is much."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from actioncli.diagnosing.frequent import FrequentValues

STREAMS = st.lists(st.dictionaries(st.integers(0, 40), st.integers(1, 9), max_size=12), max_size=12)


@given(stream=STREAMS)
def test_little_is_counted_exactly_however_it_is_cut(stream: list[dict[int, int]]) -> None:
    commonest: FrequentValues[int] = FrequentValues(50)
    other: FrequentValues[int] = FrequentValues(50)
    for number, counts in enumerate(stream):
        (commonest if number % 2 else other).add(counts)
    commonest.merge(other)

    assert commonest.exact
    assert commonest.counts == sum(map(Counter, stream), Counter())


@given(stream=STREAMS, capacity=st.integers(1, 8))
def test_of_much_the_counts_are_lower_bounds_within_what_was_lost(stream: list[dict[int, int]], capacity: int) -> None:
    commonest: FrequentValues[int] = FrequentValues(capacity)
    for counts in stream:
        commonest.add(counts)
    total: Counter[int] = sum(map(Counter, stream), Counter())

    assert len(commonest.counts) <= 2 * capacity
    for value, count in total.items():
        assert commonest.counts.get(value, 0) <= count <= commonest.counts.get(value, 0) + commonest.lost
    if len(total) > 2 * capacity:
        assert not commonest.exact


def test_a_shrunk_one_knows_what_it_lost() -> None:
    commonest: FrequentValues[str] = FrequentValues(5)
    commonest.add({"a": 9, "b": 4, "c": 3})
    commonest.shrink(1)

    assert commonest.counts == {"a": 9}
    assert commonest.lost == 4
    assert not commonest.exact


def test_equally_common_values_have_an_order() -> None:
    commonest: FrequentValues[str] = FrequentValues(5)
    commonest.add({"b": 1, "c": 2, "a": 1})

    assert commonest.ranked() == [("c", 2), ("a", 1), ("b", 1)]
