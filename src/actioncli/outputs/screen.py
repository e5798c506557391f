"""The terminal's `Screen`, and text that is safe to show there."""

from __future__ import annotations

import re
from functools import cache

from msgspec import Struct

_UNSAFE = "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
"""Control characters (a terminal interprets them), line separators, bidirectional overrides (they reorder text), and
lone surrogates (no encoding can write them)."""
_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


class Screen(Struct, frozen=True):
    """What the output supports: colours, block characters, and `width` cells (None: no limit)."""

    width: int | None = None
    color: bool = False
    unicode: bool = True
    """Whether the encoding of the output has all characters; if not, tables are ASCII."""

    @property
    def ellipsis(self) -> str:
        """The sign for the part of a text that was cut off."""
        return "…" if self.unicode else "~"

    @property
    def nothing(self) -> str:
        """The sign for an absent value."""
        return "–" if self.unicode else "-"

    @property
    def rule(self) -> str:
        """The character of the line below a header."""
        return "─" if self.unicode else "-"


def visible(text: str, *, unicode: bool = True, keep: str = "") -> str:
    r"""The text with every control character written as an escape, such as `\x1b`.

    Characters of `keep` stay as they are; without `unicode`, everything outside ASCII becomes an escape as well.
    """
    if not text.isprintable():
        text = _unsafe().sub(lambda found: found[0] if found[0] in keep else _escape(found[0]), text)
    return text if unicode else text.encode("ascii", "backslashreplace").decode("ascii")


@cache
def _unsafe() -> re.Pattern[str]:
    return re.compile(_UNSAFE)


def _escape(character: str) -> str:
    r"""The character as people know it: `\n`, `\x1b`, `\u202e`."""
    code = ord(character)
    return _SHORT.get(character) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")
