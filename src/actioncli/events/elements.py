"""The elements of an event: the one clicked, then its ancestors outwards.

They come as the text of a chain, `a.nav-link:href="/x"nth-child="1";li;nav`, or as an array of objects,
and leave as a tuple of `Element`, whose parents are the next ones in the tuple:

    parse_chain('a.nav-link:href="/x";li')[1].tag == "li"

The rules are sections 8, 9 and 10 of `docs/semantics.md`.
No text and no array is ever refused: what is spoiled is read as far as it makes sense.
"""

from __future__ import annotations

import json
import marshal
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeGuard

from msgspec import Struct, field

from actioncli.events.chain_text import element_parts, recovered_parts, until_quotes_close
from actioncli.records.record import Record, is_list, is_object, plain

_LONGEST_REMEMBERED = 2048
"""Longer texts of elements are parsed each time, so that the cache of `_remembered` stays small."""

_HEAD_SEPARATOR = re.compile(r"[.\s]")


class Element(Struct, frozen=True):
    """One element of a page, as far as its event tells."""

    tag: str = ""
    """As written; empty if unknown."""
    classes: tuple[str, ...] = ()
    """The words of `attr__class` where there is one (it alone keeps `py-2.5` whole), else those of the head."""
    text: str | None = None
    href: str | None = None
    id: str | None = None
    """`attr_id`; the attribute `id` is in `attributes`."""
    nth_child: int | None = None
    """The position among its siblings, from 1; None if unknown."""
    nth_of_type: int | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    """The HTML attributes, by their names without `attr__`."""

    def __hash__(self) -> int:
        return hash((self.tag, self.classes, self.text, self.href, self.id, self.nth_child, self.nth_of_type))


def choose_elements(
    elements_chain: object, properties_chain: object, elements: object, properties_elements: object
) -> str | tuple[Element, ...] | None:
    """The chain's text or the array's elements, from the first of an event's sources that is not empty, else None.

    The sources are `elements_chain`, `properties.$elements_chain`, `elements` and `properties.$elements`.
    """
    for chain in (elements_chain, properties_chain):
        if isinstance(chain, str) and chain:
            return chain
    chosen = _decoded(elements)
    if chosen:
        return chosen
    return (from_array(properties_elements) if is_list(properties_elements) else ()) or None  # type: ignore[arg-type]


def parse_chain(text: str) -> tuple[Element, ...]:
    """The elements of a chain's text, in time linear in its length; no text raises.

    Ancestors repeat from event to event, so their texts are remembered, and a well-formed chain is cut at its `;`.
    One that is not well-formed anywhere is read again as a whole, by the rules for spoiled values.
    """
    pieces = text.split(";")
    if not pieces[-1]:
        pieces.pop()
    remaining = iter(pieces)
    elements = []
    for piece in remaining:
        element = _well_formed(piece) or _well_formed(until_quotes_close(piece, remaining))
        if element is None:
            return tuple(element_of(head, pairs) for head, pairs in recovered_parts(text))
        elements.append(element)
    return tuple(elements)


def from_array(items: Iterable[object]) -> tuple[Element, ...]:
    """The elements of an array, by `order` if all of them have it. Items that are not objects are skipped."""
    return _at_once(items) or _one_by_one(plain(items))  # type: ignore[arg-type]


def _one_by_one(items: Iterable[object]) -> tuple[Element, ...]:
    objects = [item.copy() for item in items if isinstance(item, dict)]
    orders = [item.pop("order", None) for item in objects]
    return _ordered([_known(item)[0] for item in objects], orders)


def _at_once(items: object) -> tuple[Element, ...]:
    """The elements of a lazy array of objects as vendors write them, in a third of the time; none of any other.

    Its library keeps the last of two equal keys, and the first counts: so keys are counted, of the objects and of
    their `attributes`, and an object in which anything else nests is left to others.
    """
    if items.__class__ is list:
        return ()
    objects: list[Any] = items.as_list()  # type: ignore[attr-defined]
    if set(map(type, objects)) != {dict}:
        return ()
    if list(map(len, items)) != list(map(len, objects)):  # type: ignore[call-overload]
        return ()
    orders = [item.pop("order", None) for item in objects]
    known = list(map(_known, objects))
    for view, (_, attributes) in zip(items, known, strict=True):  # type: ignore[call-overload]
        if attributes < 0 or (attributes and len(view.get("attributes")) != attributes):
            return ()
    return _ordered([element for element, _ in known], orders)


def texts_of(items: Iterable[object], name: str) -> list[str | None]:
    """The `text` or the `href` of each element of a lazy array, in no order; nothing else of them is read."""
    read = _lazy_text if name == "text" else _lazy_href
    return [read(item) for item in items if is_object(item)]


def _lazy_text(item: Record) -> str | None:
    found = item.get("text")
    if found.__class__ is str and found:
        return found
    return _text(plain(found)) or _text(plain(item.get("$el_text"))) or None


def _lazy_href(item: Record) -> str | None:
    found = item.get("href")
    if found.__class__ is str and found:
        return found
    nested = item.get("attributes")
    inner = nested.get("attr__href") if is_object(nested) else None
    return _text(plain(found)) or _text(plain(item.get("attr__href"))) or _text(plain(inner)) or None


def _ordered(elements: list[Element], orders: list[Any]) -> tuple[Element, ...]:
    if orders == list(range(len(orders))) or not all(map(_is_number, orders)):
        return tuple(elements)
    places = sorted(range(len(orders)), key=orders.__getitem__)
    return tuple([elements[place] for place in places])


def _known(item: dict[str, Any]) -> tuple[Element, int]:
    """The element of an object, `order` left out, and how many attributes stand beside it; negative if more nests.

    The same element for the same object, for ancestors repeat from event to event.
    """
    try:
        text = marshal.dumps(item, 2)
    except ValueError:  # nested too deeply
        return _from_object(item), -1
    return _remembered_object(text) if len(text) <= _LONGEST_REMEMBERED else (_from_object(item), _nested(item))


@lru_cache(maxsize=4096)
def _remembered_object(text: bytes) -> tuple[Element, int]:
    item = marshal.loads(text)  # noqa: S302 - we wrote it ourselves
    return _from_object(item), _nested(item)


def _nested(item: dict[str, Any]) -> int:
    """How many attributes stand beside an object's own; negative if more nests than these and lists of plain values."""
    attributes = item.get("attributes")
    values = [value for key, value in item.items() if key != "attributes"]
    if isinstance(attributes, dict):
        values += attributes.values()
    elif isinstance(attributes, list):
        values.append(attributes)
    inner = [one for value in values if isinstance(value, list) for one in value]
    if any(isinstance(value, dict) for value in values) or any(isinstance(one, dict | list) for one in inner):
        return -1
    return len(attributes) if isinstance(attributes, dict) else 0


def _well_formed(text: str) -> Element | None:
    """The element of a text that needs no recovery, else None."""
    return _remembered(text) if len(text) <= _LONGEST_REMEMBERED else _read(text)


def _read(text: str) -> Element | None:
    parts = element_parts(text)
    return element_of(*parts) if parts else None


_remembered = lru_cache(maxsize=4096)(_read)


def element_of(head: str, pairs: Sequence[tuple[str, str]]) -> Element:
    """The element of a head and its keys and values as written; of a repeated key the first counts."""
    values = dict(pairs)
    if len(values) < len(pairs):
        values = dict(reversed(pairs))
    for key, value in values.items():
        if "\\" in value:
            values[key] = value.replace('\\"', '"')
    attributes = {key[6:]: value for key, value in values.items() if key.startswith("attr__")}
    tag, classes = tag_and_classes(head)
    written = attributes.get("class")
    return Element(
        tag=tag,
        classes=classes if written is None else words(written),
        text=values.get("text"),
        href=values.get("href"),
        id=values.get("attr_id"),
        nth_child=_read_position(values.get("nth-child")),
        nth_of_type=_read_position(values.get("nth-of-type")),
        attributes=attributes,
    )


@lru_cache(maxsize=4096)
def tag_and_classes(head: str) -> tuple[str, tuple[str, ...]]:
    """What the head of an element says: its tag, and the classes that count if it has no `attr__class`."""
    tag, *classes = _HEAD_SEPARATOR.split(head)
    return tag.lstrip('"'), tuple(filter(None, classes))


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """The classes of an `attr__class`."""
    return tuple(text.split())


def _decoded(elements: object) -> str | tuple[Element, ...]:
    """The chain text or the elements of the source `elements`, which may be JSON text; empty if there are none."""
    if is_list(elements):
        return from_array(elements)  # type: ignore[arg-type]
    if not isinstance(elements, str):
        return ""
    if not elements.startswith(("[", "{", '"')):
        return elements
    try:
        # A decoded text is shorter than its JSON, so this comes to an end.
        return _decoded(json.loads(elements))
    except (ValueError, RecursionError):
        return ""


def _from_object(item: Mapping[str, object]) -> Element:
    nested = item.get("attributes")
    attributes = _attributes(nested) if isinstance(nested, dict) else {}
    attributes.update(_attributes(item))
    listed = item.get("attr_class") or item.get("classes")
    return Element(
        tag=_text(item.get("tag_name")),
        classes=_words(attributes.get("class", listed)),
        text=_text(item.get("text")) or _text(item.get("$el_text")) or None,
        href=_text(item.get("href")) or attributes.get("href"),
        id=_text(item.get("attr_id")) or attributes.get("id"),
        nth_child=_position(item.get("nth_child")),
        nth_of_type=_position(item.get("nth_of_type")),
        attributes=attributes,
    )


def _attributes(item: Mapping[str, object]) -> dict[str, str]:
    return {key[6:]: text for key in item if key.startswith("attr__") and (text := _text(item[key]))}


def _text(value: object) -> str:
    """A value of an array as text; arrays, which only `class` has, as words."""
    if value.__class__ is str:
        return value
    if value is None:
        return ""
    if isinstance(value, list):
        return " ".join(filter(None, map(_text, value)))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _words(classes: object) -> tuple[str, ...]:
    if isinstance(classes, list):
        return tuple(filter(None, map(_text, classes)))
    return tuple(_text(classes).split())


def _position(value: object) -> int | None:
    """An integer of at least 1 with at most 18 digits."""
    if isinstance(value, str):
        value = int(value) if value.isascii() and value.isdigit() and len(value) <= 18 else None
    if not _is_number(value) or value < 1 or value != value // 1:
        return None
    return int(value)


_read_position = lru_cache(maxsize=1024)(_position)


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
