"""Reports problems and references while an actions file is read, each with its path in the file."""

from __future__ import annotations

from msgspec import Struct, field

from actioncli.actions.nodes import Node, Scalar, Unreadable
from actioncli.errors import Place, Problem
from actioncli.near import LONGEST_IN_PATH, printable


class Reference(Struct, frozen=True):
    """An `action:` of a matcher: the action that refers, the one referred to, and the place."""

    by: str
    """The action that refers; empty for the file-wide `except`."""
    name: str
    path: tuple[str, ...]
    place: Place


class Findings(Struct):
    """The problems and references of a file, collected while it is read."""

    problems: list[Problem] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)


class Reporter(Struct, frozen=True):
    """Reports at a path of keys and item numbers; all reporters of a file share its findings."""

    findings: Findings
    path: tuple[str, ...] = ()
    action: str = ""
    """The action that is being read."""

    def at(self, name: str | int) -> Reporter:
        """The reporter for a key, or for an item by its number (from 1)."""
        return Reporter(self.findings, (*self.path, str(name)), self.action)

    def of_action(self, name: str) -> Reporter:
        """The reporter for an action."""
        return Reporter(self.findings, (*self.path, name), name)

    def problem(self, node: Node, message: str, hint: str = "") -> None:
        """Report a problem of a node, unless it was reported as unreadable."""
        if not isinstance(node, Unreadable):
            self.problem_at(node.place, message, hint)

    def problem_at(self, place: Place | None, message: str, hint: str = "") -> None:
        """Report a problem at a place."""
        self.findings.problems.append(Problem(message, self._shown_path(), hint, place))

    def _shown_path(self) -> tuple[str, ...]:
        return tuple(printable(step, LONGEST_IN_PATH) for step in self.path)

    def refer(self, name: Scalar) -> None:
        """Record a reference to another action; references are checked when all actions are known."""
        self.findings.references.append(Reference(self.action, name.text, self._shown_path(), name.place))
