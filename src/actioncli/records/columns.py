"""Rows with named columns, as events: what each column becomes in the object.

event, distinct_id, ...          keys of the event
properties.$browser              a property
person.properties.email          a property of the person
*.event, *.properties.$browser   the same without the star, as PostHog's tables name columns
EVENT, PROPERTIES, ...           in capitals all through, as Snowflake writes them: small letters
*                                an object that is the event itself
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from typing import Any

from actioncli.records.record import is_list, is_object, parse_text, plain

NAMES = ("event", "event_name", "event_type", "eventname")
"""A column of one of these names makes a table one of events."""
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
"""Made once: `json.dumps` makes one for every value."""
PARENTS = {
    "properties.": "properties",
    "person.properties.": "person_properties",
    "person_properties.": "person_properties",
}
"""Beginnings of columns that hold one property each, and the key of the object that they belong to."""


@lru_cache(maxsize=64)
def paths_of(columns: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The keys on the way to each column's value."""
    names = [column.strip() for column in columns]
    names = [name.removeprefix("*.") for name in names]
    if in_capitals(names):
        names = [name.lower() for name in names]
    return tuple(path_of(name) for name in names)


def in_capitals(names: Sequence[str]) -> bool:
    """Whether names are in capitals all through, and one is that of an event's name."""
    return all(name == name.upper() for name in names) and any(name.lower() in NAMES for name in names)


def path_of(name: str) -> tuple[str, ...]:
    """The key, or the object and the key within it, that a name without a star means."""
    for prefix, parent in PARENTS.items():
        if name.startswith(prefix) and len(name) > len(prefix):
            return (parent, name.removeprefix(prefix))
    return (name,)


@lru_cache(maxsize=64)
def object_maker(columns: tuple[str, ...]) -> Callable[[Iterable[bytes | None]], bytes]:
    """`event_object` of columns, in a third of the time where no name is inside another or there twice."""
    paths = paths_of(columns)
    if len(set(paths)) < len(paths) or any(len(path) > 1 for path in paths):
        return partial(event_object, paths)
    keys = [_key(name) for (name,) in paths]
    return lambda values: (
        b"{" + b",".join([key + value for key, value in zip(keys, values, strict=False) if value is not None]) + b"}"
    )


def event_object(paths: Sequence[tuple[str, ...]], values: Iterable[bytes | None]) -> bytes:
    """The object with these JSON values at these paths; None leaves one out."""
    top: dict[str, bytes | None] = {}
    nested: dict[str, list[tuple[str, bytes | None]]] = {}
    for path, value in zip(paths, values, strict=False):
        if value is None:
            continue
        if len(path) == 1:
            top.setdefault(path[0], value)
        else:
            nested.setdefault(path[0], []).append((path[1], value))
    for parent, inner in nested.items():
        top[parent] = within(top.get(parent), joined(inner))
    return joined(top.items())


def within(known: bytes | None, more: bytes) -> bytes | None:
    """An object with the members of another one behind its own; None where neither is anything."""
    if more == b"{}":
        return known
    if not (known and known.startswith(b"{") and known[1:-1].strip()):
        return more
    return known[:-1] + b"," + more[1:]


def joined(members: Iterable[tuple[str, bytes | None]]) -> bytes:
    """The object with these members; of a name that is there twice, the first value that is not None counts."""
    values: dict[str, bytes] = {}
    for name, value in members:
        if value is not None:
            values.setdefault(name, value)
    return b"{" + b",".join([_key(name) + value for name, value in values.items()]) + b"}"


@lru_cache(maxsize=4096)
def _key(name: str) -> bytes:
    return as_json(name) + b":"


def as_json(value: Any) -> bytes:
    """A value as JSON; a lone surrogate stays the escape that it was."""
    try:
        return _ENCODER.encode(value).encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()


def is_json(text: bytes) -> bool:
    """Whether this is one object or array."""
    value = parse_text(text)
    return is_object(value) or is_list(value)


def cell_json(text: str, key: str = "") -> bytes:
    """A cell's text as JSON, under a key: an object or array as it stands or is printed, anything else as a string."""
    if text[:1] in ("{", "["):
        raw = text.strip().encode("utf-8", "surrogatepass")
        if is_json(raw):
            return b" ".join(raw.splitlines())  # which end between its tokens: a string of JSON holds no line end
        if (value := printed_value(key, text)) is not None:
            return as_json(value)
    return as_json(text)


def printed_value(key: str, text: str) -> Any:
    """The object or list that a text under a key prints, in another notation than JSON; None if it is none."""
    bare = text.strip()
    if bare[:1] + bare[-1:] not in ("{}", "[]"):
        return None
    from actioncli.records.reprs import value_of  # noqa: PLC0415 - few tables have such cells

    return value_of(key, bare)


def named_row(columns: tuple[str, ...], row: bytes) -> bytes | None:
    """The object of a row that is a JSON array; None for one that is not JSON or has not as many values as names."""
    values = plain(parse_text(row))
    if not isinstance(values, list) or len(values) != len(columns):
        return None
    if "*" in columns and isinstance(event := values[columns.index("*")], dict):
        pairs = [(name, value) for name, value in zip(columns, values, strict=False) if name != "*"]
        paths = [(key,) for key in event] + list(paths_of(tuple(name for name, _ in pairs)))
        return event_object(paths, [as_json(value) for value in [*event.values(), *(value for _, value in pairs)]])
    return event_object(paths_of(columns), [as_json(value) for value in values])
