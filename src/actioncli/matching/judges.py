"""Judges: all conditions on one field, answered together for a value.

The conditions of all actions are numbered, and a judge's answer is an integer whose bits are those that hold.
Many values come again and again (names, pages, element chains), so a judge remembers its answers, within bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from actioncli.actions.model import Condition
from actioncli.conditions.operators import BY_NAME as OPERATOR_BY_NAME
from actioncli.conditions.operators.base import Operator, Predicate, Reading, items
from actioncli.values import Operand, Value

Key = TypeVar("Key")
Found = TypeVar("Found")

REMEMBERED = 4096
"""How many answers a judge keeps, twice: enough for what repeats within a stretch of the log, a few MB at most."""


@dataclass(frozen=True, slots=True)
class Test:
    """A condition ready to be asked: the bit it answers with, what it says of an absent value, and its predicate."""

    bit: int
    absent: bool
    holds: Predicate


class Memory(dict[Key, Found]):
    """Answers by key, worked out at the first asking.

    When it is full, what was asked since it was last full is kept aside, and forgotten when it is full again:
    logs drift, but what they ask all the time is never forgotten.
    """

    __slots__ = ("_answer", "_before", "_most")

    def __init__(self, answer: Callable[[Key], Found], most: int = REMEMBERED) -> None:
        super().__init__()
        self._answer, self._most = answer, most
        self._before: dict[Key, Found] = {}

    def __missing__(self, key: Key) -> Found:
        answer = self._before.get(key)
        if answer is None:
            answer = self._answer(key)
        if len(self) >= self._most:
            self._before = self.copy()
            self.clear()
        self[key] = answer
        return answer


class ValueJudge:
    """The conditions on a field that has one value."""

    def __init__(self, conditions: Sequence[tuple[int, Condition]], reading: Reading) -> None:
        self._literals: dict[str, int] = {}
        self._tests: list[Test] = []
        for bit, condition in conditions:
            operator = OPERATOR_BY_NAME[condition.operator]
            texts = texts_of(operator, condition.operand)
            if texts is None:
                predicate = operator.predicate(condition.operand, reading)
                self._tests.append(Test(bit, operator.absent(condition.operand), predicate))
            for text in texts or ():
                self._literals[text] = self._literals.get(text, 0) | bit
        self._others = tuple(
            Test(bit, False, OPERATOR_BY_NAME[condition.operator].predicate(condition.operand, reading))
            for bit, condition in conditions
            if texts_of(OPERATOR_BY_NAME[condition.operator], condition.operand) is not None
        )
        self.absent = sum(test.bit for test in self._tests if test.absent)
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
        return self._literals.get(text, 0) | self._bits(text, self._tests)

    @staticmethod
    def _bits(value: Value, tests: Sequence[Test]) -> int:
        bits = 0
        for test in tests:
            if test.holds(value):
                bits |= test.bit
        return bits


def texts_of(operator: Operator, operand: Operand) -> tuple[str, ...] | None:
    """The texts an operand stands for where the operator compares text with text alone, so that one look-up answers."""
    if operator.name not in {"exact", "in"}:
        return None
    texts = tuple(item for item in items(operand) if isinstance(item, str))
    return texts if len(texts) == len(items(operand)) else None
