r"""RE2 patterns as ClickHouse takes them: letters beyond ASCII that may be missing stand in brackets.

ClickHouse looks for a text that a pattern must hold before it asks RE2,
and keeps a part of a letter of several bytes in that text although `?`, `*` or `{0,1}` follows it:
`match('a', 'a🔥?')` is 0 there, and `match('a', 'a[🔥]?')` is 1.
"""

from __future__ import annotations

from collections.abc import Iterator

_MAY_REPEAT = ("?", "*", "{")


def guarded(pattern: str) -> str:
    """The pattern with the same meaning, and nothing that ClickHouse takes for more than it is."""
    if pattern.isascii():
        return pattern
    pieces = list(_pieces(pattern))
    return "".join(
        f"[{piece}]" if not piece.isascii() and len(piece) == 1 and following.startswith(_MAY_REPEAT) else piece
        for piece, following in zip(pieces, [*pieces[1:], ""], strict=True)
    )


def _pieces(pattern: str) -> Iterator[str]:
    r"""The letters of a pattern, each with its backslash; classes as a whole, and the letters of `\Q...\E` escaped."""
    at = 0
    while at < len(pattern):
        if pattern.startswith("\\Q", at):
            end = pattern.find("\\E", at)
            end = len(pattern) if end < 0 else end
            yield from map(_literal, pattern[at + 2 : end])
            at = end + 2
            continue
        after = _after_class(pattern, at) if pattern[at] == "[" else at + 1 + (pattern[at] == "\\")
        yield pattern[at:after]
        at = after


def _literal(letter: str) -> str:
    """A letter that stands for itself."""
    return letter if letter.isalnum() or not letter.isascii() else f"\\{letter}"


def _after_class(pattern: str, at: int) -> int:
    """Where the class that begins here ends; its first member may be a bracket, and `[:alpha:]` holds others."""
    at += 1 + pattern.startswith("^", at + 1)
    first = True
    while at < len(pattern) and (first or pattern[at] != "]"):
        first = False
        if pattern.startswith("[:", at) and (end := pattern.find(":]", at)) >= 0:
            at = end + 2
        else:
            at += 1 + (pattern[at] == "\\")
    return at + 1
