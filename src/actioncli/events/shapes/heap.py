"""Heap Connect: rows of its tables of events."""

from __future__ import annotations

from actioncli.events.shapes.base import Example, Lookup, Shape, first, has, rest
from actioncli.events.shapes.views import address
from actioncli.records.record import Record

EVENT = first("event_name", "event_table_name", "type")
TIME = first("time")
USER = first("user_id")


def is_heap(record: Record) -> bool:
    """An event of somebody in a session, with a name or a kind."""
    return has(record, "event_id", "session_id", "user_id", "time") and EVENT.read(record) is not None


HEAP = Shape(
    "heap",
    "Heap Connect",
    "`event_id`, `session_id`, `user_id`, `time`, and `event_table_name`, `event_name` or `type`",
    is_heap,
    ("event_id",),
    event=EVENT,
    timestamp=TIME,
    distinct_id=USER,
    uuid=first("event_id"),
    url=Lookup(
        lambda record: address(record.get("domain"), record.get("path"), record.get("query")),
        ("`domain`, `path` and `query`",),
    ),
    properties=rest(EVENT, TIME, USER),
    note="A table of a single event lacks its name: the rows have the kind of interaction, such as `click`. "
    "An event may be in several tables, and therefore several times in `all_events`.",
    examples=(
        Example(
            {
                "event_id": "7",
                "session_id": "9",
                "user_id": "5",
                "time": "2025-03-14 00:35:49.921",
                "event_table_name": "signed_up",
                "domain": "example.com",
                "path": "/signup",
                "target_text": "Go",
            },
            "signed_up",
            "2025-03-14 00:35:49.921",
            "5",
            "https://example.com/signup",
            uuid="7",
            properties={"target_text": "Go"},
        ),
    ),
)
