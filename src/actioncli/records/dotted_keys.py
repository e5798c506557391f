"""Records with dotted keys, such as `properties.plan` or `context.page.url`, read as nested objects.

`json_normalize` of pandas and many flat exports write such keys.
Columns of tables with the same names become the same events, by the same rule (`columns.path_of`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from msgspec import Struct, field

from actioncli.records.columns import PARENTS, path_of
from actioncli.records.record import Record, is_object, parse_text, plain
from actioncli.records.rows import Row

Keys: TypeAlias = "tuple[str, ...]"
Place: TypeAlias = "tuple[Keys, str]"
"""Names in an object, and the dotted keys of their values."""

SECTIONS = frozenset((*PARENTS.values(), "event_properties", "user_properties", "traits", "data"))
"""Objects whose keys are property names: the rest of a dotted key after one of these is one name, dots included."""

_HEAD = re.compile(r"[@\w]+")
"""A name before a dot; the beginning of `$feature/signup-1.0` is not one."""


class Places(Struct, frozen=True):
    """The names that the dotted keys of some records stand for."""

    own: dict[str, str] = field(default_factory=dict)
    """Top-level keys that are read under another name, by that name."""
    inner: dict[str, list[Place]] = field(default_factory=dict)
    """The keys within objects, by the name of the object."""


def places_of(keys: Iterable[str]) -> Places:
    """The names for these keys, in their order; most keys have no dot."""
    keys = tuple(keys)
    return _remembered(keys) if sum(map(len, keys)) <= LONGEST else _places_of(keys)


def _places_of(keys: Keys) -> Places:
    places = Places()
    for key in keys:
        if "." in key:
            first, *rest = _steps(key)
            if rest:
                places.inner.setdefault(first, []).append((tuple(rest), key))
            elif first != key:
                places.own.setdefault(first, key)
    return places


_remembered = lru_cache(maxsize=256)(_places_of)
LONGEST = 1 << 14
"""Characters of the keys of a record whose places are remembered: most records of a log have the same keys."""


def _steps(key: str) -> Keys:
    """The names in a dotted key."""
    head, *inner = path_of(key.removeprefix("*."))
    if inner or "." not in head:
        return (head, *inner)
    *before, last = head.split(".")
    for index, step in enumerate(before):
        if step in SECTIONS:
            *before, last = (*before[: index + 1], ".".join([*before[index + 1 :], last]))
            break
    return (*before, last) if last and all(map(_HEAD.fullmatch, before)) else (head,)


def named_values(record: Record, head: str) -> dict[str, Any] | None:
    """The values of a record whose keys begin with `head` and a dot; None if it has none.

    Columns of tables are nested already, so they are not read here.
    """
    if isinstance(record, Row):
        return None
    return _gathered(record, places_of(record.keys()).inner.get(head, ()))


def undotted(record: Record) -> tuple[Record, Places]:
    """The record with its dotted keys read as nested objects, and the names that they stand for."""
    places = places_of(record.keys())
    return (Undotted(record, places) if places.own or places.inner else record), places


class Undotted:
    """A record whose dotted keys are read as nested objects. Each key can also be read literally."""

    __slots__ = ("_made", "_places", "_record")

    def __init__(self, record: Record, places: Places) -> None:
        """`places` are those of the record's keys, in their order."""
        self._record, self._places = record, places
        self._made: dict[str, Any] = {}

    def get(self, key: str, default: Any = None, /) -> Any:
        """The value of a key, merged with the values of dotted keys that begin with it."""
        inner, other = self._places.inner.get(key), self._places.own.get(key)
        if inner is None:
            if other is not None and key not in self._record:  # type: ignore[operator]
                key = other
            return self._record.get(key, default)
        if key not in self._made:
            self._made[key] = _merged(self._record.get(key), _gathered(self._record, inner), always=key in SECTIONS)
        value = self._made[key]
        return default if value is None else value

    def __contains__(self, key: object) -> bool:
        names = [key, *(name for _, name in self._places.inner.get(key, ()))]  # type: ignore[call-overload]
        return any(name in self._record for name in (*names, self._places.own.get(key, key)))  # type: ignore[operator,call-overload]

    def keys(self) -> Iterable[str]:
        """The keys as in the record."""
        return self._record.keys()


def _merged(own: Any, found: dict[str, Any] | None, *, always: bool) -> Any:
    """An object merged with the values of dotted keys. A value that is not an object wins, unless `always`."""
    if found is None:
        return own
    value = parse_text(own) if always and isinstance(own, str) else own
    if is_object(value):
        return {**plain(value), **{key: inner for key, inner in found.items() if key not in value}}  # type: ignore[dict-item,operator]
    return found if always or own is None else own


def _gathered(record: Record, places: Sequence[Place]) -> dict[str, Any] | None:
    """The object of some dotted keys. A value in place of an object wins over it, whatever the order of the keys."""
    found: dict[str, Any] = {}
    made = {id(found): found}
    for (*path, last), key in places:
        if key not in record:  # type: ignore[operator]
            continue
        inner = found
        for name in path:
            if name not in inner:
                inner[name] = {}
                made[id(inner[name])] = inner[name]
            inner = inner[name]
            if id(inner) not in made:
                break
        else:
            if last not in inner or id(inner[last]) in made:
                inner[last] = plain(record.get(key))
    return found or None
