"""Umami: the table `website_event`, and rows of its API."""

from __future__ import annotations

from typing import Any

from actioncli.events.shapes.base import Example, Lookup, Shape, first, has, rest
from actioncli.events.shapes.views import address
from actioncli.records.record import Record

KIND = first("event_type", "eventType")
PATH = first("url_path", "urlPath")
QUERY = first("url_query", "urlQuery")
NAME = first("event_name", "eventName")
TIME = first("created_at", "createdAt")
USER = first("distinct_id", "distinctId", "session_id", "sessionId")
VIEW = "1"


def is_umami(record: Record) -> bool:
    """A website, a path, and an event type that is a number."""
    if not (has(record, "website_id") or has(record, "websiteId")):
        return False
    kind = KIND.read(record)
    return PATH.read(record) is not None and isinstance(kind, str | int) and str(kind).isdigit()


def _name(record: Record) -> Any:
    """The name of a custom event; a page view has none of its own."""
    name = NAME.read(record)
    return "pageview" if name is None and str(KIND.read(record)) == VIEW else name


def _url(record: Record) -> Any:
    return address(record.get("hostname"), PATH.read(record), QUERY.read(record))


UMAMI = Shape(
    "umami",
    "Umami",
    "`website_id`, `url_path`, and `event_type` with a number; or the same in camel case",
    is_umami,
    ("website_id", "websiteId"),
    event=Lookup(_name, ("`event_name`", "`pageview` where `event_type` is 1")),
    timestamp=TIME,
    distinct_id=USER,
    uuid=first("event_id", "id"),
    url=Lookup(_url, ("`hostname`, `url_path` and `url_query`",)),
    properties=rest(NAME, TIME, USER),
    note="The data of a custom event is in another table, `event_data`, and is not read.",
    examples=(
        Example(
            {
                "event_id": "e1",
                "website_id": "w1",
                "session_id": "s1",
                "visit_id": "v1",
                "created_at": "2025-03-14 00:35:49.921",
                "hostname": "example.com",
                "url_path": "/pricing",
                "url_query": "plan=pro",
                "event_type": 1,
                "event_name": "",
                "browser": "firefox",
            },
            "pageview",
            "2025-03-14 00:35:49.921",
            "s1",
            "https://example.com/pricing?plan=pro",
            uuid="e1",
            properties={"browser": "firefox", "url_path": "/pricing"},
        ),
        Example(
            {
                "id": "e2",
                "websiteId": "w1",
                "sessionId": "s1",
                "createdAt": "2025-03-14T00:35:49Z",
                "urlPath": "/pricing",
                "eventType": 2,
                "eventName": "signed up",
            },
            "signed up",
            "2025-03-14T00:35:49Z",
            "s1",
            "/pricing",
            uuid="e2",
        ),
    ),
)
