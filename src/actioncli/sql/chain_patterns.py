"""RE2 patterns for a well-formed `elements_chain` (`docs/semantics.md` 9).

Unescaped quotes occur only around values there, so a scan from the left finds the start of every key.
A pattern that begins with `[:"]` matches a key after the colon of the head, or after the closing quote of a value.
It does not consume the closing quote of its own value.
"""

from __future__ import annotations

BLANK = r"\t-\r\x{1c}- \x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}"
"""White space, for use in a character class."""

_INSIDE = r'[^"\\]*(?:\\+[^\\][^"\\]*)*'
"""A value, up to the first quote that is not escaped."""

_ATTRIBUTE = f'attr__[^{BLANK}"=;]*'
_KEY = f"(?:{_ATTRIBUTE}|[A-Za-z0-9_-]+)"
_ELEMENT = f'(?:[^";]*:{_KEY}="{_INSIDE}"(?:{_KEY}="{_INSIDE}")*|[^";]+)'

WELL_FORMED = f"^(?:{_ELEMENT}(?:;(?:{_ELEMENT}|$))*)?$"
"""A chain that needs no recovery and has no empty element; the empty chain matches."""

ELEMENT = f'(?:[^";]+|"{_INSIDE}")+'
"""One element of a well-formed chain."""

HEAD_END = f':(?:{_KEY}=".*)?$'
"""The part of an element after its tag and classes."""

TAG = f"^([^.{BLANK}]*)"
"""The tag of a head."""


def keyed(key: str) -> str:
    """A scan for keys. Its only group captures the keys that match `key`, with their values."""
    return f'[:"](?:({key}="{_INSIDE})|{_ATTRIBUTE}="{_INSIDE}|[A-Za-z0-9_-]+="{_INSIDE})'


def attribute(name: str) -> str:
    """The pattern of an HTML attribute's key, from a pattern of its name."""
    return f"attr__{name}"


def word(literal: str) -> str:
    """A pattern that finds a whole word."""
    return f"(?:^|[{BLANK}]){literal}(?:[{BLANK}]|$)"
