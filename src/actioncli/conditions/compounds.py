"""Selectors ready to be tried: what one element must be, and which ancestors it must have.

A `Compound` (`a.btn[href]:nth-child(2)`) is tried on one element,
a `Path` of compounds (`nav > ul a`) on an element and its ancestors.
The rules are section 12 of `docs/semantics.md`; `selectors.py` makes these from text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from actioncli.events.elements import Element


def lower_ascii(text: str) -> str:
    """The text with A to Z, and nothing else, in lower case."""
    return text.lower() if text.isascii() else text.translate(_LOWER)


_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def _is_word(value: str, word: str) -> bool:
    return word in value.split()


def _is_language(value: str, language: str) -> bool:
    return value == language or value.startswith(f"{language}-")


ATTRIBUTE_OPERATORS: Mapping[str, Callable[[str, str], bool]] = {
    "exists": lambda value, operand: True,  # noqa: ARG005
    "=": lambda value, operand: value == operand,
    "^=": lambda value, operand: operand != "" and value.startswith(operand),
    "$=": lambda value, operand: operand != "" and value.endswith(operand),
    "*=": lambda value, operand: operand != "" and operand in value,
    "~=": _is_word,
    "|=": _is_language,
}
"""Whether an attribute's value meets an operand; an empty one hits nothing with `^=`, `$=`, `*=` and `~=`."""


class AttributeTest(Struct, frozen=True):
    """What one attribute must be: `name` in lower case, an operator of `ATTRIBUTE_OPERATORS`, and its operand."""

    name: str
    operator: str = "exists"
    operand: str = ""

    def fits(self, element: Element) -> bool:
        """Whether a value that the element has under this name meets the operand; the name may be in any case there."""
        name, meets = self.name, ATTRIBUTE_OPERATORS[self.operator]
        for key, value in element.attributes.items():
            if (key == name or (len(key) == len(name) and lower_ascii(key) == name)) and meets(value, self.operand):
                return True
        kept = _kept_elsewhere(element, name)
        return kept is not None and meets(kept, self.operand)


def _kept_elsewhere(element: Element, name: str) -> str | None:
    """What the element says of an attribute beside its attributes."""
    if name == "href":
        return element.href
    if name == "id":
        return element.id
    if name == "class" and element.classes and "class" not in element.attributes:
        return " ".join(element.classes)
    return None


class Compound(Struct, frozen=True):
    """What one element must be, in every respect named."""

    tag: str | None = None
    """In lower case; None is any."""
    classes: tuple[str, ...] = ()
    attributes: tuple[AttributeTest, ...] = ()
    nth_child: tuple[int, ...] = ()
    nth_of_type: tuple[int, ...] = ()
    negations: tuple[Compound, ...] = ()

    def fits(self, element: Element) -> bool:
        """Whether the element is all this; the tests that most elements fail come first."""
        for name in self.classes:
            if name not in element.classes:
                return False
        if self.tag is not None and element.tag != self.tag and lower_ascii(element.tag) != self.tag:
            return False
        for position in self.nth_child:
            if element.nth_child != position:
                return False
        for position in self.nth_of_type:
            if element.nth_of_type != position:
                return False
        for attribute in self.attributes:
            if not attribute.fits(element):
                return False
        return not any(negation.fits(element) for negation in self.negations)

    @property
    def is_bare_not(self) -> bool:
        """Whether it says only what an element is not."""
        return bool(self.negations) and self == Compound(negations=self.negations)


class Path(Struct, frozen=True):
    """An element and ancestors that it must have, from the inside out."""

    subject: Compound
    ancestors: tuple[tuple[bool, Compound], ...] = ()
    """Each with whether it must be the very parent of the one before."""

    def matches(self, elements: Sequence[Element]) -> bool:
        """Whether some element is the subject."""
        fits = self.subject.fits
        if not self.ancestors:
            return any(map(fits, elements))
        return self._leads_out(elements, [index for index, element in enumerate(elements) if fits(element)])

    def subjects(self, elements: Sequence[Element]) -> Iterator[int]:
        """The indexes of the elements that are the subject."""
        for index, element in enumerate(elements):
            if self.subject.fits(element) and self._leads_out(elements, [index]):
                yield index

    def _leads_out(self, elements: Sequence[Element], places: list[int]) -> bool:
        """Whether the ancestors can be placed outside one of these subjects.

        All ways of placing them are followed at once, compound by compound,
        since trying one after the other takes exponential time on `a a a a b`.
        """
        end = len(elements)
        for is_parent, compound in self.ancestors:
            if not places:
                return False
            outside = [place + 1 for place in places if place + 1 < end] if is_parent else range(places[0] + 1, end)
            places = [place for place in outside if compound.fits(elements[place])]
        return bool(places)
