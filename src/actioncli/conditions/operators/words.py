"""What an operator needs to say its test in another language, such as SQL.

An operator's `said` is its predicate once more, in these words instead of Python's;
the language is someone else's affair, and so is the value that the words are about.
A test that is said holds of present values, and may be unknown of an absent one: `settled` makes it true or false.

    words.some([words.compares("<", 18), words.compares(">", 65)])
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Protocol, TypeAlias, TypeVar

Said = TypeVar("Said")
"""A test in the other language."""

Comparing: TypeAlias = Literal["<", "<=", "=", ">=", ">"]


class Words(Protocol[Said]):
    """The words about one value; whoever cannot say one of them exactly raises, and never says it nearly."""

    def constant(self, answer: bool) -> Said:
        """The same answer for every value."""

    def some(self, tests: Iterable[Said]) -> Said:
        """One of the tests holds; of no tests, none does."""

    def every(self, tests: Iterable[Said]) -> Said:
        """All of the tests hold."""

    def opposite(self, test: Said) -> Said:
        """The test does not hold; it must be settled."""

    def settled(self, test: Said, *, absent: bool) -> Said:
        """The test as true or false, and what it says of an absent value."""

    def reads(self, texts: Iterable[str]) -> Said:
        """The text form is one of these, letter by letter."""

    def holds(self, literal: str) -> Said:
        """The text form holds the literal."""

    def finds(self, pattern: str) -> Said:
        """The regular expression, of RE2 and with `.` for any character, is found in the text form."""

    def is_the_number(self, number: int | float, *, or_its_digits: bool = False) -> Said:
        """The value is a number of JSON, and no text that reads as one, and equals this.

        With `or_its_digits`, what is said of a text of just the digits of a whole number does not matter.
        """

    def compares(self, comparing: Comparing, bound: int | float) -> Said:
        """The value is a number or reads as one (`docs/semantics.md` 3.4), and compares so."""

    def lies(self, comparing: Comparing, moment: int) -> Said:
        """The value is a date (`docs/semantics.md` 6.1), and its moment, in nanoseconds since 1970, compares so."""
