"""`import actioncli`: what it refuses, and what it gives."""

from __future__ import annotations

from pathlib import Path

import pytest

import actioncli

SAMPLE = Path(__file__).parent.parent / "sample_data" / "events.jsonl"
ACTIONS = actioncli.load_actions(Path(__file__).parent.parent / "actions.example.yaml")


def test_a_name_that_no_action_has_is_refused() -> None:
    with pytest.raises(actioncli.ActioncliError, match="did you mean `Sign Up`"):
        next(actioncli.scan(SAMPLE, ACTIONS, only=["Sign up"]))
    with pytest.raises(actioncli.ActioncliError, match="no action is called 'nowhere'"):
        actioncli.tally(SAMPLE, ACTIONS, only=["nowhere"])


def test_one_name_need_not_be_a_list() -> None:
    stats: actioncli.Stats = actioncli.tally(SAMPLE, ACTIONS, only="Sign Up")

    assert [(action.action, action.events) for action in stats.actions] == [("Sign Up", 26)]
    assert len(list(actioncli.scan(SAMPLE, ACTIONS, only="Sign Up"))) == 26


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"top": 3}, "counts the groups"),
        ({"by": "event", "top": 0}, "at least 1"),
        ({"timezone": "Nowhere"}, "no such zone"),
        ({"week_start": "sunday"}, "requires --by week"),
        ({"by": "week", "week_start": "tuesday"}, "weeks begin on"),
        ({"users": "people"}, "`person` or `distinct_id`"),
        ({"by": "day", "timezone": "Europe"}, "no such zone"),
        ({"by": "properties."}, "names no property"),
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
