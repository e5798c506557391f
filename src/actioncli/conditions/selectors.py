r"""CSS selectors over the elements of an event: `nav > a.btn[href^="/docs"]:nth-child(2)`.

The elements are a chain, the one clicked and then its ancestors, and any of them may be the subject:

    compile_selector("li > a").matches(parse_chain("span;a;li;ul"))

What is understood is the table of section 12 of `docs/semantics.md`; everything else is a `SelectorError`.
The text is parsed by cssselect, after `selector_syntax.py` has found nothing that a chain cannot answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from actioncli.conditions.compounds import AttributeTest, ComplexSelector, Compound, lower_ascii
from actioncli.conditions.raw_classes import raw_classes, with_classes_escaped
from actioncli.conditions.selector_syntax import SelectorError, Token, check
from actioncli.events.elements import Element

if TYPE_CHECKING:
    from cssselect.parser import Tree

__all__ = ["Selector", "SelectorError", "compile_selector", "escape_classes"]

_STAND_IN = "\ufdd0"
"""A code point that is not a character, in place of backslashes: cssselect reads `\\\\abc` for the escape `\\abc`."""
_ESCAPE = re.compile(r"\\(?:([0-9A-Fa-f]{1,6})(?:\r\n|[ \n\r\t\f])?|\\|[^\n\r\f])")


class Selector(Struct, frozen=True):
    """A selector ready to be tried on the elements of an event."""

    text: str
    paths: tuple[ComplexSelector, ...]
    """One for each part between commas."""

    def matches(self, elements: Sequence[Element]) -> bool:
        """Whether some element is the subject of the selector."""
        for path in self.paths:  # noqa: SIM110  (`any` costs as much again as the trying)
            if path.matches(elements):
                return True
        return False

    def subjects(self, elements: Sequence[Element]) -> Iterator[int]:
        """The indexes of the elements that are its subjects, the innermost first."""
        yield from sorted({index for path in self.paths for index in path.subjects(elements)})

    @property
    def is_broad(self) -> bool:
        """Whether a part of it is a bare `:not(...)`, which some element of almost every chain meets."""
        return any(path.subject.is_bare_not and not path.ancestors for path in self.paths)


def compile_selector(text: str) -> Selector:
    """The selector of a text; raises `SelectorError` if it is invalid or unsupported."""
    # The import takes 10 ms, and most runs have no selector.
    from cssselect.parser import SelectorSyntaxError, parse, tokenize  # noqa: PLC0415

    try:
        tokens = [Token(token.type, token.value or "", token.pos) for token in tokenize(text)]
    except SelectorSyntaxError as error:
        # Its only complaint is about quotes, and their offset ends the message.
        offset = re.search(r"\d+$", str(error))
        raise SelectorError("these quotes are never closed", int(offset[0]) if offset else 0) from None
    try:
        check(text, tokens)
    except SelectorError as error:
        raise _with_class_escaped(error, text) from None
    parsed = parse(_ESCAPE.sub(_backslash_as_stand_in, text))
    return Selector(text, tuple(_path(selector.parsed_tree) for selector in parsed))


def escape_classes(text: str) -> str | None:
    r"""The selector with classes such as `.hover:bg-blue` escaped, if that is all it needs to be valid, else None."""
    escaped = with_classes_escaped(text)
    try:
        compile_selector(text)
    except SelectorError:
        try:
            return compile_selector(escaped).text
        except SelectorError:
            return None
    return None


def _with_class_escaped(error: SelectorError, text: str) -> SelectorError:
    """The error with the escaped form as its hint, if it is in a raw class."""
    for raw in raw_classes(text):
        if raw.start <= error.position < raw.end:
            return SelectorError(error.message, error.position, f"escape it: {raw.escaped}")
    return error


def _backslash_as_stand_in(escape: re.Match[str]) -> str:
    is_backslash = int(escape[1], 16) == ord("\\") if escape[1] else escape[0] == "\\\\"
    return _STAND_IN if is_backslash else escape[0]


def _decoded(text: str | None) -> str:
    return (text or "").replace(_STAND_IN, "\\")


def _path(tree: Tree) -> ComplexSelector:
    from cssselect.parser import CombinedSelector  # noqa: PLC0415

    compounds, combinators = [], []
    while isinstance(tree, CombinedSelector):
        compounds.append(_compound(tree.subselector))
        combinators.append(tree.combinator == ">")
        tree = tree.selector
    compounds.append(_compound(tree))
    return ComplexSelector(compounds[0], tuple(zip(combinators, compounds[1:], strict=True)))


def _compound(tree: Tree) -> Compound:
    """The compound of a tree that holds its parts from the last to the first."""
    from cssselect.parser import Attrib, Class, Function, Hash, Negation  # noqa: PLC0415

    classes, attributes, negations = [], [], []
    positions: dict[str, list[int]] = {"nth-child": [], "nth-of-type": []}
    while True:
        match tree:
            case Class():
                classes.append(_decoded(tree.class_name))
            case Hash():
                attributes.append(AttributeTest("id", "=", _decoded(tree.id)))
            case Attrib():
                operand = _decoded(tree.value.value) if tree.value else ""
                attributes.append(AttributeTest(lower_ascii(_decoded(tree.attrib)), tree.operator, operand))
            case Function():
                positions[tree.name].append(int(tree.arguments[0].value or 0))
            case Negation():
                negations.append(_compound(tree.subselector))
            case _:
                break
        tree = tree.selector
    tag = getattr(tree, "element", None)
    return Compound(
        tag=None if tag is None else lower_ascii(_decoded(tag)),
        classes=tuple(reversed(classes)),
        attributes=tuple(reversed(attributes)),
        nth_child=tuple(positions["nth-child"]),
        nth_of_type=tuple(positions["nth-of-type"]),
        negations=tuple(reversed(negations)),
    )
