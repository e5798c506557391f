"""All conditions on one field, tested together on a value.

Each condition of a file has a bit. The result of a test is an integer: the bits of the conditions that hold.
Values such as names and pages repeat, so results for texts are cached, within bounds.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from actioncli.actions.model import Condition
from actioncli.conditions.item_arrays import predicate_on
from actioncli.conditions.operators import BY_NAME as OPERATOR_BY_NAME
from actioncli.conditions.operators.base import Context, Predicate
from actioncli.conditions.patterns import fold
from actioncli.conditions.ways import TextLookup, lookup_of
from actioncli.memory import Memory
from actioncli.values import Value


class CompiledCondition(Struct, frozen=True):
    """A condition: its bit, its answer for an absent value, and its predicate."""

    bit: int
    absent: bool
    holds: Predicate


class LookupTables:
    """Conditions that are lookups of texts: the cost of a text does not depend on their number."""

    def __init__(self) -> None:
        self._whole: dict[str, int] = {}
        self._starts: dict[int, dict[str, int]] = {}
        self._ends: dict[int, dict[str, int]] = {}
        """By the length of the texts."""

    def add(self, bit: int, lookup: TextLookup) -> None:
        """Add a condition."""
        for text in lookup.texts:
            if lookup.where == "whole":
                table = self._whole
            else:
                table = (self._starts if lookup.where == "start" else self._ends).setdefault(len(text), {})
            table[text] = table.get(text, 0) | bit

    def bits(self, text: str) -> int:
        """The bits of the conditions that hold for a text."""
        bits = self._whole.get(text, 0)
        if self._starts:
            beginning = fold(text[: max(self._starts)])
            for length, table in self._starts.items():
                bits |= table.get(beginning[:length], 0)
        if self._ends:
            end = fold(text[max(len(text) - max(self._ends), 0) :])
            for length, table in self._ends.items():
                bits |= table.get(end[max(len(end) - length, 0) :], 0)
        return bits


class ValuePredicates:
    """The conditions on a field with one value."""

    def __init__(self, conditions: Sequence[tuple[int, Condition]], context: Context) -> None:
        self._lookups = LookupTables()
        self._tests: list[CompiledCondition] = []
        """Tested on every value."""
        self._others: list[CompiledCondition] = []
        """Tested only on values that are not text: for texts there is a lookup."""
        for bit, condition in conditions:
            operator, operand = OPERATOR_BY_NAME[condition.operator], condition.operand
            field = condition.field
            predicate = predicate_on(field.name, field.key, operator, operand, context)
            test = CompiledCondition(bit, operator.absent(operand), predicate)
            lookup = None if operator.is_negated else lookup_of(operator.ways(operand, context))
            if lookup is None:
                self._tests.append(test)
            else:
                self._lookups.add(bit, lookup)
                self._others.append(test)
        self.absent = sum(test.bit for test in (*self._tests, *self._others) if test.absent)
        self.memory: Memory[str, int] = Memory(self._of_text)
        """The bits by text; callers on the hot path use it directly, to save the call of `bits`."""

    def bits(self, value: Value) -> int:
        """The bits of the conditions that hold for the value; None if absent."""
        if value.__class__ is str:
            return self.memory[value]
        if value is None:
            return self.absent
        return self._bits(value, self._tests) | self._bits(value, self._others)

    def _of_text(self, text: str) -> int:
        return self._lookups.bits(text) | self._bits(text, self._tests)

    @staticmethod
    def _bits(value: Value, tests: Sequence[CompiledCondition]) -> int:
        bits = 0
        for test in tests:
            if test.holds(value):
                bits |= test.bit
        return bits
