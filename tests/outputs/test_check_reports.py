"""What `check` found, as machines read it: GitHub's commands, SARIF, JUnit and JSON."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import Any

from actioncli.errors import Place, Problem
from actioncli.findings import FileReport, Finding, Level, Outcome, Report, Rule
from actioncli.outputs.check_formats import render_check, summary
from actioncli.outputs.check_reports import github, junit, sarif

ODD = Rule("AC9", "odd-thing", Level.warning, "An odd thing", "Because.", "bad: 1\n", "good: 1\n")
WRONG = Rule("AC1", "wrong-thing", Level.error, "A wrong thing", "Since.", "bad: 2\n", "good: 2\n")
PLACE = Place("a b,c:ä.yaml", 3, 7, 4, "    - evnt: \x1b[31m")
PROBLEM = Problem("100% odd\nand more\x1b", ("actions", "A\x00"), "fix it", PLACE)
UNPLACED = Problem("wrong <&> all over")
FAILED = Problem("takes it: it does not", ("actions", "A", "tests", "1"), "", Place("x.yaml", 9, 9))
REPORT = Report(
    (
        FileReport("a b,c:ä.yaml", (Finding(ODD, PROBLEM), Finding(WRONG, UNPLACED)), actions=2),
        FileReport(
            "x.yaml",
            (Finding(WRONG, FAILED),),
            (Outcome("A", "takes it", FAILED.place, FAILED), Outcome("A", "leaves\x0b it", None, None)),
            actions=1,
        ),
        FileReport("broken.yaml", (), loaded=False),
    ),
    (WRONG, ODD),
)
NOTHING = Report((FileReport("x.yaml", ()),), (WRONG, ODD))


def test_text_has_the_code_at_the_end_of_the_first_line_and_nothing_that_a_terminal_obeys() -> None:
    assert render_check(REPORT, "text").decode().splitlines()[:6] == [
        "a b,c:ä.yaml:3:7: actions › A\\x00: 100% odd [AC9]",
        "and more\\x1b",
        "    3 |     - evnt: \\x1b[31m",
        "      |       ^^^^ fix it",
        "wrong <&> all over [AC1]",
        "x.yaml:9:9: actions › A › tests › 1: takes it: it does not [AC1]",
    ]


def test_the_summary_counts_files_actions_tests_and_findings() -> None:
    assert summary(REPORT) == "3 files · 3 actions · 1 of 2 tests passed · 2 errors, 1 warning"
    assert summary(NOTHING) == "0 actions · nothing found"


def test_github_gets_one_line_a_finding_with_its_own_escapes() -> None:
    first, second, third = github(REPORT).splitlines()

    assert first == (
        "::warning file=a b%2Cc%3Aä.yaml,line=3,col=7,title=AC9 odd-thing,endColumn=11"
        "::actions › A\\x00: 100%25 odd\\nand more\\x1b (fix it)"
    )
    assert second == "::error title=AC1 wrong-thing::wrong <&> all over"
    assert third.startswith("::error file=x.yaml,line=9,col=9,")
    assert github(NOTHING) == ""


def test_sarif_has_what_its_schema_requires() -> None:
    log: dict[str, Any] = json.loads(sarif(REPORT))
    (run,) = log["runs"]
    driver = run["tool"]["driver"]

    assert log["version"] == "2.1.0"
    assert driver["name"] == "actioncli"
    assert [rule["id"] for rule in driver["rules"]] == ["AC1", "AC9"]
    assert all(rule["shortDescription"]["text"] for rule in driver["rules"])
    assert [driver["rules"][result["ruleIndex"]]["id"] for result in run["results"]] == ["AC9", "AC1", "AC1"]
    assert {result["level"] for result in run["results"]} == {"warning", "error"}
    assert all(result["message"]["text"] for result in run["results"])


def test_sarif_places_are_uris_and_regions_from_one() -> None:
    first, second, _ = json.loads(sarif(REPORT))["runs"][0]["results"]
    (location,) = first["locations"]
    physical = location["physicalLocation"]

    assert physical["artifactLocation"] == {"uri": "a%20b%2Cc%3A%C3%A4.yaml"}
    assert {key: physical["region"][key] for key in ("startLine", "startColumn", "endColumn")} == {
        "startLine": 3,
        "startColumn": 7,
        "endColumn": 11,
    }
    assert "locations" not in second


def test_junit_has_a_case_for_each_test_and_each_finding() -> None:
    root = ET.fromstring(junit(REPORT))
    cases = [(case.get("classname"), case.get("name"), len(case)) for case in root.iter("testcase")]

    assert cases == [
        ("a b,c:ä.yaml", "loads", 0),
        ("a b,c:ä.yaml", "AC9 odd-thing: actions › A�", 1),
        ("a b,c:ä.yaml", "AC1 wrong-thing: ", 1),
        ("x.yaml", "loads", 0),
        ("x.yaml", "A › takes it", 1),
        ("x.yaml", "A › leaves� it", 0),
    ]
    assert (root.get("tests"), root.get("failures")) == ("6", "3")
    assert [suite.get("tests") for suite in root] == ["3", "3", "0"]


def test_json_holds_everything_and_null_where_there_is_no_place() -> None:
    found = json.loads(render_check(REPORT, "json"))

    assert (found["errors"], found["warnings"]) == (2, 1)
    assert found["files"][1]["tests"] == [
        {"action": "A", "it": "takes it", "passed": False, "line": 9, "column": 9, "end_column": 10},
        {"action": "A", "it": "leaves\x0b it", "passed": True, "line": None, "column": None, "end_column": None},
    ]
    assert found["findings"][0] == {
        "code": "AC9",
        "rule": "odd-thing",
        "level": "warning",
        "file": "a b,c:ä.yaml",
        "line": 3,
        "column": 7,
        "end_column": 11,
        "path": ["actions", "A\x00"],
        "message": "100% odd\nand more\x1b",
        "hint": "fix it",
    }
    assert found["findings"][1]["file"] is None
