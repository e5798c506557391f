"""The one pass of `diagnose`: what a worker makes of a task."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TypeAlias

from msgspec import Struct

from actioncli.actions.model import Field
from actioncli.diagnosing.pages import element_of, page_of
from actioncli.events.event import Event
from actioncli.explaining.near_misses import Missed, Prober
from actioncli.matching.engine import Engine
from actioncli.matching.matches import Verdict
from actioncli.matching.predicates import REMEMBERED
from actioncli.matching.readers import reader
from actioncli.scanning.job import Judged
from actioncli.values import text_form

_read_url = reader(Field("url"))

VerdictKey: TypeAlias = "tuple[tuple[int, ...], tuple[tuple[int, int], ...]]"
"""A verdict as plain data: its actions and its matchers."""

UnclaimedKey: TypeAlias = tuple[str, str, str, str]
"""The name of an unclaimed event, its page, and the tag and text of what was clicked; empty where there is none."""


class Stretch(Struct):
    """What one task gave."""

    verdicts: dict[VerdictKey, int]
    names: dict[str, int]
    missed: dict[int, Missed]
    unclaimed: dict[UnclaimedKey, int]


class Diagnosing(Struct, eq=False):
    """The collector of `diagnose`. It holds state, and only to save work: what was met needs no near miss."""

    timed: bool = False
    prober: Prober | None = None
    sights: Sights | None = None

    def collect(self, judged: Iterable[Judged], engine: Engine) -> Stretch:
        """The counts of a task's events."""
        prober = self.prober = self.prober or Prober(engine)
        sights = self.sights = self.sights or Sights()
        counts: dict[tuple[str, Verdict], int] = {}
        unclaimed: dict[UnclaimedKey, int] = {}
        for event, name, verdict, _, _, _ in judged:
            key = (name, verdict)
            count = counts.get(key)
            if count is None:
                prober.forget(verdict.matchers)
            counts[key] = 1 if count is None else count + 1
            if prober.sought:
                prober.note(event, name)
            if not verdict.matchers:
                sight = sights.of(event, name)
                unclaimed[sight] = unclaimed.get(sight, 0) + 1
        names: Counter[str] = Counter()
        verdicts: Counter[VerdictKey] = Counter()
        for (name, verdict), count in counts.items():
            names[name] += count
            verdicts[verdict.actions, verdict.matchers] += count
        return Stretch(verdicts, names, prober.take(), unclaimed)


class Sights:
    """What unclaimed events are grouped by; remembers pages by address, and elements by chain."""

    def __init__(self) -> None:
        self._pages: dict[str, str] = {}
        self._elements: dict[str, tuple[str, str]] = {}

    def of(self, event: Event, name: str) -> UnclaimedKey:
        """The group of an event."""
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
