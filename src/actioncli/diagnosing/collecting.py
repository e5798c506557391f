"""The collector of `diagnose`: what a worker counts in a task."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from msgspec import Struct

from actioncli.events.elements import Element, parse_chain
from actioncli.events.event_fields import CHAIN, OTHER_ELEMENTS, URL, FieldPath
from actioncli.explaining.near_misses import Missed, NearMissCounter
from actioncli.matching.engine import Engine
from actioncli.matching.matches import VerdictKey
from actioncli.memory import REMEMBERED
from actioncli.scanning.scanned import Scanned
from actioncli.values import Value, text_form

ID = ":id"
"""The placeholder of an identifier in a page."""

LONGEST_PAGE = 200
LONGEST_TEXT = 80

_IDENTIFIER = re.compile(
    r"[0-9]+|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?=[^0-9]*[0-9])[0-9a-f]{8,}|(?=[^0-9]*[0-9])[\w-]{20,}"
    r"|[a-z]+[-_][0-9]+",
    re.IGNORECASE | re.ASCII,
)
"""A segment of digits, a UUID, a hexadecimal number, a long key with digits, or an id such as `org_0017`."""

ElementName: TypeAlias = tuple[str, str]
"""The tag and the text of the clicked element; either may be empty."""

UnmatchedKey: TypeAlias = tuple[str, str, str, str]
"""The name of an unmatched event, its page, and the tag and text of the clicked element; each may be empty."""


class Partial(Struct):
    """The counts of one task."""

    verdicts: dict[VerdictKey, int]
    names: dict[str, int]
    missed: dict[int, Missed]
    unmatched: dict[UnmatchedKey, int]


class EvidenceCollector(Struct, eq=False):
    """The collector of `diagnose`. Its state only saves work: matchers that matched need no near misses."""

    near_misses: NearMissCounter | None = None
    keys: EventKeys | None = None

    @property
    def reads(self) -> tuple[FieldPath, ...]:
        """What events without a match are grouped by."""
        return URL, CHAIN, *OTHER_ELEMENTS

    def collect(self, chunks: Iterable[Scanned], engine: Engine) -> Partial:
        """The counts of a task's events."""
        near_misses = self.near_misses = self.near_misses or NearMissCounter(engine)
        keys = self.keys = self.keys or EventKeys()
        counts: Counter[tuple[str, int]] = Counter()
        unmatched: Counter[UnmatchedKey] = Counter()
        for scanned in chunks:
            events = list(zip(scanned.names, scanned.verdicts, strict=True))
            for _, number in set(events) - counts.keys():
                near_misses.forget(engine.verdicts[number].matchers)
            counts.update(events)
            for index in range(len(scanned)) if near_misses.sought else ():
                near_misses.note(scanned.event(index), scanned.names[index])
            unmatched.update(keys.of(scanned, scanned.unmatched()))
        names: Counter[str] = Counter()
        verdicts: Counter[VerdictKey] = Counter()
        for (name, number), count in counts.items():
            names[name] += count
            verdicts[engine.verdicts[number].key] += count
        return Partial(verdicts, names, near_misses.take(), unmatched)


class EventKeys:
    """Returns the keys that unmatched events are grouped by. It remembers pages by address, and elements by chain."""

    def __init__(self) -> None:
        self._pages: dict[str, str] = {}
        self._elements: dict[str, tuple[str, str]] = {}

    def of(self, scanned: Scanned, indexes: Sequence[int]) -> Iterator[UnmatchedKey]:
        """The keys of some events."""
        names, urls = scanned.names, scanned.values(URL, indexes)
        for index, url, chain in zip(indexes, urls, scanned.chains(indexes), strict=True):
            element = self._element_of_chain(chain) if isinstance(chain, str) else element_of(chain)
            yield names[index][:REMEMBERED], self._page_of(url), *element

    def _page_of(self, url: Value) -> str:
        return "" if url is None else self._page(url if isinstance(url, str) else text_form(url))

    def _page(self, url: str) -> str:
        page = self._pages.get(url)
        if page is None:
            if len(self._pages) >= REMEMBERED:
                self._pages.clear()
            page = self._pages[url] = page_of(url)
        return page

    def _element_of_chain(self, chain: str) -> ElementName:
        known = self._elements.get(chain)
        if known is None:
            if len(self._elements) >= REMEMBERED:
                self._elements.clear()
            known = self._elements[chain] = element_of(parse_chain(chain))
        return known


def page_of(url: str) -> str:
    """The address without query and fragment, with `:id` in place of identifiers."""
    bare = url.split("?", 1)[0].split("#", 1)[0][: 2 * LONGEST_PAGE]
    scheme, slashes, rest = bare.rpartition("://")
    host, *segments = rest.split("/")
    return (scheme + slashes + "/".join([host, *map(_generalized, segments)]))[:LONGEST_PAGE]


def _generalized(segment: str) -> str:
    return ID if _IDENTIFIER.fullmatch(segment) else segment


def element_of(elements: Sequence[Element]) -> ElementName:
    """The tag of the clicked element, and its text or that of the nearest ancestor with a text."""
    if not elements:
        return "", ""
    texts = (" ".join(element.text.split()) for element in elements if element.text)
    return elements[0].tag[:LONGEST_TEXT], next(filter(None, texts), "")[:LONGEST_TEXT]
