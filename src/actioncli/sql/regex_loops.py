"""Finds loops that never need to backtrack, so that Java can run them possessively without overflowing its stack.

What follows such a loop cannot start like an iteration,
and an iteration can end at only one place where another iteration or the rest can start.

    with_possessive_loops(read('(?:ab|c)*"'))  # the same tree, with its loop marked as possessive
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from actioncli.sql.regex_sets import Ranges, union
from actioncli.sql.regex_syntax import Assertion, Capture, Characters, Choice, Node, Repeat, Sequence

_END = sys.maxunicode + 1
"""The end of the text, treated as a character."""
_ANY: Ranges = ((0, _END),)
_MOST_PLACES = 400
"""Larger loop bodies are not analyzed."""
_MOST_STATES = 2000
"""The analysis stops at this number of states."""


def with_possessive_loops(node: Node, after: Ranges | None = None) -> Node:
    """The tree, with loops that never backtrack marked as possessive.

    `after` is the set of characters that may come next; None if nothing has to follow.
    """
    match node:
        case Capture():
            return Capture(with_possessive_loops(node.part, after))
        case Choice():
            return Choice(tuple(with_possessive_loops(branch, after) for branch in node.branches))
        case Sequence():
            return Sequence(tuple(_parts(node.parts, after)))
        case Repeat() if node.most is None and node.least <= 1 and not isinstance(node.part, Characters):
            return _possessive_loop(node, after)
        case Repeat() if node.most == 1:
            return replace(node, part=with_possessive_loops(node.part, after))
        case Repeat():
            return replace(node, part=with_possessive_loops(node.part, _ANY))
    return node


def _possessive_loop(node: Repeat, after: Ranges | None) -> Repeat:
    begins = _begins(node.part)
    if _may_be_empty(node.part):
        return replace(node, part=with_possessive_loops(node.part, _ANY))
    if after is None:
        return replace(node, part=with_possessive_loops(node.part, _ANY), possessive=True)
    stops = union((*begins, *after))
    possessive = not _meet(begins, after) and _ends_in_one_place(node.part, stops)
    seen = stops if possessive and not _ends_in_one_place(node.part, _ANY) else None
    return replace(node, part=with_possessive_loops(node.part, stops), possessive=possessive, stops=seen)


def _parts(parts: tuple[Node, ...], after: Ranges | None) -> Iterator[Node]:
    for place, part in enumerate(parts, start=1):
        rest = Sequence(parts[place:])
        over = _may_be_empty(rest)
        following = None if over and after is None else union((*_begins(rest), *((after or ()) if over else ())))
        yield with_possessive_loops(part, following)


def _begins(node: Node) -> Ranges:
    """The characters that a match of the node may start with."""
    match node:
        case Characters():
            return node.ranges
        case Capture() | Repeat():
            return _begins(node.part)
        case Choice():
            return union(pair for branch in node.branches for pair in _begins(branch))
        case Sequence():
            found: list[tuple[int, int]] = []
            for part in node.parts:
                found.extend(_begins(part))
                if not _may_be_empty(part):
                    break
            return union(found)
    return ((_END, _END),) if node is Assertion.END else _ANY


def _may_be_empty(node: Node) -> bool:
    """Whether the node can match the empty text. Assertions count as not empty."""
    match node:
        case Capture():
            return _may_be_empty(node.part)
        case Choice():
            return any(map(_may_be_empty, node.branches))
        case Sequence():
            return all(map(_may_be_empty, node.parts))
        case Repeat():
            return node.least == 0 or _may_be_empty(node.part)
    return False


def _meet(left: Ranges, right: Ranges) -> bool:
    return any(low <= last and first <= high for low, high in left for first, last in right)


class _Places(Struct, frozen=True):
    """The first and last positions of a node, and whether it may be empty (Glushkov's construction)."""

    first: frozenset[int]
    last: frozenset[int]
    empty: bool


class _TooHardError(Exception):
    """The loop body is too large, or has assertions."""


class _Graph:
    """The positions of a node, each one a character set, and the positions that may follow each."""

    def __init__(self) -> None:
        self.ranges: list[Ranges] = []
        self.follow: list[set[int]] = []

    def places(self, node: Node) -> _Places:
        match node:
            case Characters():
                return self._place(node.ranges)
            case Capture():
                return self.places(node.part)
            case Choice():
                return self._either([self.places(branch) for branch in node.branches])
            case Sequence():
                return self._after_each_other([self.places(part) for part in node.parts])
            case Repeat():
                return self._repeated(node)
        if node is Assertion.END:
            return self._place(((_END, _END),))
        raise _TooHardError

    def _place(self, ranges: Ranges) -> _Places:
        if len(self.ranges) >= _MOST_PLACES:
            raise _TooHardError
        self.ranges.append(ranges)
        self.follow.append(set())
        here = frozenset([len(self.ranges) - 1])
        return _Places(here, here, False)

    @staticmethod
    def _either(branches: list[_Places]) -> _Places:
        first = frozenset(place for branch in branches for place in branch.first)
        last = frozenset(place for branch in branches for place in branch.last)
        return _Places(first, last, any(branch.empty for branch in branches))

    def _after_each_other(self, parts: list[_Places]) -> _Places:
        whole = _Places(frozenset(), frozenset(), True)
        for part in parts:
            for place in whole.last:
                self.follow[place] |= part.first
            first = whole.first | part.first if whole.empty else whole.first
            last = whole.last | part.last if part.empty else part.last
            whole = _Places(first, last, whole.empty and part.empty)
        return whole

    def _repeated(self, node: Repeat) -> _Places:
        """Copies of the part; without a maximum, the last one may repeat."""
        count = max(node.least, 1) if node.most is None else node.most
        copies = [self.places(node.part) for _ in range(count)]
        if node.most is None:
            for place in copies[-1].last:
                self.follow[place] |= copies[-1].first
        optional = [replace(copy, empty=copy.empty or number >= node.least) for number, copy in enumerate(copies)]
        return self._after_each_other(optional)


def _ends_in_one_place(node: Node, stops: Ranges) -> bool:
    """Whether in any text there is at most one place where the node can end before one of the stops.

    It simulates the node as an automaton. The node must not match the empty text.
    """
    graph = _Graph()
    try:
        whole = graph.places(node)
    except _TooHardError:
        return False
    if whole.empty:
        return False
    edges = sorted({edge for ranges in (*graph.ranges, stops) for low, high in ranges for edge in (low, high + 1)})
    waiting = [(whole.first, False, False)]
    seen = set(waiting)
    while waiting:
        options, may_end, has_ended = waiting.pop()
        for edge in edges:
            now = frozenset(place for place in options if _holds(graph.ranges[place], edge))
            ended = has_ended or (may_end and _holds(stops, edge))
            ends_here = bool(now & whole.last)
            if ended and ends_here:
                return False
            state = (frozenset(place for here in now for place in graph.follow[here]), ends_here, ended)
            if now and state not in seen:
                seen.add(state)
                waiting.append(state)
        if len(seen) > _MOST_STATES:
            return False
    return True


def _holds(ranges: Ranges, code: int) -> bool:
    return any(low <= code <= high for low, high in ranges)
