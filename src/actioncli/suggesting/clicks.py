"""What a click is best known by: a test attribute, an id, a text, a link, or where on the page it was."""

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
"""Attributes that developers write so that others can rely on them; the first is PostHog's."""
TELLING = ("aria-label", "name", "title", "placeholder", "alt")
INTERACTIVE = frozenset({"a", "button", "input", "select", "textarea", "label", "option", "summary"})
ROLES = frozenset({"button", "link", "tab", "menuitem", "checkbox", "switch"})
FARTHEST = 6
"""Elements from the clicked one outwards among which the one that reacts is looked for."""
LONGEST = 60
"""Characters of a text or value that an action is named by."""
_CLASS = re.compile(r"[A-Za-z][A-Za-z_-]*")


class Known(Struct, frozen=True):
    """A condition that a click meets, and how people would call what was clicked."""

    name: str
    condition: Condition


def best(elements: Sequence[Element]) -> Known | None:
    """The best way to know a click again; None where its elements tell nothing."""
    return next(ways(elements), None)


def ways(elements: Sequence[Element]) -> Iterator[Known]:
    """All ways to know a click again, the best first."""
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
    """The element that reacts to a click: the innermost that is made to, else the one clicked."""
    for index, element in enumerate(elements[:FARTHEST]):
        if element.tag.lower() in INTERACTIVE or element.attributes.get("role") in ROLES:
            return index
    return 0


def usable(value: str | None) -> str | None:
    """A text that says what was clicked and will come again; None for others."""
    if value is None or not value.strip() or len(value) > LONGEST or not value.isprintable() or holds_id(value):
        return None
    return value


def _by_place(elements: Sequence[Element], index: int) -> Iterator[Known]:
    """By tags and classes, of the element and of the next one outwards that has a class."""
    own = _compound(elements[index])
    around = next((_compound(element) for element in elements[index + 1 :] if _classes(element)), None)
    selector = own if _classes(elements[index]) or around is None else f"{around} {own}"
    if selector != "*":
        yield from _selector(selector, selector, elements)


def _selector(name: str, text: str, elements: Sequence[Element]) -> Iterator[Known]:
    """The way of a selector, if it is one that takes the elements."""
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
    """The classes that somebody gave a name; those with digits and colons come from tools, and change with them."""
    return [name for name in element.classes if _CLASS.fullmatch(name)]
