r"""RE2 patterns, translated into the syntax of other regular expression libraries.

A pattern is parsed into a tree and written with minimal syntax:
characters, classes of code points, groups, repetitions and assertions.
None of it depends on a locale, a line break, or which of several matches a library prefers.

    POSTGRES.pattern(r"(?i)^\d+\b.k?")
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from msgspec import Struct

from actioncli.conditions.patterns import PatternError, finding
from actioncli.sql.regex_loops import with_possessive_loops
from actioncli.sql.regex_sets import LAST, Ranges, complement
from actioncli.sql.regex_syntax import (
    Assertion,
    Capture,
    Characters,
    Choice,
    Node,
    Repeat,
    Sequence,
    read,
)
from actioncli.sql.unsupported import UnsupportedError

_SPECIAL = frozenset(r"\.[]{}()*+?|^$-&")
"""Characters that are special in a pattern or a class, in any of the libraries."""

_WORD = "[0-9A-Z_a-z]"
_LOOKING = {
    Assertion.LINE_START: r"(?:{start}|(?<={newline}))",
    Assertion.LINE_END: r"(?:{end}|(?={newline}))",
    Assertion.BOUNDARY: f"(?:(?<={_WORD})(?!{_WORD})|(?<!{_WORD})(?={_WORD}))",
    Assertion.NO_BOUNDARY: f"(?:(?<={_WORD})(?={_WORD})|(?<!{_WORD})(?!{_WORD}))",
}


class Syntax(Struct, frozen=True):
    """The syntax of one library."""

    name: str
    start: str
    end: str
    any: str
    """Any character, including a line break."""
    code: Callable[[int], str]
    """An escaped code point."""
    most: int = 1000
    """The maximum repetition count; RE2's own limit is 1000."""
    possessive: str = ""
    """The suffix that makes a loop possessive."""

    def pattern(self, re2: str) -> str:
        """The pattern, for a search anywhere in the text; raises `UnsupportedError`."""
        if "\\B" in re2 and finding(re2)(""):
            message = "`\\B` alone matches between the bytes of a character, and other engines match only characters"
            raise UnsupportedError(message, "classes")
        tree = read(re2)
        return self._written(with_possessive_loops(tree) if self.possessive else tree)

    def _written(self, node: Node) -> str:
        match node:
            case Assertion():
                return self._place(node)
            case Characters():
                return self._characters(node.ranges)
            case Sequence():
                return "".join(
                    self._grouped(part) if isinstance(part, Choice) else self._written(part) for part in node.parts
                )
            case Choice():
                return "|".join(map(self._written, node.branches))
            case Repeat():
                return self._repeated(node)
            case Capture():
                return f"({self._written(node.part)})"

    def _place(self, place: Assertion) -> str:
        if place is Assertion.START:
            return self.start
        if place is Assertion.END:
            return self.end
        return _LOOKING[place].format(start=self.start, end=self.end, newline=self.code(10))

    def _repeated(self, node: Repeat) -> str:
        if max(node.least, node.most or 0) > self.most:
            message = f"{self.name} repeats a part at most {self.most} times"
            raise UnsupportedError(message, "repetitions")
        is_one = isinstance(node.part, Characters | Capture)
        part = self._written(node.part) if is_one else self._grouped(node.part)
        if node.stops is not None:
            part = f"(?:{part}{self._ahead(node.stops)})"
        return part + _count(node.least, node.most) + (self.possessive if node.possessive else "")

    def _ahead(self, stops: Ranges) -> str:
        """A lookahead for the next character, or the end of the text."""
        inside = tuple((low, min(high, LAST)) for low, high in stops if low <= LAST)
        at_end = [self.end] if stops[-1][1] > LAST else []
        return f"(?={'|'.join([self._characters(inside)] * bool(inside) + at_end)})"

    def _grouped(self, node: Node) -> str:
        return f"(?:{self._written(node)})"

    def _characters(self, ranges: Ranges) -> str:
        if not ranges:
            message = "an empty class"
            raise UnsupportedError(message, "classes")
        if ranges[0][0] == ranges[-1][1]:
            return self._character(ranges[0][0])
        negated = ranges[-1][1] == LAST
        shown = complement(ranges) if negated else ranges
        if not shown:
            return self.any
        written = (self._character(low) + (f"-{self._character(high)}" if high > low else "") for low, high in shown)
        return f"[{'^' if negated else ''}{''.join(written)}]"

    def _character(self, code: int) -> str:
        letter = chr(code)
        if letter in _SPECIAL:
            return f"\\{letter}"
        return letter if letter.isalnum() or (letter.isascii() and letter.isprintable()) else self.code(code)


def _count(least: int, most: int | None) -> str:
    short = {(0, None): "*", (1, None): "+", (0, 1): "?"}.get((least, most))
    if short is not None:
        return short
    if most is None:
        return f"{{{least},}}"
    return f"{{{least}}}" if least == most else f"{{{least},{most}}}"


POSTGRES = Syntax(
    "PostgreSQL",
    start="^",
    end="$",
    any=".",
    code=lambda code: f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}",
    most=255,
)
"""Advanced regular expressions: `^` and `$` match only at the ends of the text, and `.` any character."""

JAVA = Syntax(
    "Java", start=r"\A", end=r"\z", any=r"[\x{0}-\x{10ffff}]", code=lambda code: f"\\x{{{code:x}}}", possessive="+"
)
"""java.util.regex, whose `$` would also match before a final line break."""


class RegexFlavor(Enum):
    """The regular expression libraries of the databases."""

    re2 = "re2"
    java = "java"
    postgres = "postgres"


_SYNTAXES = {RegexFlavor.java: JAVA, RegexFlavor.postgres: POSTGRES}


def translate_regex(pattern: str, flavor: RegexFlavor) -> str:
    """An RE2 pattern in the syntax of another library.

    Raises `UnsupportedError` for a pattern that RE2 rejects, or that the library would read differently.
    """
    try:
        finding(pattern)
    except PatternError as error:
        raise UnsupportedError(f"RE2 rejects the equivalent pattern: {error.reason}", "large-patterns") from None
    if flavor is RegexFlavor.re2:
        return f"(?s){pattern}" if "." in pattern else pattern
    return _SYNTAXES[flavor].pattern(pattern)
