"""The names of `--fields` and where they lead."""

from __future__ import annotations

import pytest

from actioncli.errors import ActioncliError
from actioncli.events.event_fields import DEFAULT_FIELDS, FieldPath, parse_fields


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("event", ("event",)),
        ("properties", ("properties",)),
        ("properties.$current_url", ("properties", "$current_url")),
        ("properties.a.b", ("properties", "a.b")),
        ("properties./cart/items/0", ("properties", "/cart/items/0")),
        ("person", ("person_properties",)),
        ("person.email", ("person_properties", "email")),
        ("group.0", ("group0_properties",)),
        ("group.4.name.first", ("group4_properties", "name.first")),
        ("group", ("group",)),
        ("group.x", ("group.x",)),
        ("other.key", ("other.key",)),
        ("matched_actions", ("matched_actions",)),
    ],
)
def test_a_name_leads_to_a_key_or_a_key_within(text: str, keys: tuple[str, ...]) -> None:
    assert parse_fields(text) == (FieldPath(text, keys),)


def test_commas_separate_and_spaces_around_names_do_not_count() -> None:
    assert [field.text for field in parse_fields("timestamp, event ,uuid")] == ["timestamp", "event", "uuid"]


def test_quotes_hold_commas() -> None:
    assert parse_fields('"properties.a,b",event, "say ""hi"""') == (
        FieldPath("properties.a,b", ("properties", "a,b")),
        FieldPath("event", ("event",)),
        FieldPath('say "hi"', ('say "hi"',)),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "--fields: empty name in ''"),
        ("event,,uuid", "--fields: empty name in 'event,,uuid'"),
        ("event,", "--fields: empty name in 'event,'"),
        ('event,""', "--fields: empty name in 'event,\"\"'"),
        ("event,uuid,event", "--fields: event is given twice"),
        ("properties.", "--fields: properties. has no property name after its last dot"),
        ("person.", "--fields: person. has no property name after its last dot"),
        ("group.1.", "--fields: group.1. has no property name after its last dot"),
        ("group.5.name", "--fields: group.5.name: group type indexes are 0 to 4"),
        (
            'event,"a,b',
            '--fields: the quotes in event,"a,b must enclose a whole name, as in "properties.a,b"',
        ),
        (
            '"a"b',
            '--fields: the quotes in "a"b must enclose a whole name, as in "properties.a,b"',
        ),
    ],
)
def test_what_cannot_be_meant_is_an_error(text: str, message: str) -> None:
    with pytest.raises(ActioncliError) as raised:
        parse_fields(text)

    assert str(raised.value) == message


def test_only_matched_actions_is_filled_by_the_matching() -> None:
    assert [field.text for field in DEFAULT_FIELDS if field.is_matched_actions] == ["matched_actions"]
