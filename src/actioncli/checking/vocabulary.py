"""The vocabulary of a log: names, keys and some values of its events, collected in one pass.

    wanted = wanted_of([actions])
    vocabulary = Vocabulary(wanted)
    for part in parts(Job(Actions(()), VocabularyCollector(wanted), now), tasks):
        vocabulary.merge(part.result)

Memory is bounded: beyond a number of each kind, only the names in the actions are kept.
So every name in the actions is found if it occurs, but a similar name may be missed in a large log.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, ClassVar

from msgspec import Struct, field

from actioncli.actions.model import Actions, Condition, Matcher
from actioncli.conditions.operators import BY_NAME as OPERATOR_BY_NAME
from actioncli.conditions.operators.operands import items
from actioncli.events.elements import Element, parse_chain
from actioncli.events.event import Event
from actioncli.events.event_fields import CHAIN, OTHER_ELEMENTS, URL, FieldPath
from actioncli.matching.engine import Engine
from actioncli.scanning.scanned import Scanned
from actioncli.values import Value, text_form

if TYPE_CHECKING:
    from actioncli.scanning.new_elements import NewElements

MOST = 20_000
"""The most names of each kind to keep that are not in the actions."""
LONGEST = 500
"""Code points of a value that is kept."""
KINDS = 1 << 16
"""Kinds of events (their names and keys) that are remembered as read."""
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


class VocabularyCollector(Struct, eq=False):
    """The collector that reads events for their vocabulary.

    Its only state says what earlier tasks of the process read, which is not read again.
    """

    wanted: Wanted
    reader: VocabularyReader | None = None

    reads_keys: ClassVar[bool] = True

    @property
    def reads(self) -> tuple[FieldPath, ...]:
        """The fields whose values are kept, or whose presence matters."""
        return URL, CHAIN, *OTHER_ELEMENTS

    def collect(self, chunks: Iterable[Scanned], engine: Engine) -> Vocabulary:  # noqa: ARG002
        """The vocabulary of a task's events."""
        reader = self.reader = self.reader or VocabularyReader(self.wanted)
        found = reader.found = Vocabulary(self.wanted)
        for scanned in chunks:
            found.events += len(scanned)
            reader.read_keys(scanned)
            reader.read_elements(scanned)
        return found


class VocabularyReader:
    """Reads events into a vocabulary. Its state: which kinds of events and which elements were read before."""

    def __init__(self, wanted: Wanted) -> None:
        self.found = Vocabulary(wanted)
        self._wanted = wanted
        self._element_values = [kind for kind in ELEMENT_VALUES if wanted.of(kind)]
        self._kinds: set[tuple[str, int, bool]] = set()
        self._chains: set[object] = set()
        self._elements: NewElements | None = None

    def read_keys(self, scanned: Scanned) -> None:
        """Read the names, keys and addresses of events; of those that have the same keys, one."""
        every = range(len(scanned))
        urls = scanned.values(URL, every) if self._wanted.addresses else [None] * len(scanned)
        for index, (name, keys, url) in enumerate(zip(scanned.names, scanned.key_hashes(), urls, strict=True)):
            kind = None if keys is None else (name, keys, url is None)
            if kind is None or kind not in self._kinds:
                self._read_keys_of(scanned.event(index), name, url)
                if kind is not None:
                    if len(self._kinds) >= KINDS:
                        self._kinds.clear()
                    self._kinds.add(kind)
            if isinstance(url, str) and self._wanted.of("url"):
                self.found.keep("url", (url,))

    def _read_keys_of(self, event: Event, name: str, url: Value) -> None:
        found = self.found
        found.keep("event", (name,))
        keys = list(event.properties.keys())
        if url is not None:
            keys.append("$current_url")  # what `url` reads, wherever the shape has it
        found.keep("properties", keys)
        if self._wanted.of(properties_of(name)):
            found.keep(properties_of(name), keys)
        found.keep("person", list(event.person.keys()))
        for index in range(5):
            if self._wanted.of(f"group.{index}"):
                found.keep(f"group.{index}", list(event.group(index).keys()))

    def read_elements(self, scanned: Scanned) -> None:
        """Read which events have elements, and the texts and links that are wanted."""
        every = range(len(scanned))
        chains = scanned.chains(every)
        for name in dict.fromkeys(name for name, found in zip(scanned.names, chains, strict=True) if found):
            self.found.keep("elements", (name,))
        unread: Iterable[int] = every if self._element_values else ()
        if self._element_values and scanned.column(CHAIN) is not None:
            unread = [*self._read_new(scanned), *(index for index in every if not isinstance(chains[index], str))]
        for index in unread:
            if chains[index]:
                self._read_values(chains[index])

    def _read_new(self, scanned: Scanned) -> Sequence[int]:
        """Read the elements of chains that the compiled core reads; returns the other events with a chain."""
        if self._elements is None:
            from actioncli.scanning.new_elements import NewElements  # noqa: PLC0415 - only with the compiled core

            self._elements = NewElements()
        texts, links, unread = self._elements.of(scanned, CHAIN)
        for kind, values in (("text", texts), ("href", links)):
            for value in values if kind in self._element_values else ():
                self.found.keep(kind, (value,))
        return unread

    def _read_values(self, chain: str | tuple[Element, ...]) -> None:
        if chain in self._chains:
            return
        if len(self._chains) >= CHAINS:
            self._chains.clear()
        if isinstance(chain, str):
            self._chains.add(chain)
        for element in parse_chain(chain) if isinstance(chain, str) else chain:
            for kind in self._element_values:
                value = element.text if kind == "text" else element.href
                if value is not None:
                    self.found.keep(kind, (value,))
