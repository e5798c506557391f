"""An index of tests on elements: which of them a single element meets, one flag (a bit) a test.

Most elements meet no test.
Each test therefore has `IndexKeys`: something that an element must have to meet it, such as one of its classes.
The index looks up the keys in the text of an element, and parses and tests the element only if a key is found,
so that a thousand tests cost hardly more than ten.
Elements repeat, ancestors above all: the flags of an element are cached by its text.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Protocol

from msgspec import Struct

from actioncli.conditions.compounds import Compound, lower_ascii
from actioncli.events.chain_text import cut_at_quotes, element_parts, form_of, until_quotes_close
from actioncli.events.elements import Element, element_of, parse_chain, tag_and_classes, texts_of, words
from actioncli.memory import Memory


class ElementTest(Protocol):
    """A test of one element."""

    def fits(self, element: Element) -> bool:
        """Whether an element meets it."""


MALFORMED = -1
"""In place of flags: the text is not a well-formed element, so that its chain must be parsed as a whole."""
MOST_NEEDLES = 8
"""Up to this many texts are searched for in a chain before it is split; more take longer than splitting it."""
REMEMBERED_ELEMENTS = 16384
"""Elements whose flags are cached (in each half of the cache): a few MB of text at most."""


class IndexKeys(Struct, frozen=True):
    """What an element must have to meet a test: at least one of these; without any keys, every element is tested."""

    classes: Collection[str] = ()
    tags: Collection[str] = ()
    """Lower case."""
    keys: Collection[str] = ()
    """Keys in the text of the chain, lower case: `text`, `attr__data-attr`."""
    values: Collection[str] = ()
    """Values of any key."""


def keys_of(compound: Compound) -> IndexKeys:
    """The keys of a compound; of several candidates, the kind that is rarest in elements."""
    # The words of a class stand apart in the head of an element.
    attributes = [attribute for attribute in compound.attributes if attribute.name != "class"]
    for attribute in attributes:
        if attribute.operator == "=":
            return IndexKeys(values=(attribute.operand,))
    for name in compound.classes:
        return IndexKeys(classes=(name,))
    for attribute in attributes:
        other = {"href": ("href",), "id": ("attr_id",)}.get(attribute.name, ())
        return IndexKeys(keys=(f"attr__{attribute.name}", *other))
    return IndexKeys(tags=(compound.tag,)) if compound.tag else IndexKeys()


class ElementIndex:
    """Tests on elements, and the flags of elements seen before; `indexed=False` disables the keys."""

    def __init__(self, *, indexed: bool = True) -> None:
        self._indexed = indexed
        self.tests: list[tuple[int, ElementTest, IndexKeys]] = []
        """All tests, each with its flag and its keys."""
        self._tests: list[list[Callable[[Element], bool]]] = []
        """The tests of each flag; any one of them sets it."""
        self._predicates: list[tuple[int, Callable[[Element], str | None], Memory[str, int]]] = []
        """Flags that one `ValuePredicates` decides together, with the attribute that it tests."""
        self._texts: list[tuple[str, Memory[str, int]]] = []
        self._needles: tuple[str, ...] | None = None
        self._any = 0
        """The flags without keys."""
        self._classes: dict[str, int] = {}
        self._tags: dict[str, int] = {}
        self._keys: dict[str, int] = {}
        self._values: dict[str, int] = {}
        self._of_form: Memory[tuple[str, ...], tuple[int, Sequence[int]]] = Memory(self._possible_for_form)
        self._of_class: Memory[str, int] = Memory(lambda text: self._possible_for_classes(words(text)))
        self._by_element: dict[int, tuple[int, Element]] = {}
        self._by_text: Memory[str, int] = Memory(self._of_text, REMEMBERED_ELEMENTS)

    def new(self) -> int:
        """A new flag."""
        self._tests.append([])
        return 1 << (len(self._tests) - 1)

    def add(self, flag: int, test: ElementTest, keys: IndexKeys) -> None:
        """Add a test that sets the flag; elements without any of the keys must not meet it."""
        self._tests[flag.bit_length() - 1].append(test.fits)
        self.tests.append((flag, test, keys))
        self._add_keys(flag, keys)

    def add_texts(self, keys: Sequence[tuple[int, IndexKeys]], name: str, flags_of: Memory[str, int]) -> None:
        """Add flags that depend on the `text` or `href` of an element; `flags_of` maps such a text to flags."""
        self._predicates.append((sum(flag for flag, _ in keys), attrgetter(name), flags_of))
        self._texts.append((name, flags_of))
        for flag, one in keys:
            self._add_keys(flag, one)

    def _add_keys(self, flag: int, keys: IndexKeys) -> None:
        indexes = self._classes, self._tags, self._keys, self._values
        groups = keys.classes, keys.tags, keys.keys, keys.values
        if not self._indexed or not any(groups):
            self._any |= flag
        for index, texts in zip(indexes, groups, strict=True):
            for text in texts:
                index[text] = index.get(text, 0) | flag

    def of_piece(self, text: str) -> int:
        """The flags of the element that a text is; `MALFORMED` if it is none."""
        return self._by_text[text]

    def of_chain(self, chain: str) -> list[int]:
        """The flags of each element of a chain's text; empty if no element can have any."""
        needles = self._needles
        if needles is None:
            needles = self._needles = self._all_needles()
        if needles and not any(needle in chain for needle in needles):
            return []
        pieces = chain.split(";")
        if not pieces[-1]:
            pieces.pop()
        flags = list(map(self._by_text.__getitem__, pieces))
        if MALFORMED in flags:
            remaining = iter(pieces)
            flags = [self._of_piece(piece, remaining) for piece in remaining]
        return flags if MALFORMED not in flags else [self.of(element) for element in parse_chain(chain)]

    def _all_needles(self) -> tuple[str, ...]:
        """Texts of which a chain contains one if any of its elements has a flag; empty if there are no such texts."""
        found = (*self._classes, *self._values)
        known = not (self._any or self._tags or self._keys)
        # The chain escapes quotes with a backslash.
        return found if known and len(found) <= MOST_NEEDLES and not any('"' in text for text in found) else ()

    def _of_piece(self, piece: str, following: Iterator[str]) -> int:
        """The flags of a piece; where a quoted `;` split an element, of the piece joined with the following ones."""
        flags = self._by_text[piece]
        return flags if flags != MALFORMED else self._by_text[until_quotes_close(piece, following)]

    def of(self, element: Element) -> int:
        """The flags of an element."""
        return self._met(element, (1 << len(self._tests)) - 1)

    @property
    def are_of_texts(self) -> bool:
        """Whether all tests are on texts and links."""
        return self._indexed and not any(self._tests)

    def of_texts(self, items: Iterable[object]) -> int:
        """The combined flags of the elements of a lazy array; only valid if `are_of_texts`."""
        flags = 0
        for name, flags_of in self._texts:
            for text in texts_of(items, name):
                if text is not None:
                    flags |= flags_of[text]
        return flags

    def of_elements(self, elements: Iterable[Element]) -> list[int]:
        """The flags of elements that come from an array, cached by identity."""
        known, flags = self._by_element, []
        for element in elements:
            found = known.get(id(element))
            if found is None:
                if len(known) >= REMEMBERED_ELEMENTS:
                    known.clear()
                found = known[id(element)] = (self.of(element), element)  # holding the element keeps its id unique
            flags.append(found[0])
        return flags

    def _of_text(self, text: str) -> int:
        between, values = cut_at_quotes(text)
        possible, places = self._of_form[between]
        if possible == MALFORMED:
            parts = element_parts(text)
            return MALFORMED if parts is None else self.of(element_of(*parts))
        if not self._values.keys().isdisjoint(values):
            for value in values:
                possible |= self._values.get(value, 0)
        for place in places:
            possible |= self._of_class[values[place]]
        return self._met(element_of(*element_parts(text)), possible) if possible else 0  # type: ignore[misc]

    def _met(self, element: Element, possible: int) -> int:
        """The flags of the element, out of the possible ones; these are few, so they are tested one at a time."""
        met = 0
        for flags, read, flags_of in self._predicates:
            if flags & possible:
                text = read(element)
                met |= 0 if text is None else flags_of[text]
                possible &= ~flags
        while possible:
            flag = possible & -possible
            possible ^= flag
            for test in self._tests[flag.bit_length() - 1]:
                if test(element):
                    met |= flag
                    break
        return met

    def _possible_for_form(self, between: tuple[str, ...]) -> tuple[int, Sequence[int]]:
        """The possible flags of a form (the text of an element without its values), and where its class values are."""
        form = form_of(between)
        if form is None:
            return MALFORMED, ()
        found = self._any | self._possible_for_head(form.head)
        for key in form.keys:
            found |= self._keys.get(lower_ascii(key), 0)
        return found, [place for place, key in enumerate(form.keys) if key == "attr__class"]

    def _possible_for_head(self, head: str) -> int:
        tag, classes = tag_and_classes(head)
        return self._tags.get(lower_ascii(tag), 0) | self._possible_for_classes(classes)

    def _possible_for_classes(self, classes: Iterable[str]) -> int:
        found = 0
        for name in classes:
            found |= self._classes.get(name, 0)
        return found
