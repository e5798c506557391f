"""One file of actions over exports of every kind, no option given: the totals and users of a plain loop.

The exports are the benchmark's events, retold by `benches/retelling.py`.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from benches.generate import block
from benches.retelling import SHAPES, Event, retold

import actioncli
from actioncli.cli import application
from packings import KINDS

COMMAND = [sys.executable, "-m", "actioncli"]
ACTIONS = """
actions:
  Viewed: [{event: [$pageview, page]}]
  Pricing: [{event: [$pageview, page], url: /pricing}]
  Sign Up:
    - {event: $autocapture, text: Sign Up}
    - {event: $autocapture, properties: {el_text: Sign Up}}
  Paid: [{event: invoice paid, properties: {amount_usd: {gte: 100}}}]
"""
LINES = block(0)
EVENTS = [json.loads(line) for line in LINES]


def counts(name: Callable[[dict[str, Any]], bool]) -> tuple[int, int]:
    """Events and users, by a loop."""
    users = [event["distinct_id"] for event in EVENTS if name(event)]
    return len(users), len(set(users))


EXPECTED = {
    "Viewed": counts(lambda event: event["event"] == "$pageview"),
    "Pricing": counts(
        lambda event: event["event"] == "$pageview" and "/pricing" in event["properties"].get("$current_url", "")
    ),
    "Sign Up": counts(lambda event: event["event"] == "$autocapture" and 'text="Sign Up"' in event["elements_chain"]),
    "Paid": counts(lambda event: event["event"] == "invoice paid" and event["properties"]["amount_usd"] >= 100),
}


def test_the_loop_counts_something() -> None:
    assert all(0 < users <= events for events, users in EXPECTED.values())


def packed(target: Path, count: int) -> None:
    """PostHog's own packing: a gzip member an event."""
    target.write_bytes(b"".join(gzip.compress(line) for line in LINES[:count]))


def zipped(target: Path, count: int) -> None:
    """As Amplitude gives it: a zip of gzipped files, in a directory named for the project."""
    part = target.with_suffix(".part")
    with zipfile.ZipFile(target, "w") as archive:
        for number, start in enumerate(range(0, count, 100)):
            retold(EVENTS[start : min(start + 100, count)], "amplitude", part)
            archive.writestr(f"409857/409857_2025-02-01_{number}#1.json.gz", gzip.compress(part.read_bytes()))


MIXED = [name for name in SHAPES if name not in ("otlp", "page", "csv", "parquet")]


def mixed(target: Path, count: int) -> None:
    """Lines of many vendors in turns, as when logs were put together."""
    with target.open("wb") as out:
        for number, event in enumerate(EVENTS[:count]):
            part = target.with_suffix(".part")
            # Only PostHog's rows have the person's id, beside which a distinct id would be somebody else.
            retold([event | {"person_id": None}], MIXED[number % len(MIXED)], part)
            out.write(part.read_bytes())


MAKERS: dict[str, Callable[[Path, int], object]] = {
    "posthog": lambda target, count: target.write_bytes(b"".join(LINES[:count])),
    "posthog, a member an event": packed,
    "amplitude, zipped": zipped,
    "many at once": mixed,
    **{shape: (lambda target, count, shape=shape: retold(EVENTS[:count], shape, target)) for shape in SHAPES},  # type: ignore[misc]
}


@pytest.mark.parametrize("kind", MAKERS)
def test_every_export_comes_to_the_same_totals_and_users(kind: str, tmp_path: Path) -> None:
    MAKERS[kind](tmp_path / "export", len(EVENTS))
    (tmp_path / "actions.yaml").write_text(ACTIONS)
    # Of many vendors, PostHog alone names persons: what all of them have is the distinct id.
    users = ["--users", "distinct_id"] if kind == "many at once" else []
    command = [*COMMAND, "stats", "export", "-f", "json", *users]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    found = json.loads(done.stdout)

    assert {action["action"]: (action["events"], action["users"]) for action in found["actions"]} == EXPECTED
    assert (found["events"], found["bad_lines"], found["skipped"]) == (len(EVENTS), 0, 0)
    assert (done.stderr, done.returncode) == (b"", 0)


NEW = """
actions:
  Viewed: [{event: [$pageview, page], url: /pricing}]
  Paid: [{event: invoice paid}]
"""
MISSPELLED = "actions: {Paid: [{event: invoice payd}]}"
APP = application()


class Ran(NamedTuple):
    """What a command printed, and its exit code."""

    out: str
    err: str
    code: int

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def run(*arguments: str) -> Ran:
    """A command, in this process."""
    out, err = io.BytesIO(), io.BytesIO()
    code = 0
    with redirect_stdout(io.TextIOWrapper(out, "utf-8")), redirect_stderr(io.TextIOWrapper(err, "utf-8")) as messages:
        try:
            APP(arguments, prog_name="actioncli")
        except SystemExit as ended:
            code = int(ended.code or 0)
        messages.flush()
        return Ran(out.getvalue().decode(), err.getvalue().decode(), code)


def actions_of(event: Event) -> tuple[str, ...]:
    """The actions that match, by plain predicates."""
    name, properties = event["event"], event["properties"]
    viewed = name == "$pageview"
    found = {
        "Viewed": viewed,
        "Pricing": viewed and "/pricing" in properties.get("$current_url", ""),
        "Sign Up": name == "$autocapture" and 'text="Sign Up"' in event["elements_chain"],
        "Paid": name == "invoice paid" and properties["amount_usd"] >= 100,
    }
    return tuple(action for action, matches in found.items() if matches)


def user_of(event: Event) -> str:
    return str(event["distinct_id"])


def address_of(event: Event) -> str:
    return str(event["properties"].get("$current_url") or "")


def moment_of(text: str) -> int:
    """Seconds since 1970, of ISO 8601 with or without a zone."""
    found = datetime.fromisoformat(text)
    return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp())


class Export(NamedTuple):
    """A file, the events that it tells of, and what is known of its form."""

    path: str
    events: list[Event]
    pages: frozenset[int] = frozenset()
    """The events whose name is `page` there, as Segment calls a page view, by their identity."""
    has_uuids: bool = True

    def name(self, event: Event) -> str:
        return "page" if id(event) in self.pages and event["event"] == "$pageview" else str(event["event"])


def counted(events: Iterable[Event], key: Callable[[Event], str]) -> dict[str, tuple[int, int]]:
    """Events and users by a key."""
    users: dict[str, list[str]] = {}
    for event in events:
        users.setdefault(key(event), []).append(user_of(event))
    return {name: (len(some), len(set(some))) for name, some in users.items()}


def of_action(export: Export, action: str) -> list[Event]:
    return [event for event in export.events if action in actions_of(event)]


def check_stats(export: Export) -> None:
    names = ("Viewed", "Pricing", "Sign Up", "Paid")
    keys: dict[str, Callable[[Event], str]] = {
        "event": export.name,
        "distinct_id": user_of,
        "url": lambda event: address_of(event) or "(none)",
        "day": lambda event: str(event["timestamp"])[:10],
        "hour": lambda event: str(event["timestamp"])[:13] + ":00",
    }
    for by, key in keys.items():
        found = run("stats", export.path, "--by", by, "-f", "json").json
        assert (found["events"], found["bad_lines"], found["skipped"]) == (len(export.events), 0, 0)
        for name, action in zip(names, found["actions"], strict=True):
            groups = {group["key"]: (group["events"], group["users"]) for group in action["groups"]}
            assert groups == counted(of_action(export, name), key), (by, name)
    matchers = run("stats", export.path, "--by", "matcher", "-f", "json").json["actions"][0]["groups"]
    assert [(group["events"], group["users"]) for group in matchers] == [
        counted(of_action(export, "Viewed"), lambda _: "")[""]
    ]


def check_match(export: Export) -> None:
    matched = [event for event in export.events if actions_of(event)]
    assert run("match", export.path, "-c").out == f"{len(matched)}\n"
    assert run("match", export.path, "-v", "-c").out == f"{len(export.events) - len(matched)}\n"
    assert run("match", export.path, "-q").code == 0
    assert len(run("match", export.path, "-m", "3").out.splitlines()) == 3
    tagged = [json.loads(line)["matched_actions"] for line in run("match", export.path, "--tag").out.splitlines()]
    assert tagged == [list(actions_of(event)) for event in matched]
    lines = run("match", export.path).out
    assert len(run("match", export.path, "-f", "json").json) == len(lines.splitlines()) == len(matched)
    again = Path(export.path).parent / "matched.jsonl"
    again.write_text(lines, encoding="utf-8")
    for action in run("stats", str(again), "-f", "json").json["actions"]:
        assert (action["events"], action["users"]) == expected_of(export, action["action"])


def expected_of(export: Export, action: str) -> tuple[int, int]:
    return counted(of_action(export, action), lambda _: "").get("", (0, 0))


def check_columns(export: Export) -> None:
    matched = [event for event in export.events if actions_of(event)]

    def row_of(event: Event) -> tuple[int, str, str, str, str]:
        names = "; ".join(actions_of(event))
        return moment_of(event["timestamp"]), export.name(event), user_of(event), address_of(event), names

    expected = list(map(row_of, matched))
    for format, delimiter in (("csv", ","), ("tsv", "\t")):  # noqa: A001
        printed = run("match", export.path, "-f", format).out
        rows = list(csv.DictReader(io.StringIO(printed), delimiter=delimiter))
        assert [
            (moment_of(row["timestamp"]), row["event"], row["distinct_id"], row["url"], row["matched_actions"])
            for row in rows
        ] == expected
    names = run("match", export.path, "-f", "jsonl", "--fields", "event,distinct_id").out.splitlines()
    assert [tuple(json.loads(line).values()) for line in names] == [(row[1], row[2]) for row in expected]
    assert len(run("match", export.path, "-f", "table").out.splitlines()) >= len(matched)


def check_split(export: Export) -> None:
    directory = Path(export.path).parent / "split"
    run("match", export.path, "--split", str(directory), "-v")
    for action in ("Viewed", "Pricing", "Sign Up", "Paid"):
        (file,) = directory.glob(f"{action}*.jsonl")
        assert len(file.read_bytes().splitlines()) == len(of_action(export, action))
    unmatched = [event for event in export.events if not actions_of(event)]
    assert len((directory / "unmatched.jsonl").read_bytes().splitlines()) == len(unmatched)


def check_one_event(export: Export) -> None:
    """The same event by user, uuid and line; and where nothing is meant, the first within the time."""
    paid = of_action(export, "Paid")[0]
    user = user_of(paid)
    by_user = run(
        "explain", export.path, "--where", "event=invoice paid", "--where", f"distinct_id={user}", "-f", "json"
    )
    first = next(one for one in export.events if one["event"] == "invoice paid" and user_of(one) == user)
    found = by_user.json
    assert found["matched"] == list(actions_of(first))
    assert (found["event"]["event"], found["event"]["distinct_id"]) == ("invoice paid", user)
    assert moment_of(found["event"]["timestamp"]) == moment_of(first["timestamp"])
    if export.has_uuids:
        by_uuid = run("explain", export.path, "--uuid", paid["uuid"], "-f", "json").json
        assert (by_uuid["event"]["uuid"], by_uuid["matched"]) == (paid["uuid"], list(actions_of(paid)))
        suggested = run("suggest", export.path, "--uuid", paid["uuid"])
        assert f" of {len(export.events):,} event" in suggested.out
        events, users = counted(export.events, export.name)["invoice paid"]
        assert f"# {events} event" in suggested.out
        assert f"{users} user" in suggested.out
    by_line = run("explain", export.path, "--line", str(found["event"]["line"]), "-f", "json")
    several = "contains several" in by_line.err
    assert several == (Path(export.path).name in SEVERAL)
    if not several and not by_line.err:  # a line of its own
        assert by_line.json["event"] == found["event"]
    since = sorted(event["timestamp"] for event in export.events)[len(export.events) // 2]
    later = next(event for event in export.events if event["timestamp"] >= since)
    first_later = run("explain", export.path, "--since", since, "-f", "json").json["event"]
    assert (first_later["event"], moment_of(first_later["timestamp"])) == (
        export.name(later),
        moment_of(later["timestamp"]),
    )


def check_diff(export: Export) -> None:
    found = run("diff", "actions.yaml", "new.yaml", export.path, "-f", "json").json
    before, after = of_action(export, "Viewed"), of_action(export, "Pricing")
    viewed = next(action for action in found["actions"] if action["action"] == "Viewed")
    assert (viewed["events_before"], viewed["events_after"]) == (len(before), len(after))
    assert (viewed["users_before"], viewed["users_after"]) == (
        len(set(map(user_of, before))),
        len(set(map(user_of, after))),
    )
    assert (viewed["gained"], viewed["lost"]) == (0, len(before) - len(after))
    lost = next(event for event in before if event not in after)
    sample = viewed["samples"]["lost"][0]
    assert (sample["distinct_id"], sample["url"] or "") == (user_of(lost), address_of(lost))
    assert found["events"] == len(export.events)


def check_suggest(export: Export) -> None:
    printed = run("suggest", export.path, "-a", "new.yaml", "--top", "300").out
    claimed = sum("Pricing" in actions_of(event) or event["event"] == "invoice paid" for event in export.events)
    assert printed.startswith(f"# No action matches {len(export.events) - claimed:,} of {len(export.events):,} events.")
    by_name = counted(export.events, export.name)
    plain = re.findall(
        r"# (\d+) events? \(.*?, (\d+) users?.*\n(?:  #.*\n)*  .*:\n    - event: ([^$\n]+)\n(?:\n|$)", printed
    )
    assert plain
    for events, users, name in plain:
        assert (int(events), int(users)) == by_name[name.strip('"')], name


def check_the_rest(export: Export) -> None:
    diagnosis = run("diagnose", export.path, "-f", "json").json
    unmatched = sum(not actions_of(event) for event in export.events)
    assert (diagnosis["events"], diagnosis["unclaimed"]["events"]) == (len(export.events), unmatched)
    shapes = run("shapes", export.path, "-f", "json").json["sources"]
    assert sum(shape["events"] for source in shapes for shape in source["shapes"]) == len(export.events)
    checked = run("check", "misspelled.yaml", "--events", export.path)
    assert checked.code == 1
    assert "did you mean `invoice paid`" in checked.out
    actions = actioncli.load_actions("actions.yaml")
    matches = list(actioncli.scan(export.path, actions))
    assert [match.actions for match in matches] == [found for event in export.events if (found := actions_of(event))]
    assert all(match.event for match in matches)
    for action in actioncli.tally(export.path, actions).actions:
        assert (action.events, action.users) == expected_of(export, action.action)


SEVERAL = {"log.zip", "log.tar", "log.tar.gz", "zipped"}
"""Archives of several files, in which a line has no number."""
CHECKS = (
    check_stats,
    check_match,
    check_columns,
    check_split,
    check_one_event,
    check_diff,
    check_suggest,
    check_the_rest,
)
FEW = next(
    few
    for start in range(len(EVENTS))
    if (few := EVENTS[start : start + 60]) and set(EXPECTED) <= {name for event in few for name in actions_of(event)}
)
"""Sixty events in a row of which each action matches some."""


def check_all(export: Export, monkeypatch: pytest.MonkeyPatch) -> None:
    directory = Path(export.path).parent
    monkeypatch.chdir(directory)
    for name, text in (("actions.yaml", ACTIONS), ("new.yaml", NEW), ("misspelled.yaml", MISSPELLED)):
        (directory / name).write_text(text)
    for check in CHECKS:
        check(export)


IN_SEGMENTS_WORDS = {"segment": EVENTS, "many at once": EVENTS[MIXED.index("segment") :: len(MIXED)]}


@pytest.mark.parametrize("kind", MAKERS)
def test_every_command_has_the_numbers_of_a_plain_loop(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / ("zipped" if "zipped" in kind else "export")
    MAKERS[kind](path, 300)
    export = Export(
        str(path),
        EVENTS[:300],
        pages=frozenset(map(id, IN_SEGMENTS_WORDS.get(kind, ()))),
        has_uuids=kind not in ("ga4", "otlp", "flat", "mixpanel", "many at once"),
    )
    check_all(export, monkeypatch)


@pytest.mark.parametrize("shape", ["segment", "amplitude", "text-properties"])
@pytest.mark.parametrize("container", KINDS)
def test_every_command_reads_every_container(
    container: str, shape: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    retold(FEW, shape, tmp_path / "lines")
    name, pack = KINDS[container]
    (tmp_path / name).write_bytes(pack((tmp_path / "lines").read_bytes().splitlines()))
    renamed = frozenset(map(id, FEW if shape == "segment" else ()))
    check_all(Export(str(tmp_path / name), FEW, renamed), monkeypatch)
