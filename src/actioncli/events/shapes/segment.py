"""Segment, and RudderStack, which speaks its language."""

from __future__ import annotations

from typing import Any

from actioncli.events.shapes.base import Example, Lookup, Section, Shape, first, has, is_text, section, with_columns
from actioncli.records.record import Record

CALLS = frozenset(("track", "page", "screen", "identify", "group", "alias"))


def is_call(record: Record) -> bool:
    """A call of the six, with an id of its own or of somebody."""
    kind = record.get("type")
    return isinstance(kind, str) and kind in CALLS and (has(record, "messageId") or has(record, "anonymousId"))


def _name(record: Record) -> Any:
    """The name of a track call; of any other its type, for the name of a page is its title."""
    kind, event = record.get("type"), record.get("event")
    return event if kind == "track" and is_text(event) else kind


PROPERTIES = section("properties", "traits")
PERSON = section("context.traits", "traits")


def _person(record: Record) -> Record:
    """The traits of a group do not belong to a person."""
    if record.get("type") == "group":
        return section("context.traits").read(record)
    return PERSON.read(record)


SEGMENT = Shape(
    "segment",
    "Segment and RudderStack",
    "`type` is track, page, screen, identify, group or alias, and `messageId` or `anonymousId`",
    is_call,
    ("type",),
    event=Lookup(_name, ("`event` of a track call", "else `type`: `page`, `screen`, `identify`, ...")),
    timestamp=first("timestamp", "originalTimestamp", "sentAt", "receivedAt"),
    distinct_id=first("userId", "anonymousId"),
    uuid=first("messageId"),
    url=first("context.page.url", "properties.url", "context.page.tab_url"),
    properties=with_columns(PROPERTIES, "context", "name", "category", "channel", "groupId"),
    person=Section(_person, PERSON.places),
    note="The `name` of a page is its title, and is read as a property. A page view is `event: page`.",
    examples=(
        Example(
            {
                "anonymousId": "23adfd82",
                "userId": "",
                "type": "page",
                "name": "Pricing",
                "properties": {"path": "/pricing"},
                "context": {"page": {"url": "https://example.com/pricing"}, "traits": {"plan": "pro"}},
                "messageId": "ajs-1",
                "originalTimestamp": "2025-03-14T00:35:49.921Z",
                "timestamp": "2025-03-14T00:35:49.924Z",
            },
            "page",
            "2025-03-14T00:35:49.924Z",
            "23adfd82",
            "https://example.com/pricing",
            uuid="ajs-1",
            properties={"path": "/pricing", "name": "Pricing", "/context/page/url": "https://example.com/pricing"},
            person={"plan": "pro"},
        ),
        Example(
            {
                "type": "track",
                "event": "Signed Up",
                "userId": "u1",
                "anonymousId": "23adfd82",
                "properties": {"plan": "pro", "url": "https://example.com/signup"},
                "messageId": "ajs-2",
                "originalTimestamp": "2025-03-14T06:05:49.921+05:30",
                "rudderId": "r1",
            },
            "Signed Up",
            "2025-03-14T06:05:49.921+05:30",
            "u1",
            "https://example.com/signup",
            uuid="ajs-2",
            properties={"plan": "pro"},
        ),
        Example(
            {
                "type": "identify",
                "userId": "u1",
                "traits": {"email": "ana@example.org"},
                "messageId": "ajs-3",
                "timestamp": "2025-03-14T00:35:49.921Z",
            },
            "identify",
            "2025-03-14T00:35:49.921Z",
            "u1",
            uuid="ajs-3",
            properties={"email": "ana@example.org"},
            person={"email": "ana@example.org"},
        ),
    ),
)
