"""`import actioncli`: what it refuses, and what it gives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, cast

import pytest

import actioncli
from actioncli.actions.load import parse_actions

SAMPLE = Path(__file__).parent.parent / "sample_data" / "events.jsonl"
ACTIONS = actioncli.load_actions(Path(__file__).parent.parent / "actions.example.yaml")


def test_a_name_that_no_action_has_is_refused() -> None:
    with pytest.raises(actioncli.ActioncliError, match="did you mean `Sign Up`"):
        next(actioncli.scan(SAMPLE, ACTIONS, only=["Sign up"]))
    with pytest.raises(actioncli.ActioncliError, match="no action is named 'nowhere'"):
        actioncli.tally(SAMPLE, ACTIONS, only=["nowhere"])


def test_one_name_need_not_be_a_list() -> None:
    stats: actioncli.Stats = actioncli.tally(SAMPLE, ACTIONS, only="Sign Up")

    assert [(action.action, action.events) for action in stats.actions] == [("Sign Up", 26)]
    assert len(list(actioncli.scan(SAMPLE, ACTIONS, only="Sign Up"))) == 26


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"top": 3}, "--top requires --by"),
        ({"by": "event", "top": 0}, "at least 1"),
        ({"timezone": "Nowhere"}, "no such time zone"),
        ({"week_start": "sunday"}, "requires --by week"),
        ({"by": "week", "week_start": "tuesday"}, "--week-start 'tuesday': must be `monday` or `sunday`"),
        ({"users": "people"}, "`person` or `distinct_id`"),
        ({"by": "day", "timezone": "Europe"}, "no such time zone"),
        ({"by": "properties."}, "has no property name"),
    ],
)
def test_what_has_no_meaning_is_refused(given: dict[str, object], message: str) -> None:
    with pytest.raises(actioncli.ActioncliError, match=message):
        actioncli.tally(SAMPLE, ACTIONS, **given)  # type: ignore[arg-type]


def test_what_could_be_read_is_given_before_the_trouble() -> None:
    matches = actioncli.scan([SAMPLE, "nowhere.jsonl"], ACTIONS)
    found: list[actioncli.Match] = []
    with pytest.raises(actioncli.ActioncliError, match=r"no such file: nowhere\.jsonl"):
        found.extend(iter(lambda: next(matches), None))

    assert len(found) == 252


def test_matches_of_the_same_line_are_equal() -> None:
    first, again = (next(actioncli.scan(SAMPLE, ACTIONS)) for _ in range(2))

    assert first == again
    assert first.event == again.event


def test_dir_lists_the_names_before_they_are_loaded() -> None:
    assert set(actioncli.__all__) <= set(dir(actioncli))


TIMES = [
    ("2026-03-05", datetime(2026, 3, 5, tzinfo=UTC)),
    ("2026-03-05T12:30:00+02:00", datetime(2026, 3, 5, 12, 30, tzinfo=timezone(timedelta(hours=2)))),
    ("-2d", datetime(2026, 3, 5)),
]


@pytest.mark.parametrize(("text", "moment"), TIMES)
def test_times_may_be_texts(text: str, moment: datetime) -> None:
    now = "2026-03-07"
    later = actioncli.tally(SAMPLE, ACTIONS, since=text, now=now)
    earlier = actioncli.tally(SAMPLE, ACTIONS, until=moment, now=datetime(2026, 3, 7, tzinfo=UTC))

    assert later == actioncli.tally(SAMPLE, ACTIONS, since=moment, now=now)
    assert later.events + earlier.events == actioncli.tally(SAMPLE, ACTIONS).events
    assert 0 < later.events < actioncli.tally(SAMPLE, ACTIONS).events


@pytest.mark.parametrize(
    ("sources", "given", "error", "message"),
    [
        (7, {}, TypeError, "sources: expected one or more paths"),
        (b"events.jsonl", {}, TypeError, "sources: expected one or more paths"),
        ([SAMPLE, None], {}, TypeError, "sources: each is a path"),
        ([], {}, ValueError, "sources: none given"),
        (SAMPLE, {"actions": "actions.yaml"}, TypeError, r"load_actions\('actions.yaml'\)"),
        (SAMPLE, {"actions": {"Sign Up": []}}, TypeError, "expected the result of load_actions"),
        (SAMPLE, {"only": 3}, TypeError, "only: names of actions"),
        (SAMPLE, {"only": [3]}, TypeError, "only: names of actions"),
        (SAMPLE, {"since": 3}, TypeError, "since: a datetime"),
        (SAMPLE, {"until": "soon"}, actioncli.ActioncliError, "until 'soon': not a date"),
        (
            SAMPLE,
            {"since": "2026-03-05", "until": "2026-03-04"},
            actioncli.ActioncliError,
            "since must be before until",
        ),
    ],
)
def test_arguments_of_the_wrong_kind_are_refused_at_once(
    sources: Any, given: dict[str, Any], error: type[Exception], message: str
) -> None:
    arguments: dict[str, Any] = {"actions": ACTIONS, **given}
    functions: tuple[Callable[..., object], ...] = (actioncli.scan, actioncli.tally)
    for function in functions:
        with pytest.raises(error, match=message):
            function(sources, **arguments)


def test_an_open_file_is_refused() -> None:
    with SAMPLE.open() as file, pytest.raises(TypeError, match="give its name"):
        actioncli.scan(cast("Any", file), ACTIONS)


@pytest.mark.parametrize("given", [{"by": 3}, {"by": "event", "top": "3"}, {"timezone": None}])
def test_groups_of_the_wrong_kind_are_refused(given: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        actioncli.tally(SAMPLE, ACTIONS, **given)


def test_repeats_can_be_left_out(tmp_path: Path) -> None:
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(SAMPLE.read_bytes())
    once = actioncli.tally(SAMPLE, ACTIONS)

    assert actioncli.tally([SAMPLE, copy], ACTIONS).events == 2 * once.events
    assert actioncli.tally([SAMPLE, copy], ACTIONS, unique=True) == once
    assert len(list(actioncli.scan([SAMPLE, copy], ACTIONS, unique=True))) == len(list(actioncli.scan(SAMPLE, ACTIONS)))


def test_a_source_without_any_event_is_trouble(tmp_path: Path) -> None:
    denied = tmp_path / "denied.json"
    denied.write_text('{"error": "rate limit exceeded", "status": 429}', encoding="utf-8")
    empty = tmp_path / "empty.json"
    empty.write_text("", encoding="utf-8")

    assert actioncli.tally(empty, ACTIONS).events == 0
    for call in (lambda: actioncli.tally([SAMPLE, denied], ACTIONS), lambda: list(actioncli.scan(denied, ACTIONS))):
        with pytest.raises(actioncli.ActioncliError, match=r"denied\.json: no line could be read as an event"):
            call()


def test_a_time_that_names_no_zone_is_that_of_the_call(tmp_path: Path) -> None:
    log = tmp_path / "events.jsonl"
    log.write_text('{"event":"a","distinct_id":"u","timestamp":"2026-03-01T23:30:00Z","properties":{}}\n')
    actions = parse_actions("actions: {All: [{}]}")
    times: list[str | datetime] = ["2026-03-02", "2026-03-02 00:00", datetime(2026, 3, 2)]

    for since in times:
        assert actioncli.tally(log, actions, since=since).events == 0
        assert actioncli.tally(log, actions, since=since, timezone="Europe/Berlin").events == 1
    zoned = datetime(2026, 3, 2, tzinfo=UTC)
    assert actioncli.tally(log, actions, since=zoned, timezone="Europe/Berlin").events == 0
    assert actioncli.tally(log, actions, since="2026-03-02T00:00Z", timezone="Europe/Berlin").events == 0
