"""Comparisons of a value with one bound: what the operators of numbers, dates and versions share."""

from __future__ import annotations

import operator
from abc import abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from actioncli.conditions.operators.base import Bound, Context, Operator, Predicate
from actioncli.values import Operand, Value

if TYPE_CHECKING:
    from actioncli.conditions.operators.expressions import Comparator

_FUNCTIONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    ">=": operator.ge,
    ">": operator.gt,
}


class Comparison(Operator):
    """A comparison with one bound; a value that cannot be read does not meet it."""

    family: ClassVar[str]
    """What values are read as, as in `Bound`."""
    read: ClassVar[Callable[..., Any]]
    """Reads a value; returns None if it cannot be read."""
    symbol: ClassVar[Comparator]

    @abstractmethod
    def bound(self, operand: Operand, context: Context) -> Any:
        """The bound that a checked operand means."""

    @abstractmethod
    def fixed_bound(self, operand: Operand) -> Any:
        """The same if it does not depend on the context, else None."""

    def predicate(self, operand: Operand, context: Context) -> Predicate:
        """The comparison of what the value reads as."""
        bound, read, compares = self.bound(operand, context), type(self).read, _FUNCTIONS[self.symbol]

        def test(value: Value) -> bool:
            found = read(value)
            return found is not None and compares(found, bound)

        return test

    def bounds(self, operand: Operand) -> tuple[Bound | None, Bound | None]:
        """The bound as the lower or the upper one, or both for `=`."""
        at = self.fixed_bound(operand)
        if at is None:
            return None, None
        bound = Bound(self.family, at, open=self.symbol in ("<", ">"))
        return bound if self.symbol in (">", ">=", "=") else None, bound if self.symbol in ("<", "<=", "=") else None
