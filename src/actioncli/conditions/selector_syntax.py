"""Which selectors can be answered, and for all others what is wrong, where, and what to write instead.

The parser of CSS accepts more than a chain can answer (`:hover`, `a + b`), is lenient in places (`#1a`),
and seldom says where it stumbled.
So the tokens are checked first, against the table of section 12 of `docs/semantics.md` and nothing more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NoReturn

from msgspec import Struct

from actioncli.conditions.raw_classes import PSEUDO_CLASSES, identifier

_POSITIONS = ("nth-child", "nth-of-type")
_ENDS_OF_COMPOUND = (",", ">", "+", "~", ")")
_START_OF_IDENTIFIER = re.compile(r"--|-?(?:[A-Za-z_]|[^\0-\x7f]|\\[^\n\r\f])")
_NAME_OF_ATTRIBUTE = re.compile(r"\[\s*([^\s\]=~|^$*\"']+)")

_INSTEAD = {
    "first-child": "write :nth-child(1)",
    "first-of-type": "write :nth-of-type(1)",
    "nth-child": "write :nth-child(1)",
    "nth-of-type": "write :nth-of-type(1)",
    "not": "write :not(.name)",
    "checked": "write [checked]",
    "disabled": "write [disabled]",
    "required": "write [required]",
    "is": "write the alternatives out, with commas between",
    "where": "write the alternatives out, with commas between",
    "matches": "write the alternatives out, with commas between",
    "contains": "the field `text` says what an element must hold",
    "has-text": "the field `text` says what an element must hold",
}


class SelectorError(ValueError):
    """A selector that is not supported: what is wrong, at which offset of its text, and what to write instead."""

    def __init__(self, message: str, position: int, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.position = position
        self.hint = hint


class Token(Struct, frozen=True):
    """A token of the selector: IDENT, HASH, STRING, NUMBER, S (white space), DELIM or EOF, its value and its offset."""

    kind: str
    value: str
    position: int

    def is_delimiter(self, *values: str) -> bool:
        """Whether it is one of these characters."""
        return self.kind == "DELIM" and self.value in values


class _Reader:
    """The tokens that are left; it has state, as reading has."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self._tokens = tokens
        self._index = 0

    @property
    def ahead(self) -> Token:
        return self._tokens[self._index]

    def take(self) -> Token:
        token = self._tokens[self._index]
        self._index = min(self._index + 1, len(self._tokens) - 1)  # the end stays ahead for ever
        return token

    def skip_space(self) -> bool:
        skipped = False
        while self.ahead.kind == "S":
            self.take()
            skipped = True
        return skipped

    def fail(self, message: str, position: int, hint: str = "") -> NoReturn:
        raise SelectorError(message, max(0, min(position, len(self.text) - 1)), hint)


def check(text: str, tokens: Sequence[Token]) -> None:
    """Raise `SelectorError` at the first unsupported or invalid token. The last token is EOF."""
    reader = _Reader(text, tokens)
    if not text.strip():
        reader.fail("the selector is empty", 0)
    _check_path(reader, before=None)
    while reader.ahead.kind != "EOF":
        _check_path(reader, before=reader.take())


def _check_path(reader: _Reader, before: Token | None) -> None:
    """Compounds up to a comma or the end; `before` is the comma that precedes them."""
    reader.skip_space()
    _check_compound(reader, before)
    while True:
        reader.skip_space()
        if reader.ahead.kind == "EOF" or reader.ahead.is_delimiter(","):
            return
        combinator = reader.take() if reader.ahead.is_delimiter(">") else None
        reader.skip_space()
        _check_compound(reader, combinator)


def _check_compound(reader: _Reader, before: Token | None, *, negated: bool = False) -> None:
    """One compound; `before` is what it must follow, to be named if there is none."""
    start = reader.ahead
    if start.kind == "IDENT" or start.is_delimiter("*"):
        reader.take()
    while reader.ahead.kind not in ("S", "EOF") and not reader.ahead.is_delimiter(*_ENDS_OF_COMPOUND):
        token = reader.take()
        if token.kind == "HASH":
            _check_id(reader, token)
        elif token.is_delimiter("."):
            _check_class(reader, token)
        elif token.is_delimiter("["):
            _check_attribute(reader, token)
        elif token.is_delimiter(":"):
            _check_pseudo_class(reader, token, negated=negated)
        else:
            _fail_at(reader, token)
    if reader.ahead is start:
        _fail_without_compound(reader, before)


def _fail_at(reader: _Reader, token: Token) -> NoReturn:
    if token.is_delimiter("|"):
        reader.fail("namespaces are not supported", token.position)
    if token.kind == "IDENT" or token.is_delimiter("*"):
        reader.fail("a tag must stand first in its compound", token.position, "put a space or a dot before it")
    if token.is_delimiter("#"):
        reader.fail("an id must follow the `#`", token.position)
    if token.kind == "EOF":
        reader.fail("the selector is empty", 0)
    reader.fail(f"`{reader.text[token.position]}` cannot stand here", token.position)


def _fail_without_compound(reader: _Reader, before: Token | None) -> NoReturn:
    token = reader.ahead
    if token.is_delimiter("+", "~"):
        hint = "an elements chain has ancestors but no siblings; try :nth-child(n)"
        reader.fail(f"siblings (`{token.value}`) are not supported", token.position, hint)
    if before is not None:
        reader.fail(f"nothing follows this `{before.value}`", before.position, "take it away")
    if token.is_delimiter(",", ">"):
        reader.fail(f"nothing stands before this `{token.value}`", token.position, "take it away")
    _fail_at(reader, token)


def _check_class(reader: _Reader, dot: Token) -> None:
    if reader.take().kind != "IDENT":
        reader.fail("a class must follow the dot", dot.position)


def _check_id(reader: _Reader, token: Token) -> None:
    if not _START_OF_IDENTIFIER.match(reader.text, token.position + 1):
        value = token.value.replace("\\", "\\\\").replace('"', '\\"')
        reader.fail("an id cannot begin so in CSS", token.position, f'write [id="{value}"]')


def _check_attribute(reader: _Reader, opening: Token) -> None:
    reader.skip_space()
    name = reader.take()
    if name.kind == "EOF":
        reader.fail("this `[` is never closed", opening.position)
    if name.kind != "IDENT":
        reader.fail("an attribute's name must follow the `[`", name.position, _name_hint(reader, opening))
    spaced = reader.skip_space()
    operator = reader.take()
    if operator.is_delimiter("]"):
        return
    if operator.is_delimiter("^", "$", "*", "~", "|") and reader.ahead.is_delimiter("="):
        reader.take()
    elif operator.is_delimiter("|") and not spaced:
        reader.fail("namespaces are not supported", operator.position)
    elif operator.kind == "EOF":
        reader.fail("this `[` is never closed", opening.position)
    elif operator.is_delimiter("!"):
        hint = f"write :not([{name.value}=...])"
        reader.fail("`!=` is not an operator of CSS", operator.position, hint)
    elif not operator.is_delimiter("="):
        hint = _name_hint(reader, opening)
        reader.fail(f"`{reader.text[operator.position]}` cannot follow an attribute's name", operator.position, hint)
    reader.skip_space()
    _check_attribute_value(reader, opening)


def _name_hint(reader: _Reader, opening: Token) -> str:
    name = _NAME_OF_ATTRIBUTE.match(reader.text, opening.position)
    if name is None or identifier(name[1]) == name[1]:
        return "one of = ^= $= *= ~= |= or ] must follow the name"
    return f"escape it: [{identifier(name[1])}"


def _check_attribute_value(reader: _Reader, opening: Token) -> None:
    value = reader.take()
    reader.skip_space()
    closing = reader.take() if value.kind in ("IDENT", "STRING") else value
    if closing.is_delimiter("]") and closing is not value:
        return
    if closing.kind == "IDENT" and closing.value.lower() in ("i", "s"):
        reader.fail("flags are not supported: values are case-sensitive", closing.position, "take it away")
    if value.kind == "STRING" or "]" not in reader.text[opening.position :]:
        reader.fail("this `[` is never closed", opening.position, "a ] must follow the value")
    raw = reader.text[value.position : reader.text.index("]", value.position)].rstrip()
    quoted = f'{reader.text[opening.position : value.position]}"{raw}"]'
    hint = "quote the value" if '"' in raw or "\\" in raw else f"quote the value: {quoted}"
    reader.fail("only a name may be unquoted", value.position, hint)


def _check_pseudo_class(reader: _Reader, colon: Token, *, negated: bool) -> None:
    token = reader.take()
    if token.is_delimiter(":"):
        reader.fail("pseudo-elements (`::`) are not in an elements chain", colon.position)
    if token.kind != "IDENT":
        reader.fail("the name of a pseudo-class must follow the colon", colon.position)
    name = token.value.lower()
    if reader.ahead.is_delimiter("("):
        if name in _POSITIONS:
            _check_position(reader, name, reader.take())
            return
        if name == "not":
            _check_negation(reader, colon, reader.take(), negated=negated)
            return
        hint = "known are :not(), :nth-child() and :nth-of-type()"
    elif name in PSEUDO_CLASSES:
        hint = "exports do not record that about an element"
    else:
        hint = "escape the colon if it is part of a name: \\:"
    reader.fail(f"`:{name}` is not supported", colon.position, _INSTEAD.get(name, hint))


def _check_position(reader: _Reader, name: str, opening: Token) -> None:
    reader.skip_space()
    number = reader.take()
    reader.skip_space()
    digits = number.value if number.kind == "NUMBER" and number.value.isdigit() else ""
    if not (reader.take().is_delimiter(")") and 0 < len(digits) < 10 and int(digits)):
        place = opening if number.kind == "EOF" else number
        reader.fail(f"`:{name}` takes one whole number, from 1", place.position, f"write :{name}(1)")


def _check_negation(reader: _Reader, colon: Token, opening: Token, *, negated: bool) -> None:
    if negated:
        reader.fail("`:not` inside `:not` is not supported", colon.position, "write :not(.a):not(.b)")
    reader.skip_space()
    if reader.ahead.kind != "EOF":
        _check_compound(reader, None, negated=True)
    reader.skip_space()
    closing = reader.take()
    if closing.kind == "EOF":
        reader.fail("this `(` is never closed", opening.position)
    if closing.is_delimiter(","):
        reader.fail("`:not` takes no list", closing.position, "write :not(.a):not(.b)")
    if not closing.is_delimiter(")"):
        reader.fail("`:not` takes one compound, without blanks or combinators", closing.position)
