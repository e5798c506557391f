"""The error for what a dialect cannot express exactly."""

from __future__ import annotations

from msgspec import Struct

from actioncli.errors import Problem


class UnsupportedError(Exception):
    """A dialect or a layout cannot express a condition exactly. It becomes a problem with a location.

    `gap` is the name of an entry of `gaps.GAPS`; it is empty if the layout or the condition itself is the reason.
    """

    def __init__(self, reason: str, gap: str = "", hint: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.gap = gap
        self.hint = hint


class UnsupportedCondition(Struct, frozen=True):
    """An unsupported condition: the problem at its location, and the name of the gap, if there is one."""

    problem: Problem
    gap: str
