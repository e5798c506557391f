"""What cannot be said exactly in a dialect, as an error that carries the reason."""

from __future__ import annotations

from msgspec import Struct

from actioncli.errors import Problem


class UnsupportedError(Exception):
    """A dialect or a layout cannot say a condition exactly; never shown as such, but as a problem at its place.

    `gap` is the name of an entry of `gaps.GAPS`; it is empty where the layout is at fault, or the condition itself.
    """

    def __init__(self, reason: str, gap: str = "", hint: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.gap = gap
        self.hint = hint


class UnsupportedCondition(Struct, frozen=True):
    """A condition that cannot be said: the problem at its place, and the gap that it fell into, if it is one."""

    problem: Problem
    gap: str
