"""What a dialect must be able to say: the words that differ from database to database.

Everything else about a statement is the same for all of them.
A dialect that has no exact word for something raises `UnsupportedError` with the name of its gap.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import ClassVar, TypeAlias

from sqlglot import exp

from actioncli.sql import expressions as sql
from actioncli.sql.expressions import Expr
from actioncli.sql.regexes import RegexFlavor

ItemFunction: TypeAlias = Callable[[Expr], Expr]
"""What is said of an item of a list."""


class Dialect(ABC):
    """A dialect."""

    name: ClassVar[str]
    """As sqlglot calls it."""
    regex_flavor: ClassVar[RegexFlavor]
    """The regular expressions that it knows."""

    # --- JSON ---

    @abstractmethod
    def loose_text(self, section: Expr, steps: Sequence[str]) -> Expr:
        """What the steps lead to in a column of JSON, as the database has it as text; null if it is absent.

        Texts, booleans and whole numbers are as in their text form (`docs/semantics.md` 3.3), other numbers read as
        numbers, and arrays and objects begin with `[` and `{`.
        """

    def number_text(self, section: Expr, steps: Sequence[str]) -> Expr:
        """A text that reads as the number that the steps lead to, exactly; of what is no number, its loose form."""
        return self.loose_text(section, steps)

    @abstractmethod
    def exact_text(self, section: Expr, steps: Sequence[str]) -> Expr:
        """The text form of what the steps lead to, exactly; null if it is absent."""

    @abstractmethod
    def is_json_number(self, section: Expr, steps: Sequence[str]) -> Expr:
        """Whether the steps lead to a number."""

    def distinguishes(self, number: int | float) -> bool:  # noqa: ARG002 - most tell all
        """Whether this number of JSON is told from a text of the same digits."""
        return True

    @abstractmethod
    def json_string(self, value: Expr) -> Expr:
        """The text that a column of JSON holds as its string."""

    def check_json(self, section: Expr) -> Expr | None:  # noqa: ARG002 - most fail by themselves
        """A test that no row fails, but that makes the statement fail at a column of JSON that cannot be read.

        None where reading such a column does so by itself.
        """
        return None

    # --- texts ---

    def to_text(self, value: Expr) -> Expr:
        """The text of a value of another type."""
        return sql.cast(value, "TEXT")

    def contains(self, value: Expr, literal: str) -> Expr:
        """Whether a text holds a literal, byte by byte."""
        return sql.compare(exp.StrPosition(this=value.copy(), substr=sql.string(literal)), ">", sql.integer(0))

    @abstractmethod
    def regex_like(self, value: Expr, pattern: str) -> Expr:
        """Whether a pattern, translate_regex for the dialect, is found anywhere in a text."""

    @abstractmethod
    def regex_extract(self, value: Expr, pattern: str, number: int) -> Expr:
        """What a group takes where the pattern is found first; empty or null if it takes nothing."""

    @abstractmethod
    def regex_replace(self, value: Expr, pattern: str, by: str) -> Expr:
        """The text with every match replaced; a backslash and 1 stand for the first group."""

    def replace(self, value: Expr, literal: str, instead: str) -> Expr:
        """The text with every place of a literal replaced."""
        return sql.call("REPLACE", value, sql.string(literal), sql.string(instead))

    # --- lists ---

    @abstractmethod
    def regex_extract_all(self, value: Expr, pattern: str, group: int = 0) -> Expr:
        """The list of all matches, or of what a group takes in each: empty where that takes nothing."""

    @abstractmethod
    def list_any(self, items: Expr, name: str, test: ItemFunction) -> Expr:
        """Whether a test that is true or false holds of an item."""

    @abstractmethod
    def list_map(self, items: Expr, name: str, made: ItemFunction) -> Expr:
        """The list of what is made of each item."""

    @abstractmethod
    def list_filter(self, items: Expr, name: str, test: ItemFunction) -> Expr:
        """The items that a test holds of, in their order."""

    @abstractmethod
    def list_is_longer(self, items: Expr, than: int) -> Expr:
        """Whether a list has more items."""

    @abstractmethod
    def list_join(self, items: Expr) -> Expr:
        """The items, which are texts, one after the other."""

    @abstractmethod
    def list_first(self, items: Expr) -> Expr:
        """The first item; empty or null if there is none."""

    @abstractmethod
    def matched_names(self, flags: Sequence[tuple[Expr, str]]) -> Expr:
        """The list of the names whose flag is true."""

    # --- numbers and times ---

    def parse_int(self, digits: Expr) -> Expr:
        """The number that a text of up to 37 digits is."""
        return sql.cast(digits, "DECIMAL(38, 0)")

    def parse_float(self, digits: Expr) -> Expr:
        """The 64-bit float that is nearest to a decimal number in text; null or infinite if there is none."""
        return sql.cast(digits, "DOUBLE")

    def parse_small_int(self, digits: Expr) -> Expr:
        """The number that a text of up to nine digits is."""
        return sql.cast(digits, "BIGINT")

    def widen(self, number: Expr) -> Expr:
        """A whole number of the widest type."""
        return sql.cast(number, "DECIMAL(38, 0)")

    @abstractmethod
    def int_div(self, number: Expr, by: int) -> Expr:
        """A whole number, not negative, divided without a rest."""

    @abstractmethod
    def timestamp(self, microseconds: int) -> Expr:
        """A moment as a literal."""

    @abstractmethod
    def format_period(self, moment: Expr, by: str, *, sunday: bool) -> Expr:
        """The hour, day, week or month of a moment, in UTC, as `stats --by` prints it.

        `sunday`: weeks begin on Sunday, not on Monday.
        """

    # --- the whole ---

    @abstractmethod
    def fail_if(self, test: Expr, message: str, about: Expr, value: Expr) -> Expr:
        """The value; where the test holds, the statement fails with the message and what it is about."""

    def render(self, tree: Expr, *, pretty: bool = True) -> str:
        """The statement as text."""
        return tree.sql(self.name, pretty=pretty, comments=True)


PERIOD_FORMATS = {"hour": "%Y-%m-%dT%H:00", "day": "%Y-%m-%d", "week": "%Y-%m-%d", "month": "%Y-%m"}
"""A week by its first day."""


def truncate(moment: Expr, by: str, *, sunday: bool) -> Expr:
    """The start of a period by DATE_TRUNC, whose weeks begin on Monday.

    A week that begins on Sunday is the one that the next day lies in, a day earlier.
    """
    if by != "week" or not sunday:
        return sql.call("DATE_TRUNC", sql.string(by), moment)
    day = exp.Interval(this=sql.string("1"), unit=exp.var("DAY"))
    next_day = exp.Add(this=exp.Paren(this=moment.copy()), expression=day)
    return exp.Sub(this=sql.call("DATE_TRUNC", sql.string(by), next_day), expression=day.copy())
