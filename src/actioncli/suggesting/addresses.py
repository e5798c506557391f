"""Addresses generalised over ids: `/projects/812/files/0f3a…` is `/projects/:id/files/:id`, and a pattern."""

from __future__ import annotations

import re

from msgspec import Struct

_ADDRESS = re.compile(r"(?P<host>[a-zA-Z][\w+.-]*://[^/?#]*)?(?P<path>[^?#]*)", re.DOTALL)
_NUMBER = re.compile(r"[0-9]+")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_HASH = re.compile(r"(?=.*[0-9])[0-9a-fA-F]{10,}")
_TOKEN = re.compile(r"(?=.*[0-9])(?=.*[a-z])(?=.*[A-Z])[0-9A-Za-z_-]{12,}")
_SPECIAL = re.compile(r"[\\.+*?()|\[\]{}^$]")

IDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (_NUMBER, "[0-9]+"),
    (_UUID, "[0-9a-fA-F-]{36}"),
    (_HASH, "[0-9a-fA-F]{10,}"),
    (_TOKEN, "[0-9A-Za-z_-]{12,}"),
)
"""What looks like an id, and the pattern that takes all like it."""


class Place(Struct, frozen=True):
    """The page of an address, whatever its ids, its query and its fragment."""

    host: str
    path: str
    """With `:id` for each id."""
    regex: str
    """Takes every address of the page."""


def place(address: str) -> Place:
    """The page of an address."""
    match = _ADDRESS.match(address)
    host, path = (match["host"] or "", match["path"]) if match else ("", address)
    segments = path.rstrip("/").split("/")
    names, patterns = [], []
    for segment in segments:
        pattern = next((pattern for looks_so, pattern in IDS if looks_so.fullmatch(segment)), None)
        names.append(segment if pattern is None else ":id")
        patterns.append(escaped(segment) if pattern is None else pattern)
    regex = f"^{escaped(host)}{'/'.join(patterns)}/*([?#]|$)"
    return Place(host, "/".join(names) or "/", regex)


def holds_id(text: str) -> bool:
    """Whether a part of a text looks like an id, so that the text will hardly come again."""
    return any(pattern.fullmatch(word) for word in re.split(r"[\s:/._#-]+", text) for pattern, _ in IDS) or bool(
        _UUID.search(text)
    )


def escaped(text: str) -> str:
    """The text as a regular expression that takes it alone."""
    return _SPECIAL.sub(r"\\\g<0>", text)
