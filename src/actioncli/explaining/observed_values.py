"""The observed values of events that fail a condition."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from actioncli.actions.model import Field
from actioncli.conditions.fields import BY_NAME as FIELD_BY_NAME
from actioncli.events.elements import Element
from actioncli.events.event import Event
from actioncli.explaining.similarity import likeness
from actioncli.matching.readers import reader
from actioncli.memory import REMEMBERED
from actioncli.records.record import Record
from actioncli.values import text_form

Found: TypeAlias = "str | tuple[str, ...] | tuple[Element, ...]"
"""What was found where a condition failed.

Of a selector: the chain, as text or as elements; of another element field: the values of all elements, the clicked
one's first.
Of any other field: the value as text; of one that is absent: the keys there that are spelled much like it.
"""

LONGEST = 300
"""Code points of a value that are kept."""
LONGEST_CHAIN = 20_000
"""Code points of a chain that are kept; a chain that is cut off is still read."""
LIKE = 0.8
"""From which similarity on one key may be a misspelling of another."""
MOST_VALUES = 20
"""Element values of an event that are kept, and similar keys."""


def found_reader(field: Field) -> Callable[[Event, str], Found]:
    """The function that reads what was there of a field, from an event and its name."""
    if field.name == "event":
        return lambda event, name: name[:LONGEST]  # noqa: ARG005
    if field.name == "selector":
        return _chain
    if FIELD_BY_NAME[field.name].elements:
        return _of_elements(field)
    read = reader(field)
    keys_like = _keys_like(field)

    def found(event: Event, _name: str) -> Found:
        value = read(event)
        if value is None:
            return keys_like(event)
        return value[:LONGEST] if value.__class__ is str else text_form(value)[:LONGEST]

    return found


def _chain(event: Event, _name: str) -> Found:
    chain = event.chain
    return chain[:LONGEST_CHAIN] if isinstance(chain, str) else chain


def _of_elements(field: Field) -> Callable[[Event, str], Found]:
    """The function for an element field; it remembers what it made of a chain."""
    pick = _picker(field)
    remembered: dict[str, Found] = {}

    def found(event: Event, _name: str) -> Found:
        chain = event.chain
        if not isinstance(chain, str):
            return pick(chain)
        known = remembered.get(chain)
        if known is None:
            if len(remembered) >= REMEMBERED:
                remembered.clear()
            known = remembered[chain] = pick(event.elements)
        return known

    return found


def _picker(field: Field) -> Callable[[tuple[Element, ...]], tuple[str, ...]]:
    if field.name == "tag_name":
        return lambda elements: _kept([element.tag for element in elements])
    if field.name == "text":
        return lambda elements: _kept([element.text for element in elements])
    return lambda elements: _kept([element.href for element in elements])


def _kept(values: list[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value[:LONGEST] for value in values if value is not None))[:MOST_VALUES]


def _keys_like(field: Field) -> Callable[[Event], tuple[str, ...]]:
    """The function that gives the keys beside an absent one that are spelled much like it, the likest first."""
    section = _section(field)
    if section is None or field.key.startswith("/"):
        return lambda _event: ()
    known: dict[str, float] = {}

    def keys_like(event: Event) -> tuple[str, ...]:
        near = []
        for key in section(event).keys():  # noqa: SIM118  (no dict: a lazy view)
            ratio = known.get(key)
            if ratio is None:
                if len(known) >= REMEMBERED:
                    known.clear()
                ratio = known[key] = likeness(field.key, key, LIKE)
            if ratio >= LIKE:
                near.append((-ratio, key))
        return tuple(key for _, key in sorted(near))[:MOST_VALUES]

    return keys_like


def _section(field: Field) -> Callable[[Event], Record] | None:
    if field.name == "properties":
        return lambda event: event.properties
    if field.name == "person":
        return lambda event: event.person
    if field.name == "group":
        return lambda event: event.group(field.index)
    return None
