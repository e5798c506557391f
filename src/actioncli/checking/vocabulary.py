"""The vocabulary of a log: names, keys and some values of its events, collected in one pass.

    wanted = wanted_of([actions])
    vocabulary = Vocabulary(wanted)
    for part in parts(Job(Actions(()), VocabularyCollector(wanted), now), tasks):
        vocabulary.merge(part.result)

Memory is bounded: beyond a number of each kind, only the names in the actions are kept.
So every name in the actions is found if it occurs, but a similar name may be missed in a large log.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain

from msgspec import Struct, field

from actioncli.actions.model import Actions, Condition, Matcher
from actioncli.conditions.operators import BY_NAME as OPERATOR_BY_NAME
from actioncli.conditions.operators.operands import items
from actioncli.events.event import Event
from actioncli.matching.engine import Engine
from actioncli.scanning.scanned import Scanned
from actioncli.values import text_form

MOST = 20_000
"""The most names of each kind to keep that are not in the actions."""
LONGEST = 500
"""Code points of a value that is kept."""
CHAINS = 8192
"""Chains that are remembered as seen; emptied when full, since logs drift."""

ELEMENT_VALUES = ("text", "href")
VALUES = ("url", *ELEMENT_VALUES)
"""The fields whose values are looked at, where an action wants one of them to be exactly something."""


class Wanted(Struct, frozen=True):
    """What an actions file asks for by name, by kind as in `Vocabulary`."""

    kinds: dict[str, frozenset[str]]
    addresses: bool = False
    """Whether it asks for `url`."""

    def of(self, kind: str) -> frozenset[str]:
        """What is asked for of a kind."""
        return self.kinds.get(kind, frozenset())


class Vocabulary(Struct):
    """What was seen, by kind; it grows while a log is read.

    Kinds are `event`, `elements` (names of events that have any), `properties`, `person`, `group.N`
    and the fields of `VALUES`.
    """

    wanted: Wanted
    kinds: dict[str, set[str]] = field(default_factory=dict)
    events: int = 0

    def of(self, kind: str) -> set[str]:
        """What was seen of a kind."""
        return self.kinds.setdefault(kind, set())

    def keep(self, kind: str, names: Collection[str]) -> None:
        """Keep names: all that are asked for, and others while there is room."""
        kept = self.of(kind)
        if kept.issuperset(names):
            return
        wanted, room = self.wanted.of(kind), len(kept) < MOST
        kept.update(name for name in names if name in wanted or (room and len(name) <= LONGEST))

    def merge(self, other: Vocabulary) -> None:
        """Take in what another part of the log held."""
        self.events += other.events
        for kind, seen in other.kinds.items():
            self.keep(kind, seen)


def wanted_of(files: Iterable[Actions]) -> Wanted:
    """What any of the files asks for."""
    kinds: dict[str, set[str]] = {}
    addresses = False
    for actions in files:
        for condition in _conditions(actions):
            kind = kind_of(condition)
            addresses = addresses or condition.field.name == "url"
            if condition.field.key:
                kinds.setdefault(kind, set()).add(first_step(condition.field.key))
            elif OPERATOR_BY_NAME[condition.operator].positive.is_equality:
                kinds.setdefault(kind, set()).update(text_form(item) for item in items(condition.operand))
        for matcher in _matchers(actions):
            keys = {first_step(one.field.key) for one in matcher.conditions if one.field.name == "properties"}
            keys |= {"$current_url"} if any(one.field.name == "url" for one in matcher.conditions) else set()
            for name in event_names(matcher) if keys else ():
                kinds.setdefault(properties_of(name), set()).update(keys)
    return Wanted({kind: frozenset(names) for kind, names in kinds.items()}, addresses)


def event_names(matcher: Matcher) -> set[str]:
    """The names of events that a matcher takes, where it lists them; empty if it takes others too."""
    for condition in matcher.conditions:
        if condition.field.name == "event" and OPERATOR_BY_NAME[condition.operator].is_equality:
            return {text_form(item) for item in items(condition.operand)}
    return set()


def properties_of(name: str) -> str:
    """The kind of the properties of the events of a name."""
    return f"properties of {name}"


def kind_of(condition: Condition) -> str:
    """The kind of name or value that a condition asks for."""
    name = condition.field.name
    return f"group.{condition.field.index}" if name == "group" else name


def first_step(key: str) -> str:
    """The property that a key looks into: its own name, or the first step of a JSON Pointer."""
    if not key.startswith("/"):
        return key
    return key.split("/")[1].replace("~1", "/").replace("~0", "~")


def _conditions(actions: Actions) -> Iterator[Condition]:
    return (condition for matcher in _matchers(actions) for condition in matcher.conditions)


def _matchers(actions: Actions) -> Iterator[Matcher]:
    return chain(actions.exceptions, *(action.matchers + action.exceptions for action in actions.actions))


class VocabularyCollector(Struct, frozen=True):
    """The collector that reads events for their vocabulary."""

    wanted: Wanted

    def collect(self, chunks: Iterable[Scanned], engine: Engine) -> Vocabulary:  # noqa: ARG002
        """The vocabulary of a task's events."""
        found = Vocabulary(self.wanted)
        seen_chains: set[object] = set()
        for event, name in (
            (scanned.event(index), name) for scanned in chunks for index, name in enumerate(scanned.names)
        ):
            found.events += 1
            found.keep("event", (name,))
            keys = list(event.properties.keys())
            if self.wanted.addresses and event.url is not None:
                keys.append("$current_url")  # what `url` reads, wherever the shape has it
            found.keep("properties", keys)
            if self.wanted.of(properties_of(name)):
                found.keep(properties_of(name), keys)
            found.keep("person", list(event.person.keys()))
            for index in range(5):
                if self.wanted.of(f"group.{index}"):
                    found.keep(f"group.{index}", list(event.group(index).keys()))
            if self.wanted.of("url"):
                url = event.url
                found.keep("url", (url,) if isinstance(url, str) else ())
            if event.chain:
                found.keep("elements", (name,))
                self._read_elements(event, found, seen_chains)
        return found

    def _read_elements(self, event: Event, found: Vocabulary, seen: set[object]) -> None:
        wanted = [kind for kind in ELEMENT_VALUES if self.wanted.of(kind)]
        if not wanted or event.chain in seen:
            return
        if len(seen) >= CHAINS:
            seen.clear()
        if isinstance(event.chain, str):
            seen.add(event.chain)
        for element in event.elements:
            for kind in wanted:
                value = element.text if kind == "text" else element.href
                if value is not None:
                    found.keep(kind, (value,))
