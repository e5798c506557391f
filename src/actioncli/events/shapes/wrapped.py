r"""Events inside the records of a transport: a destination, a queue, a change stream or a log service.

    {"_airbyte_raw_id": "...", "_airbyte_data": {"event": ...}}     Airbyte
    {"topic": "events", "payload": "{\"event\": ...}"}            kcat

A record that is an event itself is never searched, so that other logs are not affected.
The inner object is an event only if it has an event name and a shape of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from actioncli.events.event import object_in
from actioncli.events.shapes.catalogue import first_fitting
from actioncli.records.record import Record, plain


class Envelope(Struct, frozen=True):
    """The place of the event in an envelope."""

    path: tuple[str, ...]
    """The path to the event, which is an object or JSON text of one."""
    writers: str
    """The system that writes it."""


ENVELOPES = (
    Envelope(("_airbyte_data",), "Airbyte's destinations"),
    Envelope(("record", "data"), "Airbyte's messages"),
    Envelope(("record",), "Singer's messages"),
    Envelope(("payload", "after"), "Debezium, with a schema"),
    Envelope(("after",), "Debezium"),
    Envelope(("fullDocument",), "MongoDB's change streams"),
    Envelope(("payload",), "Kafka Connect, kcat"),
    Envelope(("RECORD_CONTENT",), "Snowflake's connector for Kafka"),
    Envelope(("value",), "Kafka's REST proxy, and columns named so"),
    Envelope(("data",), "PostHog's messages in Kafka, Pub/Sub"),
    Envelope(("_source",), "Elasticsearch, OpenSearch"),
    Envelope(("jsonPayload",), "Google Cloud Logging"),
    Envelope(("message",), "CloudWatch, Filebeat, Fluentd"),
    Envelope(("log",), "Fluent Bit"),
    Envelope(("detail",), "EventBridge"),
    Envelope(("Body",), "SQS"),
    Envelope(("Message",), "SNS"),
    Envelope(("result", "_raw"), "Splunk"),
    Envelope(("_raw",), "Splunk"),
    Envelope(("body",), "columns named so"),
    Envelope(("json",), "columns named so"),
    Envelope(("raw",), "columns named so"),
    Envelope(("src",), "columns named so"),
    Envelope(("v",), "columns named so, as in Snowflake's examples"),
)
"""In the order in which they are tried. The last key may be in upper case, as in Snowflake."""

_FIRST_KEYS = frozenset(key for one in ENVELOPES for key in (one.path[0], one.path[0].upper()))
_LAYERS = 3
"""The most nested envelopes, such as SNS in SQS in a log."""
_CHANGES = ("c", "r")
"""Operations of Debezium with a new row: created, or read for a snapshot."""
_POSTHOG = ("uuid", "distinct_id", "now", "sent_at", "ip", "site_url", "team_id")
"""Fields of PostHog's messages outside of the data."""
_NAMES = ("event", "event_name", "eventName", "event_type", "EVENT", "EVENT_NAME")


def inside(record: Record) -> Record | None:
    """The event inside a record that is not an event; None if there is none."""
    for _ in range(_LAYERS):
        found = _opened(record)
        if found is None:
            return None
        if _is_named(found):
            return found
        record = found
    return None


def _opened(record: Record) -> Record | None:
    """The content of the first envelope that fits a record."""
    if _FIRST_KEYS.isdisjoint(record.keys()):
        return None
    for envelope in ENVELOPES:
        outer: Record | None = record
        for key in envelope.path[:-1]:
            outer = None if outer is None else object_in(outer.get(key))
        if outer is None:
            continue
        last = envelope.path[-1]
        found = object_in(outer.get(last))
        if found is None:
            found = object_in(outer.get(last.upper()))
        if found is not None and not _is_change(outer):
            return _with_posthogs(found, record) if last == "data" else found
    return None


def _is_change(outer: Record) -> bool:
    """Whether it is about a row that existed before, as in Debezium and MongoDB; then it is not an event."""
    operation = outer.get("op") if outer.get("op") is not None else outer.get("operationType")
    return operation is not None and operation not in (*_CHANGES, "insert")


def _is_named(record: Record) -> bool:
    """Whether a record has an event name under a specific key, or has the shape of a vendor."""
    if any(isinstance(record.get(name), str) and record.get(name) for name in _NAMES):
        return True
    shape = first_fitting(record)
    return shape is not None and shape.split is None and bool(shape.marks)


def _with_posthogs(found: Record, message: Record) -> Record:
    """The fields of PostHog's message that the data do not have."""
    if message.get("distinct_id") is None or (message.get("token") is None and message.get("now") is None):
        return found
    beside = {key: message.get(key) for key in _POSTHOG if message.get(key) is not None and found.get(key) is None}
    made: dict[str, Any] = {**whole(found), **beside}
    return made


def whole(record: Record) -> Mapping[str, Any]:
    """A record as a line of its own."""
    made = plain(record)
    return made if isinstance(made, dict) else {key: plain(record.get(key)) for key in record.keys()}  # noqa: SIM118 - it is no dict
