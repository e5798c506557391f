"""A page is its address, without the ids in it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actioncli.actions.model import Action, Actions, Matcher
from actioncli.events.event import Event
from actioncli.matching.engine import Engine
from actioncli.suggesting.addresses import place
from actioncli.suggesting.candidates import Candidate, candidate_of
from event_strategies import NOW
from laws import examples


def takes(matcher: Matcher, event: dict[str, Any]) -> bool:
    engine = Engine(Actions((Action("one", (matcher,)),)), NOW)
    return bool(engine.verdict(Event(event), event["event"]).actions)


@pytest.mark.parametrize(
    ("address", "path", "others", "strangers"),
    [
        (
            "https://e.com/about",
            "/about",
            ["https://e.com/about/?x=1", "https://e.com/about#top"],
            ["https://e.com/about-us"],
        ),
        ("https://e.com/", "/", ["https://e.com", "https://e.com?x"], ["https://e.com/a", "https://e_com/"]),
        (
            "https://e.com/p/12/b?x",
            "/p/:id/b",
            ["https://e.com/p/7/b"],
            ["https://e.com/p/x/b", "https://e.com/p/7/b/c"],
        ),
        (
            "https://e.com/u/019caddb-1ce8-7361-a0e0-285a20615b85",
            "/u/:id",
            ["https://e.com/u/90624fe3-6b82-46c9-982f-b0f1423674a6"],
            ["https://e.com/u/me"],
        ),
        ("https://e.com/c/0f3a9bc2d4", "/c/:id", ["https://e.com/c/ffffffffff0"], ["https://e.com/c/feedback"]),
        ("/a+b (c)", "/a+b (c)", ["/a+b (c)?d"], ["/aab c"]),
    ],
)
def test_a_page_is_its_address_whatever_the_ids(
    address: str, path: str, others: list[str], strangers: list[str]
) -> None:
    page = place(address)
    assert path == page.path
    matcher = page_matcher(address)
    for other in (address, *others):
        assert takes(matcher, {"event": "$pageview", "properties": {"$current_url": other}})
    for stranger in strangers:
        assert not takes(matcher, {"event": "$pageview", "properties": {"$current_url": stranger}})


def page_matcher(address: str) -> Matcher:
    candidate = candidate_of(Event({"properties": {"$current_url": address}}), "$pageview")
    assert isinstance(candidate, Candidate)
    return candidate.matchers[-1]


@examples(200)
@given(address=st.text(st.characters(blacklist_categories=["C", "Z"]), min_size=1))
def test_any_address_is_taken_by_its_own_page(address: str) -> None:
    assert takes(page_matcher(address), {"event": "$pageview", "properties": {"$current_url": address}})
