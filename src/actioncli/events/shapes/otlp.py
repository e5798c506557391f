"""OpenTelemetry's logs, as the file exporter writes them: many records a line; or one record a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actioncli.events.event import as_object
from actioncli.events.shapes.base import Example, Lookup, Section, Shape, has, is_text
from actioncli.events.shapes.ga4 import whole
from actioncli.events.shapes.views import Layers, Pairs, from_pairs, keys_of, listed
from actioncli.records.record import Record, is_list, is_object, plain

USERS = ("user.id", "enduser.id")
URLS = ("url.full", "http.url", "browser.url")
_DEEPEST = 50


def is_otlp(record: Record) -> bool:
    """A line of resource logs, or one log record."""
    if is_list(record.get("resourceLogs")):
        return True
    return (has(record, "timeUnixNano") or has(record, "observedTimeUnixNano")) and (
        has(record, "body") or is_list(record.get("attributes"))
    )


def value_of(holder: Record, depth: int = 0) -> Any:
    """What an `AnyValue` holds; whole numbers come as text."""
    for kind in ("stringValue", "boolValue", "doubleValue", "bytesValue"):
        value = holder.get(kind)
        if value is not None:
            return value
    if holder.get("intValue") is not None:
        return whole(holder.get("intValue"))
    if depth > _DEEPEST:
        return plain(holder)
    if has(holder, "arrayValue"):
        items = listed(as_object(holder.get("arrayValue")).get("values"))
        return [value_of(item, depth + 1) for item in items]
    if has(holder, "kvlistValue"):
        return from_pairs(as_object(holder.get("kvlistValue")).get("values"), lambda item: value_of(item, depth + 1))
    return None


class Log:
    """A log record with its resource and scope. Its attributes are read once."""

    __slots__ = ("_above", "_record", "attributes")

    def __init__(self, record: Record, above: Mapping[str, Any]) -> None:
        self._record, self._above = record, above
        self.attributes = Pairs(record.get("attributes"), value_of)

    def get(self, key: str, default: Any = None, /) -> Any:
        """The first value of a key."""
        value = self._record.get(key)
        return self._above.get(key, default) if value is None else value

    def keys(self) -> list[str]:
        """The keys that are there."""
        return list(dict.fromkeys([*keys_of(self._record), *self._above]))


def split(record: Record) -> list[Record]:
    """The log records of a line."""
    if not is_list(record.get("resourceLogs")):
        return [Log(record, {})]
    return [
        Log(log, above)
        for of_resource in listed(record.get("resourceLogs"))
        for scope in listed(of_resource.get("scopeLogs"))
        for above in ({"resource": of_resource.get("resource"), "scope": scope.get("scope")},)
        for log in listed(scope.get("logRecords"))
    ]


def joined(record: Record) -> dict[str, Any]:
    """The line that one record of `split` would have had to itself."""
    log = {key: plain(record.get(key)) for key in keys_of(record) if key not in ("resource", "scope")}
    of_scope = {"scope": plain(record.get("scope")), "logRecords": [log]}
    of_resource = {"resource": plain(record.get("resource")), "scopeLogs": [_present(of_scope)]}
    return {"resourceLogs": [_present(of_resource)]}


def _present(item: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in item.items() if value is not None}


def _attributes(record: Record) -> Record:
    return record.attributes if isinstance(record, Log) else Pairs(record.get("attributes"), value_of)


def _attribute(record: Record, *keys: str) -> Any:
    attributes = _attributes(record)
    return next((value for key in keys if (value := attributes.get(key)) not in (None, "")), None)


def _name(record: Record) -> Any:
    own = record.get("eventName")
    if is_text(own):
        return own
    named = _attribute(record, "event.name")
    return _body(record) if named is None else named


def _body(record: Record) -> Any:
    """The text of a log line; a structured body names nothing."""
    value = value_of(as_object(record.get("body")))
    return value if is_text(value) else None


def _time(record: Record) -> Any:
    """The time of the event; that of its observation where it is missing or 0."""
    for key in ("timeUnixNano", "observedTimeUnixNano"):
        value = record.get(key)
        if value not in (None, "", "0", 0):
            return value
    return None


def _resource(record: Record) -> Record:
    return Pairs(as_object(record.get("resource")).get("attributes"), value_of)


def _properties(record: Record) -> Record:
    """Attributes; then keys of a structured body, then of the resource, then columns of the record."""
    body = value_of(as_object(record.get("body")))
    layers: list[Record] = [_attributes(record)]
    if is_object(body):
        layers.append(body)
    columns = {"severityText": plain(record.get("severityText")), "severityNumber": plain(record.get("severityNumber"))}
    return Layers((*layers, _resource(record), {**columns, "body": body, "traceId": plain(record.get("traceId"))}))


def _user(record: Record) -> Any:
    return _attribute(record, *USERS)


def _url(record: Record) -> Any:
    return _attribute(record, *URLS)


OTLP = Shape(
    "otlp",
    "OpenTelemetry logs (OTLP)",
    "a list `resourceLogs`; or `timeUnixNano` or `observedTimeUnixNano`, and `body` or a list `attributes`",
    is_otlp,
    ("resourceLogs", "timeUnixNano", "observedTimeUnixNano"),
    event=Lookup(_name, ("`eventName`", "`attributes`: `event.name`", "`body`, if it is text")),
    timestamp=Lookup(_time, ("`timeUnixNano`", "`observedTimeUnixNano`")),
    distinct_id=Lookup(_user, tuple(f"`attributes`: `{key}`" for key in USERS)),
    url=Lookup(_url, tuple(f"`attributes`: `{key}`" for key in URLS)),
    properties=Section(
        _properties,
        (
            "`attributes`",
            "`body`, if it is an object",
            "`resource.attributes`",
            "the columns `severityText`, `severityNumber`, `body`, `traceId`",
        ),
    ),
    split=split,
    joined=joined,
    note="A line has many records, each of which is an event. "
    "`match` prints each as a line of the same format with only this record, its resource and its scope.",
    examples=(
        Example(
            {
                "resourceLogs": [
                    {
                        "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "shop"}}]},
                        "scopeLogs": [
                            {
                                "logRecords": [
                                    {
                                        "timeUnixNano": "0",
                                        "observedTimeUnixNano": "1741912549921000000",
                                        "severityText": "INFO",
                                        "body": {"stringValue": "an order"},
                                        "attributes": [
                                            {"key": "event.name", "value": {"stringValue": "order placed"}},
                                            {"key": "user.id", "value": {"stringValue": "u1"}},
                                            {"key": "url.full", "value": {"stringValue": "https://example.com/cart"}},
                                            {"key": "items", "value": {"intValue": "3"}},
                                        ],
                                    }
                                ]
                            }
                        ],
                    }
                ]
            },
            "order placed",
            "2025-03-14T00:35:49.921000+00:00",
            "u1",
            "https://example.com/cart",
            properties={"items": 3, "service.name": "shop", "severityText": "INFO"},
        ),
        Example(
            {
                "timeUnixNano": "1741912549921000000",
                "body": {"kvlistValue": {"values": [{"key": "plan", "value": {"stringValue": "pro"}}]}},
                "attributes": [{"key": "enduser.id", "value": {"stringValue": "u2"}}],
                "eventName": "signed up",
            },
            "signed up",
            "2025-03-14T00:35:49.921000+00:00",
            "u2",
            properties={"plan": "pro"},
        ),
    ),
)
