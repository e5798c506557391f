"""What unclaimed events are grouped by: pages without what tells one visit from another, and what was clicked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

from actioncli.events.elements import Element

ID = ":id"
"""What stands for an identifier in a page."""

LONGEST = 200
LONGEST_TEXT = 80

_IDENTIFIER = re.compile(
    r"[0-9]+|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?=[^0-9]*[0-9])[0-9a-f]{8,}|(?=[^0-9]*[0-9])[\w-]{20,}"
    r"|[a-z]+[-_][0-9]+",
    re.IGNORECASE | re.ASCII,
)
"""A segment of digits alone, a UUID, a hexadecimal number, a long key with digits, and such as `org_0017`."""

ElementName: TypeAlias = tuple[str, str]
"""The tag and the text of what was clicked; either may be empty."""


def page_of(url: str) -> str:
    """The address without query and fragment, and with `:id` for segments that are identifiers."""
    bare = url.split("?", 1)[0].split("#", 1)[0][: 2 * LONGEST]
    scheme, slashes, rest = bare.rpartition("://")
    host, *segments = rest.split("/")
    return (scheme + slashes + "/".join([host, *map(_general, segments)]))[:LONGEST]


def _general(segment: str) -> str:
    return ID if _IDENTIFIER.fullmatch(segment) else segment


def element_of(elements: Sequence[Element]) -> ElementName:
    """The tag of what was clicked, and the text of it or of the first element around it that has one."""
    if not elements:
        return "", ""
    texts = (" ".join(element.text.split()) for element in elements if element.text)
    return elements[0].tag[:LONGEST_TEXT], next(filter(None, texts), "")[:LONGEST_TEXT]
