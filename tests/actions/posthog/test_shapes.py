"""The shapes that PostHog's actions come in."""

from __future__ import annotations

import json

import pytest

from actioncli.actions.model import Actions
from actioncli.actions.posthog.read import Imported, read_posthog
from actioncli.actions.posthog.shapes import EXPECTED
from actioncli.errors import ActioncliError
from actions.posthog.samples import ACTION, PAID

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
        ("name: A", "a.json: not JSON: Expecting value: line 1 column 1 (char 0)"),
        ('{"name": "A"} and', "a.json: not JSON: Expecting value: line 1 column 15 (char 14)"),
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


# --- several documents in one text ---

OTHER = {"id": 2, "name": "Other", "steps": [{"event": "other"}]}
FIRST = {"count": 2, "next": "https://x.test/?limit=1&offset=1", "previous": None, "results": [{"id": 1, **ACTION}]}
LAST = {"count": 2, "next": None, "previous": "https://x.test/?limit=1", "results": [OTHER]}


def names(text: str) -> list[str]:
    return [action.name for action in read_posthog(text, "a.json").actions.actions]


def said(text: str) -> list[str]:
    return list(map(str, read_posthog(text, "a.json").findings))


def one_behind_another(*documents: object, between: str = "\n", indent: int | None = None) -> str:
    return between.join(json.dumps(document, indent=indent) for document in documents)


@pytest.mark.parametrize(
    "text",
    [
        one_behind_another(FIRST, LAST),
        one_behind_another(FIRST, LAST, between=""),
        one_behind_another(FIRST, LAST, indent=2),
        one_behind_another(FIRST, LAST, between="\n\x1e"),
        one_behind_another([FIRST, LAST]),
        one_behind_another([[{"id": 1, **ACTION}], [OTHER]]),
        one_behind_another([{"id": 1, **ACTION}], [OTHER]),
        one_behind_another({"id": 1, **ACTION}, OTHER),
    ],
)
def test_documents_one_behind_another_are_read_together(text: str) -> None:
    assert names(text) == ["Paid", "Other"]
    assert said(text) == []


def test_pages_in_another_order_are_complete_if_they_hold_what_they_count() -> None:
    assert said(one_behind_another(LAST, FIRST)) == []


def test_steps_one_a_line_are_an_action_named_after_its_file() -> None:
    assert names(one_behind_another({"event": "a"}, {"event": "b"})) == ["a"]


def test_a_page_that_is_missing_between_others_is_a_warning() -> None:
    third = {**LAST, "previous": "https://x.test/?limit=1&offset=1"}
    text = one_behind_another({**FIRST, "count": 3}, {**third, "count": 3})
    assert said(text) == ["warning: count: 2 of 3 actions are on these pages"]
    assert read_posthog(text, "a.json").left_out


def test_a_page_that_is_missing_at_an_end_is_a_warning() -> None:
    assert said(one_behind_another(LAST)) == [
        "warning: previous: more actions on the previous page, https://x.test/?limit=1"
    ]
    three = {**LAST, "count": 3, "next": "https://x.test/?limit=1&offset=2"}
    text = one_behind_another({**FIRST, "count": 3}, three)
    assert said(text) == ["warning: next: more actions on the next page, https://x.test/?limit=1&offset=2"]
    assert read_posthog(text, "a.json").left_out


def test_pages_of_two_projects_do_not_make_up_for_each_other() -> None:
    elsewhere = {"count": 1, "next": None, "previous": None, "results": [OTHER]}
    assert said(one_behind_another(FIRST, elsewhere)) == [
        "warning: next: more actions on the next page, https://x.test/?limit=1&offset=1"
    ]


def test_an_action_that_comes_again_in_the_same_words_is_imported_once() -> None:
    overlapping = {**LAST, "results": [{"id": 1, **ACTION, "pinned_at": None}, OTHER]}
    text = one_behind_another(FIRST, overlapping)
    assert names(text) == ["Paid", "Other"]
    assert said(text) == ["note: Paid: it occurs twice with the same content: imported once"]
    assert not read_posthog(text, "a.json").left_out


def test_an_action_that_was_changed_between_pages_is_kept_twice() -> None:
    changed = {**LAST, "results": [{"id": 1, "name": "Paid", "steps": [{"event": "paid"}]}]}
    assert names(one_behind_another(FIRST, changed)) == ["Paid", "Paid (2)"]


# --- Terraform's configurations in JSON ---


@pytest.mark.parametrize(
    "resource",
    [
        {"posthog_action": {"paid": TERRAFORM}},
        {"posthog_action": {"paid": [TERRAFORM]}, "posthog_dashboard": {"d": {"name": "D"}}},
        [{"posthog_dashboard": {"d": {"name": "D"}}}, {"posthog_action": [{"paid": TERRAFORM}]}],
        {"posthog_action": {"//": {}, "paid": {**TERRAFORM, "//": {"metadata": {}}, "provider": "${posthog.eu}"}}},
        {"posthog_action": {"paid": {"name": "Paid", "steps_json": '${jsonencode([{"event" = "order paid"}])}'}}},
    ],
)
def test_a_configuration_in_json_gives_its_actions(resource: object) -> None:
    text = json.dumps({"//": "by hand", "provider": {"posthog": {}}, "resource": resource})
    assert read_posthog(text, "cdk.tf.json") == Imported(Actions((PAID,)), ())


def test_escapes_of_templates_are_read() -> None:
    steps = json.dumps([{"event": "a$${b}%%{c}"}])
    text = json.dumps({"resource": {"posthog_action": {"a": {"name": "A", "steps_json": steps}}}})
    ((matcher,),) = [action.matchers for action in read_posthog(text, "a.tf.json").actions.actions]
    assert [condition.operand for condition in matcher.conditions] == ["a${b}%{c}"]


@pytest.mark.parametrize(
    "steps", ["${var.steps}", "${jsonencode(local.steps)}", '[{"event": "${var.event}"}]', "%{if x}"]
)
def test_a_configuration_that_only_terraform_can_work_out_is_an_error(steps: str) -> None:
    text = json.dumps({"resource": {"posthog_action": {"paid": {"name": "A", "steps_json": steps}}}})
    with pytest.raises(ActioncliError) as error:
        read_posthog(text, "a.tf.json")
    assert str(error.value) == (
        "a.tf.json: posthog_action.paid.steps_json: only literal values can be read; "
        "import the output of `terraform show -json`"
    )


# --- files of another kind ---

EVENTS = "a.json: these are events, not actions: `actioncli stats` and `actioncli match` read them"
FILE = "a.json: this is an actions file already: use it with -a"
EVENT = {"uuid": "u", "event": "$pageview", "distinct_id": "d", "timestamp": "2026-04-01T10:00:00Z", "properties": {}}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (json.dumps(EVENT), EVENTS),
        (one_behind_another(EVENT, EVENT), EVENTS),
        (json.dumps([EVENT]), EVENTS),
        (json.dumps({"next": None, "results": [EVENT]}), EVENTS),
        (json.dumps([{"event": "Signed Up", "properties": {"distinct_id": "d"}}]), EVENTS),
        (json.dumps({"type": "track", "event": "Signed Up", "anonymousId": "a"}), EVENTS),
        (json.dumps({"event_type": "Signed Up", "user_id": "a"}), EVENTS),
        ("uuid,event,distinct_id\nu,a,d\n", EVENTS),
        ("# mine\nactions:\n  A:\n    - event: a\n", FILE),
        (json.dumps({"actions": {"A": [{"event": "a"}]}}), FILE),
        (
            "<!DOCTYPE html><html>",
            "a.json: this is a web page, not a response of PostHog's API: check the address and the API key",
        ),
        (
            json.dumps({"type": "authentication_error", "code": "x", "detail": "Invalid API key.", "attr": None}),
            "a.json: this is an error response of the API, not actions: authentication_error: Invalid API key.",
        ),
        (
            json.dumps({"detail": "Not found."}),
            "a.json: this is an error response of the API, not actions: Not found.",
        ),
        (
            json.dumps({"@level": "info", "@message": "Terraform 1.9", "type": "version"}),
            "a.json: this is the log of a Terraform run: import the output of `terraform show -json`",
        ),
        (
            json.dumps({"version": 3, "deployment": {"resources": []}}),
            "a.json: this is a Pulumi stack, which is not supported: get the actions from PostHog's API",
        ),
    ],
)
def test_a_file_of_another_kind_is_named(text: str, message: str) -> None:
    with pytest.raises(ActioncliError) as error:
        read_posthog(text, "a.json")
    assert str(error.value) == message
