"""What an import or export has to say about one action, as values: a `Finding`, and a `Remark` that becomes one.

Code that looks at one step knows neither the action's name nor the step's number,
so it makes remarks, and the code that walks the actions turns them into findings.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from actioncli.near import printable

Level: TypeAlias = Literal["refused", "error", "warning", "note"]
"""`refused` and `error` leave the action out; `warning`: counts may differ from PostHog's; `note`: good to know."""


class Finding(Struct, frozen=True):
    """One thing to know about an action on its way in or out."""

    level: Level
    action: str
    """The action's name, empty for the whole of the input."""
    step: int | None
    """The number of the step (in our words: matcher), from 1."""
    field: str
    message: str
    kept: bool = False
    """Whether `action` is the name of an action in the result, and not of one that was left out or skipped."""
    incomplete: bool = False
    """Whether it says that the input is but a part of the actions."""

    def __str__(self) -> str:
        """The finding as one line: `refused: Signed up › step 2 › properties.id: ...`."""
        step = "" if self.step is None else f"step {self.step}"
        path = " › ".join(part for part in (self.action, step, self.field) if part)
        line = f"{self.level}: {path}: {self.message}" if path else f"{self.level}: {self.message}"
        return printable(line, longest=len(line))

    @property
    def leaves_out(self) -> bool:
        """Whether the action is missing from the result because of it."""
        return self.level in ("refused", "error")


class Remark(Struct, frozen=True):
    """A finding that does not know yet which action and step it is about."""

    level: Level
    field: str
    message: str

    def about(self, action: str, step: int | None = None) -> Finding:
        """The finding that says so of this action and step."""
        return Finding(self.level, action, step, self.field, self.message)
