"""How close an event came: the element that a selector nearly meets, and the text that is most like the one wanted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from msgspec import Struct

from actioncli.conditions.compounds import Compound, Path
from actioncli.conditions.selector_text import compound_text, parts
from actioncli.conditions.selectors import Selector
from actioncli.events.elements import Element

LONGEST_COMPARED = 200
"""Characters of a text that are compared letter by letter; comparing takes quadratic time."""
MOST_COMPARED = 50
"""Texts that are compared with those that are wanted."""


class Near(Struct, frozen=True):
    """The element that comes closest to a selector, and what it lacks."""

    index: int
    """Which element of the chain it is, from 0."""
    missing: tuple[str, ...]
    """The parts of the subject that it does not meet, as CSS; empty if it is the subject in all but its ancestors."""
    ancestor: str = ""
    """The compound that none of its ancestors (or not its parent, see `is_parent`) meets, as CSS."""
    is_parent: bool = False

    @property
    def distance(self) -> tuple[int, bool]:
        """How far it is from being the subject."""
        return len(self.missing), bool(self.ancestor)


def nearest(selector: Selector, elements: Sequence[Element]) -> Near | None:
    """The element that meets most of a selector which none is the subject of; None if there are no elements.

    An element that only lacks ancestors is closer than any that lacks a part of the subject.
    Of several as close, the one of the first path, and the innermost.
    """
    found = [near for path in selector.paths if (near := _nearest_of_path(path, elements)) is not None]
    return min(found, key=lambda near: near.distance, default=None)


def _nearest_of_path(path: Path, elements: Sequence[Element]) -> Near | None:
    places = [index for index, element in enumerate(elements) if path.subject.fits(element)]
    if places:
        return _lacking_ancestors(path, elements, places)
    lacking = [Near(index, _missing(path.subject, element)) for index, element in enumerate(elements)]
    return min(lacking, key=lambda near: len(near.missing), default=None)


def _missing(compound: Compound, element: Element) -> tuple[str, ...]:
    return tuple(text for text, part in parts(compound) if not part.fits(element))


def _lacking_ancestors(path: Path, elements: Sequence[Element], places: list[int]) -> Near:
    """The first ancestor that cannot be placed, walking outwards as `Path` does."""
    subject, end = places[0], len(elements)
    for is_parent, compound in path.ancestors:
        outside = [place + 1 for place in places if place + 1 < end] if is_parent else range(places[0] + 1, end)
        places = [place for place in outside if compound.fits(elements[place])]
        if not places:
            return Near(subject, (), compound_text(compound), is_parent)
    return Near(subject, ())


def most_alike(wanted: Iterable[str], values: Sequence[str]) -> int | None:
    """Which of the values is most like one that is wanted, letter by letter and in any case; None if there are none."""
    texts = [text.casefold()[:LONGEST_COMPARED] for text in wanted][:MOST_COMPARED]
    scores = [
        max((SequenceMatcher(None, text, value.casefold()[:LONGEST_COMPARED]).ratio() for text in texts), default=0.0)
        for value in values[:MOST_COMPARED]
    ]
    return scores.index(max(scores)) if scores else None
