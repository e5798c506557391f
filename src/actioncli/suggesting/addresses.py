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
"""Patterns of ids, each with the pattern that replaces it."""


class Place(Struct, frozen=True):
    """A page: an address without its ids, query and fragment."""

    host: str
    path: str
    """Ids are replaced by `:id`."""
    regex: str
    """A regular expression that matches every address of the page."""


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
    """Whether a part of a text looks like an id, which makes the text unlikely to occur again."""
    return any(pattern.fullmatch(word) for word in re.split(r"[\s:/._#-]+", text) for pattern, _ in IDS) or bool(
        _UUID.search(text)
    )


def escaped(text: str) -> str:
    """A regular expression that matches only this text."""
    return _SPECIAL.sub(r"\\\g<0>", text)
