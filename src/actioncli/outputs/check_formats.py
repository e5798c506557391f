"""The formats of `actioncli check`, and the summary.

The keys of `json` are promised to scripts: change them only by adding.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from actioncli.errors import Place
from actioncli.findings import Finding, Level, Report
from actioncli.outputs.formats import Format, format_named
from actioncli.outputs.humanize import counted
from actioncli.outputs.json_text import json_indented
from actioncli.outputs.screen import visible


def render_check(report: Report, format: str) -> bytes:  # noqa: A002
    """The report in a format of `FORMATS`."""
    return format_named(FORMATS, format).write(report)


def _text(report: Report) -> bytes:
    """Each finding in the format of the loader's errors, with the code of the rule at the end of the first line."""
    lines = []
    for finding in report.findings:
        first, *rest = str(finding.problem).splitlines()
        lines += [f"{first} [{finding.rule.code}]", *rest]
    return "".join(f"{visible(line, keep=chr(9))}\n" for line in lines).encode("utf-8", "backslashreplace")


def summary(report: Report) -> str:
    """The number of files, actions, tests and findings."""
    tests = [test for file in report.files for test in file.tests]
    passed = sum(test.problem is None for test in tests)
    checked = [counted(sum(file.actions for file in report.files), "action")]
    if tests:
        checked.append(f"{passed:,} of {counted(len(tests), 'test')} passed")
    if len(report.files) > 1:
        checked.insert(0, counted(len(report.files), "file"))
    errors, warnings = report.count(Level.error), report.count(Level.warning)
    found = [counted(errors, "error")] if errors else []
    found += [counted(warnings, "warning")] if warnings else []
    return f"{' · '.join(checked)} · {', '.join(found) or 'nothing found'}"


def _json(report: Report) -> bytes:
    """All findings and tests as one JSON object."""
    files = [
        {
            "file": file.file,
            "actions": file.actions,
            "loaded": file.loaded,
            "tests": [
                {"action": test.action, "it": test.it, "passed": test.problem is None, **_where(test.place)}
                for test in file.tests
            ],
        }
        for file in report.files
    ]
    found = {
        "errors": report.count(Level.error),
        "warnings": report.count(Level.warning),
        "files": files,
        "findings": [_finding(finding) for finding in report.findings],
    }
    return json_indented(found)


def _finding(finding: Finding) -> dict[str, Any]:
    problem = finding.problem
    return {
        "code": finding.rule.code,
        "rule": finding.rule.name,
        "level": finding.rule.level.value,
        "file": problem.place.file if problem.place else None,
        **_where(problem.place),
        "path": list(problem.path),
        "message": problem.message,
        "hint": problem.hint or None,
    }


def _where(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {"line": None, "column": None, "end_column": None}
    return {"line": place.line, "column": place.column, "end_column": place.column + place.length}


def _github(report: Report) -> bytes:
    """Workflow commands of GitHub."""
    from actioncli.outputs.check_reports import github  # noqa: PLC0415 - loads XML, which other formats do not need

    return github(report).encode("utf-8", "backslashreplace")


def _sarif(report: Report) -> bytes:
    """A SARIF log."""
    from actioncli.outputs.check_reports import sarif  # noqa: PLC0415

    return sarif(report)


def _junit(report: Report) -> bytes:
    """A test report in XML."""
    from actioncli.outputs.check_reports import junit  # noqa: PLC0415

    return junit(report)


FORMATS: tuple[Format[Callable[[Report], bytes]], ...] = (
    Format("text", "findings with their source lines", _text, summary=True),
    Format("json", "one object", _json),
    Format("github", "annotations of GitHub Actions", _github, summary=True),
    Format("sarif", "SARIF 2.1.0, for code scanning", _sarif),
    Format("junit", "JUnit XML, for test reports", _junit),
)
"""The formats of `check`; the first is the default."""
