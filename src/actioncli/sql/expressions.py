"""Functions that build SQL expressions, as trees of sqlglot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from sqlglot import exp

from actioncli.sql.unsupported import UnsupportedError

Expr: TypeAlias = exp.Expr
"""A tree of sqlglot."""


def string(value: str) -> Expr:
    """A string literal; raises `UnsupportedError` for text that SQL cannot contain."""
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise UnsupportedError("a NUL or a lone surrogate, which a SQL statement cannot contain", "unwritable")
    return exp.Literal.string(value)


def integer(value: int) -> Expr:
    """An integer literal."""
    return exp.Neg(this=exp.Literal.number(-value)) if value < 0 else exp.Literal.number(value)


def boolean(value: bool) -> Expr:
    """TRUE or FALSE."""
    return exp.true() if value else exp.false()


def null() -> Expr:
    """NULL."""
    return exp.null()


def call(name: str, *arguments: Expr) -> Expr:
    """A call of a function by its name in the dialect."""
    return exp.Anonymous(this=name, expressions=[argument.copy() for argument in arguments])


def column(name: str, table: str | None = None) -> Expr:
    """A column; its name is quoted if necessary."""
    return exp.column(exp.to_identifier(name, quoted=_needs_quotes(name)), table=table)


def _needs_quotes(name: str) -> bool | None:
    return None if name.isidentifier() and name.isascii() and name == name.lower() else True


def equal(left: Expr, right: Expr) -> Expr:
    """Equality."""
    return exp.EQ(this=left.copy(), expression=right.copy())


def is_in(value: Expr, choices: Sequence[Expr]) -> Expr:
    """Whether a value equals one of the choices."""
    if len(choices) == 1:
        return equal(value, choices[0])
    return exp.In(this=value.copy(), expressions=[choice.copy() for choice in choices])


def compare(left: Expr, comparing: str, right: Expr) -> Expr:
    """A comparison; `comparing` is one of `<`, `<=`, `=`, `>=`, `>`."""
    kinds: dict[str, type[exp.Binary]] = {"<": exp.LT, "<=": exp.LTE, "=": exp.EQ, ">=": exp.GTE, ">": exp.GT}
    return kinds[comparing](this=left.copy(), expression=right.copy())


def _join(kind: Callable[..., exp.Condition], tests: Iterable[Expr], neutral: bool) -> Expr:
    """The tests joined by AND or OR; `neutral` if there are none."""
    listed = list(tests)
    if not listed:
        return boolean(neutral)
    return kind(*listed) if len(listed) > 1 else listed[0]


def any_of(tests: Iterable[Expr]) -> Expr:
    """At least one of the tests holds (OR); FALSE without tests."""
    listed = [test for test in tests if not is_boolean(test, False)]
    return boolean(True) if any(is_boolean(test, True) for test in listed) else _join(exp.or_, listed, False)


def all_of(tests: Iterable[Expr]) -> Expr:
    """All of the tests hold (AND); TRUE without tests."""
    listed = [test for test in tests if not is_boolean(test, True)]
    return boolean(False) if any(is_boolean(test, False) for test in listed) else _join(exp.and_, listed, True)


def negate(test: Expr) -> Expr:
    """NOT, for a test that is never null."""
    if isinstance(test, exp.Boolean):
        return boolean(not test.this)
    return exp.not_(test)


def is_boolean(test: Expr, value: bool) -> bool:
    """Whether a test is the constant TRUE, or FALSE."""
    return isinstance(test, exp.Boolean) and bool(test.this) is value


def is_null(value: Expr) -> Expr:
    """IS NULL."""
    return exp.Is(this=value.copy(), expression=exp.null())


def is_not_null(value: Expr) -> Expr:
    """IS NOT NULL."""
    return exp.not_(is_null(value))


def case(ways: Iterable[tuple[Expr, Expr]], otherwise: Expr | None = None) -> Expr:
    """CASE WHEN ... THEN ... ELSE ... END."""
    built = exp.Case(ifs=[exp.If(this=test.copy(), true=value.copy()) for test, value in ways])
    return built if otherwise is None else built.else_(otherwise, copy=False)


def coalesce(*values: Expr) -> Expr:
    """COALESCE."""
    if len(values) == 1:
        return values[0]
    return exp.Coalesce(this=values[0].copy(), expressions=[value.copy() for value in values[1:]])


def null_if_empty(value: Expr) -> Expr:
    """The text, or null if it is empty."""
    return exp.Nullif(this=value.copy(), expression=string(""))


def cast(value: Expr, kind: str) -> Expr:
    """CAST, for a value that the database can convert."""
    return exp.Cast(this=value.copy(), to=exp.DataType.build(kind))


def substring(value: Expr, start: int, length: int | None = None) -> Expr:
    """SUBSTRING; `start` counts from 1."""
    size = None if length is None else integer(length)
    return exp.Substring(this=value.copy(), start=integer(start), length=size)


def alias(value: Expr, name: str) -> Expr:
    """The value with an alias."""
    return exp.alias_(value, exp.to_identifier(name, quoted=_needs_quotes(name)))
