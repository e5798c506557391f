"""The benchmark's events in the words of other vendors: the same names, times, users, addresses and properties.

What a vendor does not have (elements, mostly) is left out, and the text of a click becomes the property `el_text`.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from actioncli.events.elements import parse_chain

Event = dict[str, Any]
OTLP_RECORDS = 50
"""Log records of a line: collectors write batches."""
ROW_GROUP = 10_000
NULLS = {f"mkt_{number}": None for number in range(40)} | {f"geo_{number}": None for number in range(40)}
"""Most of Snowplow's columns are null in most events."""
COLUMNS = ("uuid", "event", "distinct_id", "timestamp", "elements_chain", "properties", "person_properties")


def properties_of(event: Event) -> Event:
    """The properties, and the text that was clicked."""
    texts = [element.text for element in parse_chain(event["elements_chain"]) if element.text]
    clicked = {} if not texts else {"el_text": "Sign Up" if "Sign Up" in texts else texts[0]}
    return {key: value for key, value in event["properties"].items() if key != "token"} | clicked


def microseconds(event: Event) -> int:
    """When it happened, since 1970."""
    return round(datetime.fromisoformat(event["timestamp"]).timestamp() * 1_000_000)


def utc(event: Event) -> str:
    """When it happened, as most write it."""
    return datetime.fromisoformat(event["timestamp"]).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def text_properties(event: Event) -> Event:
    """PostHog's own, as BigQuery and ClickHouse give it: JSON in text."""
    return event | {key: to_json(event[key]) for key in ("properties", "person_properties")}


def api_row(event: Event) -> Event:
    """A row of PostHog's API, as it was before it had chains."""
    elements = [
        {
            "event": None, "text": element.text, "tag_name": element.tag, "attr_class": list(element.classes) or None,
            "href": element.href, "attr_id": element.id, "nth_child": element.nth_child,
            "nth_of_type": element.nth_of_type, "order": order,
            "attributes": {f"attr__{key}": value for key, value in element.attributes.items()},
        }
        for order, element in enumerate(parse_chain(event["elements_chain"]))
    ]  # fmt: skip
    person = {"distinct_ids": [event["distinct_id"]], "properties": event["person_properties"] or {}}
    own = {key: event[key] for key in ("distinct_id", "properties", "event", "timestamp")}
    return {"id": event["uuid"], **own, "person": person, "elements": elements, "elements_hash": None}


def segment(event: Event) -> Event:
    page = event["event"] == "$pageview"
    kind = {"type": "page", "name": "A page"} if page else {"type": "track", "event": event["event"]}
    properties = properties_of(event)
    address = {"url": properties.pop("$current_url", None), "path": properties.get("$pathname")}
    return {
        "anonymousId": event["properties"].get("$device_id"), "userId": event["distinct_id"], **kind, "channel": "client",
        "context": {"page": address, "ip": properties.get("$ip"), "traits": event["person_properties"] or {}},
        "properties": properties, "messageId": event["uuid"], "integrations": {}, "originalTimestamp": utc(event),
        "receivedAt": utc(event), "sentAt": utc(event), "timestamp": utc(event), "version": 2,
    }  # fmt: skip


def mixpanel(event: Event) -> Event:
    time = microseconds(event) // 1000
    return {"event": event["event"], "properties": {"time": time, "mp_lib": "web", **properties_of(event), "distinct_id": event["distinct_id"]}}  # fmt: skip


def amplitude(event: Event) -> Event:
    properties, time = properties_of(event), utc(event)[:-1].replace("T", " ") + "000"
    renamed = {
        "[Amplitude] Page URL": properties.pop("$current_url", None),
        "[Amplitude] Element Text": properties.get("el_text"),
    }
    return {
        "$insert_id": event["uuid"], "amplitude_id": 5, "app": 409857, "city": None, "client_event_time": time,
        "client_upload_time": time, "country": None, "data": {"path": "/2/httpapi"}, "device_id": "d", "device_type": None,
        "event_id": 1, "event_properties": {**renamed, **properties}, "event_time": time, "event_type": event["event"],
        "global_user_properties": None, "group_properties": {}, "groups": {}, "language": None, "library": "web",
        "os_name": None, "os_version": None, "paying": None, "platform": "Web", "processed_time": time, "region": None,
        "sample_rate": None, "server_received_time": time, "session_id": -1, "user_id": event["distinct_id"],
        "user_properties": event["person_properties"] or {}, "uuid": event["uuid"], "version_name": None,
    }  # fmt: skip


def parameters(values: Event, kinds: tuple[str, str, str], text: Callable[[int], Any]) -> list[Event]:
    """Values as pairs with their kind: text, whole number or number; what is null has none."""

    def held(value: Any) -> Event:
        if value is None:
            return {}
        if isinstance(value, int) and not isinstance(value, bool):
            return {kinds[1]: text(value)}
        if isinstance(value, float):
            return {kinds[2]: value}
        return {kinds[0]: value if isinstance(value, str) else to_json(value)}

    return [{"key": key, "value": held(value)} for key, value in values.items()]


def ga4(event: Event) -> Event:
    properties = properties_of(event)
    own = {"page_location": properties.pop("$current_url", None), **properties}
    kinds = ("string_value", "int_value", "double_value")
    return {
        "event_date": utc(event)[:10].replace("-", ""), "event_timestamp": str(microseconds(event)),
        "event_name": event["event"], "event_params": parameters(own, kinds, str),
        "user_properties": parameters(event["person_properties"] or {}, kinds, str),
        "user_pseudo_id": event["distinct_id"], "device": {"category": "desktop"}, "platform": "WEB",
    }  # fmt: skip


def snowplow(event: Event) -> Event:
    properties = properties_of(event)
    return {
        "app_id": "app", "platform": "web", "collector_tstamp": utc(event), "derived_tstamp": utc(event), "event": "struct",
        "event_id": event["uuid"], "event_name": event["event"], "domain_userid": "d", "user_id": event["distinct_id"],
        "page_url": properties.pop("$current_url", None), **NULLS, **properties,
    }  # fmt: skip


def log_record(event: Event) -> Event:
    properties = properties_of(event)
    own = {
        "event.name": event["event"],
        "user.id": event["distinct_id"],
        "url.full": properties.pop("$current_url", None),
    }
    attributes = parameters({**own, **properties}, ("stringValue", "intValue", "doubleValue"), str)
    time = str(microseconds(event) * 1000)
    return {"timeUnixNano": time, "observedTimeUnixNano": time, "body": {"stringValue": "event"}, "attributes": attributes}  # fmt: skip


def otlp(logs: list[Event]) -> Event:
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": "web"}}]}
    return {"resourceLogs": [{"resource": resource, "scopeLogs": [{"scope": {}, "logRecords": logs}]}]}


def flat(event: Event) -> Event:
    """A log of one's own: everything at the top."""
    properties = properties_of(event)
    return {
        "type": event["event"], "ts": microseconds(event) // 1000, "user_id": event["distinct_id"],
        "url": properties.pop("$current_url", None), **properties,
    }  # fmt: skip


TELLERS: dict[str, Callable[[Event], Event]] = {
    "text-properties": text_properties, "api": api_row, "segment": segment, "mixpanel": mixpanel, "amplitude": amplitude,
    "ga4": ga4, "snowplow": snowplow, "flat": flat,
}  # fmt: skip
SHAPES = (*TELLERS, "otlp", "page", "csv", "parquet")


def to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def retold(events: Iterable[Event], shape: str, target: Path) -> None:
    """Writes the events in one of `SHAPES`."""
    if shape == "parquet":
        as_parquet(iter(events), target)
        return
    if shape == "csv":
        with target.open("w", encoding="utf-8", newline="") as out:
            table = csv.writer(out, lineterminator="\n")
            table.writerow(COLUMNS)
            table.writerows([[text_properties(event)[name] for name in COLUMNS] for event in events])
        return
    with target.open("w", encoding="utf-8") as out:
        out.writelines(texts(iter(events), shape))


def texts(events: Iterator[Event], shape: str) -> Iterator[str]:
    """The text of a shape in JSON, piece by piece."""
    if shape == "otlp":
        while some := list(islice(events, OTLP_RECORDS)):
            yield to_json(otlp([log_record(event) for event in some])) + "\n"
    elif shape == "page":
        yield '{"next":null,"results":['
        for index, event in enumerate(events):
            yield ("," if index else "") + to_json(api_row(event))
        yield "]}\n"
    else:
        for event in events:
            yield to_json(TELLERS[shape](event)) + "\n"


def as_parquet(events: Iterator[Event], target: Path) -> None:
    """As PostHog writes it: JSON in text, times in microseconds, zstd."""
    import pyarrow as pa  # noqa: PLC0415 - an extra
    from pyarrow import parquet  # noqa: PLC0415

    schema = pa.schema([(name, pa.timestamp("us", "UTC") if name == "timestamp" else pa.string()) for name in COLUMNS])
    with parquet.ParquetWriter(target, schema, compression="zstd") as out:
        while some := [text_properties(event) for event in islice(events, ROW_GROUP)]:
            for event in some:
                event["timestamp"] = datetime.fromisoformat(event["timestamp"])
            out.write_table(pa.Table.from_pylist(some, schema))
