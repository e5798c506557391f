"""Mixpanel's raw export."""

from __future__ import annotations

from collections.abc import Mapping

from actioncli.events.elements import Element, from_array
from actioncli.events.event import object_in
from actioncli.events.shapes.base import Elements, Example, Shape, first, has, is_number, section
from actioncli.events.shapes.posthog import has_own_time
from actioncli.records.record import Record, plain


def is_mixpanel(record: Record) -> bool:
    """An event whose time and user are among its properties."""
    if not has(record, "event") or has_own_time(record):
        return False
    properties = object_in(record.get("properties"))
    if properties is None or not is_number(properties.get("time")):
        return False
    return any(properties.get(key) is not None for key in ("distinct_id", "mp_lib", "$insert_id"))


def _elements(_record: Record, properties: Record) -> tuple[Element, ...]:
    """The elements of `$elements`, the first with what `$el_...` say of the clicked one."""
    clicked: dict[str, object] = {}
    for key, name in _CLICKED:
        value = properties.get(name)
        if value is not None and value != "":
            clicked.setdefault(key, plain(value))
    listed = plain(properties.get("$elements"))
    objects = [_renamed(item) for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    if not clicked and not objects:
        return ()
    return from_array([{**(objects[0] if objects else {}), **clicked}, *objects[1:]])


_CLICKED = (
    ("tag_name", "$el_tag_name"),
    ("$el_text", "$el_text"),
    ("classes", "$el_classes"),
    ("href", "$el_attr__href"),
    ("href", "$el_href"),
    ("attr_id", "$el_id"),
)
_NAMES = {"$tag_name": "tag_name", "$classes": "classes", "$id": "attr_id", "$text": "text"}


def _renamed(element: Mapping[str, object]) -> dict[str, object]:
    """An element in PostHog's words: `$tag_name` is `tag_name`, `$attr-href` is `attr__href`."""
    renamed: dict[str, object] = {}
    for key, value in element.items():
        attribute = key.removeprefix("$attr-")
        renamed[_NAMES.get(key, key) if attribute == key else f"attr__{attribute}"] = value
    return renamed


MIXPANEL = Shape(
    "mixpanel",
    "Mixpanel",
    "`event` and `properties.time`, and `properties.distinct_id`, `properties.mp_lib` or `properties.$insert_id`; "
    "no time outside the properties",
    is_mixpanel,
    ("event",),
    event=first("event"),
    timestamp=first("properties.time"),
    distinct_id=first("properties.distinct_id", "properties.$user_id", "properties.$device_id"),
    uuid=first("properties.$insert_id"),
    url=first("properties.$current_url", "properties.current_url"),
    properties=section("properties"),
    elements=Elements(
        _elements, ("`properties.$elements`", "`properties.$el_text`, `$el_tag_name`, `$el_classes`, `$el_attr__href`")
    ),
    note="`time` is read as UTC. Projects made before 2023 may export it in the time zone of the project, "
    "which the export does not name.",
    examples=(
        Example(
            {
                "event": "Plan Upgraded",
                "properties": {
                    "time": 1741912549,
                    "distinct_id": "10042",
                    "$insert_id": "c5eed127",
                    "$current_url": "https://app.example.com/billing",
                    "mp_lib": "web",
                    "price": "49.00",
                },
            },
            "Plan Upgraded",
            "2025-03-14T00:35:49+00:00",
            "10042",
            "https://app.example.com/billing",
            uuid="c5eed127",
            properties={"price": "49.00"},
        ),
        Example(
            {
                "event": "$mp_click",
                "properties": {
                    "time": 1741912549921,
                    "distinct_id": "$device:1",
                    "current_url": "https://example.com/",
                    "$el_text": "Sign Up",
                    "$el_attr__href": "/signup",
                    "$elements": [{"$tag_name": "a", "$classes": ["btn"], "$attr-href": "/signup"}],
                },
            },
            "$mp_click",
            "2025-03-14T00:35:49.921000+00:00",
            "$device:1",
            "https://example.com/",
            element=Element("a", ("btn",), "Sign Up", "/signup", attributes={"href": "/signup"}),
        ),
    ),
)
