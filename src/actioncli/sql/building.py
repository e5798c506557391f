"""Expressions of SQL, in few words: what the rest of the room builds its trees from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias, cast

from sqlglot import exp

from actioncli.sql.refusals import CannotSay

Sql: TypeAlias = exp.Expr


def text(value: str) -> Sql:
    """A literal text; raises `CannotSay` for one that no statement can hold."""
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise CannotSay("a NUL, or half a character, which no statement can hold", "unwritable")
    return exp.Literal.string(value)


def integer(value: int) -> Sql:
    """A literal whole number."""
    return exp.Neg(this=exp.Literal.number(-value)) if value < 0 else exp.Literal.number(value)


def answer(value: bool) -> Sql:
    """TRUE or FALSE."""
    return exp.true() if value else exp.false()


def null() -> Sql:
    """NULL."""
    return exp.null()


def call(name: str, *arguments: Sql) -> Sql:
    """A call of a function of the dialect, spelled just so."""
    return exp.Anonymous(this=name, expressions=[argument.copy() for argument in arguments])


def column(name: str, table: str | None = None) -> Sql:
    """A column, its name quoted where it needs to be."""
    return exp.column(exp.to_identifier(name, quoted=_needs_quotes(name)), table=table)


def _needs_quotes(name: str) -> bool | None:
    return None if name.isidentifier() and name.isascii() and name == name.lower() else True


def equal(left: Sql, right: Sql) -> Sql:
    """Equality."""
    return exp.EQ(this=left.copy(), expression=right.copy())


def among(value: Sql, choices: Sequence[Sql]) -> Sql:
    """Equality with one of the choices."""
    if len(choices) == 1:
        return equal(value, choices[0])
    return exp.In(this=value.copy(), expressions=[choice.copy() for choice in choices])


def compared(left: Sql, comparing: str, right: Sql) -> Sql:
    """A comparison by its sign."""
    kinds: dict[str, type[exp.Binary]] = {"<": exp.LT, "<=": exp.LTE, "=": exp.EQ, ">=": exp.GTE, ">": exp.GT}
    return kinds[comparing](this=left.copy(), expression=right.copy())


def joined(kind: Callable[..., exp.Condition], tests: Iterable[Sql], neutral: bool) -> Sql:
    """All tests with AND or OR between them; the neutral answer of none."""
    listed = list(tests)
    if not listed:
        return answer(neutral)
    return cast("Sql", kind(*listed)) if len(listed) > 1 else listed[0]


def either(tests: Iterable[Sql]) -> Sql:
    """One of the tests."""
    listed = [test for test in tests if not is_answer(test, False)]
    return answer(True) if any(is_answer(test, True) for test in listed) else joined(exp.or_, listed, False)


def both(tests: Iterable[Sql]) -> Sql:
    """All of the tests."""
    listed = [test for test in tests if not is_answer(test, True)]
    return answer(False) if any(is_answer(test, False) for test in listed) else joined(exp.and_, listed, True)


def opposite(test: Sql) -> Sql:
    """NOT, of a test that is true or false."""
    if isinstance(test, exp.Boolean):
        return answer(not test.this)
    return exp.not_(test)


def is_answer(test: Sql, value: bool) -> bool:
    """Whether a test is TRUE, or FALSE, whatever the row."""
    return isinstance(test, exp.Boolean) and bool(test.this) is value


def is_null(value: Sql) -> Sql:
    """IS NULL."""
    return exp.Is(this=value.copy(), expression=exp.null())


def is_there(value: Sql) -> Sql:
    """IS NOT NULL."""
    return exp.not_(is_null(value))


def case(ways: Iterable[tuple[Sql, Sql]], otherwise: Sql | None = None) -> Sql:
    """CASE WHEN ... THEN ... ELSE ... END."""
    built = exp.Case(ifs=[exp.If(this=test.copy(), true=value.copy()) for test, value in ways])
    return built if otherwise is None else built.else_(otherwise, copy=False)


def first(*values: Sql) -> Sql:
    """COALESCE."""
    if len(values) == 1:
        return values[0]
    return exp.Coalesce(this=values[0].copy(), expressions=[value.copy() for value in values[1:]])


def unless_empty(value: Sql) -> Sql:
    """The text, or null where it is empty."""
    return exp.Nullif(this=value.copy(), expression=text(""))


def cast_to(value: Sql, kind: str) -> Sql:
    """CAST of a value that is known to be castable."""
    return exp.Cast(this=value.copy(), to=exp.DataType.build(kind))


def part(value: Sql, start: int, length: int | None = None) -> Sql:
    """A part of a text; `start` counts from 1."""
    size = None if length is None else integer(length)
    return exp.Substring(this=value.copy(), start=integer(start), length=size)


def named(value: Sql, name: str) -> Sql:
    """The value under a name."""
    return exp.alias_(value, exp.to_identifier(name, quoted=_needs_quotes(name)))
