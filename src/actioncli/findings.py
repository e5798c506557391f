"""What `check` finds, as values: the rule, and the problem with its place; and what a whole run of it came to."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from actioncli.errors import Place, Problem


class Level(StrEnum):
    """How bad a finding is; both make `check` exit with 1."""

    error = "error"
    """The file cannot be used, or does not do what its own tests say."""
    warning = "warning"
    """It works, and probably does not mean what it says."""


class Rule(Struct, frozen=True):
    """What is looked for, and why: an entry of the table, and a section of `docs/checks.md`."""

    code: str
    """Stable: scripts and comments name it."""
    name: str
    level: Level
    title: str
    why: str
    example: str
    """An actions file in which the rule finds something."""
    cure: str
    """The same without the fault, in which no rule finds anything."""
    events: str = ""
    """The events that both are held against, as JSON Lines, where the rule needs any."""


class Finding(Struct, frozen=True):
    """A rule, and what it found."""

    rule: Rule
    problem: Problem


class Outcome(Struct, frozen=True):
    """A test of an actions file that was run."""

    action: str
    it: str
    place: Place | None
    problem: Problem | None
    """Why it failed; None where it passed."""


class FileReport(Struct, frozen=True):
    """What came of one actions file."""

    file: str
    findings: tuple[Finding, ...]
    tests: tuple[Outcome, ...] = ()
    actions: int = 0
    loaded: bool = True


class Report(Struct, frozen=True):
    """What came of all files, and the rules they were held to."""

    files: tuple[FileReport, ...]
    rules: tuple[Rule, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, file by file."""
        return tuple(finding for file in self.files for finding in file.findings)

    def count(self, level: Level) -> int:
        """How many findings are of that level."""
        return sum(finding.rule.level is level for finding in self.findings)
