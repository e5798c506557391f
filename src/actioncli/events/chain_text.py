"""The text of an element chain, taken apart into the parts of its elements: a head, and keys with values.

The text `a.nav:href="/x"text="Docs";li` has the parts `("a.nav", [("href", "/x"), ("text", "Docs")])` and `("li", [])`;
what they mean is the affair of `elements.py`.
The rules are section 9 of `docs/semantics.md`.

Texts of real elements are well-formed but for a few, and `element_parts` cuts them at their quotes.
`recovered_parts` reads any text at all, by the rules for spoiled values, and agrees with it on well-formed ones.
Both take time linear in the length of the text, so that no log can stall the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct

Parts: TypeAlias = tuple[str, list[tuple[str, str]]]
"""The head, and the keys and values in order; values as written, their escapes still in them."""

_KEY_CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
_KEY = r'(attr__[^\s"=;]*+|[A-Za-z0-9_-]++)="'
_INSIDE_QUOTES = r'[^"\\]*+(?:\\"?[^"\\]*+)*+'
"""All up to the first `"` that no backslash precedes."""

_ATTRIBUTE = re.compile(f'{_KEY}({_INSIDE_QUOTES})"')
_ATTRIBUTES = re.compile(f'(?:{_KEY}{_INSIDE_QUOTES}")*+')
_KEY_HERE = re.compile(_KEY)
_VALUE = re.compile(_INSIDE_QUOTES)
_RUN = re.compile(r'([^\s"=;]*+)(="|[\s"=;]|\Z)')
"""What a key may be the end of, and what comes after it."""

_LONGEST_CUT = 2048
"""Longer texts are left to the expressions, so that what is remembered of pieces stays bounded."""


class Form(Struct, frozen=True):
    """The text between the values of an element, which elements with other values share."""

    head: str
    keys: tuple[str, ...]


def element_parts(text: str) -> Parts | None:
    """The parts of a text that is one well-formed element, else None."""
    between, values = cut_at_quotes(text)
    form = form_of(between)
    return _matched_parts(text) if form is None else (form.head, list(zip(form.keys, values, strict=True)))


def cut_at_quotes(text: str) -> tuple[tuple[str, ...], list[str]]:
    """The text between the values of an element, for `form_of`, and the values.

    It is empty if quotes do not split the text, because some are escaped or one is open.
    It takes a third of the time of expressions.
    """
    if "\\" in text or len(text) > _LONGEST_CUT:
        return (), []
    pieces = text.split('"')
    return (tuple(pieces[::2]), pieces[1::2]) if len(pieces) % 2 else ((), [])


@lru_cache(maxsize=4096)
def form_of(between: tuple[str, ...]) -> Form | None:
    """The form of an element, given the text before, between and after its values; None if there is none."""
    if len(between) < 2 or between[-1]:
        return None
    first = f'{between[0]}"'
    key = _find_key(first, 0, len(first), after_colon=True)
    if key is None or ";" in first[:key]:
        return None
    names = [match[1] for piece in between[1:-1] if (match := _KEY_HERE.fullmatch(f'{piece}"'))]
    return Form(first[: key - 1], (first[key:-2], *names)) if len(names) == len(between) - 2 else None


def _matched_parts(text: str) -> Parts | None:
    """The parts of any well-formed text, else None."""
    key = _find_key(text, 0, len(text), after_colon=True)
    head = text.removesuffix(":") if key is None else text[: key - 1]
    if '"' in head or ";" in head:
        return None
    if key is None:
        return head, []
    return (head, _ATTRIBUTE.findall(text, key)) if _ATTRIBUTES.fullmatch(text, key) else None


def until_quotes_close(piece: str, following: Iterator[str]) -> str:
    """The piece joined with those that follow while an odd number of quotes, escaped ones aside, leaves one open."""
    pieces, is_open = [piece], _has_odd_quotes(piece)
    while is_open:
        more = next(following, None)
        if more is None:
            break
        pieces.append(more)
        is_open = not _has_odd_quotes(more)  # an odd number closes what is open
    return ";".join(pieces)


def _has_odd_quotes(text: str) -> bool:
    return (text.count('"') - text.count('\\"')) % 2 == 1


def recovered_parts(text: str) -> Iterator[Parts]:
    """The parts of all elements of any text, whatever is spoiled in it."""
    position, semicolon = 0, -1
    while position < len(text):
        semicolon = _semicolon(text, position, semicolon)
        key = _find_key(text, position, semicolon, after_colon=True)
        head = text[position:semicolon].removesuffix(":") if key is None else text[position : key - 1]
        pairs = []
        while key is not None:
            name_end = text.index("=", key)
            value_end, after = _value_end(text, name_end + 2)
            pairs.append((text[key:name_end], text[name_end + 2 : value_end]))
            semicolon = _semicolon(text, after, semicolon)
            key = after if _KEY_HERE.match(text, after) else _find_key(text, after, semicolon, after_colon=False)
        yield head, pairs
        position = semicolon + 1


def _semicolon(text: str, position: int, known: int) -> int:
    """Where the first `;` from here on is, else the end; not looked for again if the one known is still ahead."""
    if known >= position:
        return known
    found = text.find(";", position)
    return len(text) if found < 0 else found


def _find_key(text: str, position: int, limit: int, *, after_colon: bool) -> int | None:
    """Where the first key that `="` follows begins, and with `after_colon` a `:` precedes."""
    for run in _RUN.finditer(text, position, limit):
        if run[2] == '="':
            start = _key_after_colon(run[1]) if after_colon else _key_at_end(run[1])
            if start is not None:
                return run.start() + start
    return None


def _key_after_colon(run: str) -> int | None:
    attribute = run.find(":attr__")
    if attribute >= 0:
        return attribute + 1
    start = run.rfind(":") + 1
    return start if 0 < start < len(run) and not run[start:].strip(_KEY_CHARACTERS) else None


def _key_at_end(run: str) -> int | None:
    word = len(run.rstrip(_KEY_CHARACTERS))
    attribute = run.find("attr__")
    if 0 <= attribute < word:
        return attribute
    return word if word < len(run) else None


def _value_end(text: str, start: int) -> tuple[int, int]:
    r"""The end of the value that starts here, and the position after its quote.

    Writers do not escape backslashes: the text `D:\` is written `"D:\"`, and its quote looks like an escaped one.
    So if nothing sensible follows the closing quote, the value ends at its first escaped quote that something does.
    """
    match = _VALUE.match(text, start)
    close = match.end() if match else start
    if close < len(text) and _may_follow_value(text, close + 1):
        return close, close + 1
    escaped = text.find('\\"', start, close)
    while escaped >= 0:
        if _may_follow_value(text, escaped + 2):
            return escaped + 1, escaped + 2
        escaped = text.find('\\"', escaped + 2, close)
    return close, min(close + 1, len(text))


def _may_follow_value(text: str, position: int) -> bool:
    return position >= len(text) or text[position] == ";" or _KEY_HERE.match(text, position) is not None
