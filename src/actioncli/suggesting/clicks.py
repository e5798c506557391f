"""Conditions that identify a click: by a test attribute, an id, a text, a link, or the position on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from actioncli.actions.model import Condition, Field
from actioncli.conditions.selector_text import css_identifier, css_string
from actioncli.conditions.selectors import SelectorError, compile_selector
from actioncli.events.elements import Element
from actioncli.suggesting.addresses import holds_id, place

MADE_FOR_US = ("data-attr", "data-testid", "data-test-id", "data-test", "data-qa", "data-cy")
"""Attributes that developers add as stable identifiers; the first one is PostHog's."""
TELLING = ("aria-label", "name", "title", "placeholder", "alt")
INTERACTIVE = frozenset({"a", "button", "input", "select", "textarea", "label", "option", "summary"})
ROLES = frozenset({"button", "link", "tab", "menuitem", "checkbox", "switch"})
FARTHEST = 6
"""The number of elements, from the clicked one outwards, in which the interactive element is searched."""
LONGEST = 60
"""The most characters of a text or value in the name of an action."""
_CLASS = re.compile(r"[A-Za-z][A-Za-z_-]*")


class Known(Struct, frozen=True):
    """A condition that a click meets, and a name for the clicked element."""

    name: str
    condition: Condition


def best(elements: Sequence[Element]) -> Known | None:
    """The best condition for a click; None if its elements have nothing to identify it."""
    return next(ways(elements), None)


def ways(elements: Sequence[Element]) -> Iterator[Known]:
    """All conditions that identify a click, the best first."""
    if not elements:
        return
    aimed = target(elements)
    near = elements[: aimed + 1]
    reacting = elements[aimed]
    text = next((clean for element in reversed(near) if (clean := usable(element.text))), None)
    for element in near:
        for key in MADE_FOR_US:
            value = usable(element.attributes.get(key))
            if value:
                yield from _selector(value, f"[{key}={css_string(value)}]", elements)
    for element in near:
        value = usable(element.id or element.attributes.get("id"))
        if value and " " not in value:
            yield from _selector(value, f"#{css_identifier(value)}", elements)
    if text:
        yield Known(text, Condition(Field("text"), "exact", text))
    for key in TELLING:
        value = usable(reacting.attributes.get(key))
        if value:
            yield from _selector(value, f"{_tag(reacting)}[{key}={css_string(value)}]", elements)
    if reacting.href and reacting.href.isprintable():
        page = place(reacting.href)
        if ":id" in page.path:
            yield Known(page.path, Condition(Field("href"), "regex", page.regex))
        else:
            yield Known(reacting.href[:LONGEST], Condition(Field("href"), "exact", reacting.href))
    yield from _by_place(elements, aimed)


def target(elements: Sequence[Element]) -> int:
    """The index of the innermost interactive element, or of the clicked one."""
    for index, element in enumerate(elements[:FARTHEST]):
        if element.tag.lower() in INTERACTIVE or element.attributes.get("role") in ROLES:
            return index
    return 0


def usable(value: str | None) -> str | None:
    """The text if it is fit to identify an element; else None."""
    if value is None or not value.strip() or len(value) > LONGEST or not value.isprintable() or holds_id(value):
        return None
    return value


def _by_place(elements: Sequence[Element], index: int) -> Iterator[Known]:
    """Conditions on the tag and classes of the element and of its nearest ancestor with a class."""
    own = _compound(elements[index])
    around = next((_compound(element) for element in elements[index + 1 :] if _classes(element)), None)
    selector = own if _classes(elements[index]) or around is None else f"{around} {own}"
    if selector != "*":
        yield from _selector(selector, selector, elements)


def _selector(name: str, text: str, elements: Sequence[Element]) -> Iterator[Known]:
    """The condition of a selector, if the selector is valid and matches the elements."""
    try:
        selector = compile_selector(text)
    except SelectorError:
        return
    if selector.matches(elements):
        yield Known(name, Condition(Field("selector"), "exact", text))


def _compound(element: Element) -> str:
    return _tag(element) + "".join(f".{name}" for name in _classes(element)[:2]) or "*"


def _tag(element: Element) -> str:
    return element.tag.lower() if re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", element.tag) else ""


def _classes(element: Element) -> list[str]:
    """The classes that people write. Those with digits and colons are generated, and change."""
    return [name for name in element.classes if _CLASS.fullmatch(name)]
