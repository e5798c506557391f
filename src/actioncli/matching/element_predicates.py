"""All conditions on the elements of an event, tested together.

Each element has flags: which texts, links, tags and compounds of selectors it meets (`element_index`).
A chain meets the union of its elements' flags, and the selectors whose compounds occur in the right order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from msgspec import Struct

from actioncli.actions.model import Condition
from actioncli.conditions.compounds import ComplexSelector, Compound, lower_ascii
from actioncli.conditions.fields import BY_NAME as FIELD_BY_NAME
from actioncli.conditions.operators import BY_NAME as OPERATOR_BY_NAME
from actioncli.conditions.operators.base import Context
from actioncli.conditions.operators.operands import items
from actioncli.conditions.selectors import compile_selector
from actioncli.conditions.ways import lookup_of
from actioncli.events.elements import Element, from_array
from actioncli.matching.element_index import ElementIndex, IndexKeys, keys_of
from actioncli.matching.predicates import ValuePredicates
from actioncli.memory import REMEMBERED, Memory

Elements: TypeAlias = tuple[Element, ...]


class AncestorTest:
    """A selector with ancestors, as flags: its subject, and each ancestor with whether it must be the parent."""

    __slots__ = ("ancestors", "means", "subject")

    def __init__(self, means: int, subject: int, ancestors: Sequence[tuple[bool, int]]) -> None:
        self.means, self.subject, self.ancestors = means, subject, tuple(ancestors)

    def holds(self, flags: Sequence[int]) -> bool:
        """Whether the compounds occur in order; follows all ways of placing them at once (see `ComplexSelector`)."""
        end = len(flags)
        places = [index for index, flag in enumerate(flags) if flag & self.subject]
        for is_parent, part in self.ancestors:
            if not places:
                return False
            outside = [place + 1 for place in places if place + 1 < end] if is_parent else range(places[0] + 1, end)
            places = [place for place in outside if flags[place] & part]
        return bool(places)


class TagTest(Struct, frozen=True):
    """A test of the tag of an element, in any case."""

    tags: set[str]
    """In lower case."""

    def fits(self, element: Element) -> bool:
        """Whether the element has one of the tags."""
        return lower_ascii(element.tag) in self.tags


class PresenceTest(Struct, frozen=True):
    """A test for the `text` or the `href` of an element."""

    name: str

    def fits(self, element: Element) -> bool:
        """Whether the element has it."""
        return getattr(element, self.name) is not None


class ElementPredicates:
    """The conditions on the elements of an event; different elements may meet them (`docs/semantics.md` 2.8, 11)."""

    def __init__(
        self, conditions: Sequence[tuple[int, Condition]], context: Context, *, shortcuts: bool = True
    ) -> None:
        self.index = ElementIndex(indexed=shortcuts)
        self._compounds: dict[Compound, int] = {}
        self._written: dict[str, int] = {}
        self._ancestor_tests: list[AncestorTest] = []
        self._answers: list[tuple[int, int, int, bool]] = []
        """For each condition: its bit, its flag, a flag whose absence is a match too (or 0), whether it is positive."""
        self.texts: dict[str, list[tuple[int, Condition]]] = {}
        """The conditions on `text` and on `href`, with their flags."""
        for bit, condition in conditions:
            self._add(bit, condition)
        for name, own in self.texts.items():
            predicates = ValuePredicates(own, Context(context.now, folds_case=FIELD_BY_NAME[name].folds_case))
            self.index.add_texts([(flag, _keys_of(one, context)) for flag, one in own], name, predicates.memory)
        self._of_texts = not self._ancestor_tests and self.index.are_of_texts
        self._concluded: dict[int, int] = {}
        self._memory: Memory[str, int] = Memory(lambda chain: self.of_flags(self.index.of_chain(chain)))

    def bits(self, chain: object) -> int:
        """The bits of the conditions that hold; `chain` is its text, a tuple of elements, or a lazy array."""
        if isinstance(chain, str):
            return self._memory[chain]
        if not isinstance(chain, tuple):
            if self._of_texts:
                return self.of_flags([self.index.of_texts(chain)])  # type: ignore[arg-type]
            chain = from_array(chain)  # type: ignore[arg-type]
        return self.of_flags(self.index.of_elements(chain))

    def _add(self, bit: int, condition: Condition) -> None:
        """Add a condition to the index."""
        operator = OPERATOR_BY_NAME[condition.operator]
        positive, operand, name = operator.positive, condition.operand, condition.field.name
        flag, needs = self.index.new(), 0
        if name == "selector":
            for item in items(operand):
                for path in compile_selector(str(item)).paths:
                    self._add_path(flag, path)
        elif name == "tag_name":
            tags = {lower_ascii(str(item)) for item in items(operand)}
            self.index.add(flag, TagTest(tags), IndexKeys(tags=tags))
        else:
            self.texts.setdefault(name, []).append((flag, Condition(condition.field, positive.name, operand)))
            needs = self._has(name) if positive.absent(operand) else 0
        self._answers.append((bit, flag, needs, positive is operator))

    def _has(self, name: str) -> int:
        """The flag of elements that have a `text` (or `href`)."""
        flag = self._written.get(name)
        if flag is None:
            flag = self._written[name] = self.index.new()
            self.index.add(flag, PresenceTest(name), IndexKeys(keys=(name,)))
        return flag

    def _add_path(self, flag: int, path: ComplexSelector) -> None:
        if path.ancestors:
            ancestors = [(is_parent, self._compound(compound)) for is_parent, compound in path.ancestors]
            self._ancestor_tests.append(AncestorTest(flag, self._compound(path.subject), ancestors))
        else:
            self.index.add(flag, path.subject, keys_of(path.subject))

    def _compound(self, compound: Compound) -> int:
        """The flag of a compound; selectors share it."""
        flag = self._compounds.get(compound)
        if flag is None:
            flag = self._compounds[compound] = self.index.new()
            self.index.add(flag, compound, keys_of(compound))
        return flag

    @property
    def is_ordered(self) -> bool:
        """Whether the order of the elements matters."""
        return bool(self._ancestor_tests)

    def of_flags(self, flags: Sequence[int]) -> int:
        """The bits of the conditions that hold for the flags of elements, the clicked one first."""
        combined = 0
        for flag in flags:
            combined |= flag
        for test in self._ancestor_tests:
            if combined & test.subject and not combined & test.means and test.holds(flags):
                combined |= test.means
        bits = self._concluded.get(combined)
        if bits is None:
            if len(self._concluded) >= REMEMBERED:
                self._concluded.clear()
            bits = self._concluded[combined] = self._conclude(combined)
        return bits

    def _conclude(self, combined: int) -> int:
        bits = 0
        for bit, flag, absent_without, is_positive in self._answers:
            met = bool(combined & flag) or bool(absent_without and not combined & absent_without)
            if met is is_positive:
                bits |= bit
        return bits


def _keys_of(condition: Condition, context: Context) -> IndexKeys:
    """The keys of a condition on `text` or `href`."""
    lookup = lookup_of(OPERATOR_BY_NAME[condition.operator].ways(condition.operand, context))
    if lookup is not None and lookup.where == "whole":
        return IndexKeys(values=lookup.texts)
    return IndexKeys(keys=(condition.field.name,))
