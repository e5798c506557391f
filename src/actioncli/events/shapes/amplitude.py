"""Amplitude's export."""

from __future__ import annotations

from actioncli.events.elements import Element, from_array
from actioncli.events.shapes.base import Elements, Example, Shape, first, has, section, with_columns
from actioncli.records.record import Record, plain

KEYS = {
    "tag_name": "[Amplitude] Element Tag",
    "text": "[Amplitude] Element Text",
    "classes": "[Amplitude] Element Class",
    "href": "[Amplitude] Element Href",
    "attr_id": "[Amplitude] Element ID",
}


def is_amplitude(record: Record) -> bool:
    """An event type, and a time or properties of Amplitude's."""
    return has(record, "event_type") and (has(record, "event_time") or has(record, "event_properties"))


def _elements(_record: Record, properties: Record) -> tuple[Element, ...]:
    """The clicked element, alone; `[Amplitude] Element Hierarchy` stays a property."""
    told = {key: value for key, name in KEYS.items() if (value := plain(properties.get(name))) not in (None, "", [])}
    return from_array([told]) if told else ()


AMPLITUDE = Shape(
    "amplitude",
    "Amplitude",
    "`event_type`, and `event_time` or `event_properties`",
    is_amplitude,
    ("event_type",),
    event=first("event_type"),
    timestamp=first("event_time", "client_event_time", "server_received_time", "time"),
    distinct_id=first("user_id", "device_id", "amplitude_id"),
    uuid=first("uuid", "$insert_id"),
    url=first(
        'event_properties."[Amplitude] Page Location"',
        'event_properties."[Amplitude] Page URL"',
        "event_properties.$current_url",
        "event_properties.url",
    ),
    properties=with_columns(
        section("event_properties"),
        *("platform", "os_name", "os_version", "device_type", "device_family", "device_brand", "device_model"),
        *("country", "region", "city", "dma", "language", "version_name", "library", "session_id", "ip_address"),
        *("groups", "revenue", "app"),
    ),
    person=section("user_properties"),
    elements=Elements(_elements, tuple(f'`event_properties."{name}"`' for name in KEYS.values())),
    note="`time` is the time of an event in the body of an upload, in milliseconds. "
    "Amplitude writes user properties that are not set as the text `EMPTY`, and `os_name` is the browser.",
    examples=(
        Example(
            {
                "$insert_id": "8b77dc74",
                "amplitude_id": 500000000011,
                "device_id": "25241593",
                "event_properties": {
                    "[Amplitude] Page URL": "https://example.com/pricing",
                    "[Amplitude] Element Text": "Sign Up",
                    "[Amplitude] Element Tag": "button",
                    "[Amplitude] Element Class": "btn primary",
                },
                "event_time": "2025-03-14 00:35:49.921000",
                "event_type": "[Amplitude] Element Clicked",
                "platform": "Web",
                "session_id": 1741912500000,
                "user_id": None,
                "user_properties": {"initial_referrer": "EMPTY"},
                "uuid": "f1d0",
            },
            "[Amplitude] Element Clicked",
            "2025-03-14 00:35:49.921000",
            "25241593",
            "https://example.com/pricing",
            uuid="f1d0",
            properties={"[Amplitude] Element Text": "Sign Up", "platform": "Web"},
            person={"initial_referrer": "EMPTY"},
            element=Element("button", ("btn", "primary"), "Sign Up"),
        ),
    ),
)
