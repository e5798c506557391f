"""Where the reading of an actions file has got to, and what it has found on the way."""

from __future__ import annotations

from msgspec import Struct, field

from actioncli.actions.nodes import Node, Scalar, Unreadable
from actioncli.errors import Place, Problem
from actioncli.near import LONGEST_IN_PATH, printable


class Reference(Struct, frozen=True):
    """An `action:` of a matcher: who refers to whom, and where."""

    by: str
    """The action that refers; empty for the file-wide `except`."""
    name: str
    path: tuple[str, ...]
    place: Place


class Findings(Struct):
    """What the reading of a file collects; grows while the file is read."""

    problems: list[Problem] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)


class Trail(Struct, frozen=True):
    """A path of names into the file, as the user would say it, and the findings of the whole file."""

    findings: Findings
    path: tuple[str, ...] = ()
    action: str = ""
    """The action that is being read."""

    def at(self, name: str | int) -> Trail:
        """The trail one step further: a key, or the number of an item (from 1)."""
        return Trail(self.findings, (*self.path, str(name)), self.action)

    def of_action(self, name: str) -> Trail:
        """The trail to an action."""
        return Trail(self.findings, (*self.path, name), name)

    def problem(self, node: Node, message: str, hint: str = "") -> None:
        """Report a node, unless it has been reported as unreadable."""
        if not isinstance(node, Unreadable):
            self.problem_at(node.place, message, hint)

    def problem_at(self, place: Place | None, message: str, hint: str = "") -> None:
        """Report a place."""
        self.findings.problems.append(Problem(message, self._shown_path(), hint, place))

    def _shown_path(self) -> tuple[str, ...]:
        return tuple(printable(step, LONGEST_IN_PATH) for step in self.path)

    def refer(self, name: Scalar) -> None:
        """Note that the action refers to another one, to be looked up when all are known."""
        self.findings.references.append(Reference(self.action, name.text, self._shown_path(), name.place))
