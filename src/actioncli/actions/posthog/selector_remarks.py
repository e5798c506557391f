"""Where insights count a selector differently: section 13.9 of `docs/semantics.md`, as remarks on one selector.

PostHog compiles a selector to regular expressions over the text of the chain, and knows little of CSS.
This module parses a selector only as far as these differences require; `conditions.selectors` must accept it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from actioncli.actions.posthog.findings import Level

CLASS_PREFIX = "insights also hit classes that only begin like the one asked for: more than here"
TYPE_PREFIX = "insights also hit tags that only begin like the one asked for: more than here"
ATTRIBUTE_SUFFIX = 'insights take `[x="v"]` as any attribute whose name ends in x, such as `data-x`: more than here'
ONCE_PER_RUN = frozenset((CLASS_PREFIX, TYPE_PREFIX, ATTRIBUTE_SUFFIX))
"""What is true of so many selectors that an import says it once."""

ADJACENT = "insights require adjacent elements for a space between two tags: fewer than here"
ANY_DISTANCE = "insights take this `>` as any distance: more than here"
STAR_DELETED = "insights delete `> *`: more than here, at times fewer"
TAG_LOST = "insights lose a tag with a digit or hyphen before an attribute: more than here"
THROWN_AWAY = "insights ignore everything after `]`: more than here"
AS_WRITTEN = "insights compare tags and attribute names case-sensitively: fewer than here"
ESCAPES = "insights compare escapes other than `\\:` as written: fewer than here"
NEVER = "insights never match a selector with {}: fewer than here"

EXACT_TYPES = frozenset(("a", "button", "form", "input", "select", "textarea", "label"))
"""The tags that insights look for as whole words."""

_ESCAPE = r"(?:\\[0-9a-fA-F]{1,6}\s?|\\[^\n0-9a-fA-F])"
_NAME = rf"(?:[\w-]|[^\x00-\x7f]|{_ESCAPE})+"
_QUOTED = r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_TOKEN = re.compile(
    rf"""
      (?P<comma>\s*,\s*)
    | (?P<child>\s*>\s*)
    | (?P<descendant>\s+)
    | (?P<attribute>\[\s*(?P<name>{_NAME})\s*(?:(?P<sign>[~|^$*]?=)\s*(?:(?P<quoted>{_QUOTED})|{_NAME}))?[^\]]*\])
    | (?P<negation>:not\((?:[^()"'\\]|{_ESCAPE}|{_QUOTED}|\([^()]*\))*\))
    | (?P<position>:nth-child\([^)]*\))
    | (?P<position_of_type>:nth-of-type\([^)]*\))
    | (?P<class>\.{_NAME})
    | (?P<id>\#{_NAME})
    | (?P<universal>\*)
    | (?P<type>{_NAME})
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_COMBINATORS = ("comma", "child", "descendant")


class _Part(Struct, frozen=True):
    """One piece of a compound, or a combinator."""

    kind: str
    text: str
    name: str = ""
    sign: str = ""
    quoted: bool = False


class _Compound(Struct, frozen=True):
    """The pieces that describe one element, and the combinator before them."""

    combinator: _Part | None
    parts: tuple[_Part, ...]

    @property
    def is_bare_tag(self) -> bool:
        return len(self.parts) == 1 and self.parts[0].kind == "type"


def selector_remarks(selector: str, *, escaped_here: bool = False) -> Iterator[tuple[Level, str]]:
    """The differences, each once: a warning, or a note for those of `ONCE_PER_RUN`.

    Where insights never match the selector, nothing else is worth saying.
    With `escaped_here` the escapes are the import's own, and PostHog sees the names raw.
    """
    compounds = tuple(_compounds(tuple(_parts(selector.strip()))))
    nevers = dict.fromkeys(_nevers(compounds))
    if nevers:
        yield "warning", NEVER.format(", ".join(nevers))
        return
    for message in dict.fromkeys(_differences(compounds)):
        if message != ESCAPES or not escaped_here:
            yield ("note" if message in ONCE_PER_RUN else "warning"), message


def _parts(selector: str) -> Iterator[_Part]:
    for match in _TOKEN.finditer(selector):
        yield _Part(
            match.lastgroup or "",
            match.group(),
            match["name"] or "",
            match["sign"] or "",
            match["quoted"] is not None,
        )


def _compounds(parts: tuple[_Part, ...]) -> Iterator[_Compound]:
    """The compounds, outermost first, of all the selectors of a list."""
    combinator: _Part | None = None
    compound: list[_Part] = []
    for part in parts:
        if part.kind in _COMBINATORS:
            yield _Compound(combinator, tuple(compound))
            combinator, compound = part, []
        else:
            compound.append(part)
    yield _Compound(combinator, tuple(compound))


def _nevers(compounds: tuple[_Compound, ...]) -> Iterator[str]:
    """What makes insights match nothing at all, in words."""
    for compound in compounds:
        if compound.combinator and compound.combinator.kind == "comma":
            yield "`,`"
        if compound.combinator and not re.fullmatch(r"\s+>\s+|\s+|\s*,\s*", compound.combinator.text):
            yield "`>` without blanks around it"
        kinds = [part.kind for part in compound.parts]
        seen = kinds.index("attribute") + 1 if "attribute" in kinds else len(kinds)
        if kinds.count("attribute") > 1:
            yield "two attributes on one element"
        if "attribute" in kinds and {"class", "id"} & set(kinds[:seen]):
            yield "a class or id before an attribute"
        if "class" in kinds[:seen] and "id" in kinds[kinds.index("class") : seen]:
            yield "a class before an id"
        yield from _never_parts(compound.parts[:seen])


def _never_parts(parts: tuple[_Part, ...]) -> Iterator[str]:
    """The same, of the parts that insights read at all: those up to the first attribute."""
    for part in parts:
        if part.kind == "negation":
            yield "`:not`"
        elif part.kind == "position_of_type":
            yield "`:nth-of-type`"
        elif part.kind == "attribute" and not part.sign:
            yield f"an attribute without a value, `{part.text}`"
        elif part.kind == "attribute" and part.sign != "=":
            yield f"`{part.sign}`"
        elif part.kind == "attribute" and not part.quoted:
            yield f"an unquoted value, `{part.text}`"


def _differences(compounds: tuple[_Compound, ...]) -> Iterator[str]:
    """What insights count differently in a selector that they do match."""
    for compound in compounds:
        yield from _compound_differences(compound.parts)
    kept: list[_Compound] = []
    for compound in compounds:
        starts_with_star = bool(compound.parts) and compound.parts[0].kind == "universal"
        if starts_with_star and compound.combinator and compound.combinator.kind == "child":
            yield STAR_DELETED
            if len(compound.parts) > 1:
                kept.append(_Compound(_Part("descendant", " "), compound.parts[1:]))
        else:
            kept.append(compound)
    children = [n for n, compound in enumerate(kept) if compound.combinator and compound.combinator.kind == "child"]
    for number, compound in enumerate(kept[1:], 1):
        outer = kept[number - 1]
        if number in children and (number != children[-1] or not outer.is_bare_tag):
            yield ANY_DISTANCE
        if number not in children and outer.is_bare_tag and compound.is_bare_tag:
            yield ADJACENT


def _compound_differences(parts: tuple[_Part, ...]) -> Iterator[str]:
    """The same, of one compound on its own."""
    kinds = [part.kind for part in parts]
    if kinds[:2] == ["type", "attribute"] and re.search(r"[\d-]", parts[0].text):
        yield TAG_LOST
    if "attribute" in kinds[:-1]:
        yield THROWN_AWAY
    for part in parts:
        if part.kind == "class":
            yield CLASS_PREFIX
        if part.kind == "type" and part.text.lower() not in EXACT_TYPES:
            yield TYPE_PREFIX
        if part.kind == "attribute":
            yield ATTRIBUTE_SUFFIX
        name = part.text if part.kind == "type" else part.name
        if re.search(r"[A-Z]", re.sub(_ESCAPE, "", name)):
            yield AS_WRITTEN
        if any(escape != "\\:" for escape in re.findall(_ESCAPE, part.text)):
            yield ESCAPES
