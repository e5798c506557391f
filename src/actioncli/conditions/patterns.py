"""Patterns in text: case folding, `contains` patterns with `%` and `_`, and regular expressions.

The rules are those of `docs/semantics.md`, sections 2.3 to 2.5.
A pattern is read once and becomes a test of texts; no test raises, and none backtracks:
the time it takes grows with the text, not with the number of ways to read the pattern.

    is_buy = containing("/buy%now")
    is_buy("https://example.com/buy/it/now")  # True
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, TypeAlias

TextTest: TypeAlias = Callable[[str], bool]
"""Whether a text meets a pattern."""

_ASCII_LOWER = {ordinal: ordinal + 32 for ordinal in range(ord("A"), ord("Z") + 1)}


def fold(text: str) -> str:
    """The text in lower case, code point by code point (`docs/semantics.md` 2.4): it keeps its length.

    `str.lower` alone does not: it makes two code points of `İ`, and looks at the neighbours of `Σ`.
    """
    return text.lower() if text.isascii() else text.replace("İ", "i").replace("Σ", "σ").lower()


def fold_ascii(text: str) -> str:
    """The text with A-Z in lower case, and all else as it is."""
    return text.lower() if text.isascii() else text.translate(_ASCII_LOWER)


def some(tests: Iterable[TextTest]) -> TextTest:
    """Whether a text meets at least one of the tests."""
    tests = tuple(tests)
    if len(tests) == 1:
        return tests[0]

    def test(text: str) -> bool:
        for one in tests:  # noqa: SIM110  (half the time of any() over a generator)
            if one(text):
                return True
        return False

    return test


def holding(literal: str) -> TextTest:
    """Whether a text holds the literal; `%` and `_` are themselves."""
    return lambda text: literal in text


def containing(pattern: str) -> TextTest:
    """Whether a pattern fits anywhere in a text: `%` is any run of characters, `_` is one code point.

    Case-sensitive: fold both sides to ignore case.
    Between two `%` a pattern has a fixed length, so the leftmost place of each such part is as good as any.
    """
    parts = [part for part in pattern.split("%") if part]
    if not parts:
        return lambda _: True
    if len(parts) == 1 and "_" not in parts[0]:
        return holding(parts[0])
    finders = tuple(_any_letters_finder(part) if "_" in part else _literal_finder(part) for part in parts)

    def test(text: str) -> bool:
        end = 0
        for find in finders:
            end = find(text, end)
            if end < 0:
                return False
        return True

    return test


def starting(pattern: str) -> TextTest:
    """Whether a text begins with what a pattern of `containing` fits; case-sensitive as well."""
    first, *others = pattern.split("%")
    rest = containing("%".join(others))
    if "_" not in first:
        return lambda text: text.startswith(first) and rest(text[len(first) :])
    find, length = _any_letters_finder(first, at_start=True), len(first)
    return lambda text: find(text, 0) >= 0 and rest(text[length:])


def ending(pattern: str) -> TextTest:
    """Whether a text ends with what a pattern of `containing` fits; case-sensitive as well.

    The part behind the last `%` has a fixed length: it must fit the end, and the others what is before it.
    """
    *others, last = pattern.split("%")
    rest, length = containing("%".join(others)), len(last)
    find = _any_letters_finder(last, at_start=True) if "_" in last else None

    def test(text: str) -> bool:
        start = len(text) - length
        if start < 0 or not (text.endswith(last) if find is None else find(text[start:], 0) >= 0):
            return False
        return rest(text[:start])

    return test


_Finder: TypeAlias = Callable[[str, int], int]
"""The end of the first fit at or after a position, or -1."""


def _literal_finder(literal: str) -> _Finder:
    length = len(literal)

    def find(text: str, start: int) -> int:
        place = text.find(literal, start)
        return place + length if place >= 0 else -1

    return find


def _any_letters_finder(part: str, *, at_start: bool = False) -> _Finder:
    """A finder for a part with `_`; runs of it become one `.{n}`, which `re` steps over at once."""
    runs = re.split("(_+)", part)
    compiled = re.compile(
        "".join(f".{{{len(run)}}}" if run.startswith("_") else re.escape(run) for run in runs), re.DOTALL
    )
    search = compiled.match if at_start else compiled.search

    def find(text: str, start: int) -> int:
        match = search(text, start)
        return match.end() if match else -1

    return find


class PatternError(ValueError):
    """A regular expression that RE2 refuses: its reason, where in the pattern, and what to write instead."""

    def __init__(self, reason: str, position: int | None, hint: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.position = position
        """Counts code points of the pattern from 0; None where RE2 does not point at a place."""
        self.hint = hint


_MEMORY = (8 << 20, 256 << 20)
"""RE2's own limit, and the one that a pattern too large for it is tried with."""

_HINTS = (
    ("(?=", "RE2 has no look-around: use a second condition"),
    ("(?!", "RE2 has no look-around: use a second condition with `not_regex`"),
    ("(?<", "RE2 has no look-behind: use a second condition"),
    ("(?>", "RE2 has no atomic groups, and needs none: write (?:"),
    ("(?P<", "a group's name consists of letters, digits and _, between < and >"),
    ("(?P", "RE2 has no back-references"),
    ("\\Z", "write \\z or $ for the end of the text"),
    ("missing )", "close the group, or write \\( for the character"),
    ("unexpected )", "write \\) for the character"),
    ("missing ]", "close the class, or write \\[ for the character"),
    ("trailing \\", "write \\\\ for the character"),
    ("no argument", "write a backslash before it for the character"),
    ("bad repetition", "group what is repeated, as in (?:x*)*; RE2 has no possessive repetition"),
    ("invalid repetition", "a repetition may have at most 1,000 copies, nested repetitions multiplied"),
    ("pattern too large", "write fewer alternatives or repetitions"),
)
"""What a refused fragment begins with, or else what RE2's reason begins with, and what to do about it."""


@lru_cache(maxsize=1024)
def finding(pattern: str) -> TextTest:
    """Whether RE2 finds the regular expression in a text (`docs/semantics.md` 2.5); raises `PatternError`.

    Lone surrogates, which JSON can write and UTF-8 cannot, are one character each.
    The binding below `re2.compile` is used, a third of whose `search` is work:
    0.5 µs a text instead of 1.4 µs (bytes) or 4 µs (str).
    `re2.Set` is as fast, but says "no match" where its memory runs out.
    """
    compiled, unanchored = _compiled(pattern)
    match, nothing = compiled.Match, -1

    def test(text: str) -> bool:
        encoded = text.encode("utf-8", "surrogatepass")
        return bool(match(unanchored, encoded, 0, len(encoded))[0][0] != nothing)

    return test


def _compiled(pattern: str) -> tuple[Any, Any]:
    """The compiled pattern and the binding's word for "anywhere"; raises `PatternError`."""
    import re2  # noqa: PLC0415  (a run without regular expressions does not pay for it)

    options = re2.Options()
    options.dot_nl = True
    options.never_capture = True
    options.log_errors = False

    def compiled(text: str) -> Any:
        return re2._re2.RE2(text.encode("utf-8", "surrogatepass"), options)

    for options.max_mem in _MEMORY:
        expression = compiled(pattern)
        if expression.ok():
            return expression, re2._Anchor.UNANCHORED
    options.max_mem = _MEMORY[0]
    raise _pattern_error(pattern, expression.error(), lambda text: compiled(text).error())


def _pattern_error(pattern: str, error: bytes, error_of: Callable[[str], bytes]) -> PatternError:
    reason = error.decode("utf-8", "replace")
    kind, _, fragment = reason.partition(": ")
    hint = next((hint for start, hint in _HINTS if fragment.startswith(start)), "") or next(
        (hint for start, hint in _HINTS if kind.startswith(start)), ""
    )
    if re.match(r"\\[1-9]", fragment):
        hint = "RE2 has no back-references"
    position = _position(pattern, reason, lambda text: error_of(text).decode("utf-8", "replace"))
    shown = kind if kind in ("missing )", "unexpected )", "missing ]", "pattern too large - compile failed") else reason
    return PatternError(shown, position, hint)


def _position(pattern: str, reason: str, error_of: Callable[[str], str]) -> int | None:
    """Where the refused part begins; RE2 names the part, not its place.

    RE2 reads from the left and stops at the first error:
    the shortest beginning of the pattern with that same error ends where the part does,
    and a group that nobody closes opens where the longest sound beginning ends.
    """
    kind, _, fragment = reason.partition(": ")
    if len(pattern) > 1000 or kind.startswith("pattern too large"):
        return None
    if kind == "missing )":
        return next(end for end in range(len(pattern) - 1, -1, -1) if not error_of(pattern[:end]))
    for end in range(1, len(pattern) + 1):
        error = error_of(pattern[:end])
        if kind == "unexpected )" and error.startswith(kind):
            return end - 1
        if error == reason:
            place = pattern.rfind(fragment or kind[-1], 0, end)
            return place if place >= 0 else None
    return None
