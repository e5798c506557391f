"""Functions that read the fields of `conditions/fields.py` from an event."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import TypeAlias

from actioncli.actions.model import Field
from actioncli.events.event import Event, all_of
from actioncli.events.event_fields import FieldPath
from actioncli.records.record import Record, plain
from actioncli.values import Value

Reader: TypeAlias = Callable[[Event], Value]
Section: TypeAlias = Callable[[Event], Record]

SECTIONS: dict[str, Section] = {"properties": attrgetter("properties"), "person": attrgetter("person")}
"""The records that hold most fields; one function object each, so that callers can compare them by identity."""


def reader(field: Field) -> Reader:
    """The function that reads a field (not an element field); it returns None for an absent value."""
    if field.name == "properties":
        return _property(field.key)
    if field.name == "person":
        return _person(field.key)
    if field.name == "group":
        return _group(field.index, field.key)
    if field.name == "url":
        return _url
    if field.name.startswith("$group_"):
        return lambda event: _first(event.get(field.name), event, field.name)
    return lambda event: event.own(field.name)


def section_of(field: Field) -> Section | None:
    """The record in which a field is the plain value of its key; None if the field is read in another way."""
    if field.key.startswith("/") or field.key in {"$elements_chain", "distinct_id"}:
        return None
    return SECTIONS.get(field.name)


def path_reader(path: FieldPath) -> Reader:
    """The function that reads a column of `--fields` or a key of `--by`."""
    column, *rest = path.keys
    if column == "properties" and rest:
        return _property(rest[0])
    if column == "person_properties":
        return _person(rest[0]) if rest else lambda event: all_of(event.person)
    if path.group is not None:
        return _group(path.group, rest[0] if rest else None)
    if column == "url":
        return _url
    return lambda event: event.own(column)


def _group(index: int, key: str | None) -> Reader:
    if key is None:
        return lambda event: event.own(f"group{index}_properties")
    return _in_section(key, lambda event: event.group(index))


def _url(event: Event) -> Value:
    return event.url


def _property(key: str) -> Reader:
    if key == "$elements_chain":
        return _chain_text
    return _in_section(key, lambda event: event.properties)


def _person(key: str) -> Reader:
    if key == "distinct_id":
        return lambda event: event.own("distinct_id")
    return _in_section(key, lambda event: event.person)


def _in_section(key: str, section: Callable[[Event], Record]) -> Reader:
    if key.startswith("/"):
        steps = pointer_steps(key)
        return lambda event: follow(section(event), steps)
    return lambda event: plain(section(event).get(key))


def _chain_text(event: Event) -> Value:
    chain = event.chain
    return chain if isinstance(chain, str) and chain else None


def _first(value: Value, event: Event, key: str) -> Value:
    return plain(event.properties.get(key)) if value is None else value


def pointer_steps(pointer: str) -> tuple[str, ...]:
    """The keys and indexes of a JSON Pointer (RFC 6901), unescaped."""
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])


def follow(record: Record, steps: tuple[str, ...]) -> Value:
    """The value at a JSON Pointer; None if there is none."""
    value: Value = plain(record.get(steps[0]))
    for step in steps[1:]:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isascii() and step.isdigit() and (step == "0" or step[0] != "0"):
            index = int(step)
            value = value[index] if index < len(value) else None
        else:
            return None
    return value
