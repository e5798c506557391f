"""What `check` found, for people and as JSON, and the line that sums it up."""

from __future__ import annotations

import json
from typing import Any

from actioncli.errors import Place
from actioncli.findings import Finding, Level, Report
from actioncli.outputs.json_text import json_bytes
from actioncli.outputs.screen import visible
from actioncli.outputs.summary import counted


def text(report: Report) -> str:
    """Each finding as the loader writes its problems, with its code at the end of the first line."""
    lines = []
    for finding in report.findings:
        first, *rest = str(finding.problem).splitlines()
        lines += [f"{first} [{finding.rule.code}]", *rest]
    return "".join(f"{visible(line, keep=chr(9))}\n" for line in lines)


def summary(report: Report) -> str:
    """How much was looked at, and what came of it."""
    tests = [test for file in report.files for test in file.tests]
    passed = sum(test.problem is None for test in tests)
    looked_at = [counted(sum(file.actions for file in report.files), "action")]
    if tests:
        looked_at.append(f"{passed:,} of {counted(len(tests), 'test')} passed")
    if len(report.files) > 1:
        looked_at.insert(0, counted(len(report.files), "file"))
    errors, warnings = report.count(Level.error), report.count(Level.warning)
    found = [counted(errors, "error")] if errors else []
    found += [counted(warnings, "warning")] if warnings else []
    return f"{' · '.join(looked_at)} · {', '.join(found) or 'nothing found'}"


def json_report(report: Report) -> bytes:
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
    return json_bytes(json.dumps(found, ensure_ascii=False, indent=2) + "\n")


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
