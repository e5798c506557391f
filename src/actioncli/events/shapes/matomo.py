"""Matomo's log of visits (`Live.getLastVisitsDetails`): a visit a record, with all that was done in it."""

from __future__ import annotations

from typing import Any

from actioncli.events.shapes.base import Example, Lookup, Section, Shape, first, has, is_text
from actioncli.events.shapes.views import Layers, Picked, keys_of, listed
from actioncli.records.record import Record, is_list, plain

_ACTIONS = frozenset(("actionDetails",))


def is_visit(record: Record) -> bool:
    """A visit with its actions."""
    return has(record, "idVisit") and is_list(record.get("actionDetails"))


def split(record: Record) -> list[Record]:
    """An action each, with its visit behind it."""
    visit = Picked(record, _ACTIONS, others=True)
    return [Layers((action, visit)) for action in listed(record.get("actionDetails"))]


def joined(record: Record) -> dict[str, Any]:
    """The visit that one action would have had to itself."""
    assert isinstance(record, Layers)  # noqa: S101 - as `split` makes them
    action, visit = record.records
    own = {key: plain(visit.get(key)) for key in keys_of(visit)}
    return {**own, "actionDetails": [{key: plain(action.get(key)) for key in keys_of(action)}]}


def _name(record: Record) -> Any:
    """What an event is called by its action; a page view and others by their type."""
    kind = record.get("type")
    if kind == "event" and is_text(record.get("eventAction")):
        return record.get("eventAction")
    return "pageview" if kind == "action" else kind if is_text(kind) else None


MATOMO = Shape(
    "matomo",
    "Matomo, the log of visits",
    "`idVisit` and a list `actionDetails`",
    is_visit,
    ("actionDetails",),
    event=Lookup(_name, ("`eventAction` of an event", "`pageview` for a page", "else `type`: `download`, `goal`, ...")),
    timestamp=first("timestamp"),
    distinct_id=first("userId", "visitorId"),
    url=first("url"),
    properties=Section(lambda record: record, ("the action", "the visit")),
    split=split,
    joined=joined,
    note="A record has many actions, each of which is an event.",
    examples=(
        Example(
            {
                "idSite": 1,
                "idVisit": 7,
                "visitorId": "c3d4",
                "userId": None,
                "country": "France",
                "actionDetails": [
                    {
                        "type": "event",
                        "url": "https://example.com/signup",
                        "eventCategory": "account",
                        "eventAction": "signed up",
                        "timestamp": 1741912549,
                    }
                ],
            },
            "signed up",
            "2025-03-14T00:35:49+00:00",
            "c3d4",
            "https://example.com/signup",
            properties={"eventCategory": "account", "country": "France"},
        ),
    ),
)
