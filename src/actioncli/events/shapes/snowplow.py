"""Snowplow's enriched events, as JSON or as rows of their TSV."""

from __future__ import annotations

from actioncli.events.records import Record
from actioncli.events.shapes.base import Example, Shape, first, has, rest

EVENT = first("event_name", "event")
TIME = first("derived_tstamp", "collector_tstamp")
USER = first("user_id", "domain_userid", "network_userid")


def is_snowplow(record: Record) -> bool:
    """What the collector stamps on every event."""
    return has(record, "collector_tstamp", "event_id")


SNOWPLOW = Shape(
    "snowplow",
    "Snowplow, enriched events: JSON, or TSV without a header",
    "`collector_tstamp` and `event_id`",
    is_snowplow,
    ("collector_tstamp",),
    event=EVENT,
    timestamp=TIME,
    distinct_id=USER,
    uuid=first("event_id"),
    url=first("page_url"),
    properties=rest(EVENT, TIME, USER),
    note="Self-describing parts are reached with a JSON Pointer, as in `/unstruct_event_com_acme_order_1/total`. "
    "Rows of the TSV have the columns of the enriched event; `contexts` and `unstruct_event` hold their JSON, as in "
    "`/unstruct_event/data/data/total`.",
    examples=(
        Example(
            {
                "app_id": "shop",
                "event": "unstruct",
                "event_name": "add_to_cart",
                "event_id": "c6ef3124",
                "collector_tstamp": "2025-03-14T00:35:50.100Z",
                "derived_tstamp": "2025-03-14T00:35:49.921Z",
                "user_id": None,
                "domain_userid": "bc2e92ec",
                "page_url": "https://example.com/pricing",
                "unstruct_event_com_acme_cart_1": {"sku": "A-1"},
            },
            "add_to_cart",
            "2025-03-14T00:35:49.921Z",
            "bc2e92ec",
            "https://example.com/pricing",
            uuid="c6ef3124",
            properties={"app_id": "shop", "event": "unstruct", "/unstruct_event_com_acme_cart_1/sku": "A-1"},
        ),
    ),
)
