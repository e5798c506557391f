"""Each shape's examples are recognised as that shape alone, and read as they say."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import fastsimdjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actioncli.actions.model import Field
from actioncli.events.event import Event, are_chained
from actioncli.events.shapes.base import Example, Shape
from actioncli.events.shapes.catalogue import BY_NAME, SHAPES
from actioncli.events.shapes.mapped import mapped
from actioncli.events.shapes.plain import PLAIN
from actioncli.events.shapes.recognition import are_exported, events_of, possible, recognised
from actioncli.events.shapes.views import address
from actioncli.matching.readers import reader
from actioncli.paths import parse_path
from actioncli.records.record import Record, plain

EXAMPLES = [(shape, example) for shape in SHAPES for example in shape.examples]
READ: dict[str, Callable[[str], Record]] = {
    "lazily": lambda text: fastsimdjson.parse(text.encode()),
    "by the lenient reader": json.loads,
}


def names(values: list[tuple[Shape, Example]]) -> list[str]:
    return [f"{shape.name}-{shape.examples.index(example)}" for shape, example in values]


def shape_of(record: dict[str, Any]) -> str:
    return recognised(record).name


def event_of(record: dict[str, Any]) -> Event:
    (event,) = events_of(record, recognised(record))
    return event


@pytest.mark.parametrize(("shape", "example"), EXAMPLES, ids=names(EXAMPLES))
def test_an_example_fits_no_other_shape(shape: Shape, example: Example) -> None:
    fitting = [other.name for other in SHAPES if other is not PLAIN and other.fits(example.record)]

    assert fitting[:1] == ([] if shape is PLAIN else [shape.name])
    # an export is a payload with more to it, and bunyan's lines are pino's with a version
    assert fitting[1:] == {"posthog": ["posthog-capture"], "bunyan": ["pino"]}.get(shape.name, [])


@pytest.mark.parametrize("how", READ)
@pytest.mark.parametrize(("shape", "example"), EXAMPLES, ids=names(EXAMPLES))
def test_an_example_is_read_as_it_says(shape: Shape, example: Example, how: str) -> None:
    record = READ[how](json.dumps(example.record))
    assert recognised(record) is shape
    (event,) = events_of(record, shape)

    def value(name: str, key: str = "") -> object:
        return reader(Field(name, key))(event)

    assert event.shape_name == shape.name
    assert event.name == example.event == value("event")
    assert value("timestamp") == example.timestamp
    assert (event.when is None) == (example.timestamp is None)
    assert value("distinct_id") == (2 if example.distinct_id == "2" else example.distinct_id)
    assert value("url") == example.url
    assert value("uuid") == example.uuid or example.uuid is None
    assert {key: value("properties", key) for key in example.properties} == example.properties
    assert {key: value("person", key) for key in example.person} == example.person
    assert event.elements[:1] == ((example.element,) if example.element else ())


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_a_shape_has_an_example_and_says_where_it_reads(shape: Shape) -> None:
    assert shape.examples
    assert {"event", "timestamp", "distinct_id", "url", "properties"} <= set(shape.places())
    assert BY_NAME[shape.name] is shape


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"event": "a", "uuid": "1", "properties": None, "distinct_id": "u"}, "posthog"),
        ({"event": "a", "elements_chain": ""}, "posthog"),
        ({"event": "a", "uuid": "1", "properties": {"token": "phc_1", "distinct_id": "u"}}, "posthog-capture"),
        ({"event": "a", "properties": {"time": 1741912549, "distinct_id": "u"}}, "mixpanel"),
        ({"event": "a", "properties": {"time": "9:30", "distinct_id": "u"}}, "posthog-capture"),
        ({"event": "a", "properties": {"time": 5, "token": "phc_1"}, "timestamp": "2025-01-01"}, "posthog-capture"),
        ({"event": "a", "type": "track", "messageId": "1", "properties": {"distinct_id": "u"}}, "segment"),
        ({"event": "a", "uuid": "1", "plan": "pro", "user_id": "u"}, "json"),
        ({"type": "track", "user": "u"}, "json"),
        ({"event_name": "a", "event_params": {}}, "json"),
        ({"level": "info", "pid": 1, "hostname": "h", "msg": "m"}, "json"),
        ({"event": {"deep": 1}}, "json"),
        ({"@timestamp": "2025-01-01", "event": {"deep": 1}}, "json"),
        ({"@timestamp": "2025-01-01", "event": "a"}, "json"),
        ({"eventType": "pageview", "eventName": "a"}, "json"),
        ({"website_id": "w", "url_path": "/", "event_type": "click"}, "json"),
        ({"event": "a", "user_id": "u", "received_at": "2025-01-01"}, "json"),
        ({"event_name": "a", "event_timestamp": 1741912549921000}, "json"),
        ({"event_name": "a", "time": 1, "distinct_id": "u"}, "json"),
        ({"event_id": "a", "type": "b", "time": 1, "user_id": "u"}, "json"),
    ],
)
def test_what_is_nearly_another_shape(record: dict[str, Any], expected: str) -> None:
    assert shape_of(record) == expected


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"name": "Ana"},
        {"name": "Ana", "distinct_ids": ["u"], "created_at": "2025-01-01"},
        {"event": None, "properties": {}, "distinct_id": "u"},
        {"distinct_id": "u", "person_id": "p", "properties": {}, "created_at": "2025-01-01"},
        {"type": 3, "ts": 1},
        {"event": 5, "ts": 1},
        {"timeUnixNano": "1", "body": {"kvlistValue": {"values": [{"key": "a", "value": {"intValue": "1"}}]}}},
        {"event": "5", "ts": 1},
        {"event": {"id": 5}, "type": "event_callback", "ts": 1},
        {"event": ["a"], "name": "b", "ts": 1},
        {"event": {"deep": 1}, "properties": {}, "uuid": "1", "distinct_id": "u"},
        {"event_type": 1, "created_at": "2025-01-01"},
        {"event_name": "a", "event_timestamp": 1, "user_pseudo_id": "u", "key": "k", "string_value": "v"},
        {"@timestamp": "2025-01-01", "event": {"kind": "metric"}, "type": "log", "user": {"id": "u"}},
        {"date": "2025-01-01", "name": "Signup", "visitors": 3, "events": 5},
        {
            "id": "u1",
            "email": "a@b.test",
            "name": "Ana",
            "received_at": "2025-01-01",
            "context_library_name": "x",
            "user_id": "u1",
        },
        {"event_name": "a", "event_timestamp": 1, "event_date": "20250101", "event_params": {"key": "k", "value": {}}},
        {"website_id": "w", "url_path": "/", "event_type": 2, "event_name": ""},
        {"eventType": "event", "schema": "vercel.analytics.v1", "timestamp": 1},
        {"resourceLogs": [{"scopeLogs": [{"logRecords": [{"attributes": []}]}]}]},
    ],
)
def test_what_has_no_name_is_no_event(record: dict[str, Any]) -> None:
    assert [event.name for event in events_of(record, recognised(record))] == [None]


def test_a_chunk_is_posthogs_if_all_of_it_is() -> None:
    export, other = {"elements_chain": "", "event": "a"}, {"event": "a", "type": "track"}

    assert are_chained([export, export])
    assert not are_chained([export, other])
    assert are_exported([export, {"event": "a", "properties": {}, "uuid": "1", "distinct_id": "u"}])
    assert not are_exported([export, other])


KEYS = (
    "event", "properties", "elements_chain", "elements", "uuid", "distinct_id", "$distinct_id", "token", "messageId",
    "EVENT", "PROPERTIES", "DISTINCT_ID", "eventName", "type", "anonymousId", "timestamp", "offset", "sent_at",
    "event_type", "event_time", "event_properties", "collector_tstamp", "event_id", "event_name", "event_params",
    "resourceLogs", "timeUnixNano", "observedTimeUnixNano", "body", "attributes", "specversion", "source", "level",
    "pid", "hostname", "msg", "v", "name", "action", "@timestamp", "eventType", "schema", "website_id", "url_path",
    "event_text", "received_at", "user_id", "id", "sent_at", "event_timestamp", "event_date", "event.action",
    "visitors", "time", "mp_event_name", "insert_id", "session_id", "EVENT_NAME", "EVENT_TEXT", "USER_ID",
)  # fmt: skip
VALUES: tuple[Any, ...] = (None, "a", "track", 0, 30, [], {}, {"token": "t"}, {"time": 1, "distinct_id": "u"})
RECORDS = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES), max_size=6)
KNOWN = [example.record for _, example in EXAMPLES]


@given(st.lists(RECORDS | st.sampled_from(KNOWN), max_size=4))
def test_keys_rule_out_no_shape_that_a_record_has(records: list[dict[str, Any]]) -> None:
    read, shapes = possible(records)

    assert [recognised(record, shapes) for record in read] == [recognised(record) for record in read]


def test_an_empty_id_is_nobody() -> None:
    assert event_of({"type": "track", "event": "a", "messageId": "1", "userId": "", "anonymousId": ""}).user is None
    assert event_of({"action": "a", "user_id": "", "uid": "u1"}).user == "u1"


def test_properties_of_a_flat_log_are_the_keys_that_are_nothing_else() -> None:
    event = event_of({"event": "a", "type": "b", "ts": 5, "time": "2025-01-01", "user_id": "u", "plan": {"n": 1}})

    assert event.own("properties") == {"type": "b", "ts": 5, "plan": {"n": 1}}


def test_columns_stand_in_only_for_what_is_no_property() -> None:
    record = {"event_type": "a", "event_time": "2025-01-01", "platform": "Web", "country": "FR", "paying": True}
    event = event_of({**record, "event_properties": {"platform": "own"}})

    found = [event.properties.get(key) for key in ("platform", "country", "paying")]
    assert found == ["own", "FR", None]


def test_a_line_of_many_logs_is_many_events() -> None:
    logs = [{"eventName": name, "timeUnixNano": "1741912549921000000"} for name in "ab"]
    line = {"resourceLogs": [{"resource": {"attributes": []}, "scopeLogs": [{"logRecords": logs}, {}]}, {}]}
    shape = recognised(line)
    events = events_of(line, shape)

    assert [event.name for event in events] == ["a", "b"]
    assert shape.joined is not None
    alone = plain(dict(events[1].rewritten(shape.joined)))
    assert alone == {
        "resourceLogs": [{"resource": {"attributes": []}, "scopeLogs": [{"logRecords": [logs[1]]}]}],
    }
    assert [event.name for event in events_of(alone, recognised(alone))] == ["b"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"stringValue": "s"}, "s"),
        ({"intValue": "12"}, 12),
        ({"intValue": "x"}, "x"),
        ({"doubleValue": 1.5}, 1.5),
        ({"boolValue": False}, False),
        ({"arrayValue": {"values": [{"intValue": 1}, {"stringValue": "b"}]}}, [1, "b"]),
        ({"kvlistValue": {"values": [{"key": "k", "value": {"intValue": "1"}}]}}, {"k": 1}),
        ({}, None),
    ],
)
def test_values_of_otlp(value: dict[str, Any], expected: object) -> None:
    event = event_of({"timeUnixNano": "1", "eventName": "a", "attributes": [{"key": "k", "value": value}]})

    assert plain(event.properties.get("k")) == expected


def test_a_source_says_where_fields_stand() -> None:
    paths = {
        "event": "what.kind",
        "timestamp": "when",
        "distinct_id": 'who."the id"',
        "url": "urls.1",
        "properties": "payload",
        "person": "who",
        "elements": "dom",
    }
    shape = mapped({name: (parse_path(text) or (),) for name, text in paths.items()})
    record = {
        "what": '{"kind":"signup"}',
        "when": "2025-01-01 UTC",
        "who": {"the id": "u1", "plan": "pro"},
        "urls": ["/a", "/b"],
        "payload": '{"n":1}',
        "dom": 'a:text="Go"',
    }
    (event,) = events_of(record, shape)

    assert (event.name, event.user, event.url) == ("signup", "u1", "/b")
    assert event.own("timestamp") == "2025-01-01T00:00:00+00:00"
    assert (event.properties.get("n"), event.person.get("plan")) == (1, "pro")
    assert [(element.tag, element.text) for element in event.elements] == [("a", "Go")]


def test_what_a_source_leaves_out_is_read_as_from_any_object() -> None:
    shape = mapped({"event": (("kind",), ("sort",))})
    (event,) = events_of({"kind": "", "sort": "a", "ts": 1741912549, "user_id": "u", "url": "/x", "n": 1}, shape)

    assert (event.name, event.user, event.url, event.when) == ("a", "u", "/x", 1741912549000000)
    assert event.own("properties") == {"kind": "", "url": "/x", "n": 1}


def test_a_visit_is_as_many_events_as_actions() -> None:
    actions = [{"type": "action", "url": "/a", "timestamp": 1741912549}, {"type": "download", "url": "/b.pdf"}]
    visit = {"idVisit": 1, "visitorId": "v", "actionDetails": actions, "country": "France"}
    shape = recognised(visit)
    events = events_of(visit, shape)

    assert [(event.name, event.url, event.user) for event in events] == [
        ("pageview", "/a", "v"),
        ("download", "/b.pdf", "v"),
    ]
    assert shape.joined is not None
    assert shape.split is not None
    first, second = shape.split(visit)
    assert shape.joined(second) == {**visit, "actionDetails": [actions[1]]}
    assert first.get("country") == "France"


def test_an_object_names_no_line_of_pino() -> None:
    event = event_of({"level": 30, "pid": 1, "hostname": "h", "msg": "saved", "event": {"id": 1}, "time": 1741912549})

    assert event.name == "saved"
    assert event.properties.get("event") == {"id": 1}


def test_a_page_of_simple_analytics_is_a_view() -> None:
    event = event_of({"added_unix": 1741912549, "path": "/a", "hostname": "x.test", "query": "b=c"})

    assert (event.name, event.url, event.when) == ("pageview", "https://x.test/a?b=c", 1741912549000000)


@pytest.mark.parametrize(
    ("record", "shape", "name", "user"),
    [
        (
            {"EVENT_TYPE": "a", "EVENT_TIME": "2025-01-01", "USER_ID": "u", "EVENT_PROPERTIES": {}},
            "amplitude",
            "a",
            "u",
        ),
        ({"EVENT": "a_b", "EVENT_TEXT": "A b", "USER_ID": "u", "ID": "1"}, "segment-tables", "A b", "u"),
        ({"EVENT": "a", "DISTINCT_ID": "u"}, "posthog-dump", "a", "u"),
        ({"EVENT": "a", "user_id": "u"}, "json", None, "u"),
    ],
)
def test_keys_in_capitals_are_read_as_small_letters(
    record: dict[str, Any], shape: str, name: str | None, user: str
) -> None:
    (found, other), shapes = possible([record, {"event": "b", "EVENT": "c"}])
    (event,) = events_of(found, recognised(found, shapes))

    assert (event.shape_name, event.name, event.user) == (shape, name, user)
    assert [event.name for event in events_of(other, recognised(other, shapes))] == ["b"]


def test_an_address_in_parts() -> None:
    assert address("https://x.test/", "/a", "?b=c") == "https://x.test/a?b=c"
    assert address("x.test", "/a", None) == "https://x.test/a"
    assert address(None, "/a", "b") == "/a?b"
    assert address(None, None, "b") is None
