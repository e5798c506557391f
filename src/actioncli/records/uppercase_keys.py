"""Records with upper-case keys, as Snowflake writes them, read with lower-case keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from actioncli.records.columns import in_capitals
from actioncli.records.record import Record


class LowercaseKeys:
    """A record with lower-case keys."""

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
        """The keys in lower case."""
        return self._keys.keys()


def lowered(record: Record) -> Record:
    """The record, with lower-case keys if its keys are those of an event in upper case."""
    return LowercaseKeys(record) if in_capitals(list(record.keys())) else record
