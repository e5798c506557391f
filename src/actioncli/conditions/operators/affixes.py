"""Operators of the two ends of a text: what the text form of a value begins and ends with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actioncli.conditions.operators.base import Example, LookUp, Negated, Predicate, Reading, opposite
from actioncli.conditions.operators.text import Text, on_text, texts_of
from actioncli.conditions.patterns import fold_ascii
from actioncli.values import Operand

if TYPE_CHECKING:
    from actioncli.conditions.operators.words import Said, Words


class StartsWith(Text):
    """A literal at the beginning; only A-Z have two cases here."""

    name = "starts_with"
    summary = "begins with the literal, or one of a list; ASCII letters in any case"
    examples = (
        Example("FOO", "foobar", True),
        Example("bar", "foobar", False),
        Example(("x", "foo"), "Foobar", True),
        Example("É", "école", False),
        Example(12, 123, True),
        Example("foo", None, False),
    )

    def predicate(self, operand: Operand, reading: Reading) -> Predicate:  # noqa: ARG002
        """A comparison of no more text than the longest literal needs."""
        literals, longest = _literals(operand)
        return on_text(lambda text: fold_ascii(text[:longest]).startswith(literals))

    def look_up(self, operand: Operand) -> LookUp:
        """The beginning of a text."""
        return LookUp("start", _literals(operand)[0])

    def said(self, operand: Operand, reading: Reading, words: Words[Said]) -> Said:  # noqa: ARG002
        """A pattern that is tied to the beginning."""
        from actioncli.conditions.spelled import ascii_folded_as_pattern  # noqa: PLC0415 - only `sql` asks

        return words.some([words.finds(f"^{ascii_folded_as_pattern(text)}") for text in texts_of(operand)])


def _literals(operand: Operand) -> tuple[tuple[str, ...], int]:
    """The literals with A-Z in lower case, and the length of the longest."""
    literals = tuple(fold_ascii(text) for text in texts_of(operand))
    return literals, max(map(len, literals))


class NotStartsWith(Negated):
    """The negation of `starts_with`."""

    name = "not_starts_with"
    summary = "does not begin with the literal, nor any of a list; ASCII letters in any case"
    takes = StartsWith.takes
    inner = StartsWith()
    examples = opposite(StartsWith.examples)


class EndsWith(Text):
    """A literal at the end; only A-Z have two cases here."""

    name = "ends_with"
    summary = "ends with the literal, or one of a list; ASCII letters in any case"
    examples = (
        Example(".PDF", "/report.pdf", True),
        Example(".pdf", "/report.pdf?x=1", False),
        Example((".png", ".jpg"), "a.JPG", True),
        Example(".5", 2.50, True),
        Example(".pdf", None, False),
    )

    def predicate(self, operand: Operand, reading: Reading) -> Predicate:  # noqa: ARG002
        """A comparison of no more text than the longest literal needs."""
        literals, longest = _literals(operand)
        return on_text(lambda text: fold_ascii(text[max(len(text) - longest, 0) :]).endswith(literals))

    def look_up(self, operand: Operand) -> LookUp:
        """The end of a text."""
        return LookUp("end", _literals(operand)[0])

    def said(self, operand: Operand, reading: Reading, words: Words[Said]) -> Said:  # noqa: ARG002
        """A pattern that is tied to the end."""
        from actioncli.conditions.spelled import ascii_folded_as_pattern  # noqa: PLC0415 - only `sql` asks

        return words.some([words.finds(f"{ascii_folded_as_pattern(text)}$") for text in texts_of(operand)])


class NotEndsWith(Negated):
    """The negation of `ends_with`."""

    name = "not_ends_with"
    summary = "does not end with the literal, nor any of a list; ASCII letters in any case"
    takes = EndsWith.takes
    inner = EndsWith()
    examples = opposite(EndsWith.examples)
