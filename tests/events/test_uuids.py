"""Repeated uuids: a sample that is exact while it holds all, and a set that knows every uuid."""

from __future__ import annotations

from collections import Counter
from math import inf, nan
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from actioncli.events.uuids import SAMPLE, SeenUuids, UuidSample, is_chosen

UUIDS = st.lists(st.none() | st.integers(0, 9) | st.text(max_size=2), max_size=40)


def expected(uuids: list[object]) -> int:
    texts = [str(uuid) for uuid in uuids if uuid is not None and uuid != ""]
    return len(texts) - len(set(texts))


@given(parts=st.lists(UUIDS, max_size=5))
def test_small_samples_are_exact(parts: list[list[object]]) -> None:
    whole = UuidSample()
    for part in parts:
        sample = UuidSample()
        sample.add(part)
        whole.merge(sample)

    assert whole.repeats() == (expected([uuid for part in parts for uuid in part]), True)


@given(uuids=UUIDS)
def test_the_first_of_each_uuid_stays(uuids: list[object]) -> None:
    seen_uuids, seen = SeenUuids(), Counter[str]()
    for uuid in uuids:
        known = uuid is not None and uuid != "" and seen[str(uuid)] > 0
        assert seen_uuids.is_first(uuid) is not known
        seen[str(uuid)] += 1


def test_a_large_log_is_estimated_whatever_its_parts() -> None:
    random = Random(7)
    uuids = [f"{random.getrandbits(64):x}" for _ in range(5 * SAMPLE)]
    uuids += uuids[: len(uuids) // 4]
    shuffled = random.sample(uuids, len(uuids))
    found = set()
    for order, size in ((uuids, 1000), (shuffled, 7777)):
        whole = UuidSample()
        for start in range(0, len(order), size):
            sample = UuidSample()
            sample.add(order[start : start + size])
            whole.merge(sample)
        number, exact = whole.repeats()
        assert not exact
        assert len(whole.counts) <= 2 * SAMPLE
        found.add(round(number / (5 * SAMPLE // 4), 1))

    assert found == {1.0}


def test_spellings_of_a_time_are_chosen_alike() -> None:
    for second in range(0, 3600, 7):
        minute = f"{second // 60:02}:{second % 60:02}"
        assert (
            len({is_chosen(f"2025-06-02{sign}10:{minute}{zone}") for sign in "T " for zone in ("", "Z", "+02:00")}) == 1
        )


def test_times_that_are_no_finite_number_are_chosen() -> None:
    assert all(map(is_chosen, (inf, -inf, nan, 8, 10**400, 16.5, None, [])))
    assert not any(map(is_chosen, (1, 10**400 + 1, 9.5)))
