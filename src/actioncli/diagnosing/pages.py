"""The keys of unmatched events: pages without ids and query strings, and clicked elements."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

from actioncli.events.elements import Element

ID = ":id"
"""The placeholder of an identifier in a page."""

LONGEST = 200
LONGEST_TEXT = 80

_IDENTIFIER = re.compile(
    r"[0-9]+|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?=[^0-9]*[0-9])[0-9a-f]{8,}|(?=[^0-9]*[0-9])[\w-]{20,}"
    r"|[a-z]+[-_][0-9]+",
    re.IGNORECASE | re.ASCII,
)
"""A segment of digits, a UUID, a hexadecimal number, a long key with digits, or an id such as `org_0017`."""

ElementName: TypeAlias = tuple[str, str]
"""The tag and the text of the clicked element; either may be empty."""


def page_of(url: str) -> str:
    """The address without query and fragment, with `:id` in place of identifiers."""
    bare = url.split("?", 1)[0].split("#", 1)[0][: 2 * LONGEST]
    scheme, slashes, rest = bare.rpartition("://")
    host, *segments = rest.split("/")
    return (scheme + slashes + "/".join([host, *map(_general, segments)]))[:LONGEST]


def _general(segment: str) -> str:
    return ID if _IDENTIFIER.fullmatch(segment) else segment


def element_of(elements: Sequence[Element]) -> ElementName:
    """The tag of the clicked element, and its text or that of the nearest ancestor with a text."""
    if not elements:
        return "", ""
    texts = (" ".join(element.text.split()) for element in elements if element.text)
    return elements[0].tag[:LONGEST_TEXT], next(filter(None, texts), "")[:LONGEST_TEXT]
