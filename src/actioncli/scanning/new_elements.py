"""Texts and links of elements, each element once, read by the compiled core."""

from __future__ import annotations

from typing import Any

from actioncli.core import core
from actioncli.events.event_fields import FieldPath
from actioncli.matching.element_index import REMEMBERED_ELEMENTS
from actioncli.scanning.scanned import Scanned


class NewElements:
    """A cache of elements that were seen; beyond its bounds, an element is new again."""

    def __init__(self) -> None:
        self._seen: Any = core().NewElements(REMEMBERED_ELEMENTS)  # type: ignore[union-attr]

    def of(self, scanned: Scanned, chain: FieldPath) -> tuple[list[str], list[str], list[int]]:
        """The texts and the links of the new elements of all events, whose chains are in a field that the core keeps.

        The last list has the events whose elements must be read in Python.
        """
        found: tuple[list[str], list[str], list[int]] = self._seen.of(scanned.found, scanned.column(chain))
        return found
