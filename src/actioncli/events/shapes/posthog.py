"""PostHog: batch exports and API rows, what its libraries send, and dumps with other column names."""

from __future__ import annotations

from typing import Any

from actioncli.events.elements import Element, choose_elements, parse_chain
from actioncli.events.event import EXPORTED, as_object, late_time, person_in
from actioncli.events.shapes.base import Elements, Example, Lookup, Shape, first, has, is_number, section
from actioncli.events.timestamps import Microseconds, moment, timestamp
from actioncli.records.record import Record, is_list

URL = first("properties.$current_url")
PERSON = section("person_properties", "person.properties")
PERSON_ID = Lookup(person_in, ("`person_id`", "`person.id`", "`person.uuid`"))


def is_export(record: Record) -> bool:
    """An event with its chain of elements, its elements, or its uuid."""
    if record.get("event") is None:
        return False
    if _there(record, "elements_chain"):
        return True
    if not _there(record, "properties"):
        return False
    if is_list(record.get("elements")):
        return True
    return has(record, "uuid") and (has(record, "distinct_id") or not _names_somebody(record))


def is_capture(record: Record) -> bool:
    """An event as a library sends it; Mixpanel's and Segment's, which are alike, have a time or an id of their own."""
    if not has(record, "event", "properties") or has(record, "messageId"):
        return False
    if has(record, "distinct_id") or has(record, "$distinct_id"):
        return True
    properties = as_object(record.get("properties"))
    if properties.get("token") is None and properties.get("distinct_id") is None:
        return False
    return not is_number(properties.get("time")) or has_own_time(record)


def is_dump(record: Record) -> bool:
    """Columns in capitals, or a plug-in's `eventName`."""
    if has(record, "EVENT"):
        return _there(record, "PROPERTIES") or has(record, "DISTINCT_ID")
    return has(record, "eventName", "uuid", "properties")


def has_own_time(record: Record) -> bool:
    """Whether there is a time outside of the properties, which Mixpanel never has."""
    return has(record, "timestamp") or has(record, "offset") or has(record, "sent_at")


def elements_in(found: Lookup) -> Elements:
    """A chain or an array, as it is or as JSON text."""

    def read(record: Record, _properties: Record) -> tuple[Element, ...]:
        chosen = choose_elements(None, None, found.read(record), None)
        return parse_chain(chosen) if isinstance(chosen, str) else chosen or ()

    return Elements(read, found.places)


def _there(record: Record, key: str) -> bool:
    return key in record  # type: ignore[operator]


def _names_somebody(record: Record) -> bool:
    properties = as_object(record.get("properties"))
    return properties.get("token") is not None or properties.get("distinct_id") is not None


def _property(record: Record, key: str) -> Any:
    return as_object(record.get("properties")).get(key)


def _export_time(record: Record) -> Any:
    found = record.get("timestamp")
    return late_time(record) if found is None else found


def _capture_time(record: Record) -> Any:
    """`$time` is in seconds; `offset` counts milliseconds back from `sent_at`."""
    for found in (record.get("timestamp"), _property(record, "$time"), _property(record, "timestamp")):
        if found is not None:
            return found
    sent, offset = timestamp(record.get("sent_at")), record.get("offset")
    if sent is None or not isinstance(offset, int | float):
        return record.get("sent_at")
    return _text(sent - round(offset * 1_000))


def _text(when: Microseconds) -> str | None:
    found = moment(when)
    return found.isoformat() if found else None


EXPORT = Shape(
    EXPORTED,
    "PostHog: batch export, API row, older plug-ins",
    "`event`, and `elements_chain`; or `event` and `properties`, and `uuid` or a list `elements`",
    is_export,
    ("event",),
    event=first("event"),
    timestamp=Lookup(_export_time, ("`timestamp`", "`properties.timestamp`", "`now`", "`sent_at`")),
    distinct_id=first("distinct_id", empty=()),
    uuid=first("uuid", "id"),
    url=URL,
    properties=section("properties"),
    person=PERSON,
    person_id=PERSON_ID,
    note="The elements are read from `elements_chain`, `properties.$elements_chain`, `elements` (a list, a chain, or "
    "either as JSON text) or `properties.$elements`. Properties may be JSON text, as in BigQuery, ClickHouse, Kafka.",
    examples=(
        Example(
            {
                "uuid": "01959214-2a21-7cb4-9bc2-b347c93bec22",
                "event": "$autocapture",
                "distinct_id": "ana@example.org",
                "properties": {"$current_url": "https://app.example.com/signup", "$lib": "web"},
                "person_properties": {"plan": "free"},
                "elements_chain": 'button.btn:text="Sign Up"nth-child="1"',
                "timestamp": "2025-03-14T00:35:49.962000+00:00",
            },
            "$autocapture",
            "2025-03-14T00:35:49.962000+00:00",
            "ana@example.org",
            "https://app.example.com/signup",
            uuid="01959214-2a21-7cb4-9bc2-b347c93bec22",
            properties={"$lib": "web"},
            person={"plan": "free"},
            element=Element("button", ("btn",), "Sign Up", nth_child=1),
        ),
        Example(  # a row of the API
            {
                "id": "0195",
                "distinct_id": "ana",
                "properties": {"$current_url": "https://example.com/"},
                "event": "$autocapture",
                "timestamp": "2025-03-14T00:35:49.962000+00:00",
                "person": {"distinct_ids": ["ana"], "properties": {"email": "ana@example.org"}},
                "elements": [
                    {"tag_name": "form", "order": 1},
                    {"tag_name": "a", "text": "Docs", "href": "/docs", "order": 0},
                ],
            },
            "$autocapture",
            "2025-03-14T00:35:49.962000+00:00",
            "ana",
            "https://example.com/",
            uuid="0195",
            person={"email": "ana@example.org"},
            element=Element("a", text="Docs", href="/docs"),
        ),
        Example(  # BigQuery: JSON in text, in the chain's case twice
            {
                "uuid": "0195",
                "event": "$autocapture",
                "properties": '{"$current_url":"https://example.com/"}',
                "elements": '"a:href=\\"/docs\\"text=\\"Docs\\""',
                "distinct_id": "ana",
                "team_id": "1",
                "timestamp": "2025-03-14 00:35:49.962 UTC",
                "bq_ingested_timestamp": "2025-03-14 00:36:00 UTC",
            },
            "$autocapture",
            "2025-03-14T00:35:49.962000+00:00",
            "ana",
            "https://example.com/",
            uuid="0195",
            element=Element("a", text="Docs", href="/docs"),
        ),
        Example(  # the S3 plug-in: a time may be missing
            {
                "uuid": "0195",
                "event": "$pageview",
                "distinct_id": "ana",
                "properties": {"$current_url": "https://example.com/"},
                "now": "2021-03-14T00:35:50.000Z",
                "sent_at": "2021-03-14T00:35:49.000Z",
            },
            "$pageview",
            "2021-03-14T00:35:50.000Z",
            "ana",
            "https://example.com/",
            uuid="0195",
        ),
    ),
)

CAPTURE = Shape(
    "posthog-capture",
    "PostHog: what its libraries send",
    "`event` and `properties`, and `distinct_id`, `$distinct_id`, `properties.token` or `properties.distinct_id`",
    is_capture,
    ("event",),
    event=first("event"),
    timestamp=Lookup(
        _capture_time, ("`timestamp`", "`properties.$time`", "`properties.timestamp`", "`sent_at` minus `offset`")
    ),
    distinct_id=first("distinct_id", "$distinct_id", "properties.distinct_id", "properties.$distinct_id"),
    uuid=first("uuid", "properties.$insert_id"),
    url=URL,
    properties=section("properties"),
    person=PERSON,
    person_id=PERSON_ID,
    note="An event with an `offset` but no `sent_at` has no time.",
    examples=(
        Example(
            {
                "event": "$autocapture",
                "properties": {
                    "token": "phc_example",
                    "distinct_id": "ana",
                    "$current_url": "https://example.com/",
                    "$time": 1694769302.319,
                    "$elements": [{"tag_name": "button", "$el_text": "Save", "classes": ["btn"], "attr__class": "btn"}],
                },
                "offset": 3026,
            },
            "$autocapture",
            "2023-09-15T09:15:02.319000+00:00",
            "ana",
            "https://example.com/",
            properties={"token": "phc_example"},
            element=Element("button", ("btn",), "Save", attributes={"class": "btn"}),
        ),
        Example(
            {
                "event": "signed up",
                "distinct_id": 2,
                "properties": {"plan": "pro"},
                "sent_at": "2025-03-14T00:35:49Z",
                "offset": 1500,
            },
            "signed up",
            "2025-03-14T00:35:47.500000+00:00",
            "2",
            properties={"plan": "pro"},
        ),
    ),
)

DUMP = Shape(
    "posthog-dump",
    "PostHog: dumps with columns in capitals (Snowflake), or `eventName`",
    "`EVENT`, and `PROPERTIES` or `DISTINCT_ID`; or `eventName`, `uuid` and `properties`",
    is_dump,
    ("EVENT", "eventName"),
    event=first("EVENT", "eventName"),
    timestamp=first("TIMESTAMP", "timestamp", "NOW", "SENT_AT", "now", "sent_at"),
    distinct_id=first("DISTINCT_ID", "distinct_id"),
    uuid=first("UUID", "uuid"),
    url=first("PROPERTIES.$current_url", "properties.$current_url"),
    properties=section("PROPERTIES", "properties"),
    person=section("PERSON_PROPERTIES", "person_properties"),
    person_id=first("PERSON_ID", "person_id", "PERSON.id", "PERSON.uuid", "person.id", "person.uuid"),
    elements=elements_in(first("ELEMENTS_CHAIN", "ELEMENTS")),
    examples=(
        Example(
            {
                "UUID": "0195",
                "EVENT": "$autocapture",
                "PROPERTIES": '{"$current_url":"https://example.com/"}',
                "ELEMENTS": 'a:href="/docs"text="Docs"',
                "PEOPLE_SET": "{}",
                "DISTINCT_ID": "ana",
                "TIMESTAMP": "2025-03-14 00:35:49.962",
            },
            "$autocapture",
            "2025-03-14 00:35:49.962",
            "ana",
            "https://example.com/",
            uuid="0195",
            element=Element("a", text="Docs", href="/docs"),
        ),
        Example(
            {
                "uuid": "0195",
                "eventName": "$pageview",
                "properties": '{"$current_url":"https://example.com/"}',
                "elements": "[]",
                "distinct_id": "ana",
                "timestamp": "2021-03-14 00:35:49 UTC",
            },
            "$pageview",
            "2021-03-14T00:35:49+00:00",
            "ana",
            "https://example.com/",
            uuid="0195",
        ),
    ),
)
