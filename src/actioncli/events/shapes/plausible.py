"""Plausible and Simple Analytics: rows of single events, whose page is a host and a path."""

from __future__ import annotations

from typing import Any

from actioncli.events.shapes.base import Example, Lookup, Shape, first, has, rest
from actioncli.events.shapes.views import address
from actioncli.records.record import Record

TIME = first("timestamp", "added_iso", "added_unix")
USER = first("user_id", "session_id")


def is_plausible(record: Record) -> bool:
    """A row of the table `events` of Plausible."""
    return has(record, "name", "site_id", "pathname", "timestamp")


def is_simple(record: Record) -> bool:
    """A data point of Simple Analytics."""
    return has(record, "path") and (has(record, "added_iso") or has(record, "added_unix"))


def _point(record: Record) -> Any:
    """The name of an event; a row of the export of page views has none."""
    return record.get("datapoint") if has(record, "datapoint") else "pageview"


def _address(record: Record, path: str) -> Any:
    return address(record.get("hostname"), record.get(path), record.get("query"))


PLAUSIBLE = Shape(
    "plausible",
    "Plausible, the table `events`",
    "`name`, `site_id`, `pathname` and `timestamp`",
    is_plausible,
    ("site_id",),
    event=first("name"),
    timestamp=TIME,
    distinct_id=USER,
    url=Lookup(lambda record: _address(record, "pathname"), ("`hostname` and `pathname`",)),
    properties=rest(first("name"), TIME, USER),
    note="Plausible's CSV export has totals, not events.",
    examples=(
        Example(
            {
                "timestamp": "2025-03-14 00:35:49",
                "name": "pageview",
                "site_id": 1,
                "user_id": "16021",
                "session_id": 7,
                "hostname": "example.com",
                "pathname": "/pricing",
                "country_code": "FR",
            },
            "pageview",
            "2025-03-14 00:35:49",
            "16021",
            "https://example.com/pricing",
            properties={"country_code": "FR"},
        ),
    ),
)

SIMPLE = Shape(
    "simple-analytics",
    "Simple Analytics, exported data points",
    "`path`, and `added_iso` or `added_unix`",
    is_simple,
    ("added_iso", "added_unix"),
    event=Lookup(_point, ("`datapoint` of an event", "`pageview` for a row without it")),
    timestamp=first("added_iso", "added_unix"),
    distinct_id=first("session_id"),
    url=Lookup(lambda record: _address(record, "path"), ("`hostname`, `path` and `query`",)),
    properties=rest(first("added_iso", "added_unix"), first("session_id")),
    note="According to the vendor, the field `uuid` is not always unique. It is read as a property.",
    examples=(
        Example(
            {
                "added_iso": "2025-03-14T00:35:49.921Z",
                "hostname": "example.com",
                "path": "/pricing",
                "session_id": "s1",
                "datapoint": "signed_up",
                "country_code": "FR",
            },
            "signed_up",
            "2025-03-14T00:35:49.921Z",
            "s1",
            "https://example.com/pricing",
            properties={"country_code": "FR"},
        ),
    ),
)
