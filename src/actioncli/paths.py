"""Dotted paths into a JSON object, as `source:` spells them: `user.id`, `event_properties."[Amplitude] Page URL"`.

A name with a dot, a space or a quote in it is written in double quotes; a quote within quotes is doubled.
"""

from __future__ import annotations

import re
from typing import TypeAlias

Path: TypeAlias = "tuple[str, ...]"
"""The keys from the top of an object down; a whole number is an index of an array, from 0."""

_STEP = re.compile(r'"((?:[^"]|"")+)"|([^."\s]+)')


def parse_path(text: str) -> Path | None:
    """The path of a text; None if the text is not a path."""
    steps: list[str] = []
    position = 0
    while found := _STEP.match(text, position):
        steps.append(found[2] if found[1] is None else found[1].replace('""', '"'))
        position = found.end()
        if position == len(text):
            return tuple(steps)
        if text[position] != ".":
            return None
        position += 1
    return None


def spelled(path: Path) -> str:
    """The text of a path; `parse_path` reads it back."""
    return ".".join(step if _plain(step) else '"' + step.replace('"', '""') + '"' for step in path)


def _plain(step: str) -> bool:
    found = _STEP.fullmatch(step)
    return found is not None and found[2] is not None
