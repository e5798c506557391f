"""The tables of warehouses that Segment and RudderStack fill: `tracks`, `pages`, and one for each event."""

from __future__ import annotations

from typing import Any

from actioncli.events.shapes.base import Example, Lookup, Shape, first, has, rest
from actioncli.records.record import Record

TIME = first("timestamp")
USER = first("user_id", "anonymous_id")
COLUMNS_OF_CALLS = ("original_timestamp", "sent_at", "context_library_name", "context_page_url")
"""Columns of which every table of calls has some."""


def is_table_row(record: Record) -> bool:
    """When it was received, somebody, and the name of a call or what tells that there is none."""
    if not (has(record, "user_id") or has(record, "anonymous_id")):
        return False
    if has(record, "event_text"):
        return True
    return has(record, "received_at", "id") and any(has(record, column) for column in COLUMNS_OF_CALLS)


def _name(record: Record) -> Any:
    """The name as it was tracked; `page` for a row of `pages`; a row of another table is no event."""
    text = record.get("event_text")
    if text is not None:
        return text
    is_page = not has(record, "event") and (has(record, "path") or has(record, "url", "title"))
    return "page" if is_page else None


def _url(record: Record) -> Any:
    """The address of the page; a row of `pages` has one of its own too."""
    found = first("context_page_url").read(record)
    return first("url").read(record) if found is None and record.get("event_text") is None else found


SEGMENT_TABLES = Shape(
    "segment-tables",
    "Segment and RudderStack: the tables of their warehouses",
    "`user_id` or `anonymous_id`, and `event_text`; or `id`, `received_at`, and one of `original_timestamp`, "
    "`sent_at`, `context_library_name` and `context_page_url`",
    is_table_row,
    ("event_text", "received_at"),
    event=Lookup(_name, ("`event_text`", "`page` for a row of `pages`, which has `path`, or `url` and `title`")),
    timestamp=TIME,
    distinct_id=USER,
    uuid=first("id"),
    url=Lookup(_url, ("`context_page_url`", "`url` of a row of `pages`")),
    properties=rest(TIME, USER),
    note="`event` is the name in snake case, like that of the table of the event, and is read as a property. "
    "Rows of `identifies`, `groups`, `screens` and `users` have no event name, and are not events. "
    "`actioncli sql --layout segment` reads `tracks` in the same way.",
    examples=(
        Example(
            {
                "id": "ajs-1",
                "received_at": "2025-03-14 00:35:50.310+00",
                "anonymous_id": "23adfd82",
                "context_page_url": "https://example.com/signup",
                "event": "signed_up",
                "event_text": "Signed Up",
                "user_id": "",
                "timestamp": "2025-03-14 00:35:49.924+00",
                "plan": "pro",
            },
            "Signed Up",
            "2025-03-14 00:35:49.924+00",
            "23adfd82",
            "https://example.com/signup",
            uuid="ajs-1",
            properties={"plan": "pro", "event": "signed_up"},
        ),
        Example(
            {
                "id": "ajs-2",
                "received_at": "2025-03-14T00:35:50.310Z",
                "sent_at": "2025-03-14T00:35:50.100Z",
                "anonymous_id": "23adfd82",
                "user_id": "u1",
                "name": "Pricing",
                "path": "/pricing",
                "url": "https://example.com/pricing",
                "timestamp": "2025-03-14T00:35:49.924Z",
            },
            "page",
            "2025-03-14T00:35:49.924Z",
            "u1",
            "https://example.com/pricing",
            uuid="ajs-2",
            properties={"name": "Pricing", "path": "/pricing"},
        ),
    ),
)
