"""How far the elements of an event fall short of a selector: the part that failed, and the element it failed on.

shortfall([compile_selector("nav > a.cta")], parse_chain("a.button;nav"))  # (".cta", "a.button", "")
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import TypeAlias

from actioncli.conditions.compounds import Compound, Path, lower_ascii
from actioncli.conditions.selectors import Selector
from actioncli.events.elements import Element

Shortfall: TypeAlias = tuple[str, ...]
"""The part of the selector that failed, the element that came closest, and the class there that is most like the part.

The class is empty where none is like it; all is empty where there are no elements.
"""

SHOWN_CLASSES = 6
LIKE = 0.55
"""From which similarity on one class is taken for the new name of another."""

Score: TypeAlias = tuple[int, float, int]
"""How many parts failed (fewer is nearer), how unlike the nearest class is, how far out the element stands."""


def shortfall(selectors: Sequence[Selector], elements: Sequence[Element]) -> Shortfall:
    """What the nearest element lacks; of selectors that are met (and must not be), the element that meets them."""
    for selector in selectors:
        for index in selector.subjects(elements):
            return "", described(elements[index]), ""
    found = [_of_path(path, elements) for selector in selectors for path in selector.paths]
    return min(found)[1] if found else ()


def _of_path(path: Path, elements: Sequence[Element]) -> tuple[tuple[int, Score], Shortfall]:
    """What fails first, from the subject outwards; the score begins with how many compounds were not reached."""
    compounds = [(False, path.subject), *path.ancestors]
    places: Sequence[int] = range(len(elements))
    for reached, (is_parent, compound) in enumerate(compounds):
        if reached and is_parent:
            places = [place + 1 for place in places if place + 1 < len(elements)]
        elif reached:
            places = range(min(places) + 1, len(elements))
        fitting = [place for place in places if compound.fits(elements[place])]
        if not fitting:
            score, shortfall = _nearest(compound, places, elements)
            return (len(compounds) - reached, score), shortfall
        places = fitting
    raise AssertionError("a path that is met has a subject")


def _nearest(compound: Compound, places: Sequence[int], elements: Sequence[Element]) -> tuple[Score, Shortfall]:
    if not places:
        return (0, 1.0, 0), (next(_parts(compound), "*"), "", "") if elements else ()
    scored = []
    for place in places:
        element = elements[place]
        part, failed = "", 0
        for text, one in _tests(compound):
            if not one.fits(element):
                part, failed = part or text, failed + 1
        like, name = _most_like(part, element)
        scored.append(((failed, 1 - like, place), (part, described(element), name)))
    return min(scored)


def _most_like(part: str, element: Element) -> tuple[float, str]:
    """The class of the element that is most like the class that failed, and how much."""
    if not part.startswith("."):
        return 0.0, ""
    ratios = [(SequenceMatcher(None, part[1:], name).ratio(), name) for name in element.classes]
    like, name = max(ratios, default=(0.0, ""))
    return (like, name) if like >= LIKE else (0.0, "")


def _tests(compound: Compound) -> Iterator[tuple[str, Compound]]:
    """The compound taken apart: the text of each part, and a compound of nothing else."""
    if compound.tag is not None:
        yield compound.tag, Compound(tag=compound.tag)
    for name in compound.classes:
        yield f".{name}", Compound(classes=(name,))
    for attribute in compound.attributes:
        value = "" if attribute.operator == "exists" else f'{attribute.operator}"{attribute.operand}"'
        text = f"#{attribute.operand}" if (attribute.name, attribute.operator) == ("id", "=") else ""
        yield text or f"[{attribute.name}{value}]", Compound(attributes=(attribute,))
    for position in compound.nth_child:
        yield f":nth-child({position})", Compound(nth_child=(position,))
    for position in compound.nth_of_type:
        yield f":nth-of-type({position})", Compound(nth_of_type=(position,))
    for negation in compound.negations:
        yield f":not({''.join(_parts(negation))})", Compound(negations=(negation,))


def _parts(compound: Compound) -> Iterator[str]:
    return (text for text, _ in _tests(compound))


def described(element: Element) -> str:
    """An element as a selector would name it: tag, id, classes and `data-attr`."""
    classes = "".join(f".{name}" for name in element.classes[:SHOWN_CLASSES])
    identifier = f"#{element.id}" if element.id else ""
    marked = next((value for key, value in element.attributes.items() if lower_ascii(key) == "data-attr"), None)
    return f"{element.tag or '*'}{identifier}{classes}" + (f'[data-attr="{marked}"]' if marked is not None else "")
