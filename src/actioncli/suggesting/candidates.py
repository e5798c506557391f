"""The action that an event suggests: a click, a page, a screen, or a custom event.

The candidate of a page is named `Viewed /projects/:id` and has two matchers: the address, or a pattern.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol

from msgspec import Struct

from actioncli.actions.model import Action, Condition, Field, Matcher
from actioncli.events.elements import Element, parse_chain
from actioncli.events.event import Event
from actioncli.records.record import Record, plain
from actioncli.suggesting.addresses import place
from actioncli.suggesting.clicks import best, target, usable
from actioncli.values import Value

AUTOCAPTURE = ("$autocapture", "$rageclick", "$dead_click")
NOISE = frozenset(
    {"$pageleave", "$identify", "$set", "$groupidentify", "$create_alias", "$merge_dangerously", "$opt_in"}
    | {"$feature_flag_called", "$feature_interaction", "$web_vitals", "$snapshot", "$$heatmap", "$performance_event"}
    | {"$$client_ingestion_warning", "$copy_autocapture"}
)
"""Events that PostHog's libraries send without any action of the user."""
_VERBS = {"submit": "Submitted", "change": "Changed", "click": "Clicked"}


class Candidate(Struct, frozen=True):
    """An action that an event suggests."""

    name: str
    matchers: tuple[Matcher, ...]
    """Matchers that match the event, the simplest first; the last one matches all events of its kind."""
    custom: bool = False
    """Whether it is a custom event, whose properties may be worth showing."""

    def action(self, matcher: Matcher) -> Action:
        """The action with one of the matchers."""
        return Action(self.name, (matcher,))


class Reads(Protocol):
    """What a candidate depends on besides the name of an event."""

    @property
    def url(self) -> Value:
        """The URL of the page."""

    @property
    def chain(self) -> str | tuple[Element, ...]:
        """The text of the chain, or the elements."""

    @property
    def properties(self) -> Record:
        """The properties: `$event_type` and `$screen_name`."""


def candidate_of(event: Reads, name: str) -> Candidate | None:
    """The action that an event suggests, the same for all events of its kind; None for noise."""
    if name in NOISE or not name.strip() or not name.isprintable():
        return None
    if name in AUTOCAPTURE:
        chain = event.chain
        kind = plain(event.properties.get("$event_type"))
        kind = kind if isinstance(kind, str) and kind in _VERBS else "click"
        return _click_of_text(name, kind, chain) if isinstance(chain, str) else _click(name, kind, chain)
    if name == "$pageview":
        address = event.url
        if isinstance(address, str) and address.strip() and address.isprintable():
            return _page(address)
    if name == "$screen":
        screen = plain(event.properties.get("$screen_name"))
        if isinstance(screen, str) and screen.strip() and screen.isprintable():
            condition = Condition(Field("properties", "$screen_name"), "exact", screen)
            return Candidate(f"Viewed screen {screen}", (_matcher(name, condition),))
    return _named(name)


@lru_cache(maxsize=4096)
def _named(name: str) -> Candidate:
    return Candidate(name, (_matcher(name),), custom=not name.startswith("$"))


def _matcher(name: str, *conditions: Condition) -> Matcher:
    return Matcher((Condition(Field("event"), "exact", name), *conditions))


@lru_cache(maxsize=4096)
def _page(address: str) -> Candidate:
    page = place(address)
    pattern = _matcher("$pageview", Condition(Field("url"), "regex", page.regex))
    exact = _matcher("$pageview", Condition(Field("url"), "exact", address))
    is_whole = address in (page.host + page.path, f"{page.host}{page.path}/")
    return Candidate(f"Viewed {page.path}", (exact, pattern) if is_whole else (pattern,))


@lru_cache(maxsize=4096)
def _click_of_text(name: str, kind: str, chain: str) -> Candidate | None:
    return _click(name, kind, parse_chain(chain) if chain else ())


def _click(name: str, kind: str, elements: tuple[Element, ...]) -> Candidate | None:
    known = best(elements)
    if known is None:
        return None
    verb = {"$rageclick": "Rage-clicked", "$dead_click": "Clicked in vain"}.get(name, _VERBS[kind])
    return Candidate(f"{verb} {known.name}", (_matcher(name, *_kind(kind), known.condition),))


def _kind(kind: str) -> tuple[Condition, ...]:
    """The default is a click; other event types are named in the action."""
    return () if kind == "click" else (Condition(Field("properties", "$event_type"), "exact", kind),)


def exact_candidate(event: Event, name: str) -> Candidate:
    """The action of one event as PostHog's toolbar makes it: the event, the element, and the address."""
    broad = candidate_of(event, name)
    conditions = [Condition(Field("event"), "exact", name)]
    if broad and name != "$pageview":
        conditions = list(broad.matchers[0].conditions)
    if name in AUTOCAPTURE:
        conditions += [one for one in _of_elements(event.elements) if one not in conditions]
    address = event.url
    if (name in AUTOCAPTURE or name == "$pageview") and isinstance(address, str) and address.isprintable() and address:
        conditions.append(Condition(Field("url"), "exact", address))
    return Candidate(broad.name if broad else name, (Matcher(tuple(conditions)),))


def _of_elements(elements: tuple[Element, ...]) -> Iterator[Condition]:
    if not elements:
        return
    aimed = target(elements)
    text = next((clean for element in reversed(elements[: aimed + 1]) if (clean := usable(element.text))), None)
    if text:
        yield Condition(Field("text"), "exact", text)
    href = elements[aimed].href
    if href and href.isprintable():
        yield Condition(Field("href"), "exact", href)
