"""One story told in every vendor's words comes to the same counts."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

import actioncli
from actioncli.actions.load import parse_actions
from actioncli.counting import TallyCollector
from actioncli.errors import ActionsFileError
from actioncli.inputs.finding import find_sources
from actioncli.scanning.job import Job
from actioncli.scanning.worker import Worker
from actioncli.stats import Stats
from actioncli.tasks.splitting import tasks_of

START = 1741912549
ACTIONS = """
actions:
  Pricing: [{url: /pricing}]
  Signed up: [{event: signed up}]
  Pro: [{event: signed up, properties: {plan: pro}}]
  Late: [{timestamp: {is_date_after: 2025-03-14T00:35:50}}]
  Ana: [{distinct_id: ana}]
"""
STORY = [("view", "ana", "https://x.test/pricing", None), ("signed up", "ana", "https://x.test/signup", "pro")]
STORY += [("view", "ben", "https://x.test/", None), ("signed up", "ben", "https://x.test/signup", "free")]

Teller = Callable[[str, str, str, str | None, int], dict[str, Any]]


def iso(second: int, *, blank: bool = False, zone: str = "Z") -> str:
    return (
        datetime.fromtimestamp(START + second, UTC).strftime("%Y-%m-%d %H:%M:%S" if blank else "%Y-%m-%dT%H:%M:%S")
        + zone
    )


def posthog(name: str, user: str, url: str, plan: str | None, second: int) -> dict[str, Any]:
    properties = {"$current_url": url, "plan": plan}
    return {"uuid": f"{second}", "event": name, "distinct_id": user, "properties": properties, "timestamp": iso(second)}


def api(name: str, user: str, url: str, plan: str | None, second: int) -> dict[str, Any]:
    event = posthog(name, user, url, plan, second)
    return {"id": event.pop("uuid"), **event, "elements": [], "person": None}


def bigquery(name: str, user: str, url: str, plan: str | None, second: int) -> dict[str, Any]:
    event = posthog(name, user, url, plan, second)
    return {**event, "properties": json.dumps(event["properties"]), "timestamp": iso(second, blank=True, zone=" UTC")}


def snowflake(name: str, user: str, url: str, plan: str | None, second: int) -> dict[str, Any]:
    event = {key.upper(): value for key, value in bigquery(name, user, url, plan, second).items()}
    return {**event, "TIMESTAMP": iso(second, blank=True, zone="")}


def s3_plugin(name: str, user: str, url: str, plan: str | None, second: int) -> dict[str, Any]:
    event = posthog(name, user, url, plan, second)
    return {**event, "timestamp": None, "now": event["timestamp"], "sent_at": iso(second - 1)}


def capture(name: str, user: str, url: str, plan: str | None, second: int) -> dict[str, Any]:
    properties = {"token": "phc_1", "distinct_id": user, "$current_url": url, "plan": plan, "$time": START + second}
    return {"event": name, "properties": properties, "offset": 3000}


def segment(name: str, user: str, url: str, plan: str | None, second: int) -> dict[str, Any]:
    kind = {"type": "page", "name": "A title"} if name == "view" else {"type": "track", "event": name}
    context = {"page": {"url": url}}
    return {
        **kind, "userId": user, "messageId": f"{second}", "context": context, "properties": {"plan": plan},
        "timestamp": iso(second),
    }  # fmt: skip


def rudderstack(name: str, user: str, url: str, plan: str | None, second: int) -> dict[str, Any]:
    event = segment(name, user, url, plan, second)
    return {**event, "anonymousId": event["userId"], "userId": "", "rudderId": "r"}


def mixpanel(name: str, user: str, url: str, plan: str | None, second: int) -> dict[str, Any]:
    properties = {"time": START + second, "distinct_id": user, "$current_url": url, "plan": plan, "mp_lib": "web"}
    return {"event": name, "properties": properties}


def amplitude(name: str, user: str, url: str, plan: str | None, second: int) -> dict[str, Any]:
    properties = {"[Amplitude] Page URL": url, "plan": plan}
    time = iso(second, blank=True, zone=".000000")
    return {
        "event_type": name,
        "user_id": user,
        "event_properties": properties,
        "event_time": time,
        "uuid": f"{second}",
    }


def snowplow(name: str, user: str, url: str, plan: str | None, second: int) -> dict[str, Any]:
    own = {"event": "struct", "event_name": name, "event_id": f"{second}", "domain_userid": user, "user_id": None}
    return {**own, "collector_tstamp": iso(second), "page_url": url, "plan": plan}


def ga4(name: str, user: str, url: str, plan: str | None, second: int) -> dict[str, Any]:
    texts = {"page_location": url, "plan": plan}
    parameters = [{"key": key, "value": {"string_value": value}} for key, value in texts.items()]
    time = str((START + second) * 1_000_000)
    return {"event_name": name, "event_timestamp": time, "event_params": parameters, "user_pseudo_id": user}


def log_record(name: str, user: str, url: str, plan: str | None, second: int) -> dict[str, Any]:
    texts = {"event.name": name, "user.id": user, "url.full": url, "plan": plan}
    attributes = [{"key": key, "value": {"stringValue": value}} for key, value in texts.items()]
    return {"timeUnixNano": str((START + second) * 10**9), "attributes": attributes}


def otlp(name: str, user: str, url: str, plan: str | None, second: int) -> dict[str, Any]:
    return {"resourceLogs": [{"scopeLogs": [{"logRecords": [log_record(name, user, url, plan, second)]}]}]}


def cloudevents(name: str, user: str, url: str, plan: str | None, second: int) -> dict[str, Any]:
    own = {"specversion": "1.0", "id": f"{second}", "source": "/web", "type": name, "subject": user}
    return {**own, "time": iso(second, zone=".000000000Z"), "data": {"url": url, "plan": plan}}


def pino(name: str, user: str, url: str, plan: str | None, second: int) -> dict[str, Any]:
    own = {"level": 30, "time": (START + second) * 1000, "pid": 7, "hostname": "h", "msg": name}
    return {**own, "userId": user, "req": {"url": url}, "plan": plan}


def bunyan(name: str, user: str, url: str, plan: str | None, second: int) -> dict[str, Any]:
    return {**pino(name, user, url, plan, second), "time": iso(second), "name": "shop", "v": 0}


def flat(name: str, user: str, url: str, plan: str | None, second: int) -> dict[str, Any]:
    return {"type": name, "ts": START + second, "uid": user, "url": url, "plan": plan}


def parts_of(url: str) -> tuple[str, str]:
    """The host and the path of an address."""
    host, _, path = url.removeprefix("https://").partition("/")
    return host, f"/{path}"


def ecs(name: str, user: str, url: str, plan: str | None, second: int) -> dict[str, Any]:
    own = {"@timestamp": iso(second), "event": {"action": name, "kind": "event"}, "user": {"id": user}}
    return {**own, "url": {"full": url}, "plan": plan}


def dotted_ecs(name: str, user: str, url: str, plan: str | None, second: int) -> dict[str, Any]:
    return {"@timestamp": iso(second), "event.action": name, "user.id": user, "url.full": url, "plan": plan}


def micro(name: str, user: str, url: str, plan: str | None, second: int) -> dict[str, Any]:
    return {"eventType": "struct", "schema": None, "rawEvent": {}, "event": snowplow(name, user, url, plan, second)}


def vercel(name: str, user: str, url: str, plan: str | None, second: int) -> dict[str, Any]:
    host, path = parts_of(url)
    own = {"schema": "vercel.analytics.v1", "eventType": "event", "eventName": name, "deviceId": user}
    place = {"origin": f"https://{host}", "path": path}
    return {**own, **place, "eventData": json.dumps({"plan": plan}), "timestamp": (START + second) * 1000}


def umami(name: str, user: str, url: str, plan: str | None, second: int) -> dict[str, Any]:
    host, path = parts_of(url)
    own = {"websiteId": "w", "eventType": 2, "eventName": name, "sessionId": user, "createdAt": iso(second)}
    return {**own, "hostname": host, "urlPath": path, "plan": plan}


def matomo(name: str, user: str, url: str, plan: str | None, second: int) -> dict[str, Any]:
    action = {"type": "event", "eventAction": name, "url": url, "timestamp": START + second, "plan": plan}
    return {"idVisit": second, "visitorId": user, "actionDetails": [action]}


def plausible(name: str, user: str, url: str, plan: str | None, second: int) -> dict[str, Any]:
    host, path = parts_of(url)
    own = {"name": name, "site_id": 1, "user_id": user, "timestamp": iso(second, blank=True, zone="")}
    return {**own, "hostname": host, "pathname": path, "plan": plan}


def simple_analytics(name: str, user: str, url: str, plan: str | None, second: int) -> dict[str, Any]:
    host, path = parts_of(url)
    own = {"datapoint": name, "session_id": user, "added_iso": iso(second)}
    return {**own, "hostname": host, "path": path, "plan": plan}


def heap(name: str, user: str, url: str, plan: str | None, second: int) -> dict[str, Any]:
    host, path = parts_of(url)
    own = {"event_id": f"{second}", "session_id": "1", "user_id": user, "event_table_name": name, "time": iso(second)}
    return {**own, "domain": host, "path": path, "plan": plan}


def mixpanel_table(name: str, user: str, url: str, plan: str | None, second: int) -> dict[str, Any]:
    own = {"mp_event_name": name, "time": START + second, "distinct_id": user, "mp_reserved_insert_id": f"{second}"}
    return {**own, "mp_reserved_current_url": url, "plan": plan}


def tracks(name: str, user: str, url: str, plan: str | None, second: int) -> dict[str, Any]:
    own = {"id": f"{second}", "event": name.replace(" ", "_"), "event_text": name, "user_id": "", "anonymous_id": user}
    return {**own, "timestamp": iso(second, blank=True, zone="+00"), "context_page_url": url, "plan": plan}


def flat_ga4(name: str, user: str, url: str, plan: str | None, second: int) -> dict[str, Any]:
    own = {"event_name": name, "event_timestamp": (START + second) * 1_000_000, "user_pseudo_id": user}
    return {**own, "page_location": url, "plan": plan}


TELLERS: dict[str, tuple[str, Teller]] = {
    "batch": ("posthog", posthog), "api": ("posthog", api), "bigquery": ("posthog", bigquery),
    "s3-plugin": ("posthog", s3_plugin), "snowflake": ("posthog-dump", snowflake),
    "capture": ("posthog-capture", capture), "segment": ("segment", segment), "rudderstack": ("segment", rudderstack),
    "mixpanel": ("mixpanel", mixpanel), "amplitude": ("amplitude", amplitude), "snowplow": ("snowplow", snowplow),
    "ga4": ("ga4", ga4), "otlp": ("otlp", otlp), "log-record": ("otlp", log_record),
    "cloudevents": ("cloudevents", cloudevents), "pino": ("pino", pino), "bunyan": ("bunyan", bunyan),
    "flat": ("json", flat), "ecs": ("ecs", ecs), "ecs, dotted": ("ecs", dotted_ecs), "micro": ("snowplow", micro),
    "vercel": ("vercel", vercel), "umami": ("umami", umami), "matomo": ("matomo", matomo),
    "plausible": ("plausible", plausible), "simple-analytics": ("simple-analytics", simple_analytics),
    "heap": ("heap", heap), "mixpanel-tables": ("mixpanel-tables", mixpanel_table),
    "segment-tables": ("segment-tables", tracks), "ga4, flat": ("ga4", flat_ga4),
}  # fmt: skip


def told(teller: Teller) -> list[str]:
    return [json.dumps(teller(*scene, second)) for second, scene in enumerate(STORY)]


def written(path: Path, lines: list[str]) -> str:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return str(path)


def counts(stats: Stats) -> dict[str, tuple[int, int]]:
    return {action.action: (action.events, action.users) for action in stats.actions}


ONE_STORY = {"Pricing": (1, 1), "Signed up": (2, 2), "Pro": (1, 1), "Late": (2, 1), "Ana": (2, 1)}


@pytest.mark.parametrize("vendor", TELLERS)
def test_the_story_comes_to_the_same_counts(vendor: str, tmp_path: Path) -> None:
    file = written(tmp_path / "events.jsonl", told(TELLERS[vendor][1]))
    stats = actioncli.tally(file, parse_actions(ACTIONS))

    assert (stats.events, stats.skipped, stats.bad_lines) == (4, 0, 0)
    assert counts(stats) == ONE_STORY
    assert (stats.first_seen, stats.last_seen) == (
        datetime.fromtimestamp(START, UTC),
        datetime.fromtimestamp(START + 3, UTC),
    )


@pytest.mark.parametrize("vendor", TELLERS)
def test_a_shape_that_is_named_is_that_of_every_line(vendor: str, tmp_path: Path) -> None:
    shape, teller = TELLERS[vendor]
    other = "amplitude" if shape != "amplitude" else "snowplow"
    sources, _ = find_sources([written(tmp_path / "events.jsonl", told(teller))])
    for name, events in ((shape, 4), (other, 0)):
        worker = Worker(Job(parse_actions(ACTIONS), TallyCollector(None), datetime.now(UTC), shape=name))
        (part,) = [worker.run(task) for task in tasks_of(sources) if task is not None]
        assert (name, part.result.events, part.skipped) == (name, events, 4 - events)


def test_since_and_until_bound_the_time_of_the_shape(tmp_path: Path) -> None:
    since, until = (datetime.fromtimestamp(START + second, UTC) for second in (1, 3))
    for vendor, (_, teller) in TELLERS.items():
        file = written(tmp_path / vendor, told(teller))
        stats = actioncli.tally(file, parse_actions(ACTIONS), since=since, until=until)
        assert (vendor, stats.events) == (vendor, 2)


def test_a_mixed_file_is_recognised_line_by_line(tmp_path: Path) -> None:
    """Whatever stands around a line: in the order of vendors, and of scenes."""
    all_told = [told(teller) for _, teller in TELLERS.values()]
    expected = {name: (events * len(TELLERS), users) for name, (events, users) in ONE_STORY.items()}
    for lines in (list(chain(*all_told)), list(chain(*zip(*all_told, strict=True)))):
        stats = actioncli.tally(written(tmp_path / "mixed.jsonl", lines), parse_actions(ACTIONS))
        assert counts(stats) == expected


def test_groups_by_event_user_and_address_go_through_the_shape(tmp_path: Path) -> None:
    for vendor, (_, teller) in TELLERS.items():
        file = written(tmp_path / vendor, told(teller))
        view = "page" if teller in (segment, rudderstack) else "view"
        for by, expected in (
            ("event", {view: 1, "signed up": 1}),
            ("distinct_id", {"ana": 2}),
            ("url", {"https://x.test/pricing": 1, "https://x.test/signup": 1}),
            ("day", {"2025-03-14": 2}),
        ):
            (action,) = actioncli.tally(file, parse_actions(ACTIONS), by=by, only=["Ana"]).actions
            assert (vendor, {group.key: group.events for group in action.groups or ()}) == (vendor, expected)


def test_a_line_of_many_log_records_is_given_one_by_one(tmp_path: Path) -> None:
    logs = [log_record(*scene, second) for second, scene in enumerate(STORY)]
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": "shop \u00e9"}}]}
    line = json.dumps({"resourceLogs": [{"resource": resource, "scopeLogs": [{"logRecords": logs}]}]})
    file = written(tmp_path / "otlp.jsonl", [line, line])
    matches = list(actioncli.scan(file, parse_actions(ACTIONS), only=["Pro"]))

    assert counts(actioncli.tally(file, parse_actions(ACTIONS)))["Pricing"] == (2, 1)
    assert len(matches) == 2
    assert matches[0].event == {"resourceLogs": [{"resource": resource, "scopeLogs": [{"logRecords": [logs[1]]}]}]}
    again = written(tmp_path / "again.jsonl", [match.line.decode() for match in matches])
    assert counts(actioncli.tally(again, parse_actions(ACTIONS)))["Pro"] == (2, 1)


def test_a_source_maps_what_is_no_known_shape(tmp_path: Path) -> None:
    lines = [
        json.dumps(
            {"what": {"kind": name}, "at": iso(second), "who": {"the id": user}, "page": [url], "data": {"plan": plan}}
        )
        for second, (name, user, url, plan) in enumerate(STORY)
    ]
    source = "source: {event: what.kind, timestamp: at, distinct_id: 'who.\"the id\"', url: page.0, properties: data}\n"
    stats = actioncli.tally(written(tmp_path / "odd.jsonl", lines), parse_actions(ACTIONS + source))

    assert counts(stats) == ONE_STORY


def test_two_files_may_not_say_different_things_of_the_source(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("actions: {}\nsource: {event: b}\n", encoding="utf-8")
    (tmp_path / "same.yaml").write_text("actions: {}\nsource: {event: a}\n", encoding="utf-8")
    text = "actions: {A: [{}]}\nsource: {event: a}\ninclude: [%s]\n"
    file = str(tmp_path / "actions.yaml")

    assert parse_actions(text % "same.yaml", file).source == parse_actions("actions: {}\nsource: {event: a}").source
    with pytest.raises(ActionsFileError, match="`source` is defined twice"):
        parse_actions(text % "other.yaml", file)
