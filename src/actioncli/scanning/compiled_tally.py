"""Counts of events by verdict that the compiled core adds up by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from actioncli.core import core
from actioncli.events.timestamps import Microseconds
from actioncli.scanning.scanned import Scanned
from actioncli.users import PERSON


class CompiledCell(Struct, frozen=True):
    """The counts of the events with one verdict."""

    verdict: int
    events: int
    users: set[int]
    span: tuple[Microseconds, Microseconds] | None
    """The first and last time."""
    stretches: dict[int, int]
    """Events by stretch of time: the moment divided by the length of a stretch."""
    users_by_stretch: dict[int, set[int]]
    """Empty unless they are wanted."""


class CompiledTally:
    """A running tally of columns of the core."""

    def __init__(self, stretch: Microseconds, *, users_by_stretch: bool) -> None:
        """`stretch` is the length of the stretches of time by which events are counted."""
        self._tally: Any = core().Tally(stretch, users_by_stretch)  # type: ignore[union-attr]
        self.stretch = stretch

    def add(self, scanned: Scanned, kind: str) -> list[int]:
        """Count some events, and their users of a kind of `users.KINDS`.

        The events whose time or user the core does not read are not counted; their indexes are returned.
        """
        left: list[int] = self._tally.add(scanned.found, kind == PERSON)
        return left

    @property
    def span(self) -> tuple[Microseconds, Microseconds] | None:
        """The first and last time of all events, also of those without a match."""
        found: tuple[Microseconds, Microseconds] | None = self._tally.span
        return found

    def cells(self) -> Iterator[CompiledCell]:
        """The counts of each verdict but 0."""
        return (CompiledCell(*parts) for parts in self._tally.cells())
