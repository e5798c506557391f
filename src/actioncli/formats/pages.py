"""Pages: objects with a list of events, and how they differ from events with lists."""

from __future__ import annotations

import re

from actioncli.records.columns import NAMES
from actioncli.records.json_bounds import BROKEN, INCOMPLETE, any_end, value_end
from actioncli.records.record import is_object, parse_text, plain

BETWEEN = re.compile(rb"[ \t\r\n,]*")
COLON = re.compile(rb"[ \t\r\n:]*")
KEYS_OF_ITEMS = (b'"results"', b'"batch"')
_KEYS_OF_NEXT = frozenset(
    b'"%b"' % key
    for key in (
        b"next", b"next_page", b"nextPage", b"next_url", b"next_cursor", b"nextCursor",
        b"next_page_token", b"nextPageToken", b"has_more", b"hasMore",
    )
)  # fmt: skip
"""Keys for the next page, or for whether there is one."""
_KEYS_OF_LINKS = frozenset((b'"links"', b'"_links"', b'"paging"', b'"pagination"', b'"meta"'))
_NO_NEXT = frozenset((b"null", b"false", b'""', b"0"))
KEYS_OF_MAYBE_ITEMS = tuple(
    b'"%b"' % key
    for key in b"events data hits rows items records Records logEvents messages Messages value docs entries".split()
)
"""Keys that may also be lists in events: the first item must be an event, and the object must not be one."""
_KEYS_OF_EMPTY = (b'"events"', b'"hits"', b'"logEvents"')
"""Keys with which an empty list is a page too."""
KEYS_OF_PAGES = (b'"hits"', b'"data"', b'"result"', b'"response"')
"""Keys of objects that may contain a page."""
KEYS_OF_COLUMNS = (b'"columns"', b'"meta"')
_KEYS_OF_EVENTS = tuple(
    b'"%b"' % key for key in (b"event", b"event_name", b"eventName", b"event_type", b"name", b"type")
)
"""Keys of event names, which do not come before the items of a page."""


def names_next_page(key: bytes, value: bytes) -> bool:
    """Whether a key of a page and its value mean that there is a next page."""
    if key in _KEYS_OF_NEXT:
        return value not in _NO_NEXT
    if key not in _KEYS_OF_LINKS or not value.startswith(b"{"):
        return False
    links = plain(parse_text(value))
    return isinstance(links, dict) and any(links.get(name[1:-1].decode()) for name in _KEYS_OF_NEXT)


def is_page(data: bytes, start: int) -> bool | None:
    """Whether the object at a position is a page, with items and no event name before them; None if unclear."""
    position = start + 1
    named = False
    while True:
        position = _end_of(BETWEEN, data, position)
        if data[position : position + 1] == b"}":
            return False
        end = any_end(data, position) if data[position : position + 1] == b'"' else BROKEN
        if end <= 0:
            return None if position >= len(data) or end == INCOMPLETE else False
        key = data[position:end]
        position = _end_of(COLON, data, end)
        if position >= len(data):
            return None
        if key in _KEYS_OF_EVENTS:
            return False
        first = data[position : position + 1]
        if key in KEYS_OF_ITEMS and first == b"[":
            inner = _end_of(BETWEEN, data, position + 1)
            return data[inner : inner + 1] in (b"{", b"[", b"]") if inner < len(data) else None
        found = _maybe_page(data, start, key, position, named=named)
        if found is not False:
            return found
        named = named or (key in KEYS_OF_COLUMNS and first == b"[")
        position = any_end(data, position)
        if position <= 0:
            return None if position == INCOMPLETE else False


def _maybe_page(data: bytes, start: int, key: bytes, position: int, *, named: bool) -> bool | None:
    """As `is_page`, for a key that events may have too; `named`: column names came before it."""
    first = data[position : position + 1]
    if key in KEYS_OF_PAGES and first == b"{":
        return is_page(data, position) and _is_no_event(data, start)
    if key not in KEYS_OF_MAYBE_ITEMS or first != b"[":
        return False
    inner = _end_of(BETWEEN, data, position + 1)
    if inner >= len(data):
        return None
    if data[inner : inner + 1] == b"[":
        return named
    if data[inner : inner + 1] == b"{":
        end = value_end(data, inner)
        if end <= 0:
            return None if end == INCOMPLETE else False
        if not (named or _is_event(data[inner:end])):
            return False
    elif data[inner : inner + 1] != b"]" or not (named or key in _KEYS_OF_EMPTY):
        return False
    return _is_no_event(data, start)


def _is_no_event(data: bytes, start: int) -> bool:
    """Whether the object at a position is not an event, as far as it is complete."""
    whole = value_end(data, start)
    return not (whole > 0 and _is_event(data[start:whole]))


def _is_event(text: bytes) -> bool:
    """Whether the text of an object is an event, or contains one."""
    from actioncli.events.shapes.recognition import is_event  # noqa: PLC0415 - few logs are such pages

    record = parse_text(text)
    return is_object(record) and is_event(record)


def is_columnar(text: bytes) -> bool:
    """Whether the object at a position has columns: lists, or objects by row number, in place of values."""
    position = 1
    while True:
        position = _end_of(BETWEEN, text, position)
        end = any_end(text, position) if text[position : position + 1] == b'"' else BROKEN
        if end <= 0:
            return False
        key, position = text[position + 1 : end - 1], _end_of(COLON, text, end)
        if not re.match(rb'\[\s*+(?!\{)|\{\s*"0"', text[position : position + 64]):
            return False
        if key.decode("utf-8", "replace").lower() in NAMES:
            return True
        position = any_end(text, position)
        if position <= 0:
            return False


def _end_of(pattern: re.Pattern[bytes], data: bytes, position: int) -> int:
    match = pattern.match(data, position)
    return match.end() if match else position


def column_names(text: bytes) -> tuple[str, ...]:
    """The names of columns, which are texts or objects with a `name`."""
    names = plain(parse_text(text))
    if not isinstance(names, list):
        return ()
    return tuple(str(name.get("name")) if isinstance(name, dict) else str(name) for name in names)
