"""The shapes that PostHog's actions come in."""

from __future__ import annotations

import json

import pytest

from actioncli.actions.model import Actions
from actioncli.actions.posthog.read import Imported, read_posthog
from actioncli.actions.posthog.shapes import EXPECTED
from actioncli.errors import ActioncliError
from actions.posthog_samples import ACTION, PAID

TERRAFORM = {"name": "Paid", "steps_json": json.dumps(ACTION["steps"])}
RESOURCE = {"type": "posthog_action", "name": "paid", "values": TERRAFORM}
OTHER_RESOURCE = {"type": "posthog_dashboard", "name": "paid", "values": {"name": "Paid"}}


@pytest.mark.parametrize(
    "document",
    [
        ACTION,
        [ACTION],
        {"count": 1, "next": None, "results": [ACTION]},
        TERRAFORM,
        [TERRAFORM],
        {"values": {"root_module": {"resources": [OTHER_RESOURCE, RESOURCE]}}},
        {"planned_values": {"root_module": {"child_modules": [{"resources": [RESOURCE]}]}}},
        {"version": 4, "resources": [{"type": "posthog_action", "instances": [{"attributes": TERRAFORM}]}]},
    ],
    ids=["action", "list", "page", "steps_json", "list of steps_json", "state", "plan", "tfstate"],
)
def test_every_shape_gives_the_same_action(document: object) -> None:
    assert read_posthog(json.dumps(document), "actions.json") == Imported(Actions((PAID,)), ())


def test_a_bare_list_of_steps_is_an_action_named_after_its_file() -> None:
    actions = read_posthog(json.dumps(ACTION["steps"]), "dir/Paid.json").actions
    assert actions == Actions((PAID,))


def test_bytes_with_a_byte_order_mark_are_read() -> None:
    assert read_posthog(b"\xef\xbb\xbf" + json.dumps(ACTION).encode(), "a.json").actions == Actions((PAID,))


def test_no_actions_are_no_error() -> None:
    assert read_posthog("[]", "a.json") == Imported(Actions(()), ())


def test_a_page_that_is_not_the_last_is_a_warning() -> None:
    result = read_posthog(json.dumps({"next": "https://x.test/?offset=1", "results": [ACTION]}), "a.json")
    assert list(map(str, result.findings)) == ["warning: next: more actions on the next page, https://x.test/?offset=1"]
    assert result.actions == Actions((PAID,))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("actions: {}", "a.json: not JSON: Expecting value: line 1 column 1 (char 0)"),
        ("", "a.json: not JSON: Expecting value: line 1 column 1 (char 0)"),
        ('{"name": NaN}', "a.json: not JSON: NaN is not a JSON value"),
        ("[" * 100_000, "a.json: not JSON: nested too deeply"),
        (
            'resource "posthog_action" "a" {\n  name = var.name\n}',
            "a.json: line 2: only literal values can be read; import the output of `terraform show -json`",
        ),
        ("[1]", "a.json: item 1 of the list is a number, expected an action"),
        ('{"results": {}}', "a.json: `results` is an object, expected a list of actions"),
        (
            "5",
            f"a.json: {EXPECTED}, found a number",
        ),
        (
            "{}",
            f"a.json: {EXPECTED}, found an object with none of their keys",
        ),
    ],
)
def test_a_text_that_holds_no_actions_is_an_error(text: str, message: str) -> None:
    with pytest.raises(ActioncliError) as error:
        read_posthog(text, "a.json")
    assert str(error.value) == message


@pytest.mark.parametrize("text", [b"\xff\xfe[\x00]\x00", b'["\\ud800"]'])
def test_what_is_not_unicode_is_an_error(text: bytes) -> None:
    with pytest.raises(ActioncliError, match=r"a\.json: not (UTF-8|JSON): '(utf-8|utf8)' codec can't"):
        read_posthog(text, "a.json")
