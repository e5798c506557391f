"""The findings of `check` for tools that show them beside the code: GitHub, SARIF, JUnit.

- GitHub: workflow commands, https://docs.github.com/actions/reference/workflow-commands-for-github-actions
- SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
- JUnit: the XML that CI servers read, https://github.com/testmoapp/junitxml
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Any
from urllib.parse import quote

from actioncli import __version__
from actioncli.errors import Place, Problem
from actioncli.findings import FileReport, Finding, Outcome, Report, Rule
from actioncli.outputs.json_text import json_indented
from actioncli.outputs.screen import visible

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

_NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def one_line(problem: Problem) -> str:
    """The problem in one line, without its place."""
    where = f"{' › '.join(problem.path)}: " if problem.path else ""
    return visible(f"{where}{problem.message}" + (f" ({problem.hint})" if problem.hint else ""))


def github(report: Report) -> str:
    """A workflow command for each finding; GitHub shows it beside the line."""
    lines = []
    for finding in report.findings:
        place = finding.problem.place
        properties = {"title": f"{finding.rule.code} {finding.rule.name}"}
        if place:
            properties = {"file": place.file, "line": str(place.line), "col": str(place.column), **properties}
            properties["endColumn"] = str(place.column + place.length)
        written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
        lines.append(f"::{finding.rule.level.value} {written}::{_escaped(one_line(finding.problem))}\n")
    return "".join(lines)


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def sarif(report: Report) -> bytes:
    """The findings as a SARIF log, with the rules that were checked."""
    indexes = {rule.code: index for index, rule in enumerate(report.rules)}
    driver = {"name": "actioncli", "version": __version__, "rules": [_sarif_rule(rule) for rule in report.rules]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(finding, indexes[finding.rule.code]) for finding in report.findings],
    }
    log = {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return json_indented(log)


def _sarif_rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {"text": f"{rule.why}\n\nInstead of\n\n{rule.example}\nwrite\n\n{rule.cure}"},
        "defaultConfiguration": {"level": rule.level.value},
    }


def _sarif_result(finding: Finding, index: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule.code,
        "ruleIndex": index,
        "level": finding.rule.level.value,
        "message": {"text": one_line(finding.problem)},
    }
    if finding.problem.place:
        result["locations"] = [{"physicalLocation": _sarif_place(finding.problem.place)}]
    return result


def _sarif_place(place: Place) -> dict[str, Any]:
    region: dict[str, Any] = {
        "startLine": place.line,
        "startColumn": place.column,
        "endColumn": place.column + place.length,
    }
    if place.source:
        region["snippet"] = {"text": place.source}
    absolute = place.file.startswith("/")
    uri = ("file://" if absolute else "") + quote(place.file.replace("\\", "/"), safe="/")
    return {"artifactLocation": {"uri": uri}, "region": region}


def junit(report: Report) -> bytes:
    """A suite for each file: its loading, its tests and its findings are the cases."""
    suites = [_suite(file) for file in report.files]
    cases = [case for suite in suites for case in suite]
    root = ET.Element("testsuites", {"name": "actioncli check", **_counts(cases)})
    root.extend(suites)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _suite(file: FileReport) -> ET.Element:
    cases = [_case(file.file, "loads", None)] if file.loaded else []
    cases += [_test_case(file.file, test) for test in file.tests]
    tested = {id(test.problem) for test in file.tests if test.problem is not None}
    cases += [_finding_case(file.file, finding) for finding in file.findings if id(finding.problem) not in tested]
    suite = ET.Element("testsuite", {"name": _xml(file.file), **_counts(cases)})
    suite.extend(cases)
    return suite


def _counts(cases: list[ET.Element]) -> dict[str, str]:
    return {"tests": str(len(cases)), "failures": str(sum(len(case) > 0 for case in cases)), "errors": "0"}


def _test_case(file: str, test: Outcome) -> ET.Element:
    return _case(file, f"{test.action} › {test.it}", test.place, test.problem, "AC002")


def _finding_case(file: str, finding: Finding) -> ET.Element:
    name = f"{finding.rule.code} {finding.rule.name}: {' › '.join(finding.problem.path)}"
    return _case(file, name, finding.problem.place, finding.problem, finding.rule.code)


def _case(file: str, name: str, place: Place | None, problem: Problem | None = None, code: str = "") -> ET.Element:
    case = ET.Element("testcase", classname=_xml(file), name=_xml(name))
    if place:
        case.set("file", _xml(place.file))
        case.set("line", str(place.line))
    if problem is not None:
        failure = ET.SubElement(case, "failure", type=code, message=_xml(one_line(problem)))
        failure.text = _xml(str(problem))
    return case


def _xml(text: str) -> str:
    """The text without the characters that XML 1.0 does not allow."""
    return _NOT_IN_XML.sub("\ufffd", text)
