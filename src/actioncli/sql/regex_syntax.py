"""RE2 patterns as syntax trees, reduced to what they match.

Flags, classes, escapes and quotes become sets of characters. Laziness
does not change whether a text matches, and is dropped.

    read("(?i)a+?$")  # Sequence((Repeat(Characters(((65, 65), (97, 97))), 1, None), Assertion.END))
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from actioncli.sql.regex_sets import EVERYTHING, PERL, POSIX, Ranges, complement, folded, union
from actioncli.sql.unsupported import UnsupportedError


class Assertion(Enum):
    """An assertion: it matches a position, not a character."""

    START = "start of the text"
    END = "end of the text"
    LINE_START = "start of a line"
    LINE_END = "end of a line"
    BOUNDARY = "ASCII word boundary"
    NO_BOUNDARY = "not an ASCII word boundary"


class Characters(Struct, frozen=True):
    """One character from a set."""

    ranges: Ranges


class Sequence(Struct, frozen=True):
    """A sequence of parts; without parts, the empty text."""

    parts: tuple[Node, ...]


class Choice(Struct, frozen=True):
    """One of the branches."""

    branches: tuple[Node, ...]


class Repeat(Struct, frozen=True):
    """The part, repeated; without `most`, any number of times."""

    part: Node
    least: int
    most: int | None
    possessive: bool = False
    """Whether it never needs to backtrack (`regex_loops`)."""
    stops: Ranges | None = None
    """The characters that must follow each iteration, if the iteration alone does not determine its end."""


class Capture(Struct, frozen=True):
    """The part, as a capturing group."""

    part: Node


Node: TypeAlias = Assertion | Characters | Sequence | Choice | Repeat | Capture


class _Flags(Struct, frozen=True):
    i: bool = False
    m: bool = False
    s: bool = True
    """A dot matches any character, as in an actions file."""


def read(pattern: str) -> Node:
    """The tree of a valid RE2 pattern; raises `UnsupportedError`."""
    return _Reader(pattern).choice(_Flags())


_GROUP = re.compile(r"\?(?:P?<[^>]*>|(?P<on>[imsU]*)(?:-(?P<off>[imsU]+))?(?P<end>[:)]))")
_REPEAT = re.compile(r"(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??")
_COUNTS: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_ESCAPED = re.compile(r"\\(?:x\{([0-9A-Fa-f]+)\}|x([0-9A-Fa-f]{2})|(0[0-7]{0,2}|[1-7][0-7]{1,2})|(.))", re.DOTALL)
_CONTROLS = {"a": 7, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}
_PLACES = {
    "A": Assertion.START,
    "z": Assertion.END,
    "b": Assertion.BOUNDARY,
    "B": Assertion.NO_BOUNDARY,
}


class _Reader:
    """A recursive-descent parser of a valid pattern; each method continues at `place`."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.place = 0

    def at(self, text: str) -> bool:
        return self.pattern.startswith(text, self.place)

    def take(self, text: str) -> bool:
        taken = self.at(text)
        self.place += len(text) * taken
        return taken

    def choice(self, flags: _Flags) -> Node:
        """Branches, up to the end or to the parenthesis that closes this group."""
        branches: list[Node] = []
        parts: list[Node] = []
        while self.place < len(self.pattern) and not self.at(")"):
            if self.take("|"):
                branches.append(_sequence(parts))
                parts = []
            elif self.take("("):
                flags = self.group(flags, parts)
            elif self.take("\\Q"):
                parts.extend(self.quoted(flags))
            else:
                parts.append(self.single(flags))
            self.repeat(parts)
        branches.append(_sequence(parts))
        return _choice(branches)

    def group(self, flags: _Flags, parts: list[Node]) -> _Flags:
        """Adds a group. `(?i)` is not a group: it sets the flags from here on."""
        head = _GROUP.match(self.pattern, self.place)
        inner = flags
        if head is not None:
            self.place = head.end()
            changes = dict.fromkeys(head["on"] or "", True) | dict.fromkeys(head["off"] or "", False)
            changes.pop("U", None)
            inner = replace(flags, **changes)
            if head["end"] == ")":
                return inner
        inside = self.choice(inner)
        parts.append(inside if head is not None and head["end"] else Capture(inside))
        self.take(")")
        return flags

    def quoted(self, flags: _Flags) -> list[Node]:
        r"""The characters between `\Q` and `\E`."""
        end = self.pattern.find("\\E", self.place)
        literal = self.pattern[self.place : end if end >= 0 else None]
        self.place = end + 2 if end >= 0 else len(self.pattern)
        return [_characters(((ord(letter), ord(letter)),), flags) for letter in literal]

    def repeat(self, parts: list[Node]) -> None:
        """Parses a repetition of the last part, if there is one."""
        match = _REPEAT.match(self.pattern, self.place) if parts else None
        if match is None:
            return
        self.place = match.end()
        sign, least, comma, most = match.groups()
        low, high = _COUNTS[sign] if sign else (int(least), (int(most) if most else None) if comma else int(least))
        if isinstance(parts[-1], Assertion):  # repeating an assertion changes nothing
            parts[-1] = parts[-1] if low else Sequence(())
        else:
            parts[-1] = Repeat(parts[-1], low, high)

    def single(self, flags: _Flags) -> Node:
        """One character, class or assertion."""
        if self.take("."):
            return Characters(EVERYTHING if flags.s else complement(((10, 10),)))
        if self.take("^"):
            return Assertion.LINE_START if flags.m else Assertion.START
        if self.take("$"):
            return Assertion.LINE_END if flags.m else Assertion.END
        if self.take("["):
            return self.bracketed(flags)
        if self.at("\\"):
            place = _PLACES.get(self.pattern[self.place + 1])
            if place is not None:
                self.place += 2
                return place
            named = self.named_class(flags)
            return Characters(named) if named is not None else _characters((self.character(),), flags)
        return _characters((self.character(),), flags)

    def character(self) -> tuple[int, int]:
        """One character as a range, escaped or not."""
        match = _ESCAPED.match(self.pattern, self.place)
        if match is None:
            self.place += 1
            code = ord(self.pattern[self.place - 1])
            return code, code
        self.place = match.end()
        braced, pair, octal, letter = match.groups()
        if letter == "C":
            message = "`\\C` is a byte, and other engines match only characters"
            raise UnsupportedError(message, "classes")
        code = (
            int(braced or pair, 16)
            if braced or pair
            else int(octal, 8)
            if octal
            else _CONTROLS.get(letter, ord(letter))
        )
        return code, code

    def named_class(self, flags: _Flags) -> Ranges | None:
        r"""`\d`, `\D` and the like, if one comes next."""
        if not self.at("\\"):
            return None
        letter = self.pattern[self.place + 1]
        if letter in "pP":
            message = f"`\\{letter}` is a Unicode class, and engines differ in their version of Unicode"
            raise UnsupportedError(message, "classes")
        ranges = PERL.get(letter.lower())
        if ranges is None:
            return None
        self.place += 2
        ranges = folded(ranges) if flags.i else ranges
        return ranges if letter.islower() else complement(ranges)

    def posix_class(self, flags: _Flags) -> Ranges | None:
        """`[:alpha:]`, `[:^alpha:]` and the like, if one comes next."""
        match = re.compile(r"\[:(\^?)([a-z]+):\]").match(self.pattern, self.place)
        if match is None:
            return None
        self.place = match.end()
        ranges = folded(POSIX[match[2]]) if flags.i else POSIX[match[2]]
        return complement(ranges) if match[1] else ranges

    def bracketed(self, flags: _Flags) -> Node:
        """A class in brackets, after the opening one."""
        negated = self.take("^")
        ranges: list[tuple[int, int]] = []
        first = True
        while first or not self.at("]"):
            first = False
            named = self.posix_class(flags) or self.named_class(flags)
            if named is not None:
                ranges.extend(named)
                continue
            low, high = self.character()
            if self.at("-") and not self.pattern.startswith("-]", self.place):
                self.place += 1
                high = self.character()[1]
            ranges.extend(folded(((low, high),)) if flags.i else ((low, high),))
        self.take("]")
        return Characters(complement(union(ranges)) if negated else union(ranges))


def _characters(ranges: Ranges, flags: _Flags) -> Characters:
    return Characters(folded(ranges) if flags.i else ranges)


def _choice(branches: list[Node]) -> Node:
    """The branches; single characters become one class, because Java overflows its stack on `(?:a|b)*`."""
    if len(branches) == 1:
        return branches[0]
    ranges = [branch.ranges for branch in branches if isinstance(branch, Characters)]
    if len(ranges) == len(branches):
        return Characters(union(pair for one in ranges for pair in one))
    return Choice(tuple(branches))


def _sequence(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else Sequence(tuple(parts))
