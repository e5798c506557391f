"""A decision diagram: what to ask of an event, and what follows from each answer.

It grows with the answers that a log gives, and is bounded in each of its nodes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from msgspec import Struct, field

from actioncli.events.event import Event
from actioncli.matching.matches import Verdict
from actioncli.memory import REMEMBERED, Memory
from actioncli.records.record import Record

Judged: TypeAlias = tuple[Callable[[Event], object], Callable[[object], int]]
"""How a field is read, and how its value is judged."""


class Asked(Struct, frozen=True):
    """A field that some condition wants: its bits, and the ways to read and to judge it."""

    bits: int
    judged: Judged
    section: Callable[[Event], Record] | None = None
    """Where the value stands under `key` as it is: the short way, for texts answered by `memory`."""
    key: str = ""
    memory: Memory[str, int] = field(default_factory=lambda: Memory(lambda text: 0))  # noqa: ARG005


class Question:
    """What to ask next of an event, and what follows from each answer: another question, or the verdict.

    Together the questions are a decision diagram, which grows with the answers that the log gives.
    """

    __slots__ = ("absent", "after", "judge", "key", "memory", "read", "section")

    def __init__(self, asked: Asked, conclude: Callable[[int], Question | Verdict]) -> None:
        self.read, self.judge = asked.judged
        self.section, self.key, self.memory = asked.section, asked.key, asked.memory
        self.absent = 0 if asked.section is None else self.judge(None)
        self.after = Answered(conclude)


class Answered(dict[int, "Question | Verdict"]):
    """What follows from the bits of an answer; worked out when they first come up."""

    __slots__ = ("_conclude",)

    def __init__(self, conclude: Callable[[int], Question | Verdict]) -> None:
        super().__init__()
        self._conclude = conclude

    def __missing__(self, bits: int) -> Question | Verdict:
        if len(self) >= REMEMBERED:
            self.clear()
        after = self[bits] = self._conclude(bits)
        return after
