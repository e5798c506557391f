"""The collector of `diagnose`: what a worker counts in a task."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TypeAlias

from msgspec import Struct

from actioncli.actions.model import Field
from actioncli.diagnosing.pages import element_of, page_of
from actioncli.events.event import Event
from actioncli.explaining.near_misses import Missed, NearMissCounter
from actioncli.matching.engine import Engine
from actioncli.matching.matches import VerdictKey
from actioncli.matching.readers import reader
from actioncli.memory import REMEMBERED
from actioncli.scanning.scanned import Scanned
from actioncli.values import text_form

_read_url = reader(Field("url"))

UnclaimedKey: TypeAlias = tuple[str, str, str, str]
"""The name of an unmatched event, its page, and the tag and text of the clicked element; each may be empty."""


class Partial(Struct):
    """The counts of one task."""

    verdicts: dict[VerdictKey, int]
    names: dict[str, int]
    missed: dict[int, Missed]
    unclaimed: dict[UnclaimedKey, int]


class EvidenceCollector(Struct, eq=False):
    """The collector of `diagnose`. Its state only saves work: matchers that matched need no near misses."""

    near_misses: NearMissCounter | None = None
    keys: EventKeys | None = None

    def collect(self, chunks: Iterable[Scanned], engine: Engine) -> Partial:
        """The counts of a task's events."""
        near_misses = self.near_misses = self.near_misses or NearMissCounter(engine)
        keys = self.keys = self.keys or EventKeys()
        counts: Counter[tuple[str, int]] = Counter()
        unclaimed: Counter[UnclaimedKey] = Counter()
        for scanned in chunks:
            events = list(zip(scanned.names, scanned.verdicts, strict=True))
            for _, number in set(events) - counts.keys():
                near_misses.forget(engine.verdicts[number].matchers)
            counts.update(events)
            for index in range(len(scanned)) if near_misses.sought else ():
                near_misses.note(scanned.event(index), scanned.names[index])
            for index in scanned.unmatched():
                unclaimed[keys.of(scanned.event(index), scanned.names[index])] += 1
        names: Counter[str] = Counter()
        verdicts: Counter[VerdictKey] = Counter()
        for (name, number), count in counts.items():
            names[name] += count
            verdicts[engine.verdicts[number].key] += count
        return Partial(verdicts, names, near_misses.take(), unclaimed)


class EventKeys:
    """Returns the keys that unmatched events are grouped by. It remembers pages by address, and elements by chain."""

    def __init__(self) -> None:
        self._pages: dict[str, str] = {}
        self._elements: dict[str, tuple[str, str]] = {}

    def of(self, event: Event, name: str) -> UnclaimedKey:
        """The key of an event."""
        url = _read_url(event)
        page = "" if url is None else self._page(url if isinstance(url, str) else text_form(url))
        return (name[:REMEMBERED], page, *self._element(event))

    def _page(self, url: str) -> str:
        page = self._pages.get(url)
        if page is None:
            if len(self._pages) >= REMEMBERED:
                self._pages.clear()
            page = self._pages[url] = page_of(url)
        return page

    def _element(self, event: Event) -> tuple[str, str]:
        chain = event.chain
        if not isinstance(chain, str):
            return element_of(chain)
        known = self._elements.get(chain)
        if known is None:
            if len(self._elements) >= REMEMBERED:
                self._elements.clear()
            known = self._elements[chain] = element_of(event.elements)
        return known
