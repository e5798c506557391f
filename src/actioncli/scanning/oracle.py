"""Answers the questions of the compiled core about actions.

The core tests what operators say in data (`Operator.ways`) and remembers answers.
Everything else it asks here, where the predicates and the decision diagram of the engine answer.
Answers and nodes have numbers, since the core knows nothing of condition bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from actioncli.conditions.operators import BY_NAME as OPERATOR_BY_NAME
from actioncli.events.elements import from_array
from actioncli.events.layouts import Layout
from actioncli.matching.decision_dag import Decision, FieldTest
from actioncli.matching.element_index import MALFORMED
from actioncli.matching.element_predicates import ElementPredicates
from actioncli.matching.engine import Engine
from actioncli.matching.matches import Verdict
from actioncli.matching.readers import follow, pointer_steps
from actioncli.records.record import parse_text, plain
from actioncli.values import Value

Next: TypeAlias = tuple[int | None, int, int]
"""The number of a verdict; or None, the number of a node and that of the field it tests."""


class FieldAnswers:
    """The answers of one field so far: condition bits, each with a number."""

    def __init__(self, asked: FieldTest, layout: Layout) -> None:
        self.spelled = layout.spelled if asked.field.name == "timestamp" else None
        self.test = asked.functions[1]
        self.steps = pointer_steps(asked.field.key) if asked.field.key.startswith("/") else ()
        self.conditions = [(bit, OPERATOR_BY_NAME[one.operator].is_negated) for bit, one in asked.conditions]
        self.elements = asked.elements
        self.numbers: dict[int, int] = {}
        self.bits: list[int] = []

    def number(self, bits: int) -> int:
        """The number of an answer."""
        found = self.numbers.get(bits)
        if found is None:
            found = self.numbers[bits] = len(self.bits)
            self.bits.append(bits)
        return found

    def of_value(self, value: Value) -> int:
        """The number of the answer to a value; of one behind a JSON Pointer, given the value of its first step."""
        if self.steps:
            value = follow({self.steps[0]: value}, self.steps)
        if self.spelled is not None:
            value = self.spelled(value)
        return self.number(self.test(value))


class Oracle:
    """Answers for one engine and layout. Its state: the numbers that the core knows."""

    def __init__(self, engine: Engine, layout: Layout) -> None:
        self._engine, self._layout = engine, layout
        self.forget()

    def forget(self) -> None:
        """Forget all numbers."""
        tests = self._engine.field_tests
        self._fields = [FieldAnswers(asked, self._layout) for asked in tests]
        self._field_numbers = {id(asked): number for number, asked in enumerate(tests)}
        self._nodes: list[Decision] = []
        self._node_numbers: dict[int, int] = {}

    def root(self, name: str) -> Next:
        """What follows from the name of an event."""
        return self._next(self._engine.roots[name])

    def after(self, node: int, answer: int) -> Next:
        """What follows from an answer at a node."""
        decision = self._nodes[node]
        field = self._fields[self._field_numbers[id(decision.asked)]]
        return self._next(decision.after[field.bits[answer]])

    def absent(self, field: int) -> int:
        """The answer of a field without a value."""
        return self._fields[field].of_value(None)

    def value(self, field: int, json: bytes) -> int:
        """The answer to a value."""
        return self._fields[field].of_value(plain(parse_text(json)))

    def met(self, field: int, conditions: Sequence[int]) -> int:
        """The answer if the ways of these conditions are met; a negated operator holds if its inner one's are not."""
        found, bits = self._fields[field], 0
        for number, (bit, negated) in enumerate(found.conditions):
            if (number in conditions) is not negated:
                bits |= bit
        return found.number(bits)

    def element(self, field: int, text: str) -> list[int] | None:
        """The numbers of the flags of an element; None if the text is not a well-formed one."""
        flags = self._elements(field).index.of_piece(text)
        if flags == MALFORMED:
            return None
        return [number for number in range(flags.bit_length()) if flags >> number & 1]

    def object(self, field: int, json: bytes) -> list[int]:
        """The numbers of the flags of an element that is an object of an array."""
        (element,) = from_array([plain(parse_text(json))])
        flags = self._elements(field).index.of(element)
        return [number for number in range(flags.bit_length()) if flags >> number & 1]

    def elements(self, field: int, flags: Sequence[Sequence[int]]) -> int:
        """The answer to the numbers of the flags of elements, the clicked one first."""
        combined = [sum(1 << number for number in one) for one in flags]
        return self._fields[field].number(self._elements(field).of_flags(combined))

    def chain(self, field: int, json: bytes) -> int:
        """The answer to a chain."""
        return self._fields[field].number(self._elements(field).bits(parse_text(json)))

    def _elements(self, field: int) -> ElementPredicates:
        found = self._fields[field].elements
        assert found is not None, "a field of elements"  # noqa: S101
        return found

    def _next(self, found: Decision | Verdict) -> Next:
        if isinstance(found, Verdict):
            return found.number, 0, 0
        number = self._node_numbers.get(id(found))
        if number is None:
            number = self._node_numbers[id(found)] = len(self._nodes)
            self._nodes.append(found)  # held, so that its id stays its own
        return None, number, self._field_numbers[id(found.asked)]
