"""Compiled selectors, in the terms of CSS: compounds and complex selectors.

A `Compound` (`a.btn[href]:nth-child(2)`) is tested on one element,
a `ComplexSelector` (`nav > ul a`) on an element and its ancestors.
The rules are in `docs/semantics.md`, section 12; `selectors.py` parses them from text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from actioncli.events.elements import Element


def lower_ascii(text: str) -> str:
    """The text with the letters A to Z in lower case, and nothing else changed."""
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
"""Tests of an attribute's value; an empty operand of `^=`, `$=`, `*=` and `~=` matches nothing."""


class AttributeTest(Struct, frozen=True):
    """A test of one attribute: `name` in lower case, an operator of `ATTRIBUTE_OPERATORS`, and its operand."""

    name: str
    operator: str = "exists"
    operand: str = ""

    def fits(self, element: Element) -> bool:
        """Whether the element has the attribute, its name in any case, with a value that meets the operand."""
        name, meets = self.name, ATTRIBUTE_OPERATORS[self.operator]
        for key, value in element.attributes.items():
            if (key == name or (len(key) == len(name) and lower_ascii(key) == name)) and meets(value, self.operand):
                return True
        kept = _kept_elsewhere(element, name)
        return kept is not None and meets(kept, self.operand)


def _kept_elsewhere(element: Element, name: str) -> str | None:
    """The value of an attribute that an element may keep in a field of its own."""
    if name == "href":
        return element.href
    if name == "id":
        return element.id
    if name == "class" and element.classes and "class" not in element.attributes:
        return " ".join(element.classes)
    return None


class Compound(Struct, frozen=True):
    """Tests on one element, all of which must hold."""

    tag: str | None = None
    """Lower case; None for any tag."""
    classes: tuple[str, ...] = ()
    attributes: tuple[AttributeTest, ...] = ()
    nth_child: tuple[int, ...] = ()
    nth_of_type: tuple[int, ...] = ()
    negations: tuple[Compound, ...] = ()

    def fits(self, element: Element) -> bool:
        """Whether the element meets all tests; those that most elements fail come first."""
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
        """Whether it consists of `:not(...)` alone."""
        return bool(self.negations) and self == Compound(negations=self.negations)


class ComplexSelector(Struct, frozen=True):
    """A subject and the ancestors that it must have, innermost first."""

    subject: Compound
    ancestors: tuple[tuple[bool, Compound], ...] = ()
    """Each with whether it must be the parent of the one before (`>`)."""

    def matches(self, elements: Sequence[Element]) -> bool:
        """Whether some element is the subject."""
        fits = self.subject.fits
        if not self.ancestors:
            return any(map(fits, elements))
        return self._has_ancestors(elements, [index for index, element in enumerate(elements) if fits(element)])

    def subjects(self, elements: Sequence[Element]) -> Iterator[int]:
        """The indexes of the elements that are the subject."""
        for index, element in enumerate(elements):
            if self.subject.fits(element) and self._has_ancestors(elements, [index]):
                yield index

    def _has_ancestors(self, elements: Sequence[Element], places: list[int]) -> bool:
        """Whether one of these subjects has the ancestors.

        Follows all ways of placing them at once, compound by compound:
        trying one way after another would take exponential time on `a a a a b`.
        """
        end = len(elements)
        for is_parent, compound in self.ancestors:
            if not places:
                return False
            outside = [place + 1 for place in places if place + 1 < end] if is_parent else range(places[0] + 1, end)
            places = [place for place in outside if compound.fits(elements[place])]
        return bool(places)
