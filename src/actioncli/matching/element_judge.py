"""The judge of elements: all conditions on the elements of an event, answered together.

Elements repeat far more than chains do, ancestors above all.
So each element is asked once what it meets, of texts, links, tags and the parts of selectors, and remembers it as bits;
what a chain meets are the bits of its elements together, and the selectors whose parts stand in the right order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from actioncli.actions.model import Condition
from actioncli.conditions.compounds import Compound, Path, lower_ascii
from actioncli.conditions.fields import BY_NAME as FIELD_BY_NAME
from actioncli.conditions.operators import BY_NAME as OPERATOR_BY_NAME
from actioncli.conditions.operators.base import Predicate, Reading, items
from actioncli.conditions.selectors import compile_selector
from actioncli.events.elements import Element, parse_chain
from actioncli.matching.judges import REMEMBERED, Memory

Elements: TypeAlias = tuple[Element, ...]
ElementTest: TypeAlias = Callable[[Element], bool]

HAS_TEXT, HAS_HREF = 1, 2
"""The first marks: some element has a text, some has a link."""


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

    def __init__(self, conditions: Sequence[tuple[int, Condition]], reading: Reading) -> None:
        self._next_mark = HAS_HREF << 1
        self._tests: list[tuple[int, ElementTest]] = [
            (HAS_TEXT, lambda element: element.text is not None),
            (HAS_HREF, lambda element: element.href is not None),
        ]
        self._parts: dict[Compound, int] = {}
        self._orders: list[Order] = []
        self._answers: list[tuple[int, int, int, bool]] = []
        """For each condition its bit, its mark, a mark whose lack counts as its own, and whether it wants to be met."""
        for bit, condition in conditions:
            self._add(bit, condition, reading)
        self._memory = Memory(lambda chain: self._of_elements(parse_chain(chain) if chain else ()))
        self._marked: dict[int, tuple[Element, int]] = {}
        self._concluded: dict[int, int] = {}

    def bits(self, chain: str | Elements) -> int:
        """The conditions that hold for the elements, given as the chain's text or as elements."""
        if isinstance(chain, str):
            return self._memory[chain]
        return self._of_elements(chain)

    def _add(self, bit: int, condition: Condition, reading: Reading) -> None:
        """Take in a condition: what to ask of an element for it, and what its mark means."""
        operator = OPERATOR_BY_NAME[condition.operator]
        positive, operand, name = operator.positive, condition.operand, condition.field.name
        mark, absent, needs = self._mark(), False, 0
        if name == "selector":
            for item in items(operand):
                for path in compile_selector(str(item)).paths:
                    self._add_path(mark, path)
        elif name == "tag_name":
            tags = {lower_ascii(str(item)) for item in items(operand)}
            self._tests.append((mark, lambda element: lower_ascii(element.tag) in tags))
        else:
            reading = Reading(reading.now, folds_case=FIELD_BY_NAME[name].folds_case)
            holds, absent = positive.predicate(operand, reading), positive.absent(operand)
            needs = HAS_TEXT if name == "text" else HAS_HREF
            self._tests.append((mark, _on_text(holds) if name == "text" else _on_href(holds)))
        self._answers.append((bit, mark, 0 if not absent else needs, positive is operator))

    def _add_path(self, mark: int, path: Path) -> None:
        if path.ancestors:
            ancestors = [(is_parent, self._part(compound)) for is_parent, compound in path.ancestors]
            self._orders.append(Order(mark, self._part(path.subject), ancestors))
        else:
            self._tests.append((mark, path.subject.fits))

    def _part(self, compound: Compound) -> int:
        """The mark of a part of selectors, asked once however many selectors have it."""
        mark = self._parts.get(compound)
        if mark is None:
            mark = self._parts[compound] = self._mark()
            self._tests.append((mark, compound.fits))
        return mark

    def _mark(self) -> int:
        mark, self._next_mark = self._next_mark, self._next_mark << 1
        return mark

    def _of_elements(self, elements: Elements) -> int:
        marks = [self._marks(element) for element in elements]
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

    def _marks(self, element: Element) -> int:
        """What an element meets; `parse_chain` gives the same object for the same text, so identity will do."""
        found = self._marked.get(id(element))
        if found is not None and found[0] is element:
            return found[1]
        marks = 0
        for mark, holds in self._tests:
            if holds(element):
                marks |= mark
        if len(self._marked) >= REMEMBERED:
            self._marked.clear()
        self._marked[id(element)] = (element, marks)
        return marks

    def _conclude(self, together: int) -> int:
        bits = 0
        for bit, mark, absent_without, is_positive in self._answers:
            met = bool(together & mark) or bool(absent_without and not together & absent_without)
            if met is is_positive:
                bits |= bit
        return bits


def _on_text(holds: Predicate) -> ElementTest:
    return lambda element: element.text is not None and holds(element.text)


def _on_href(holds: Predicate) -> ElementTest:
    return lambda element: element.href is not None and holds(element.href)
