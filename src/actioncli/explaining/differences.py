"""Kinds of small differences between texts, from case to kinds of dashes, each with a hint."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from urllib.parse import unquote

from msgspec import Struct

from actioncli.characters import DASHES, INVISIBLE, LETTERS, QUOTES, spaced


class Reason(Struct, frozen=True):
    """How a value differs from the wanted one."""

    code: str
    words: str
    hint: str = ""


class Difference(Struct, frozen=True):
    """One kind of difference; `without` removes it from a text."""

    reason: Reason
    without: Callable[[str], str]


def _difference(code: str, words: str, hint: str, without: Callable[[str], str]) -> Difference:
    return Difference(Reason(code, words, hint), without)


AS_FOUND = "copy it from the event"
CASE = _difference("case", "upper and lower case", "write it in the same case", str.lower)
SLASH = _difference("slash", "a trailing slash", AS_FOUND, lambda t: re.sub(r"(?<=[^/])/+(?=$|[?#])", "", t))

DIFFERENCES: tuple[Difference, ...] = (
    _difference("invisible", "an invisible character", "", lambda t: INVISIBLE.sub("", t)),
    _difference("blanks", "different spaces", "", spaced),
    _difference("letters", "a letter of another alphabet", "", lambda t: t.translate(LETTERS)),
    CASE,
    _difference("quotes", "another kind of quote", "", lambda t: t.translate(QUOTES)),
    SLASH,
    _difference(
        "query", "a query string", "use `starts_with`, or the property `$pathname`", lambda t: re.sub(r"\?[^#]*", "", t)
    ),
    _difference("fragment", "a fragment (#…)", "use `starts_with`", lambda t: t.split("#", 1)[0]),
    _difference(
        "scheme",
        "http or https",
        "leave the scheme out with `contains`",
        lambda t: re.sub("^https?://", "", t, flags=re.IGNORECASE),
    ),
    _difference(
        "www",
        "www. before the host",
        "leave it out with `contains`",
        lambda t: re.sub(r"^(https?://)?www\.", r"\1", t, flags=re.IGNORECASE),
    ),
    _difference("encoding", "percent-encoding", AS_FOUND, unquote),
    _difference("dashes", "another kind of dash", "", lambda t: t.translate(DASHES)),
    _difference("form", "another Unicode form of the same letters", "", lambda t: unicodedata.normalize("NFKC", t)),
)
"""The simplest first; several are removed in this order."""

CHARACTERS = frozenset({"invisible", "blanks", "quotes", "dashes", "letters", "form"})
"""The differences in characters that people cannot see or tell apart."""
