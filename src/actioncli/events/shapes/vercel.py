"""Vercel Web Analytics, as its drains send it."""

from __future__ import annotations

from typing import Any

from actioncli.events.event import NOTHING, object_in
from actioncli.events.shapes.base import Example, Lookup, Section, Shape, first, has
from actioncli.events.shapes.views import Layers, Picked, address
from actioncli.records.record import Record

KINDS = frozenset(("pageview", "event"))
_OWN = frozenset(("eventType", "eventName", "eventData", "timestamp", "schema"))


def is_vercel(record: Record) -> bool:
    """One of the two kinds, and the project's id or the version of the schema."""
    kind, schema = record.get("eventType"), record.get("schema")
    if not (isinstance(kind, str) and kind in KINDS):
        return False
    return (isinstance(schema, str) and schema.startswith("vercel.analytics")) or has(record, "projectId", "deviceId")


def _name(record: Record) -> Any:
    """The name of a custom event; a page view has none of its own."""
    return "pageview" if record.get("eventType") == "pageview" else record.get("eventName")


def _url(record: Record) -> Any:
    return address(record.get("origin"), record.get("path"), record.get("queryParams"))


def _properties(record: Record) -> Record:
    data = object_in(record.get("eventData")) or NOTHING
    return Layers((data, Picked(record, _OWN, others=True)))


VERCEL = Shape(
    "vercel",
    "Vercel Web Analytics",
    "`eventType` is pageview or event, and `schema` begins with `vercel.analytics`, or there are `projectId` and "
    "`deviceId`",
    is_vercel,
    ("eventType",),
    event=Lookup(_name, ("`eventName` of a custom event", "`pageview` for a page view")),
    timestamp=first("timestamp"),
    distinct_id=first("deviceId", "sessionId"),
    url=Lookup(_url, ("`origin`, `path` and `queryParams`",)),
    properties=Section(_properties, ("`eventData`", "the other keys of the line")),
    examples=(
        Example(
            {
                "schema": "vercel.analytics.v1",
                "eventType": "pageview",
                "timestamp": 1741912549921,
                "projectId": "prj_1",
                "sessionId": 900,
                "deviceId": "d7",
                "origin": "https://example.com",
                "path": "/pricing",
                "queryParams": "utm_source=mail",
                "country": "FR",
            },
            "pageview",
            "2025-03-14T00:35:49.921000+00:00",
            "d7",
            "https://example.com/pricing?utm_source=mail",
            properties={"country": "FR", "path": "/pricing"},
        ),
        Example(
            {
                "schema": "vercel.analytics.v1",
                "eventType": "event",
                "eventName": "signed up",
                "eventData": '{"plan":"pro"}',
                "timestamp": 1741912549921,
                "deviceId": "d7",
                "origin": "https://example.com",
                "path": "/signup",
            },
            "signed up",
            "2025-03-14T00:35:49.921000+00:00",
            "d7",
            "https://example.com/signup",
            properties={"plan": "pro"},
        ),
    ),
)
