"""A decision DAG: each node reads and tests one field of an event, and each answer leads to a node or a verdict.

Nodes are created when an answer first leads to them. The number of branches of a node is bounded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

import msgspec
from msgspec import Struct

from actioncli.actions.model import Condition, Field
from actioncli.events.event import Event
from actioncli.matching.matches import Verdict
from actioncli.memory import REMEMBERED, Memory
from actioncli.records.record import Record

if TYPE_CHECKING:
    from actioncli.matching.element_predicates import ElementPredicates

ReadAndTest: TypeAlias = tuple[Callable[[Event], object], Callable[[object], int]]
"""The function that reads a field, and the one that turns its value into condition bits."""


class FieldTest(Struct, frozen=True, eq=False):
    """A field that conditions test: their bits, and how to read and test its value."""

    field: Field
    conditions: Sequence[tuple[int, Condition]]
    """The conditions, each with its bit."""
    bits: int
    functions: ReadAndTest
    elements: ElementPredicates | None = None
    """The predicates, if it stands for all element fields."""
    section: Callable[[Event], Record] | None = None
    """Fast path: the record that holds the value under `key`; `memory` has the bits of texts."""
    key: str = ""
    memory: Memory[str, int] = msgspec.field(default_factory=lambda: Memory(lambda text: 0))  # noqa: ARG005


class Decision:
    """A node: which field to read and test next, and what follows from each answer."""

    __slots__ = ("absent", "after", "asked", "key", "memory", "read", "section", "test")

    def __init__(self, test: FieldTest, compute: Callable[[int], Decision | Verdict]) -> None:
        self.asked = test
        self.read, self.test = test.functions
        self.section, self.key, self.memory = test.section, test.key, test.memory
        self.absent = 0 if test.section is None else self.test(None)
        self.after = Branches(compute)


class Branches(dict[int, "Decision | Verdict"]):
    """The next node or the verdict, by the bits of the answer; computed on first use."""

    __slots__ = ("_compute",)

    def __init__(self, compute: Callable[[int], Decision | Verdict]) -> None:
        super().__init__()
        self._compute = compute

    def __missing__(self, bits: int) -> Decision | Verdict:
        if len(self) >= REMEMBERED:
            self.clear()
        after = self[bits] = self._compute(bits)
        return after
