"""Logs in the Elastic Common Schema, in which `event` is an object."""

from __future__ import annotations

from actioncli.events.event import object_in
from actioncli.events.shapes.base import Example, Shape, first, has, rest
from actioncli.records.record import Record

EVENT = first("event.action")
TIME = first('"@timestamp"')
USER = first("user.id", "user.email", "user.name")
FIELDS = ("action", "category", "kind", "type", "outcome", "dataset", "module", "code", "provider")


def is_ecs(record: Record) -> bool:
    """A time, and an object with fields of the schema's field set `event`."""
    if not has(record, "@timestamp", "event"):
        return False
    event = object_in(record.get("event"))
    return event is not None and any(event.get(field) is not None for field in FIELDS)


ECS = Shape(
    "ecs",
    "Elastic Common Schema",
    "`@timestamp`, and an object `event` with `action`, `category`, `kind` or another of the schema's fields",
    is_ecs,
    ("@timestamp",),
    event=EVENT,
    timestamp=TIME,
    distinct_id=USER,
    uuid=first("event.id"),
    url=first("url.full", "url.original"),
    properties=rest(TIME),
    note="A line without `event.action` is a log line, not an event. "
    "Fields are reached with a JSON Pointer, as in `/event/outcome` and `/labels/plan`.",
    examples=(
        Example(
            {
                "@timestamp": "2025-03-14T00:35:49.921Z",
                "event": {"action": "user-login", "category": ["authentication"], "outcome": "success", "id": "e1"},
                "user": {"id": "u1", "name": "ana"},
                "url": {"full": "https://example.com/login", "path": "/login"},
                "labels": {"plan": "pro"},
                "message": "ana logged in",
            },
            "user-login",
            "2025-03-14T00:35:49.921Z",
            "u1",
            "https://example.com/login",
            uuid="e1",
            properties={"/event/outcome": "success", "/labels/plan": "pro", "message": "ana logged in"},
        ),
    ),
)
