"""Compiled actions, and which of them match, given the bits of the conditions that hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from msgspec import Struct

VerdictKey: TypeAlias = "tuple[tuple[int, ...], tuple[tuple[int, int], ...]]"
"""A verdict as plain data, the same in every process: its actions and its matchers."""


class Verdict(Struct, frozen=True, eq=False):
    """Which actions and matchers match an event; equal verdicts of an engine are one object."""

    actions: tuple[int, ...]
    """The actions that match, as indexes into `Engine.names`, in file order."""
    matchers: tuple[tuple[int, int], ...]
    """The matchers that hold, as (action, matcher) indexes, regardless of exceptions."""
    number: int
    """Its index in `Engine.verdicts`."""

    @property
    def key(self) -> VerdictKey:
        """The verdict as plain data."""
        return self.actions, self.matchers


NOTHING = Verdict((), (), 0)
"""The verdict on an event that no matcher holds for: the first of every engine."""


class CompiledMatcher(Struct, frozen=True):
    """A matcher: the bits that must all be set, and the numbers of the actions that must match."""

    bits: int
    actions: tuple[int, ...]


class CompiledAction(Struct, frozen=True):
    """An action; its number is its index in the engine."""

    matchers: tuple[CompiledMatcher, ...]
    exceptions: tuple[CompiledMatcher, ...]


class Possible:
    """The matchers that may still hold when some bits are known to be unset; ignores exceptions."""

    def __init__(self, actions: Sequence[CompiledAction], ruled_out: int) -> None:
        self._actions = actions
        self._ruled_out = ruled_out
        self._known: dict[int, list[CompiledMatcher]] = {}

    def matchers(self, number: int) -> list[CompiledMatcher]:
        """The matchers of an action that may hold, as may the actions that they refer to."""
        found = self._known.get(number)
        if found is None:
            found = self._known[number] = [
                matcher
                for matcher in self._actions[number].matchers
                if not matcher.bits & self._ruled_out and all(map(self.matchers, matcher.actions))
            ]
        return found


class Answers:
    """Which actions match, given the bits of one event; each is computed once.

    With `excepted`, the file's `except` holds and no action matches.
    That `except` may refer to actions: these are evaluated first, without `excepted`.
    """

    def __init__(self, actions: Sequence[CompiledAction], bits: int, excepted: bool = False) -> None:
        self._actions = actions
        self._bits = bits
        self._excepted = excepted
        self._known: dict[int, bool] = {}

    def holds(self, matcher: CompiledMatcher) -> bool:
        """Whether all conditions of the matcher hold, and all actions that it refers to match."""
        return matcher.bits & self._bits == matcher.bits and all(map(self.matches, matcher.actions))

    def matches(self, number: int) -> bool:
        """Whether an action matches, given its own exceptions and those of the file (`docs/semantics.md` 1.5)."""
        found = self._known.get(number)
        if found is None:
            action = self._actions[number]
            found = self._known[number] = (
                not self._excepted
                and any(map(self.holds, action.matchers))
                and not any(map(self.holds, action.exceptions))
            )
        return found
