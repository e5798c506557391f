"""Users are a set, however many runs they have become and in whatever order they were added."""

from __future__ import annotations

import pickle
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actioncli import users
from actioncli.events.event import Event
from actioncli.users import DISTINCT_ID, UserHashes, Users

HASHES = st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 30), max_size=40)


@given(batches=st.lists(HASHES, max_size=30), recent=st.integers(1, 9), runs=st.integers(2, 4), size=st.integers(1, 20))
def test_users_count_like_a_set(batches: list[list[int]], recent: int, runs: int, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(users, "MOST_RECENT", recent)
        patch.setattr(users, "RUNS", runs)
        patch.setattr(users, "_SLICE", size)
        whole, halves = Users(), (Users(), Users())
        for index, batch in enumerate(batches):
            whole |= Users(batch)
            half = halves[index % 2]
            half |= Users(batch)
        both = pickle.loads(pickle.dumps(halves[0]))
        both |= halves[1]

        assert len(set().union(*batches)) == len(whole) == len(both)
        assert whole == both == Users(set().union(*batches))


def test_a_million_users_take_little_more_than_eight_bytes_each() -> None:
    dice = random.Random(1)
    found = Users()
    for _ in range(100):
        found |= Users(dice.getrandbits(64) for _ in range(10_000))

    assert len(found) == 1_000_000
    assert sum(run.itemsize * len(run) for level in found._levels for run in level) < 8_100_000
    assert len(found._recent) < users.MOST_RECENT


def test_an_id_is_its_text_and_none_is_nobody() -> None:
    events = [Event({"distinct_id": each}) for each in ["a", "a", "1", 1, None, "é"]]
    hashes = UserHashes().of(events, DISTINCT_ID)

    assert len(Users(hashes)) == 3
    assert [one is None for one in hashes] == [False, False, False, False, True, False]
