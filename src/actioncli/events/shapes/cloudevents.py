"""CloudEvents in their JSON format, an event a line."""

from __future__ import annotations

import binascii
from typing import Any

from actioncli.events.event import NOTHING, object_in
from actioncli.events.shapes.base import Example, Lookup, Section, Shape, first, has
from actioncli.events.shapes.plain import URLS
from actioncli.events.shapes.views import Layers, Picked
from actioncli.records.record import Record

_OWN = frozenset(("specversion", "type", "time", "subject", "data", "data_base64"))


def is_cloudevent(record: Record) -> bool:
    """The attributes that every CloudEvent has."""
    return has(record, "specversion", "type", "source")


def _data(record: Record) -> Record:
    found = object_in(record.get("data"))
    if found is not None:
        return found
    packed = record.get("data_base64")
    if not isinstance(packed, str):
        return NOTHING
    try:
        text = binascii.a2b_base64(packed, strict_mode=True).decode()
    except (binascii.Error, ValueError):
        return NOTHING
    return object_in(text) or NOTHING


def _properties(record: Record) -> Record:
    return Layers((_data(record), Picked(record, _OWN, others=True)))


def _url(record: Record) -> Any:
    data = _data(record)
    return next((found for key in URLS if (found := data.get(key)) not in (None, "")), None)


CLOUDEVENTS = Shape(
    "cloudevents",
    "CloudEvents",
    "`specversion`, `type` and `source`",
    is_cloudevent,
    ("specversion",),
    event=first("type"),
    timestamp=first("time"),
    distinct_id=first("subject"),
    uuid=first("id"),
    url=Lookup(_url, ("in `data`, the first of " + ", ".join(f"`{key}`" for key in URLS),)),
    properties=Section(_properties, ("`data`", "`data_base64`", "the other attributes")),
    note="A `subject` is often not a person. If so, give the path of the user with `source:`.",
    examples=(
        Example(
            {
                "specversion": "1.0",
                "id": "A234",
                "source": "/orders",
                "type": "com.example.order.placed",
                "subject": "u1",
                "time": "2025-03-14T00:35:49.123456789Z",
                "data": {"total": 12, "url": "https://example.com/cart"},
            },
            "com.example.order.placed",
            "2025-03-14T00:35:49.123456789Z",
            "u1",
            "https://example.com/cart",
            uuid="A234",
            properties={"total": 12, "source": "/orders"},
        ),
        Example(
            {"specversion": "1.0", "id": "1", "source": "/a", "type": "t", "data_base64": "eyJ0b3RhbCI6MTJ9"},
            "t",
            uuid="1",
            properties={"total": 12},
        ),
    ),
)
