"""Rows with named columns: the path of each column in the event object.

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
"""A table with a column of one of these names is a table of events."""
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
"""Made once, since `json.dumps` makes one for every value."""
PARENTS = {
    "properties.": "properties",
    "person.properties.": "person_properties",
    "person_properties.": "person_properties",
}
"""Prefixes of columns with one property each, and the key of the object that has the property."""


@lru_cache(maxsize=64)
def paths_of(columns: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The path of each column."""
    names = [column.strip() for column in columns]
    names = [name.removeprefix("*.") for name in names]
    if in_capitals(names):
        names = [name.lower() for name in names]
    return tuple(path_of(name) for name in names)


def in_capitals(names: Sequence[str]) -> bool:
    """Whether all names are in upper case, and one is the column of event names."""
    return all(name == name.upper() for name in names) and any(name.lower() in NAMES for name in names)


def path_of(name: str) -> tuple[str, ...]:
    """The key, or the object and the key in it, of a name without a star."""
    for prefix, parent in PARENTS.items():
        if name.startswith(prefix) and len(name) > len(prefix):
            return (parent, name.removeprefix(prefix))
    return (name,)


@lru_cache(maxsize=64)
def object_maker(columns: tuple[str, ...]) -> Callable[[Iterable[bytes | None]], bytes]:
    """As `event_object`, in a third of the time if no name is inside another one or repeated."""
    paths = paths_of(columns)
    if len(set(paths)) < len(paths) or any(len(path) > 1 for path in paths):
        return partial(event_object, paths)
    keys = [_key(name) for (name,) in paths]
    return lambda values: (
        b"{" + b",".join([key + value for key, value in zip(keys, values, strict=False) if value is not None]) + b"}"
    )


def event_object(paths: Sequence[tuple[str, ...]], values: Iterable[bytes | None]) -> bytes:
    """The object with these JSON values at these paths; a None value is omitted."""
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
    """An object with the members of another one added; None if both are None."""
    if more == b"{}":
        return known
    if not (known and known.startswith(b"{") and known[1:-1].strip()):
        return more
    return known[:-1] + b"," + more[1:]


def joined(members: Iterable[tuple[str, bytes | None]]) -> bytes:
    """The object with these members. For a repeated name, the first value that is not None counts."""
    values: dict[str, bytes] = {}
    for name, value in members:
        if value is not None:
            values.setdefault(name, value)
    return b"{" + b",".join([_key(name) + value for name, value in values.items()]) + b"}"


@lru_cache(maxsize=4096)
def _key(name: str) -> bytes:
    return as_json(name) + b":"


def as_json(value: Any) -> bytes:
    """A value as JSON; a lone surrogate is escaped."""
    try:
        return _ENCODER.encode(value).encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()


def is_json(text: bytes) -> bool:
    """Whether the text is exactly one object or array."""
    value = parse_text(text)
    return is_object(value) or is_list(value)


def cell_json(text: str, key: str = "") -> bytes:
    """The text of a cell as JSON: objects and arrays as they are, anything else as a string."""
    if text[:1] in ("{", "["):
        raw = text.strip().encode("utf-8", "surrogatepass")
        if is_json(raw):
            return b" ".join(raw.splitlines())  # line breaks are between tokens, since JSON strings cannot contain them
        if (value := printed_value(key, text)) is not None:
            return as_json(value)
    return as_json(text)


def printed_value(key: str, text: str) -> Any:
    """The object or list that a text represents in a notation other than JSON; None if it does not."""
    bare = text.strip()
    if bare[:1] + bare[-1:] not in ("{}", "[]"):
        return None
    from actioncli.records.reprs import value_of  # noqa: PLC0415 - few tables have such cells

    return value_of(key, bare)


def named_row(columns: tuple[str, ...], row: bytes) -> bytes | None:
    """The object of a row that is a JSON array; None if it is not JSON or has a wrong number of values."""
    values = plain(parse_text(row))
    if not isinstance(values, list) or len(values) != len(columns):
        return None
    if "*" in columns and isinstance(event := values[columns.index("*")], dict):
        pairs = [(name, value) for name, value in zip(columns, values, strict=False) if name != "*"]
        paths = [(key,) for key in event] + list(paths_of(tuple(name for name, _ in pairs)))
        return event_object(paths, [as_json(value) for value in [*event.values(), *(value for _, value in pairs)]])
    return event_object(paths_of(columns), [as_json(value) for value in values])
