"""The interface of operators: everything that the rest of the program needs to know about one.

An operator has a name, checks its operand, and makes a predicate of it.
Predicates see only present values; `Operator.absent` is the answer for an absent one.
Negation is a wrapper (`Negated`).

Loading, matching, `check`, `explain`, SQL, PostHog's formats, the schema and the reference all read these declarations:
a new operator is a class in one of these modules, added to the tuple `OPERATORS` at its end.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from actioncli.conditions.operators.operands import items
from actioncli.conditions.ways import ASKS, Way
from actioncli.values import Operand, Scalar, Value

if TYPE_CHECKING:
    from actioncli.conditions.operators.expressions import Expr, ExpressionBuilder  # only `sql` needs it at run time

Predicate: TypeAlias = Callable[[Value], bool]
"""Whether a present value (never None) meets the operator and its operand."""


class Context(Struct, frozen=True):
    """What a predicate depends on besides its operand."""

    now: datetime
    """The moment, with a zone, that relative dates count back from; one per run."""
    folds_case: bool = False
    """Whether `contains` ignores case, as it does on `text` and `href`."""


class NotInPostHog(ValueError):  # noqa: N818 - a limit of PostHog's, not an error
    """A condition that a property filter of PostHog cannot express; the message says why."""


class Example(Struct, frozen=True):
    """An operand, an event's value and the answer; examples are tests and lines of the reference."""

    operand: Operand
    value: Value
    """None is an absent value."""
    matches: bool


class Bound(Struct, frozen=True):
    """One end of the range of values that an operand accepts."""

    family: str
    """What `at` is: `number`, `date` or `version`; only bounds of one family are compared."""
    at: Any
    open: bool = False
    """Whether the bound itself is outside the range."""


class OperandKind(Struct, frozen=True):
    """The JSON Schema of an operand; `Operator.check` may accept less, never more."""

    item: Mapping[str, object] = field(default_factory=lambda: {"type": ["string", "number", "boolean"]})
    """A single value, as JSON Schema."""
    most: int | None = None
    """The greatest number of items of a list; None: any number."""
    least: int = 1
    """The smallest number of items; if it is 2 or more, a single value is not accepted."""
    listed: bool = True
    """Whether a list is accepted."""


class Operator(ABC):
    """One operator. `Negated` operators are described by their inner one, `positive`, except for their names."""

    name: ClassVar[str]
    summary: ClassVar[str]
    """Its meaning, as the end of the sentence "the value ..."."""
    takes: ClassVar[str]
    """Its operand in words, such as `scalar or list`."""
    kind: ClassVar[OperandKind] = OperandKind()
    examples: ClassVar[tuple[Example, ...]]
    other_names: ClassVar[tuple[str, ...]] = ()
    """What people and other tools call it, for the hint of the message about an unknown operator."""

    # --- what `check` and `explain` need to know; the defaults claim nothing ---

    compares_items: ClassVar[bool] = False
    """Whether it is applied to each item of the arrays that PostHog looks into (`item_arrays.py`)."""
    is_equality: ClassVar[bool] = False
    """Whether the operand lists the values that it accepts."""
    lists_mean_any: ClassVar[bool] = False
    """Whether a list is equivalent to any of its items, one by one."""
    same_answer_for: ClassVar[Literal["", "texts", "numbers"]] = ""
    """Which equal values get the same answer: `texts`: all but numbers; `numbers`: numbers too, in all spellings."""
    explained_by: ClassVar[Literal["", "texts", "numbers", "patterns"]] = ""
    """How `explain` looks for the reason of a mismatch: differences of texts, not a number, or errors of patterns."""
    operand_is_regex: ClassVar[bool] = False
    searches: ClassVar[bool] = False
    """Whether it looks for the operand anywhere in the value."""
    blanks_matter_at: ClassVar[tuple[bool, bool]] = (False, False)
    """Whether a blank at the beginning, or at the end, of the operand is probably a mistake."""
    needless_wildcards: ClassVar[tuple[str, str]] = ("at the ends", "it may stand anywhere")
    """Where `%` has no effect in the operand, and why."""

    # --- PostHog ---

    posthog: ClassVar[str] = ""
    """Its name in PostHog's filters; empty if they have no such operator."""
    posthog_aliases: ClassVar[tuple[str, ...]] = ()
    """PostHog's other names, which an import accepts and an actions file does not."""
    posthog_mode: ClassVar[bool] = False
    """Whether it is a mode (`url_matching`) of PostHog's steps, under its own name."""
    posthog_keeps_list: ClassVar[bool] = False
    """Whether a list of one item stays a list; elsewhere it means its item."""
    posthog_needs_value: ClassVar[bool] = True
    """Whether a filter must have a `value`."""
    posthog_drops_empty_list: ClassVar[bool] = False
    """Whether insights ignore a filter with an empty list."""
    posthog_drops_empty_list_of_elements: ClassVar[bool] = False
    """The same for element filters."""
    posthog_requires_presence: ClassVar[bool] = False
    """Whether insights leave out events without the property if the operand is a list of several."""

    @abstractmethod
    def check(self, operand: object) -> Operand:
        """Return the operand in the form that `predicate` takes; raise `OperandError` if it is not accepted."""

    @abstractmethod
    def predicate(self, operand: Operand, context: Context) -> Predicate:
        """The test of present values, for an operand that `check` returned."""

    @abstractmethod
    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:
        """The same test as an expression of another language."""

    def absent(self, operand: Operand) -> bool:  # noqa: ARG002
        """The answer for an absent value."""
        return False

    def ways(self, operand: Operand, context: Context) -> tuple[Way, ...]:  # noqa: ARG002
        """The ways in which a present value meets the operand, for compiled code; negation is left out."""
        return ASKS

    def bounds(self, operand: Operand) -> tuple[Bound | None, Bound | None]:  # noqa: ARG002
        """The lower and the upper bound of the accepted values; None where there is none."""
        return None, None

    def canonical(self, operand: Operand) -> tuple[str, tuple[Scalar, ...]]:
        """The operator's name and the operands; the same for all conditions with the same meaning."""
        return self.name, items(operand)

    def accepts_any_value(self, operand: Operand, *, always_present: bool) -> bool:  # noqa: ARG002
        """Whether every value meets the operand although the condition seems to restrict it.

        `always_present` says that the field is never absent.
        """
        return False

    def has_wildcards(self, operand: Operand) -> bool:  # noqa: ARG002
        """Whether `%` and `_` are wildcards in the operand."""
        return False

    def without_needless_wildcards(self, text: str) -> str:
        """A pattern without the `%` that have no effect."""
        return text.strip("%")

    def literally(self, text: str, negation: str, *, folds_case: bool) -> str:  # noqa: ARG002
        """A condition that takes the text literally; `negation` is `not_` in a negated operator, else empty."""
        return f"{{{negation}icontains_multi: [{text!r}]}}"

    def suggestions(self, part: str, value: str) -> Iterable[str]:  # noqa: ARG002
        """Operands to suggest, given a `part` of a value that looks like the operand."""
        return (part,)

    def to_posthog(self, operand: Operand, *, folds_case: bool) -> tuple[str, Operand]:  # noqa: ARG002
        """The operator and the value of PostHog's filter; raises `NotInPostHog` if there is none."""
        if not self.posthog:
            raise NotInPostHog(f"PostHog's filters have no operator `{self.name}`")
        return self.posthog, self.one_item(operand)

    def one_item(self, operand: Operand) -> Operand:
        """A list of one as its item, unless PostHog keeps it a list."""
        if isinstance(operand, tuple) and len(operand) == 1 and not self.positive.posthog_keeps_list:
            return operand[0]
        return operand

    def to_non_null_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:
        """The test of a value that may be absent, as an expression that is true or false."""
        return builder.coalesce(self.to_expression(operand, context, builder), absent=self.absent(operand))

    @property
    def positive(self) -> Operator:
        """The operator that this one negates, or itself."""
        return self

    @property
    def is_negated(self) -> bool:
        """Whether it negates another operator."""
        return self.positive is not self


class Negated(Operator):
    """The negation of an inner operator, for absent values too; "any of" a list becomes "none of" it."""

    inner: ClassVar[Operator]

    def check(self, operand: object) -> Operand:
        """The operand as the inner operator takes it."""
        return self.inner.check(operand)

    def predicate(self, operand: Operand, context: Context) -> Predicate:
        """The opposite of the inner operator's test."""
        test = self.inner.predicate(operand, context)
        return lambda value: not test(value)

    def to_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:
        """The opposite of the inner operator's expression, never null."""
        return builder.negate(builder.coalesce(self.inner.to_expression(operand, context, builder), absent=False))

    def to_non_null_expression(self, operand: Operand, context: Context, builder: ExpressionBuilder[Expr]) -> Expr:
        """The opposite of the inner operator's test, for an absent value too."""
        return builder.negate(self.inner.to_non_null_expression(operand, context, builder))

    def ways(self, operand: Operand, context: Context) -> tuple[Way, ...]:
        """The ways of the inner operator."""
        return self.inner.ways(operand, context)

    def absent(self, operand: Operand) -> bool:
        """The opposite of the inner operator's answer."""
        return not self.inner.absent(operand)

    @property
    def positive(self) -> Operator:
        """The inner operator."""
        return self.inner


def negated_examples(examples: Iterable[Example]) -> tuple[Example, ...]:
    """The examples of a negated operator, from those of its inner one."""
    return tuple(replace(example, matches=not example.matches) for example in examples)
