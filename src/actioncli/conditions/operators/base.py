"""What an operator is: a name, an operand it accepts, and the predicate the two make.

Absence is decided here, once: a predicate sees only values that are present,
and each operator says what it answers for one that is not.
Negation is a wrapper (`Negated`), not an operator of its own.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from actioncli.values import Operand, Scalar, Value, compact_json

if TYPE_CHECKING:
    from actioncli.conditions.operators.expressions import Expr, ExpressionBuilder

Predicate: TypeAlias = Callable[[Value], bool]
"""Whether a value that is present (never null) meets the operator and its operand."""


class Context(Struct, frozen=True):
    """What a predicate must know beside its operand."""

    now: datetime
    """The moment that relative dates count back from, with a zone; one per run."""
    folds_case: bool = False
    """Whether `contains` ignores case: it does on `text` and `href`."""


class OperandError(ValueError):
    """An operand that the operator cannot take: what was found and expected, and what to write instead."""

    def __init__(self, message: str, hint: str = "", position: int | None = None, item: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.position = position
        """Where in the text of the operand, or of its item; counts code points from 0."""
        self.item = item
        """Which item of a list is wrong, from 0; None where it is the operand as a whole."""


class Example(Struct, frozen=True):
    """An operand, a value of an event and the answer: a test, and a line of the reference, at once."""

    operand: Operand
    value: Value
    """The event's value; None is an absent one."""
    matches: bool


class Lookup(Struct, frozen=True):
    """Texts that an operator compares a text with, so that one look-up answers for any number of conditions."""

    where: Literal["whole", "start", "end"]
    """What must equal one of them: the text, or its beginning or end in lower case (`fold`)."""
    texts: tuple[str, ...]


class OperandKind(Struct, frozen=True):
    """What an operand is, as a schema of the file can say it; `check` may know better, and never takes more."""

    item: Mapping[str, object] = field(default_factory=lambda: {"type": ["string", "number", "boolean"]})
    """A single value, as JSON Schema."""
    most: int | None = None
    """How many values a list of them may hold; None: any number."""
    least: int = 1
    """How many it must hold; from 2 on, a single value will not do."""
    listed: bool = True
    """Whether it may be a list at all."""


class Operator(ABC):
    """One operator: everything there is to know about it stands in its class."""

    name: ClassVar[str]
    posthog: ClassVar[str] = ""
    """What PostHog calls it as the operator of a filter; empty if PostHog's filters have no such operator."""
    summary: ClassVar[str]
    """What it means, as the end of the sentence "the value ..."."""
    takes: ClassVar[str]
    """Its operand in words, such as `scalar or list`."""
    kind: ClassVar[OperandKind] = OperandKind()
    """The same for a schema; of a negated operator, its inner one's counts."""
    of_items: ClassVar[bool] = False
    """Whether it compares the items of the arrays that PostHog looks into; a negated one does as its inner one."""
    examples: ClassVar[tuple[Example, ...]]

    @abstractmethod
    def check(self, operand: object) -> Operand:
        """The operand in the form the predicate takes; raises `OperandError` for one that it cannot take."""

    @abstractmethod
    def predicate(self, operand: Operand, context: Context) -> Predicate:
        """The test of present values, for an operand that `check` returned."""

    @abstractmethod
    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:
        """The test of `predicate`, built in another language; it may be null for an absent value."""

    def absent(self, operand: Operand) -> bool:  # noqa: ARG002  (is_set answers by it)
        """The answer for an absent value."""
        return False

    def lookup(self, operand: Operand) -> Lookup | None:  # noqa: ARG002  (few operators are no more than that)
        """What stands for the predicate on texts; None where nothing does."""
        return None

    def to_non_null_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:
        """The test of a value that may be absent: true or false, never null."""
        return builder.coalesce(self.to_expression(operand, context, builder), absent=self.absent(operand))

    @property
    def positive(self) -> Operator:
        """The operator that this one negates, or itself."""
        return self


class Negated(Operator):
    """An operator that says no where its inner one says yes, for absent values too: "any of" becomes "none of"."""

    inner: ClassVar[Operator]

    def check(self, operand: object) -> Operand:
        """The operand as the inner operator takes it."""
        return self.inner.check(operand)

    def predicate(self, operand: Operand, context: Context) -> Predicate:
        """The opposite of the inner operator's test."""
        test = self.inner.predicate(operand, context)
        return lambda value: not test(value)

    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:
        """The negation of the inner operator's test."""
        return builder.negate(builder.coalesce(self.inner.to_expression(operand, context, builder), absent=False))

    def to_non_null_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:
        """The negation of the inner operator's test, for an absent value too."""
        return builder.negate(self.inner.to_non_null_expression(operand, context, builder))

    def absent(self, operand: Operand) -> bool:
        """The opposite of the inner operator's answer."""
        return not self.inner.absent(operand)

    @property
    def positive(self) -> Operator:
        """The inner operator."""
        return self.inner


def opposite(examples: Iterable[Example]) -> tuple[Example, ...]:
    """The examples of a negated operator, from those of its inner one."""
    return tuple(replace(example, matches=not example.matches) for example in examples)


def items(operand: Operand) -> tuple[Scalar, ...]:
    """The operand as a tuple: a scalar is a list of one."""
    return operand if isinstance(operand, tuple) else (operand,)


def shown(operand: object) -> str:
    """The operand as messages show it: a scalar as JSON, cut to a bearable length."""
    if isinstance(operand, list | tuple):
        return "a list"
    if isinstance(operand, dict):
        return "a mapping"
    text = compact_json(operand) if operand is None or isinstance(operand, str | int | float) else str(operand)
    return text if len(text) <= 60 else f"{text[:59]}…"


def scalar_or_list(operand: object) -> Operand:
    """The operand with lists as tuples; raises `OperandError` for null, mappings, nested and empty lists."""
    if not isinstance(operand, list | tuple):
        return _scalar(operand)
    if not operand:
        raise OperandError("an empty list: there is nothing to compare with", "list at least one value")
    return tuple(_scalar(item, index) for index, item in enumerate(operand))


def list_of_scalars(operand: object) -> tuple[Scalar, ...]:
    """The operand as a tuple, also where it is a scalar; raises `OperandError` as `scalar_or_list` does."""
    return items(scalar_or_list(operand))


def one_scalar(operand: object, takes: str) -> Scalar:
    """The operand, or the only item of a list; raises `OperandError` for several."""
    listed = list_of_scalars(operand)
    if len(listed) > 1:
        raise OperandError(f"{len(listed)} values, expected {takes}", "write a condition for each value")
    return listed[0]


def _scalar(operand: object, index: int | None = None) -> Scalar:
    if isinstance(operand, str | int | float):
        return operand
    hint = "quote it, to compare with text"
    if operand is None:
        hint = "`is_set: false` tests for absent values"
    elif isinstance(operand, list | tuple):
        hint = "write one list, without others in it"
    raise OperandError(f"{shown(operand)}, expected text, a number, true or false", hint, item=index)
