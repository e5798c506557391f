"""What a dialect must be able to say: the words that differ from database to database.

Everything else about a statement is the same for all of them.
A dialect that has no exact word for something raises `CannotSay` with the name of its gap.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import ClassVar, TypeAlias

from sqlglot import exp

from actioncli.sql import building as sql
from actioncli.sql.building import Sql
from actioncli.sql.spelling import Spelling

Of: TypeAlias = Callable[[Sql], Sql]
"""What is said of an item of a list."""


class Dialect(ABC):
    """A dialect."""

    name: ClassVar[str]
    """As sqlglot calls it."""
    spelling: ClassVar[Spelling]
    """The regular expressions that it knows."""

    # --- JSON ---

    @abstractmethod
    def loose_form(self, section: Sql, steps: Sequence[str]) -> Sql:
        """What the steps lead to in a column of JSON, as the database has it as text; null if it is absent.

        Texts, booleans and whole numbers are as in their text form (`docs/semantics.md` 3.3), other numbers read as
        numbers, and arrays and objects begin with `[` and `{`.
        """

    def number_form(self, section: Sql, steps: Sequence[str]) -> Sql:
        """A text that reads as the number that the steps lead to, exactly; of what is no number, its loose form."""
        return self.loose_form(section, steps)

    @abstractmethod
    def text_form(self, section: Sql, steps: Sequence[str]) -> Sql:
        """The text form of what the steps lead to, exactly; null if it is absent."""

    @abstractmethod
    def is_number(self, section: Sql, steps: Sequence[str]) -> Sql:
        """Whether the steps lead to a number."""

    def tells(self, number: int | float) -> bool:  # noqa: ARG002 - most tell all
        """Whether this number of JSON is told from a text of the same digits."""
        return True

    @abstractmethod
    def json_string(self, value: Sql) -> Sql:
        """The text that a column of JSON holds as its string."""

    def readable(self, section: Sql) -> Sql | None:  # noqa: ARG002 - most fail by themselves
        """A test that no row fails, but that makes the statement fail at a column of JSON that cannot be read.

        None where reading such a column does so by itself.
        """
        return None

    # --- texts ---

    def as_text(self, value: Sql) -> Sql:
        """The text of a value of another type."""
        return sql.cast_to(value, "TEXT")

    def holds(self, value: Sql, literal: str) -> Sql:
        """Whether a text holds a literal, byte by byte."""
        return sql.compared(exp.StrPosition(this=value.copy(), substr=sql.text(literal)), ">", sql.integer(0))

    @abstractmethod
    def found(self, value: Sql, pattern: str) -> Sql:
        """Whether a pattern, spelled for the dialect, is found anywhere in a text."""

    @abstractmethod
    def group(self, value: Sql, pattern: str, number: int) -> Sql:
        """What a group takes where the pattern is found first; empty or null if it takes nothing."""

    @abstractmethod
    def replaced(self, value: Sql, pattern: str, by: str) -> Sql:
        """The text with every match replaced; a backslash and 1 stand for the first group."""

    def without(self, value: Sql, literal: str, instead: str) -> Sql:
        """The text with every place of a literal replaced."""
        return sql.call("REPLACE", value, sql.text(literal), sql.text(instead))

    # --- lists ---

    @abstractmethod
    def matches(self, value: Sql, pattern: str, group: int = 0) -> Sql:
        """The list of all matches, or of what a group takes in each: empty where that takes nothing."""

    @abstractmethod
    def some_item(self, items: Sql, name: str, test: Of) -> Sql:
        """Whether a test that is true or false holds of an item."""

    @abstractmethod
    def each(self, items: Sql, name: str, made: Of) -> Sql:
        """The list of what is made of each item."""

    @abstractmethod
    def only(self, items: Sql, name: str, test: Of) -> Sql:
        """The items that a test holds of, in their order."""

    @abstractmethod
    def is_longer(self, items: Sql, than: int) -> Sql:
        """Whether a list has more items."""

    @abstractmethod
    def strung(self, items: Sql) -> Sql:
        """The items, which are texts, one after the other."""

    @abstractmethod
    def first_item(self, items: Sql) -> Sql:
        """The first item; empty or null if there is none."""

    @abstractmethod
    def names(self, flags: Sequence[tuple[Sql, str]]) -> Sql:
        """The list of the names whose flag is true."""

    # --- numbers and times ---

    def whole(self, digits: Sql) -> Sql:
        """The number that a text of up to 37 digits is."""
        return sql.cast_to(digits, "DECIMAL(38, 0)")

    def real(self, digits: Sql) -> Sql:
        """The 64-bit float that is nearest to a decimal number in text; null or infinite if there is none."""
        return sql.cast_to(digits, "DOUBLE")

    def small(self, digits: Sql) -> Sql:
        """The number that a text of up to nine digits is."""
        return sql.cast_to(digits, "BIGINT")

    def large(self, number: Sql) -> Sql:
        """A whole number of the widest type."""
        return sql.cast_to(number, "DECIMAL(38, 0)")

    @abstractmethod
    def divided(self, number: Sql, by: int) -> Sql:
        """A whole number, not negative, divided without a rest."""

    @abstractmethod
    def at(self, microseconds: int) -> Sql:
        """A moment as a literal."""

    @abstractmethod
    def period(self, moment: Sql, by: str, *, sunday: bool) -> Sql:
        """The hour, day, week or month of a moment, in UTC, as `stats --by` prints it.

        `sunday`: weeks begin on Sunday, not on Monday.
        """

    # --- the whole ---

    @abstractmethod
    def refusing(self, test: Sql, message: str, about: Sql, value: Sql) -> Sql:
        """The value; where the test holds, the statement fails with the message and what it is about."""

    def written(self, tree: exp.Expr, *, pretty: bool = True) -> str:
        """The statement as text."""
        return tree.sql(self.name, pretty=pretty, comments=True)
