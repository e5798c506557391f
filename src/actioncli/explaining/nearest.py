"""The nearest element to a selector, and what it lacks; `explain`, `diagnose` and `diff` use it.

    near = nearest([compile_selector("nav > a.cta")], parse_chain("a.button;nav"))
    described(near.element), near.words       # ("a.button", "it lacks .cta")

An element that only lacks ancestors is nearer than one that lacks a part of the subject.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import TypeAlias

from msgspec import Struct

from actioncli.conditions.compounds import ComplexSelector, Compound, lower_ascii
from actioncli.conditions.selector_text import compound_text, css_identifier, parts
from actioncli.conditions.selectors import Selector
from actioncli.events.elements import Element

SHOWN_CLASSES = 6
LIKE = 0.55
"""From this similarity on, one name may be the new name of another."""

_Score: TypeAlias = "tuple[bool, int, int, float, int]"
"""Whether the subject fails, how many parts or compounds fail, minus those that hold, how unlike its names are, and
how far out it stands."""


class Near(Struct, frozen=True):
    """The nearest element to a selector, and what it lacks: nothing if it is the subject."""

    index: int
    """Which element of the chain it is, from 0."""
    element: Element
    missing: tuple[str, ...] = ()
    """The parts of the subject that it does not meet, as CSS."""
    ancestor: str = ""
    """The compound that none of its ancestors (or not its parent, see `is_parent`) meets, as CSS."""
    is_parent: bool = False
    instead: str = ""
    """What may be meant by the part or ancestor that fails, as CSS; empty if nothing there is like it."""
    outside: Element | None = None
    """The ancestor that has what may be meant."""

    @property
    def meets(self) -> bool:
        """Whether it is the subject."""
        return not self.missing and not self.ancestor

    @property
    def words(self) -> str:
        """What it lacks, in words; empty if nothing."""
        if self.missing:
            return f"it lacks {' and '.join(self.missing)}"
        if self.ancestor:
            return f"its parent is not {self.ancestor}" if self.is_parent else f"it is not inside {self.ancestor}"
        return ""

    @property
    def hint(self) -> str:
        """A suggestion of what may be meant; empty if nothing is similar."""
        has = f", which {described(self.outside)} has" if self.outside is not None else ""
        return f"did you mean {self.instead}{has}?" if self.instead else ""


def nearest(selectors: Sequence[Selector], elements: Sequence[Element]) -> Near | None:
    """The element that meets most of any of the selectors; None if there are no elements.

    Of several as close, the one whose names are most like those that fail, then the innermost, then of the first path.
    """
    subjects = [index for selector in selectors for index in selector.subjects(elements)]
    if subjects:
        return Near(min(subjects), elements[min(subjects)])
    scored = [_of_path(path, elements) for selector in selectors for path in selector.paths] if elements else []
    return min(scored, key=lambda found: found[0])[1] if scored else None


def _of_path(path: ComplexSelector, elements: Sequence[Element]) -> tuple[_Score, Near]:
    places = [index for index, element in enumerate(elements) if path.subject.fits(element)]
    if places:
        return _lacking_ancestors(path, elements, places)
    found = []
    for index, element in enumerate(elements):
        missing, instead, like = _lacks(path.subject, element)
        near = Near(index, element, missing, instead=instead)
        held = sum(1 for _ in parts(path.subject)) - len(missing)
        found.append(((True, len(missing), -held, 1 - like, index), near))
    return min(found, key=lambda one: one[0])


def _lacking_ancestors(path: ComplexSelector, elements: Sequence[Element], places: list[int]) -> tuple[_Score, Near]:
    """The first ancestor that cannot be placed, walking outwards as `ComplexSelector` does."""
    subject, end = places[0], len(elements)
    for number, (is_parent, compound) in enumerate(path.ancestors):
        outside = [place + 1 for place in places if place + 1 < end] if is_parent else range(places[0] + 1, end)
        places = [place for place in outside if compound.fits(elements[place])]
        if not places:
            found = [(*_lacks(compound, elements[place])[1:], place) for place in outside]
            instead, like, place = max(found, key=lambda one: one[1], default=("", 0.0, subject))
            other = elements[place] if instead else None
            near = Near(subject, elements[subject], (), compound_text(compound), is_parent, instead, other)
            return (False, len(path.ancestors) - number, -number, 1 - like, subject), near
    raise AssertionError("a selector without subjects was handled above")


def _lacks(compound: Compound, element: Element) -> tuple[tuple[str, ...], str, float]:
    """The parts of a compound that an element lacks, what may be meant by one of them, and how alike the two are."""
    missing = [(text, part) for text, part in parts(compound) if not part.fits(element)]
    likes = [like for _, part in missing for like in _like(part, element)]
    return tuple(text for text, _ in missing), *_most_like(likes)


def _most_like(likes: Sequence[tuple[str, float]]) -> tuple[str, float]:
    """The likest of some names that is like enough, the first of several."""
    name, like = max(likes, key=lambda found: found[1], default=("", 0.0))
    return (name, like) if like >= LIKE else ("", 0.0)


def _like(part: Compound, element: Element) -> Iterator[tuple[str, float]]:
    """Names of an element, as CSS, that may be meant by a class or an identifier it lacks, each with its likeness."""
    identity = identity_of(element)
    for name in part.classes:
        yield from ((f".{css_identifier(other)}", _ratio(name, other)) for other in element.classes)
        if identity:
            yield f"#{css_identifier(identity)}", _ratio(name, identity)
    for attribute in part.attributes:
        if (attribute.name, attribute.operator) == ("id", "="):
            yield from ((f".{css_identifier(other)}", _ratio(attribute.operand, other)) for other in element.classes)
            if identity:
                yield f"#{css_identifier(identity)}", _ratio(attribute.operand, identity)


def _ratio(name: str, other: str) -> float:
    return SequenceMatcher(None, name.casefold(), other.casefold()).ratio()


def identity_of(element: Element) -> str:
    """The id of an element, from any of its attributes; empty if there is none."""
    return element.id or next((value for key, value in element.attributes.items() if lower_ascii(key) == "id"), "")


def described(element: Element) -> str:
    """An element as a selector would name it: tag, id, classes and `data-attr`."""
    classes = "".join(f".{name}" for name in element.classes[:SHOWN_CLASSES])
    identity = identity_of(element)
    marked = next((value for key, value in element.attributes.items() if lower_ascii(key) == "data-attr"), None)
    name = f"{element.tag or '*'}{f'#{identity}' if identity else ''}{classes}"
    return name + (f'[data-attr="{marked}"]' if marked is not None else "")
