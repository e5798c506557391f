"""The findings of `check` as values: a rule with a problem; and the report of a run."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from actioncli.errors import Place, Problem


class Level(StrEnum):
    """The severity of a finding; with both, `check` exits with 1."""

    error = "error"
    """The file is invalid, or one of its tests fails."""
    warning = "warning"
    """The file is valid, but probably not what was intended."""


class Rule(Struct, frozen=True):
    """A rule: an entry of the table of rules, and a section of `docs/checks.md`."""

    code: str
    """Never changes: scripts and comments contain it."""
    name: str
    level: Level
    title: str
    why: str
    example: str
    """An actions file in which the rule finds something."""
    cure: str
    """The example, corrected: no rule finds anything in it."""
    events: str = ""
    """The events for both, as JSON Lines, if the rule needs any."""


class Finding(Struct, frozen=True):
    """A problem that a rule found."""

    rule: Rule
    problem: Problem


class Outcome(Struct, frozen=True):
    """The result of a test in an actions file."""

    action: str
    it: str
    place: Place | None
    problem: Problem | None
    """Why it failed; None if it passed."""


class FileReport(Struct, frozen=True):
    """The findings of one actions file."""

    file: str
    findings: tuple[Finding, ...]
    tests: tuple[Outcome, ...] = ()
    actions: int = 0
    loaded: bool = True


class Report(Struct, frozen=True):
    """The reports of all files, and the rules that were checked."""

    files: tuple[FileReport, ...]
    rules: tuple[Rule, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, file by file."""
        return tuple(finding for file in self.files for finding in file.findings)

    def count(self, level: Level) -> int:
        """The number of findings of a level."""
        return sum(finding.rule.level is level for finding in self.findings)
