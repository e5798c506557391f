"""Laws of `suggest`: an action takes the event it is made from, loads, and takes exactly what is stated of it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle
from actioncli.actions.load import parse_actions
from actioncli.actions.model import Action, Actions, Matcher
from actioncli.actions.write_yaml import write_yaml
from actioncli.events.elements import Element, parse_chain
from actioncli.events.event import Event
from actioncli.inputs.finding import find_sources
from actioncli.matching.engine import Engine
from actioncli.scanning.job import Job
from actioncli.scanning.worker import parts
from actioncli.suggesting.addresses import place
from actioncli.suggesting.candidates import Candidate, candidate_of, exact_candidate
from actioncli.suggesting.clicks import best, ways
from actioncli.suggesting.frequent import Frequent
from actioncli.suggesting.measuring import Measured, Measuring, Suggested, Suggesting, Suggestion, suggestions, variants
from actioncli.tasks.splitting import tasks_of
from event_strategies import NOW, events, small_actions
from laws import examples

MANY_EVENTS = st.lists(events(), min_size=1, max_size=12)


def takes(matcher: Matcher, event: dict[str, Any]) -> bool:
    engine = Engine(Actions((Action("one", (matcher,)),)), NOW)
    return bool(engine.verdict(Event(event), event["event"]).actions)


def suggested(claiming: Actions, log: list[dict[str, Any]], span: int) -> tuple[Suggested, Measured, list[Suggestion]]:
    """What the two passes say of a log."""
    with TemporaryDirectory() as directory:
        path = Path(directory, "log.jsonl")
        path.write_bytes(b"".join(json.dumps(event).encode() + b"\n" for event in log))
        sources, _ = find_sources([str(path)])
        first, second = Suggested(), Measured()
        for part in parts(Job(claiming, Suggesting(), NOW), tasks_of(sources, span)):
            first.merge(part.result)
        listed = variants(first.most(100))
        tried = Actions(tuple(Action(str(number), (matcher,)) for number, (_, matcher) in enumerate(listed)))
        for measured in parts(Job(tried, Measuring(claiming, NOW, (), frozenset()), NOW), tasks_of(sources, span)):
            second.merge(measured.result)
    return first, second, suggestions(listed, second.measures)


@examples(300)
@given(event=events())
def test_a_suggested_action_takes_the_event_it_is_made_from(event: dict[str, Any]) -> None:
    candidate = candidate_of(Event(event), event["event"])
    for matcher in candidate.matchers if candidate else ():
        assert takes(matcher, event)
    (exact,) = exact_candidate(Event(event), event["event"]).matchers
    assert takes(exact, event)


@examples(100)
@given(claiming=small_actions(), log=MANY_EVENTS, span=st.integers(1, 3000))
def test_a_suggested_action_loads_and_takes_exactly_what_is_stated(
    claiming: Actions, log: list[dict[str, Any]], span: int
) -> None:
    _, measured, found = suggested(claiming, log, span)
    for one in found:
        action = Action("one", one.action.matchers)
        loaded = parse_actions(write_yaml(Actions((action,)), {"one": ["12 events"]}))
        assert loaded == Actions((action,))
        taken = [event for event in log if oracle.matched(loaded, event, NOW)]
        unclaimed = [event for event in taken if not oracle.matched(claiming, event, NOW)]
        assert (len(taken), len(unclaimed)) == (one.events, one.unclaimed)
    assert measured.events == len(log)
    assert measured.unclaimed == sum(not oracle.matched(claiming, event, NOW) for event in log)


@examples(100)
@given(log=MANY_EVENTS, span=st.integers(1, 3000))
def test_every_unclaimed_event_that_suggests_anything_is_taken(log: list[dict[str, Any]], span: int) -> None:
    _, _, found = suggested(Actions(()), log, span)
    for event in log:
        if candidate_of(Event(event), event["event"]) is not None:
            assert any(takes(one.action.matchers[0], event) for one in found)


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


@pytest.mark.parametrize(
    ("chain", "name", "condition"),
    [
        ('svg;button.btn:attr__data-attr="buy"text="Buy now"', "buy", '[data-attr="buy"]'),
        ('span:text="Buy";button:attr_id="buy"attr__id="buy"', "buy", "#buy"),
        ('button:attr_id="radix-12"text="Save"', "Save", "Save"),
        ('button:text="Order 123456"nth-child="1"', "button", "button"),
        ('i.icon;button:attr__aria-label="Close";div.modal', "Close", 'button[aria-label="Close"]'),
        ('img;a:href="/docs"', "/docs", "/docs"),
        ('img;a:href="/projects/12"', "/projects/:id", "^/projects/[0-9]+/*([?#]|$)"),
        ("svg.md:w-4.icon;div.card", "svg.icon", "svg.icon"),
        ("svg;div.card.p-4;main", ".card svg", "div.card svg"),
    ],
)
def test_a_click_is_known_by_what_lasts(chain: str, name: str, condition: str) -> None:
    known = best(parse_chain(chain))
    assert known is not None
    assert condition == known.condition.operand
    assert name.rsplit(maxsplit=1)[-1] == known.name.split()[-1]


def test_nothing_is_known_of_a_click_on_nothing() -> None:
    assert list(ways(())) == []
    assert best((Element(),)) is None
