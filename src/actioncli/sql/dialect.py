"""The interface of a dialect: the functions that differ between databases.

Everything else about a statement is the same for all dialects.
A dialect raises `UnsupportedError`, with the name of a gap, for what it cannot express exactly.
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
"""An expression of one item of a list."""


class Dialect(ABC):
    """One dialect of SQL."""

    name: ClassVar[str]
    """Its name in sqlglot."""
    regex_flavor: ClassVar[RegexFlavor]
    """Its regular expression library."""
    default_layout: ClassVar[str]
    """The name of the layout that it uses unless another one is named."""
    gaps: ClassVar[tuple[str, ...]] = ()
    """The names of the entries of `gaps.GAPS` that it cannot express, beside those that no dialect can."""

    # --- JSON ---

    @abstractmethod
    def loose_text(self, section: Expr, steps: Sequence[str]) -> Expr:
        """The value at a path in a JSON column, as the database prints it; null if it is absent.

        Strings, booleans and integers have their text form (`docs/semantics.md` 3.3), other numbers read as
        numbers, and arrays and objects begin with `[` and `{`.
        """

    def number_text(self, section: Expr, steps: Sequence[str]) -> Expr:
        """A text that reads exactly as the number at the path; for other values, the same as `loose_text`."""
        return self.loose_text(section, steps)

    @abstractmethod
    def exact_text(self, section: Expr, steps: Sequence[str]) -> Expr:
        """The exact text form of the value at the path; null if it is absent."""

    @abstractmethod
    def is_json_number(self, section: Expr, steps: Sequence[str]) -> Expr:
        """Whether the value at the path is a JSON number."""

    def distinguishes(self, number: int | float) -> bool:  # noqa: ARG002 - most tell all
        """Whether this JSON number can be told from a string of the same digits."""
        return True

    @abstractmethod
    def json_string(self, value: Expr) -> Expr:
        """The string in a JSON column that holds a single string."""

    def check_json(self, section: Expr) -> Expr | None:  # noqa: ARG002 - most fail by themselves
        """A test that is true for every row, and makes the statement fail for invalid JSON.

        None if reading invalid JSON fails anyway.
        """
        return None

    # --- texts ---

    def to_text(self, value: Expr) -> Expr:
        """A value of another type as text."""
        return sql.cast(value, "TEXT")

    def contains(self, value: Expr, literal: str) -> Expr:
        """Whether a text contains a literal, compared by bytes."""
        return sql.compare(exp.StrPosition(this=value.copy(), substr=sql.string(literal)), ">", sql.integer(0))

    @abstractmethod
    def regex_like(self, value: Expr, pattern: str) -> Expr:
        """Whether a pattern, in the dialect's syntax, matches anywhere in a text."""

    @abstractmethod
    def regex_extract(self, value: Expr, pattern: str, number: int) -> Expr:
        """What a group captures in the first match; empty or null if it captures nothing."""

    @abstractmethod
    def regex_replace(self, value: Expr, pattern: str, by: str) -> Expr:
        """The text with every match replaced; a backslash and 1 stand for the first group."""

    def replace(self, value: Expr, literal: str, instead: str) -> Expr:
        """The text with every occurrence of a literal replaced."""
        return sql.call("REPLACE", value, sql.string(literal), sql.string(instead))

    # --- lists ---

    @abstractmethod
    def regex_extract_all(self, value: Expr, pattern: str, group: int = 0) -> Expr:
        """The list of all matches, or of what a group captures in each; empty text if it captures nothing."""

    @abstractmethod
    def list_any(self, items: Expr, name: str, test: ItemFunction) -> Expr:
        """Whether a test, which is never null, holds for at least one item."""

    @abstractmethod
    def list_map(self, items: Expr, name: str, made: ItemFunction) -> Expr:
        """The list with a function applied to each item."""

    @abstractmethod
    def list_filter(self, items: Expr, name: str, test: ItemFunction) -> Expr:
        """The items for which a test holds, in their order."""

    @abstractmethod
    def list_is_longer(self, items: Expr, than: int) -> Expr:
        """Whether a list has more items than `than`."""

    @abstractmethod
    def list_join(self, items: Expr) -> Expr:
        """The items, which are texts, concatenated."""

    @abstractmethod
    def list_first(self, items: Expr) -> Expr:
        """The first item; empty or null for an empty list."""

    @abstractmethod
    def matched_names(self, flags: Sequence[tuple[Expr, str]]) -> Expr:
        """The list of the names whose flag is true."""

    # --- numbers and times ---

    def parse_int(self, digits: Expr) -> Expr:
        """A text of up to 37 digits as an integer."""
        return sql.cast(digits, "DECIMAL(38, 0)")

    def parse_float(self, digits: Expr) -> Expr:
        """A decimal number in text as the nearest 64-bit float; null or infinite if it is too large."""
        return sql.cast(digits, "DOUBLE")

    def parse_small_int(self, digits: Expr) -> Expr:
        """A text of up to nine digits as an integer."""
        return sql.cast(digits, "BIGINT")

    def widen(self, number: Expr) -> Expr:
        """An integer, converted to the widest integer type."""
        return sql.cast(number, "DECIMAL(38, 0)")

    @abstractmethod
    def int_div(self, number: Expr, by: int) -> Expr:
        """The integer quotient of an integer that is not negative."""

    @abstractmethod
    def timestamp(self, microseconds: int) -> Expr:
        """A time as a literal; `microseconds` counts from 1970."""

    @abstractmethod
    def format_period(self, moment: Expr, by: str, *, sunday: bool) -> Expr:
        """The hour, day, week or month of a time, in UTC, as `stats --by` prints it.

        `sunday`: weeks start on Sunday instead of Monday.
        """

    # --- the whole ---

    @abstractmethod
    def fail_if(self, test: Expr, message: str, about: Expr, value: Expr) -> Expr:
        """The value. Where the test holds, the statement fails with `message` and the value of `about`."""

    def render(self, tree: Expr, *, pretty: bool = True) -> str:
        """The statement as SQL text."""
        return tree.sql(self.name, pretty=pretty, comments=True)


PERIOD_FORMATS = {"hour": "%Y-%m-%dT%H:00", "day": "%Y-%m-%d", "week": "%Y-%m-%d", "month": "%Y-%m"}
"""The formats of the periods of `--by`, for functions like `strftime`; a week is named by its first day."""


def truncate(moment: Expr, by: str, *, sunday: bool) -> Expr:
    """The start of a period, with DATE_TRUNC, whose weeks start on Monday.

    A week that starts on Sunday is computed from the next day, and moved back by one day.
    """
    if by != "week" or not sunday:
        return sql.call("DATE_TRUNC", sql.string(by), moment)
    day = exp.Interval(this=sql.string("1"), unit=exp.var("DAY"))
    next_day = exp.Add(this=exp.Paren(this=moment.copy()), expression=day)
    return exp.Sub(this=sql.call("DATE_TRUNC", sql.string(by), next_day), expression=day.copy())
