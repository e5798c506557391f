"""Lazy records that combine or restrict other records, for the properties of an event."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from actioncli.records.record import Record, is_list, is_object


class Picked:
    """A record restricted to some keys, or (`others`) without them."""

    __slots__ = ("names", "others", "record")

    def __init__(self, record: Record, names: frozenset[str], others: bool = False) -> None:
        self.record, self.names, self.others = record, names, others

    def get(self, key: str, default: Any = None, /) -> Any:
        """The first value of a key."""
        return default if (key in self.names) is self.others else self.record.get(key, default)

    def keys(self) -> list[str]:
        """The keys that are present."""
        return [key for key in keys_of(self.record) if (key in self.names) is not self.others]


class Layers:
    """Several records as one. A value comes from the first record with the key."""

    __slots__ = ("records",)

    def __init__(self, records: tuple[Record, ...]) -> None:
        self.records = records

    def get(self, key: str, default: Any = None, /) -> Any:
        """The first value of a key."""
        for record in self.records:
            value = record.get(key)
            if value is not None:
                return value
        return default

    def keys(self) -> list[str]:
        """The keys that are present."""
        return list(dict.fromkeys(key for record in self.records for key in keys_of(record)))


class Pairs:
    """A list of `{"key": ..., "value": {...}}` as a lazy record.

    The first value of a repeated key counts.
    """

    __slots__ = ("_found", "_rest", "_value_of")

    def __init__(self, items: object, value_of: Callable[[Record], Any]) -> None:
        self._rest = iter(items) if is_list(items) else iter(())  # type: ignore[call-overload]
        self._found: dict[str, Any] = {}
        self._value_of = value_of

    def get(self, key: str, default: Any = None, /) -> Any:
        """The value of a key."""
        if key not in self._found:
            self._read_on(key)
        item = self._found.get(key)
        if item is None:
            return default
        value = item.get("value")
        return self._value_of(value) if is_object(value) else value

    def keys(self) -> list[str]:
        """The keys that are present."""
        self._read_on(None)
        return list(self._found)

    def _read_on(self, wanted: str | None) -> None:
        for item in self._rest:
            key = item.get("key") if is_object(item) else None
            if key.__class__ is str:
                self._found.setdefault(key, item)
                if key == wanted:
                    return


def keys_of(record: Any) -> list[str]:
    """The keys of a record, in order."""
    return list(record.keys())


def from_pairs(items: object, value_of: Callable[[Record], Any]) -> dict[str, Any]:
    """All values of such a list."""
    pairs = Pairs(items, value_of)
    return {key: pairs.get(key) for key in pairs.keys()}  # noqa: SIM118 - it is no dict


def listed(value: Any) -> list[Record]:
    """The objects of an array."""
    return [item for item in value if is_object(item)] if is_list(value) else []


def address(host: object, path: object, query: object) -> str | None:
    """The URL of a page from its parts: a host or an origin, a path, and an optional query."""
    parts = [part if isinstance(part, str) else "" for part in (host, path, query)]
    origin, place, more = parts[0].rstrip("/"), parts[1], parts[2].removeprefix("?")
    if not origin and not place:
        return None
    if origin and "://" not in origin:
        origin = f"https://{origin}"
    return f"{origin}{place}?{more}" if more else f"{origin}{place}"
