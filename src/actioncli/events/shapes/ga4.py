"""Google Analytics 4, as BigQuery exports it."""

from __future__ import annotations

from typing import Any

from actioncli.events.event import NOTHING
from actioncli.events.records import Record, is_list, plain
from actioncli.events.shapes.base import Example, Lookup, Section, Shape, first, has, with_columns
from actioncli.events.shapes.views import Pairs, from_pairs

KINDS = ("string_value", "int_value", "float_value", "double_value")


def is_ga4(record: Record) -> bool:
    """A name, and parameters as a list."""
    return has(record, "event_name") and is_list(record.get("event_params"))


def _value(holder: Record) -> Any:
    """The one value that is there; BigQuery writes whole numbers as text."""
    for kind in KINDS:
        value = holder.get(kind)
        if value is not None:
            return whole(value) if kind == "int_value" else plain(value)
    return None


def whole(value: Any) -> Any:
    """A whole number, if the text is one."""
    digits = value.removeprefix("-") if isinstance(value, str) else ""
    return int(value) if digits.isascii() and digits.isdigit() and len(digits) < 20 else plain(value)


def _parameters(record: Record) -> Record:
    return Pairs(record.get("event_params"), _value)


def _person(record: Record) -> Record:
    return from_pairs(record.get("user_properties"), _value) or NOTHING


def _location(record: Record) -> Any:
    return _parameters(record).get("page_location")


GA4 = Shape(
    "ga4",
    "Google Analytics 4, from BigQuery",
    "`event_name` and a list `event_params`",
    is_ga4,
    ("event_name",),
    event=first("event_name"),
    timestamp=first("event_timestamp"),
    distinct_id=first("user_id", "user_pseudo_id"),
    url=Lookup(_location, ("`event_params`: `page_location`",)),
    properties=with_columns(
        Section(_parameters, ("`event_params`",)),
        *("device", "geo", "traffic_source", "collected_traffic_source", "ecommerce", "items", "app_info"),
        *("platform", "stream_id", "event_value_in_usd", "user_first_touch_timestamp"),
    ),
    person=Section(_person, ("`user_properties`",)),
    examples=(
        Example(
            {
                "event_date": "20250314",
                "event_timestamp": "1741912549921000",
                "event_name": "page_view",
                "event_params": [
                    {"key": "page_location", "value": {"string_value": "https://example.com/pricing"}},
                    {"key": "ga_session_id", "value": {"int_value": "1741912500"}},
                    {"key": "value", "value": {"string_value": None, "int_value": None, "double_value": 9.5}},
                ],
                "user_properties": [{"key": "plan", "value": {"string_value": "pro"}}],
                "user_pseudo_id": "2342103247.0307162928",
                "device": {"category": "mobile"},
                "platform": "WEB",
            },
            "page_view",
            "2025-03-14T00:35:49.921000+00:00",
            "2342103247.0307162928",
            "https://example.com/pricing",
            properties={"ga_session_id": 1741912500, "value": 9.5, "platform": "WEB", "/device/category": "mobile"},
            person={"plan": "pro"},
        ),
    ),
)
