"""The judge of elements: all conditions on the elements of an event, answered together.

Each element is asked what it meets, of texts, links, tags and the parts of selectors (`element_marks`);
what a chain meets are the marks of its elements together, and the selectors whose parts stand in the right order.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import TypeAlias

from actioncli.actions.model import Condition
from actioncli.conditions.compounds import Compound, Path, lower_ascii
from actioncli.conditions.fields import BY_NAME as FIELD_BY_NAME
from actioncli.conditions.operators import BY_NAME as OPERATOR_BY_NAME
from actioncli.conditions.operators.base import Reading, items
from actioncli.conditions.selectors import compile_selector
from actioncli.events.elements import Element, from_array
from actioncli.matching.element_index import Clue, ElementMarks, clue_of
from actioncli.matching.predicates import ValueJudge
from actioncli.memory import REMEMBERED, Memory

Elements: TypeAlias = tuple[Element, ...]


class Order:
    """A selector of several parts, as marks: the subject's, and its ancestors', each with whether it is the parent."""

    __slots__ = ("ancestors", "means", "subject")

    def __init__(self, means: int, subject: int, ancestors: Sequence[tuple[bool, int]]) -> None:
        self.means, self.subject, self.ancestors = means, subject, tuple(ancestors)

    def holds(self, marks: Sequence[int]) -> bool:
        """Whether the parts stand in their order; all ways of placing them are followed at once."""
        end = len(marks)
        places = [index for index, mark in enumerate(marks) if mark & self.subject]
        for is_parent, part in self.ancestors:
            if not places:
                return False
            outside = [place + 1 for place in places if place + 1 < end] if is_parent else range(places[0] + 1, end)
            places = [place for place in outside if marks[place] & part]
        return bool(places)


class ElementsJudge:
    """The conditions on the elements of an event: each may be met by another element (semantics 2.8, 11)."""

    def __init__(
        self, conditions: Sequence[tuple[int, Condition]], reading: Reading, *, shortcuts: bool = True
    ) -> None:
        self._marks = ElementMarks(clues=shortcuts)
        self._parts: dict[Compound, int] = {}
        self._written: dict[str, int] = {}
        self._orders: list[Order] = []
        self._answers: list[tuple[int, int, int, bool]] = []
        """For each condition its bit, its mark, a mark whose lack counts as its own, and whether it wants to be met."""
        self._texts: dict[str, list[tuple[int, Condition]]] = {}
        """The conditions on texts and on links, by their marks."""
        for bit, condition in conditions:
            self._add(bit, condition)
        for name, own in self._texts.items():
            judge = ValueJudge(own, Reading(reading.now, folds_case=FIELD_BY_NAME[name].folds_case))
            self._marks.add_judge([(mark, _clue(one)) for mark, one in own], name, judge.memory)
        self._of_texts = not self._orders and self._marks.are_of_texts
        self._concluded: dict[int, int] = {}
        self._memory: Memory[str, int] = Memory(lambda chain: self._of_marks(self._marks.of_chain(chain)))

    def bits(self, chain: object) -> int:
        """The conditions that hold for the elements, given as the chain's text, as elements, or as a lazy array."""
        if isinstance(chain, str):
            return self._memory[chain]
        if not isinstance(chain, tuple):
            if self._of_texts:
                return self._of_marks([self._marks.of_texts(chain)])  # type: ignore[arg-type]
            chain = from_array(chain)  # type: ignore[arg-type]
        return self._of_marks(self._marks.of_elements(chain))

    def _add(self, bit: int, condition: Condition) -> None:
        """Take in a condition: what to ask of an element for it, and what its mark means."""
        operator = OPERATOR_BY_NAME[condition.operator]
        positive, operand, name = operator.positive, condition.operand, condition.field.name
        mark, needs = self._marks.new(), 0
        if name == "selector":
            for item in items(operand):
                for path in compile_selector(str(item)).paths:
                    self._add_path(mark, path)
        elif name == "tag_name":
            tags = {lower_ascii(str(item)) for item in items(operand)}
            self._marks.add(mark, lambda element: lower_ascii(element.tag) in tags, Clue(tags=tags))
        else:
            self._texts.setdefault(name, []).append((mark, Condition(condition.field, positive.name, operand)))
            needs = self._has(name) if positive.absent(operand) else 0
        self._answers.append((bit, mark, needs, positive is operator))

    def _has(self, name: str) -> int:
        """The mark of elements that have a text, or a link."""
        mark = self._written.get(name)
        if mark is None:
            mark = self._written[name] = self._marks.new()
            read = attrgetter(name)
            self._marks.add(mark, lambda element: read(element) is not None, Clue(keys=(name,)))
        return mark

    def _add_path(self, mark: int, path: Path) -> None:
        if path.ancestors:
            ancestors = [(is_parent, self._part(compound)) for is_parent, compound in path.ancestors]
            self._orders.append(Order(mark, self._part(path.subject), ancestors))
        else:
            self._marks.add(mark, path.subject.fits, clue_of(path.subject))

    def _part(self, compound: Compound) -> int:
        """The mark of a part of selectors, asked once however many selectors have it."""
        mark = self._parts.get(compound)
        if mark is None:
            mark = self._parts[compound] = self._marks.new()
            self._marks.add(mark, compound.fits, clue_of(compound))
        return mark

    def _of_marks(self, marks: Sequence[int]) -> int:
        together = 0
        for mark in marks:
            together |= mark
        for order in self._orders:
            if together & order.subject and not together & order.means and order.holds(marks):
                together |= order.means
        bits = self._concluded.get(together)
        if bits is None:
            if len(self._concluded) >= REMEMBERED:
                self._concluded.clear()
            bits = self._concluded[together] = self._conclude(together)
        return bits

    def _conclude(self, together: int) -> int:
        bits = 0
        for bit, mark, absent_without, is_positive in self._answers:
            met = bool(together & mark) or bool(absent_without and not together & absent_without)
            if met is is_positive:
                bits |= bit
        return bits


def _clue(condition: Condition) -> Clue:
    """What an element must show to have a text or link that a condition holds for."""
    look_up = OPERATOR_BY_NAME[condition.operator].look_up(condition.operand)
    if look_up is not None and look_up.where == "whole":
        return Clue(values=look_up.texts)
    return Clue(keys=(condition.field.name,))
