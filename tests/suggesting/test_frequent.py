"""The bounded counter keeps what is frequent, and never counts too much."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from actioncli.suggesting.frequent import Frequent


@given(keys=st.lists(st.integers(0, 30), max_size=300), capacity=st.integers(1, 6), cut=st.integers(0, 300))
def test_what_is_frequent_is_kept_and_counts_are_never_too_high(keys: list[int], capacity: int, cut: int) -> None:
    found, other = Frequent[int](capacity), Frequent[int](capacity)
    for key in keys[:cut]:
        found.add(key)
    for key in keys[cut:]:
        other.add(key)
    found.merge(other)

    assert len(found.counts) <= 2 * capacity
    for key, count in Counter(keys).items():
        assert count - len(keys) / capacity <= found.counts[key] <= count
