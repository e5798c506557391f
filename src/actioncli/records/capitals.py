"""Records whose keys are in capitals all through, as Snowflake writes them, read as if they were in small letters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from actioncli.records.columns import in_capitals
from actioncli.records.record import Record


class Lowered:
    """A record with its keys in small letters."""

    __slots__ = ("_keys", "_record")

    def __init__(self, record: Record) -> None:
        self._record = record
        self._keys: dict[str, str] = {}
        for key in record.keys():  # noqa: SIM118 - it is no dict
            self._keys.setdefault(key.lower(), key)

    def get(self, key: str, default: Any = None, /) -> Any:
        """The first value of a key."""
        own = self._keys.get(key)
        return default if own is None else self._record.get(own, default)

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def keys(self) -> Iterable[str]:
        """The keys in small letters."""
        return self._keys.keys()


def lowered(record: Record) -> Record:
    """The record, with its keys in small letters if they are the capitals of an event."""
    return Lowered(record) if in_capitals(list(record.keys())) else record
