"""Selectors as text: parts that were parsed, and names and values of a page, as CSS wants them written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from actioncli.conditions.compounds import AttributeTest, Compound
from actioncli.conditions.raw_classes import with_start_escaped

_NO_IDENTIFIER = re.compile(r"[^\w-]")
_NO_STRING = re.compile(r'["\\]|[\x00-\x1f\x7f]')


def css_identifier(name: str) -> str:
    r"""The name as an identifier, with escapes: `hover\:bg-blue`, `\31 0`."""
    return with_start_escaped(_NO_IDENTIFIER.sub(_escape, name))


def css_string(value: str) -> str:
    """The value in double quotes."""
    return '"' + _NO_STRING.sub(_escape, value) + '"'


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return f"\\{character}" if character.isprintable() else f"\\{ord(character):x} "


def compound_text(compound: Compound) -> str:
    """The compound as CSS."""
    return "".join(text for text, _ in parts(compound)) or "*"


def parts(compound: Compound) -> Iterator[tuple[str, Compound]]:
    """The single tests of a compound, each as CSS and as a compound of its own.

    An element fits a compound if and only if it fits all of its parts.
    """
    if compound.tag is not None:
        yield css_identifier(compound.tag), Compound(tag=compound.tag)
    for name in compound.classes:
        yield f".{css_identifier(name)}", Compound(classes=(name,))
    for attribute in compound.attributes:
        is_id = (attribute.name, attribute.operator) == ("id", "=") and attribute.operand
        text = f"#{css_identifier(attribute.operand)}" if is_id else attribute_text(attribute)
        yield text, Compound(attributes=(attribute,))
    for position in compound.nth_child:
        yield f":nth-child({position})", Compound(nth_child=(position,))
    for position in compound.nth_of_type:
        yield f":nth-of-type({position})", Compound(nth_of_type=(position,))
    for negation in compound.negations:
        yield f":not({compound_text(negation)})", Compound(negations=(negation,))


def attribute_text(test: AttributeTest) -> str:
    """The test of one attribute as CSS."""
    if test.operator == "exists":
        return f"[{css_identifier(test.name)}]"
    return f"[{css_identifier(test.name)}{test.operator}{css_string(test.operand)}]"
