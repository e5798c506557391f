"""Snowplow's enriched events, as JSON or as rows of their TSV."""

from __future__ import annotations

from actioncli.events.event import object_in
from actioncli.events.shapes.base import Example, Lookup, Section, Shape, first, has, rest
from actioncli.records.record import Record

EVENT = first("event_name", "event")
TIME = first("derived_tstamp", "collector_tstamp")
USER = first("user_id", "domain_userid", "network_userid")
FLAT = rest(EVENT, TIME, USER)


def is_snowplow(record: Record) -> bool:
    """What the collector stamps on every event, in the record or in the `event` of a row of Micro."""
    return has(_enriched(record), "collector_tstamp", "event_id")


def _enriched(record: Record) -> Record:
    """The enriched event, which Micro keeps in `event`."""
    return object_in(record.get("event")) or record if has(record, "eventType") else record


def _of(lookup: Lookup) -> Lookup:
    """The same, read from the enriched event."""
    return Lookup(lambda record: lookup.read(_enriched(record)), lookup.places)


SNOWPLOW = Shape(
    "snowplow",
    "Snowplow, enriched events: JSON, or TSV without a header",
    "`collector_tstamp` and `event_id`; or both in an object `event` beside `eventType`, as Micro has them",
    is_snowplow,
    ("collector_tstamp", "eventType"),
    event=_of(EVENT),
    timestamp=_of(TIME),
    distinct_id=_of(USER),
    uuid=_of(first("event_id")),
    url=_of(first("page_url")),
    properties=Section(lambda record: FLAT.read(_enriched(record)), FLAT.places),
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
        Example(  # a good event of Micro
            {
                "rawEvent": {"parameters": {"e": "pv"}},
                "eventType": "page_view",
                "schema": "iglu:com.snowplowanalytics.snowplow/page_view/jsonschema/1-0-0",
                "contexts": [],
                "event": {
                    "app_id": "shop",
                    "event": "page_view",
                    "event_name": "page_view",
                    "event_id": "c6ef3124",
                    "collector_tstamp": "2025-03-14T00:35:50.100Z",
                    "derived_tstamp": "2025-03-14T00:35:49.921Z",
                    "domain_userid": "bc2e92ec",
                    "page_url": "https://example.com/pricing",
                },
            },
            "page_view",
            "2025-03-14T00:35:49.921Z",
            "bc2e92ec",
            "https://example.com/pricing",
            uuid="c6ef3124",
            properties={"app_id": "shop"},
        ),
    ),
)
