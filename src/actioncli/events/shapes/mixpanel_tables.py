"""The tables of warehouses that Mixpanel's pipelines fill: an event a row, with properties as JSON or in columns."""

from __future__ import annotations

from actioncli.events.event import object_in
from actioncli.events.shapes.base import Example, Section, Shape, first, has, rest
from actioncli.records.record import Record

EVENT = first("mp_event_name", "event_name", "event")
TIME = first("time")
USER = first("distinct_id", "user_id", "mp_reserved_user_id", "device_id", "mp_reserved_device_id")
ID = first("insert_id", "mp_reserved_insert_id", "mp_insert_id")
FLAT = rest(EVENT, TIME, USER)


def is_table_row(record: Record) -> bool:
    """A time, a name, and an id or a column that Mixpanel names."""
    if not has(record, "time") or EVENT.read(record) is None:
        return False
    return has(record, "mp_event_name") or ID.read(record) is not None or has(record, "mp_reserved_current_url")


def _properties(record: Record) -> Record:
    found = object_in(record.get("properties"))
    return FLAT.read(record) if found is None else found


MIXPANEL_TABLES = Shape(
    "mixpanel-tables",
    "Mixpanel, the tables of its pipelines",
    "`time`, and `mp_event_name`, `event_name` or `event`, and `insert_id` or a column such as `mp_reserved_insert_id`",
    is_table_row,
    ("time",),
    event=EVENT,
    timestamp=TIME,
    distinct_id=USER,
    uuid=ID,
    url=first(
        *("properties.$current_url", "properties.current_url"),
        *("mp_reserved_current_url", "current_url", "url"),
    ),
    properties=Section(_properties, ("`properties`", "else the other columns")),
    note="Where properties are columns, `$city` is `mp_reserved_city`.",
    examples=(
        Example(
            {
                "event_name": "Plan Upgraded",
                "time": "2025-03-14 00:35:49 UTC",
                "distinct_id": "10042",
                "user_id": "10042",
                "device_id": "d1",
                "insert_id": "c5eed127",
                "properties": '{"$current_url":"https://app.example.com/billing","price":49}',
            },
            "Plan Upgraded",
            "2025-03-14T00:35:49+00:00",
            "10042",
            "https://app.example.com/billing",
            uuid="c5eed127",
            properties={"price": 49},
        ),
        Example(
            {
                "mp_event_name": "Plan Upgraded",
                "time": 1741912549,
                "distinct_id": "10042",
                "mp_reserved_current_url": "https://app.example.com/billing",
                "mp_reserved_city": "Lyon",
                "price": 49,
            },
            "Plan Upgraded",
            "2025-03-14T00:35:49+00:00",
            "10042",
            "https://app.example.com/billing",
            properties={"price": 49, "mp_reserved_city": "Lyon"},
        ),
    ),
)
