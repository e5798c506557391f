"""Patterns of `elements_chain` (`docs/semantics.md` 9), for chains that are written as they should be.

In these no quote stands unescaped but around values, so that a scan from the left meets every key where it begins.
A pattern that begins with `[:"]` takes a key behind the head's colon or behind the closing quote of the value before;
it leaves the closing quote of its own value to the next one.
"""

from __future__ import annotations

BLANK = r"\t-\r\x{1c}- \x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}"
"""White space, to stand in a class."""

_INSIDE = r'[^"\\]*(?:\\+[^\\][^"\\]*)*'
"""A value: up to the first quote that no backslash precedes."""

_ATTRIBUTE = f'attr__[^{BLANK}"=;]*'
_KEY = f"(?:{_ATTRIBUTE}|[A-Za-z0-9_-]+)"
_ELEMENT = f'(?:[^";]*:{_KEY}="{_INSIDE}"(?:{_KEY}="{_INSIDE}")*|[^";]+)'

WELL_FORMED = f"^(?:{_ELEMENT}(?:;(?:{_ELEMENT}|$))*)?$"
"""A chain that needs no recovery, and has no empty element; the empty chain is one."""

ELEMENT = f'(?:[^";]+|"{_INSIDE}")+'
"""An element of such a chain."""

HEAD_END = f':(?:{_KEY}=".*)?$'
"""What follows the tag and the classes of an element."""

TAG = f"^([^.{BLANK}]*)"
"""The tag of a head."""


def keyed(key: str) -> str:
    """A scan for keys; its only group takes those that the pattern `key` fits, with their values as far as they go."""
    return f'[:"](?:({key}="{_INSIDE})|{_ATTRIBUTE}="{_INSIDE}|[A-Za-z0-9_-]+="{_INSIDE})'


def attribute(name: str) -> str:
    """A key of an HTML attribute, from a pattern of its name."""
    return f"attr__{name}"


def word(literal: str) -> str:
    """A word of a text, from a pattern of it."""
    return f"(?:^|[{BLANK}]){literal}(?:[{BLANK}]|$)"
