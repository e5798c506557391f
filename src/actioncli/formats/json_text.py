"""Splits JSON other than JSON Lines into events: arrays, API pages, pretty-printed and concatenated objects.

    [{"event": ...}, {"event": ...}]                              an array
    {"next": null, "results": [{"event": ...}, ...]}              a page, of which there may be several
    {"columns": ["event", ...], "results": [["$pageview", ...]]}  a page of rows, which become objects
    {"meta": [{"name": "event"}, ...], "data": [...]}             the same of ClickHouse, and others alike
    {"hits": {"hits": [...]}}                                     a page within an object
    {                                                             one object after another,
      "event": ...                                                over as many lines as they like

The text is read once, and at most a chunk or the longest event is in memory.
Broken text becomes a bad line, and reading continues at the next text that looks like an event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from actioncli.errors import ActioncliError
from actioncli.formats.json_runs import run_of
from actioncli.formats.json_stream import JsonText
from actioncli.formats.pages import (
    BETWEEN,
    COLON,
    KEYS_OF_COLUMNS,
    KEYS_OF_ITEMS,
    KEYS_OF_MAYBE_ITEMS,
    KEYS_OF_PAGES,
    column_names,
    is_page,
    names_next_page,
)
from actioncli.records.chunks import BOM
from actioncli.records.columns import is_json, named_row
from actioncli.records.json_bounds import BROKEN, on_one_line, spoiled

BRACKETS = "its brackets or quotes do not match"
CUT_OFF = "it is cut off"
NOT_JSON = "not JSON"
ODD_ROW = "a row with more or fewer values than there are columns"
NO_COLUMNS = "a row without column names: no header came before it"

_ANYTHING_UP_TO_OBJECT = re.compile(rb"[^{\n]+")
_ANYTHING_UP_TO_ITEM = re.compile(rb"[^\[{\]\n]+|\[")
_NEIGHBOURS = re.compile(rb"\}\s*,\s*\{")
_NEXT_LOOKS = re.compile(rb"[,\n]\s*(?=\{)")
_TRIES = 64
_RUNS = 3
"""The number of consecutive failed searches for similar objects; one fails at the end of each piece of text."""


class Item(Struct, frozen=True):
    """The text of an event, or broken text."""

    text: bytes
    """On one line."""
    line: int
    numbered: bool
    """Whether it is an element of an array."""
    reason: str = ""
    """Why it is bad, if known."""


class CutOff(ActioncliError):  # noqa: N818 - named for what happened
    """An array without its end."""


def items(text: JsonText, name: str, *, pages: bool) -> Iterator[Item]:
    """The events of a text in order. An error that ends it early is raised after all events before it."""
    while not text.data.startswith(BOM[: len(text.data)]) or len(text.data) < len(BOM):
        if text.data or not text.more():
            break
    if text.data.startswith(BOM):
        text.at = len(BOM)
    while True:
        text.skip(BETWEEN)
        first = text.first()
        if not first:
            break
        if first == b"[":
            text.move(text.at + 1)
            yield from _array(text, name, ())
        elif first == b"]":  # of an array that seemed to end before, because of broken text
            text.move(text.at + 1)
        elif first == b"{":
            yield from _page(text, name) if pages else _value(text, numbered=False, columns=())
        else:
            yield from _junk(text, _ANYTHING_UP_TO_OBJECT, numbered=False)
    if text.failure is not None:
        raise text.failure


def _array(text: JsonText, name: str, columns: tuple[str, ...]) -> Iterator[Item]:
    """The elements of an array; starts after its opening bracket and ends after its closing one."""
    tries = _RUNS
    while True:
        text.skip(BETWEEN)
        first = text.first()
        if not first:
            raise text.failure or CutOff(f"{name}: its array is cut off; everything before it was read")
        if first == b"]":
            text.move(text.at + 1)
            return
        if first == b"{" and tries:
            run = run_of(text.data, text.at)
            yield from _items_of(text, run)
            tries = _RUNS if run else tries - 1
            if run or (tries and text.more()):
                continue
        if first == b"{" or (first == b"[" and columns):
            yield from _value(text, numbered=True, columns=columns)
        elif first == b"[" and (end := text.end_of_value()) > 0:
            yield Item(spoiled(text.data[text.at : end]), text.line, True, NO_COLUMNS)
            text.move(end)
        else:
            yield from _junk(text, _ANYTHING_UP_TO_ITEM, numbered=True)


def _items_of(text: JsonText, run: list[tuple[int, int]]) -> Iterator[Item]:
    """The objects with these bounds; the first one is at the current position."""
    if run and not text.data.count(b"\n", text.at, run[-1][1]):
        for begin, end in run:
            yield Item(text.data[begin:end], text.line, True)
        text.move(run[-1][1])
        return
    for begin, end in run:
        text.move(begin)
        yield Item(on_one_line(text.data[begin:end]), text.line, True)
        text.move(end)


def _junk(text: JsonText, pattern: re.Pattern[bytes], *, numbered: bool) -> Iterator[Item]:
    """Text that is not an event, up to the next possible event or the end of the line."""
    match = pattern.match(text.data, text.at)
    end = match.end() if match else text.at + 1
    yield Item(spoiled(text.data[text.at : end]), text.line, numbered, NOT_JSON)
    text.move(end)


def _value(text: JsonText, *, numbered: bool, columns: tuple[str, ...]) -> Iterator[Item]:
    """The current object or row; if it is broken, its text."""
    end = _quick_end(text)
    if end <= 0:
        end = text.end_of_value()
    reason = ""
    if end <= 0:
        reason = BRACKETS if end == BROKEN else CUT_OFF
        resumed = _resumption(text)
        end = resumed or len(text.data)
        if resumed:
            reason = BRACKETS
    value = text.data[text.at : end]
    if reason:
        value = spoiled(value.rstrip(b", \t\r\n"))
    elif columns and value.startswith(b"["):
        named = named_row(columns, value)
        value, reason = (spoiled(value), ODD_ROW) if named is None else (named, "")
    else:
        value = on_one_line(value)
    yield Item(value, text.line, numbered, reason)
    text.move(end)


def _quick_end(text: JsonText) -> int:
    """The end of the current object, found five times as fast as by `value_end`; 0 if it is not found this way.

    An object ends at the first position where its text is valid JSON. Only positions before another object are tried.
    """
    data, position, depth = text.data, text.at, 0
    for number, match in enumerate(_NEIGHBOURS.finditer(data, position)):
        end = match.start() + 1
        depth += data.count(b"{", position, end) - data.count(b"}", position, end)
        position = end
        # A brace in a string can hide the end; then the text to a later end is not JSON.
        if not depth:
            return end if is_json(data[text.at : end]) else 0
        if number == _TRIES:
            break
    return 0


def _resumption(text: JsonText) -> int:
    """Where to continue after broken text; 0 if nowhere.

    If it began a line: at the next line with the same beginning; else at the next text that looks like an object.
    """
    line_start = text.data.rfind(b"\n", 0, text.at) + 1
    indent = text.data[line_start : text.at]
    if (line_start or not text.line) and not indent.strip(b" \t"):
        mark = b"\n" + indent + b"{"
        while (found := text.data.find(mark, text.at + 1)) < 0 and text.more():
            pass
        if found >= 0:
            return found + 1
    while True:
        match = _NEXT_LOOKS.search(text.data, text.at + 1)
        if match is not None:
            return match.end()
        if not text.more():
            return 0


def _page(text: JsonText, name: str) -> Iterator[Item]:
    """The events of a page. An object that is not a page after all is an event itself."""
    if not _begins_page(text):
        yield from _value(text, numbered=False, columns=())
        return
    columns: tuple[str, ...] = ()
    text.next_page = False
    text.move(text.at + 1)
    while (key := _key(text)) is not None:
        if key in (*KEYS_OF_ITEMS, *KEYS_OF_MAYBE_ITEMS) and text.first() == b"[":
            text.move(text.at + 1)
            yield from _array(text, name, columns)
            continue
        if key in KEYS_OF_PAGES and text.first() == b"{" and _begins_page(text):
            further = text.next_page
            yield from _page(text, name)
            text.next_page = text.next_page or further
            continue
        end = text.end_of_value()
        if end <= 0:
            break
        text.next_page = text.next_page or names_next_page(key, text.data[text.at : end])
        if key in KEYS_OF_COLUMNS:
            columns = column_names(text.data[text.at : end]) or columns
        text.move(end)
    if text.first() == b"}":
        text.move(text.at + 1)
    elif not text.first() and text.failure is None:
        raise CutOff(f"{name}: its page is cut off; everything before it was read")


def _begins_page(text: JsonText) -> bool:
    while (page := is_page(text.data, text.at)) is None and text.more():
        pass
    return bool(page)


def _key(text: JsonText) -> bytes | None:
    """The next key of the current object, with its quotes; its value comes next. None at the end of the object."""
    text.skip(BETWEEN)
    if text.first() != b'"' or (end := text.end_of_value()) <= 0:
        return None
    key = text.data[text.at : end]
    text.move(end)
    text.skip(COLON)
    return key
