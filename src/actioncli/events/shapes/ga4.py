"""Google Analytics 4, as BigQuery exports it."""

from __future__ import annotations

from typing import Any

from actioncli.events.event import NOTHING
from actioncli.events.shapes.base import Example, Lookup, Section, Shape, first, has, rest, with_columns
from actioncli.events.shapes.views import Pairs, from_pairs
from actioncli.records.record import Record, is_list, is_object, plain

KINDS = ("string_value", "int_value", "float_value", "double_value")


def is_ga4(record: Record) -> bool:
    """A name, and parameters as a list; or the time, and a user or a date, of a row that was flattened."""
    if not has(record, "event_name"):
        return False
    if is_list(record.get("event_params")):
        return True
    return has(record, "event_timestamp") and (has(record, "user_pseudo_id") or has(record, "event_date"))


def _name(record: Record) -> Any:
    """The name; none of a row that holds one parameter of an event, for there are as many such rows as parameters."""
    parameter = record.get("event_params")
    alone = has(record, "key") or (is_object(parameter) and has(parameter, "key"))
    return None if alone else record.get("event_name")


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
    found = _parameters(record).get("page_location")
    return record.get("page_location") if found is None else found


def _properties(record: Record) -> Record:
    return (NESTED if is_list(record.get("event_params")) else FLAT).read(record)


EVENT = Lookup(_name, ("`event_name`",))
TIME = first("event_timestamp")
USER = first("user_id", "user_pseudo_id")
FLAT = rest(first("event_name"), TIME, USER)
NESTED = with_columns(
    Section(_parameters, ("`event_params`",)),
    *("device", "geo", "traffic_source", "collected_traffic_source", "ecommerce", "items", "app_info"),
    *("platform", "stream_id", "event_value_in_usd", "user_first_touch_timestamp"),
)


GA4 = Shape(
    "ga4",
    "Google Analytics 4, from BigQuery",
    "`event_name` and a list `event_params`; or `event_name`, `event_timestamp`, and `user_pseudo_id` or `event_date`",
    is_ga4,
    ("event_name",),
    event=EVENT,
    timestamp=TIME,
    distinct_id=USER,
    url=Lookup(_location, ("`event_params`: `page_location`", "`page_location`")),
    properties=Section(_properties, (*NESTED.places, "the other keys of a row without a list `event_params`")),
    person=Section(_person, ("`user_properties`",)),
    note="A row with a single parameter of an event, as returned by queries with UNNEST, is not an event.",
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
        Example(  # flattened by a query
            {
                "event_date": "20250314",
                "event_timestamp": 1741912549921000,
                "event_name": "page_view",
                "user_pseudo_id": "2342103247.0307162928",
                "page_location": "https://example.com/pricing",
                "ga_session_id": 1741912500,
            },
            "page_view",
            "2025-03-14T00:35:49.921000+00:00",
            "2342103247.0307162928",
            "https://example.com/pricing",
            properties={"ga_session_id": 1741912500},
        ),
    ),
)
