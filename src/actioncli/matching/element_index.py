"""What single elements meet, as marks: one bit for each test that is asked of elements.

Most elements meet nothing, whatever is asked.
So a test has a `Clue`: something that an element must show to meet it, such as one of its classes.
The clues of a text are looked up, and the element is made and asked only for the tests that they leave open:
a thousand tests cost hardly more than ten.
Elements repeat, ancestors above all: their marks are remembered by their text.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import TypeAlias

from msgspec import Struct

from actioncli.conditions.compounds import Compound, lower_ascii
from actioncli.events.chain_text import cut_at_quotes, element_parts, form_of, until_quotes_close
from actioncli.events.elements import Element, element_of, parse_chain, tag_and_classes, texts_of, words
from actioncli.memory import Memory

ElementTest: TypeAlias = Callable[[Element], bool]

SPOILED = -1
"""In place of marks: the text is no well-formed element, and its chain must be read in another way."""
MOST_NEEDLES = 8
"""So many texts are looked for in a chain before it is cut: more take longer than cutting it."""
REMEMBERED_ELEMENTS = 16384
"""Elements whose marks are remembered, twice: some MB of text at most."""


class Clue(Struct, frozen=True):
    """What an element must show to meet a test: one of all these; if there are none, any element may meet it."""

    classes: Collection[str] = ()
    tags: Collection[str] = ()
    """In lower case."""
    keys: Collection[str] = ()
    """Of the chain's text, in lower case: `text`, `attr__data-attr`."""
    values: Collection[str] = ()
    """Of any key."""


def clue_of(compound: Compound) -> Clue:
    """What an element must show to be what a compound says; of several things, the rarest kind."""
    # The words of a class stand apart in the head of an element.
    attributes = [attribute for attribute in compound.attributes if attribute.name != "class"]
    for attribute in attributes:
        if attribute.operator == "=":
            return Clue(values=(attribute.operand,))
    for name in compound.classes:
        return Clue(classes=(name,))
    for attribute in attributes:
        other = {"href": ("href",), "id": ("attr_id",)}.get(attribute.name, ())
        return Clue(keys=(f"attr__{attribute.name}", *other))
    return Clue(tags=(compound.tag,)) if compound.tag else Clue()


class ElementMarks:
    """The tests of elements, and what is known of elements that were asked before; with or without minding clues."""

    def __init__(self, *, clues: bool = True) -> None:
        self._clues = clues
        self._tests: list[list[ElementTest]] = []
        """Those of each mark, any of which sets it."""
        self._judged: list[tuple[int, Callable[[Element], str | None], Memory[str, int]]] = []
        """Marks that are decided together, by a text of the element."""
        self._texts: list[tuple[str, Memory[str, int]]] = []
        self._needles: tuple[str, ...] | None = None
        self._any = 0
        """The marks that any element may have."""
        self._classes: dict[str, int] = {}
        self._tags: dict[str, int] = {}
        self._keys: dict[str, int] = {}
        self._values: dict[str, int] = {}
        self._of_form: Memory[tuple[str, ...], tuple[int, Sequence[int]]] = Memory(self._open_to_form)
        self._of_class: Memory[str, int] = Memory(lambda text: self._open_to_classes(words(text)))
        self._by_element: dict[int, tuple[int, Element]] = {}
        self._by_text: Memory[str, int] = Memory(self._of_text, REMEMBERED_ELEMENTS)

    def new(self) -> int:
        """A mark of its own."""
        self._tests.append([])
        return 1 << (len(self._tests) - 1)

    def add(self, mark: int, test: ElementTest, clue: Clue) -> None:
        """Set the mark on elements that meet a test; none does that does not show the clue."""
        self._tests[mark.bit_length() - 1].append(test)
        self._clue(mark, clue)

    def add_judge(self, clues: Sequence[tuple[int, Clue]], name: str, judge: Memory[str, int]) -> None:
        """Set marks on elements by what a judge says of their `text` or `href`, where they have one."""
        self._judged.append((sum(mark for mark, _ in clues), attrgetter(name), judge))
        self._texts.append((name, judge))
        for mark, clue in clues:
            self._clue(mark, clue)

    def _clue(self, mark: int, clue: Clue) -> None:
        indexes = self._classes, self._tags, self._keys, self._values
        shown = clue.classes, clue.tags, clue.keys, clue.values
        if not self._clues or not any(shown):
            self._any |= mark
        for index, texts in zip(indexes, shown, strict=True):
            for text in texts:
                index[text] = index.get(text, 0) | mark

    def of_chain(self, chain: str) -> list[int]:
        """The marks of the elements of a chain's text; none at all if no element of it can have any."""
        needles = self._needles
        if needles is None:
            needles = self._needles = self._all_needles()
        if needles and not any(needle in chain for needle in needles):
            return []
        pieces = chain.split(";")
        if not pieces[-1]:
            pieces.pop()
        marks = list(map(self._by_text.__getitem__, pieces))
        if SPOILED in marks:
            remaining = iter(pieces)
            marks = [self._of_piece(piece, remaining) for piece in remaining]
        return marks if SPOILED not in marks else [self.of(element) for element in parse_chain(chain)]

    def _all_needles(self) -> tuple[str, ...]:
        """Texts of which a chain holds one if an element of it meets anything; none where that cannot be said."""
        found = (*self._classes, *self._values)
        known = not (self._any or self._tags or self._keys)
        # A quote is written with a backslash before it.
        return found if known and len(found) <= MOST_NEEDLES and not any('"' in text for text in found) else ()

    def _of_piece(self, piece: str, following: Iterator[str]) -> int:
        """The marks of a piece, or of what it makes with those that follow where a quoted `;` cut it."""
        marks = self._by_text[piece]
        return marks if marks != SPOILED else self._by_text[until_quotes_close(piece, following)]

    def of(self, element: Element) -> int:
        """The marks of an element."""
        return self._met(element, (1 << len(self._tests)) - 1)

    @property
    def are_of_texts(self) -> bool:
        """Whether nothing but texts and links is asked of elements."""
        return self._clues and not any(self._tests)

    def of_texts(self, items: Iterable[object]) -> int:
        """The marks of the elements of a lazy array together, if they are of texts."""
        marks = 0
        for name, judge in self._texts:
            for text in texts_of(items, name):
                if text is not None:
                    marks |= judge[text]
        return marks

    def of_elements(self, elements: Iterable[Element]) -> list[int]:
        """The marks of elements that were made of an array; those of the same element are remembered."""
        known, marks = self._by_element, []
        for element in elements:
            found = known.get(id(element))
            if found is None:
                if len(known) >= REMEMBERED_ELEMENTS:
                    known.clear()
                found = known[id(element)] = (self.of(element), element)  # as long as it is held, nothing has its id
            marks.append(found[0])
        return marks

    def _of_text(self, text: str) -> int:
        between, values = cut_at_quotes(text)
        possible, places = self._of_form[between]
        if possible == SPOILED:
            parts = element_parts(text)
            return SPOILED if parts is None else self.of(element_of(*parts))
        if not self._values.keys().isdisjoint(values):
            for value in values:
                possible |= self._values.get(value, 0)
        for place in places:
            possible |= self._of_class[values[place]]
        return self._met(element_of(*element_parts(text)), possible) if possible else 0  # type: ignore[misc]

    def _met(self, element: Element, possible: int) -> int:
        """The marks that the element has among the possible ones, which are few of many: so they are taken singly."""
        met = 0
        for marks, read, judge in self._judged:
            if marks & possible:
                text = read(element)
                met |= 0 if text is None else judge[text]
                possible &= ~marks
        while possible:
            mark = possible & -possible
            possible ^= mark
            for test in self._tests[mark.bit_length() - 1]:
                if test(element):
                    met |= mark
                    break
        return met

    def _open_to_form(self, between: tuple[str, ...]) -> tuple[int, Sequence[int]]:
        """The marks that the clues leave open whatever the values are, and which values are classes."""
        form = form_of(between)
        if form is None:
            return SPOILED, ()
        found = self._any | self._open_to_head(form.head)
        for key in form.keys:
            found |= self._keys.get(lower_ascii(key), 0)
        return found, [place for place, key in enumerate(form.keys) if key == "attr__class"]

    def _open_to_head(self, head: str) -> int:
        tag, classes = tag_and_classes(head)
        return self._tags.get(lower_ascii(tag), 0) | self._open_to_classes(classes)

    def _open_to_classes(self, classes: Iterable[str]) -> int:
        found = 0
        for name in classes:
            found |= self._classes.get(name, 0)
        return found
