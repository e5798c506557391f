"""Check an actions file: load it, run its tests and apply the rules.

report = check_file(load("actions.yaml"), now)
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import datetime

from msgspec import Struct

from actioncli.actions.load import load_actions, parse_actions
from actioncli.actions.model import Actions
from actioncli.checking.matcher_paths import Checked
from actioncli.checking.own_tests import run_tests
from actioncli.checking.table import CHECKS
from actioncli.checking.vocabulary import Vocabulary
from actioncli.checking.whole_file import FAILED_TEST, INVALID
from actioncli.errors import ActionsFileError, Problem
from actioncli.findings import FileReport, Finding, Level

_REMARK = re.compile(r"#\s*check:\s*ignore\s+(AC\d+(?:\s*,\s*AC\d+)*)\s*$")
"""A comment at the end of a line that a rule finds something on."""


class Loaded(Struct, frozen=True):
    """An actions file, or why it cannot be used."""

    file: str
    actions: Actions | None
    problems: tuple[Problem, ...] = ()


def load(file: str) -> Loaded:
    """The actions of a file, or every problem of its content; raises `ActioncliError` where it cannot be read."""
    try:
        return Loaded(file, load_actions(file))
    except ActionsFileError as error:
        return Loaded(file, None, error.problems)


def parse(text: str, file: str) -> Loaded:
    """The same for a text."""
    try:
        return Loaded(file, parse_actions(text, file))
    except ActionsFileError as error:
        return Loaded(file, None, error.problems)


def check_file(
    loaded: Loaded, now: datetime, vocabulary: Vocabulary | None = None, ignored: Collection[str] = ()
) -> FileReport:
    """What is found in a file, in its order; `ignored` are codes of rules."""
    if loaded.actions is None:
        return FileReport(loaded.file, tuple(Finding(INVALID, problem) for problem in loaded.problems), loaded=False)
    tests = tuple(run_tests(loaded.actions, now))
    found = [Finding(FAILED_TEST, test.problem) for test in tests if test.problem is not None]
    found += _warnings(Checked(loaded.actions, now, vocabulary))
    kept = [finding for finding in found if finding.rule.level is Level.error or not _is_ignored(finding, ignored)]
    return FileReport(loaded.file, tuple(_in_order(kept)), tests, len(loaded.actions.actions))


def _warnings(checked: Checked) -> Iterator[Finding]:
    for rule, check in CHECKS:
        for problem in check(checked):
            yield Finding(rule, problem)


def _is_ignored(finding: Finding, ignored: Collection[str]) -> bool:
    """Whether the code is ignored, everywhere or by a comment on its line."""
    place = finding.problem.place
    remark = _REMARK.search(place.source) if place else None
    return finding.rule.code in ignored or (remark is not None and finding.rule.code in re.findall(r"AC\d+", remark[1]))


def _in_order(findings: list[Finding]) -> list[Finding]:
    """The findings by file and place. A finding that is reached by several aliases is reported once."""
    once: dict[object, Finding] = {}
    for finding in findings:
        problem = finding.problem
        once.setdefault((finding.rule.code, problem.place, problem.message), finding)
    files: dict[str, int] = {}
    for finding in once.values():
        if finding.problem.place:
            files.setdefault(finding.problem.place.file, len(files))

    def order(finding: Finding) -> tuple[int, int, int, str]:
        place = finding.problem.place
        where = (files[place.file], place.line, place.column) if place else (-1, 0, 0)
        return (*where, finding.rule.code)

    return sorted(once.values(), key=order)
