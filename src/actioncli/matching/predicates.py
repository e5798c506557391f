"""Judges: all conditions on one field, answered together for a value.

The conditions of all actions are numbered, and a judge's answer is an integer whose bits are those that hold.
Many values come again and again (names, pages, element chains), so a judge remembers its answers, within bounds.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from actioncli.actions.model import Condition
from actioncli.conditions.item_arrays import predicate_on
from actioncli.conditions.operators import BY_NAME as OPERATOR_BY_NAME
from actioncli.conditions.operators.base import LookUp, Predicate, Reading
from actioncli.conditions.patterns import fold
from actioncli.memory import Memory
from actioncli.values import Value


class Test(Struct, frozen=True):
    """A condition ready to be asked: the bit it answers with, what it says of an absent value, and its predicate."""

    bit: int
    absent: bool
    holds: Predicate


class LookUps:
    """Conditions whose operators compare texts: what a text meets is looked up, however many there are."""

    def __init__(self) -> None:
        self._whole: dict[str, int] = {}
        self._starts: dict[int, dict[str, int]] = {}
        self._ends: dict[int, dict[str, int]] = {}
        """By the length of what is looked up."""

    def add(self, bit: int, look_up: LookUp) -> None:
        """Take in a condition."""
        for text in look_up.texts:
            if look_up.where == "whole":
                table = self._whole
            else:
                table = (self._starts if look_up.where == "start" else self._ends).setdefault(len(text), {})
            table[text] = table.get(text, 0) | bit

    def bits(self, text: str) -> int:
        """The conditions that hold for a text."""
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


class ValueJudge:
    """The conditions on a field that has one value."""

    def __init__(self, conditions: Sequence[tuple[int, Condition]], reading: Reading) -> None:
        self._looked_up = LookUps()
        self._tests: list[Test] = []
        """What is asked of texts too."""
        self._others: list[Test] = []
        """What is asked only of values that are no text."""
        for bit, condition in conditions:
            operator, operand = OPERATOR_BY_NAME[condition.operator], condition.operand
            field = condition.field
            predicate = predicate_on(field.name, field.key, operator, operand, reading)
            test = Test(bit, operator.absent(operand), predicate)
            look_up = operator.look_up(operand)
            if look_up is None:
                self._tests.append(test)
            else:
                self._looked_up.add(bit, look_up)
                self._others.append(test)
        self.absent = sum(test.bit for test in (*self._tests, *self._others) if test.absent)
        self.memory: Memory[str, int] = Memory(self._of_text)
        """The answers for texts, for a caller that spares itself the call of `bits`."""

    def bits(self, value: Value) -> int:
        """The conditions that hold for the value; None is an absent one."""
        if value.__class__ is str:
            return self.memory[value]
        if value is None:
            return self.absent
        return self._bits(value, self._tests) | self._bits(value, self._others)

    def _of_text(self, text: str) -> int:
        return self._looked_up.bits(text) | self._bits(text, self._tests)

    @staticmethod
    def _bits(value: Value, tests: Sequence[Test]) -> int:
        bits = 0
        for test in tests:
            if test.holds(value):
                bits |= test.bit
        return bits
