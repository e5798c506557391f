"""The documentation matches the program: references are generated from its tables, and every option is described.

    UPDATE_DOCS=1 pytest tests/test_docs.py

regenerates the references: review the diff like code.
"""

from __future__ import annotations

import os
import re
import runpy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from actioncli.actions.load import parse_actions
from actioncli.cli import application
from actioncli.conditions.fields import FIELDS, FieldKind
from actioncli.conditions.operators import OPERATORS
from actioncli.conditions.operators.base import Operator

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
UPDATE = bool(os.environ.get("UPDATE_DOCS"))
SQL_PAGE: Callable[[str], str] = runpy.run_path(str(DOCS / "sql_page.py"))["page"]
PAGES: dict[str, str] = runpy.run_path(str(DOCS / "reference.py"))["pages"]()
COMMANDS: dict[str, Any] = vars(typer.main.get_command(application()))["commands"]


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """The text from a heading to the next one of its level or above."""
    level = heading.partition(" ")[0]
    found = re.search(rf"^{re.escape(heading)}$(.*?)(?=^#{{1,{len(level)}}} |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"there is no {heading!r}"
    return found[1]


# --- references ---


@pytest.mark.parametrize("name", PAGES)
def test_a_reference_is_what_the_tables_make(name: str) -> None:
    if UPDATE:
        (DOCS / name).write_text(PAGES[name], encoding="utf-8")
    assert page(name) == PAGES[name], "run python docs/reference.py"


def test_the_page_about_sql_has_the_tables_of_the_code() -> None:
    made = SQL_PAGE(page("sql.md"))
    if UPDATE:
        (DOCS / "sql.md").write_text(made, encoding="utf-8")
    assert page("sql.md") == made, "run python docs/sql_page.py"


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.name)
def test_the_reference_has_every_operator_with_its_examples(operator: Operator) -> None:
    about = section(page("operators.md"), f"### `{operator.name}`")
    assert len(re.findall(r"^\| `.* (?:yes|no) \|$", about, re.MULTILINE)) == len(operator.examples)
    assert "* Operand: " in about
    assert "* An absent value: " in about


@pytest.mark.parametrize("kind", FIELDS, ids=lambda kind: kind.name)
def test_the_reference_has_every_field(kind: FieldKind) -> None:
    """The five group types share one entry."""
    name, reads = (re.sub(r"\$group_\d", "$group_N", text) for text in (kind.name, kind.reads))
    assert f"* Reads {reads}." in section(page("fields.md"), f"### `{name}`")


@pytest.mark.parametrize("kind", FIELDS, ids=lambda kind: kind.name)
def test_the_examples_of_a_field_load_and_are_about_it(kind: FieldKind) -> None:
    for line, _ in kind.examples:
        (action,) = parse_actions(f"actions:\n  A:\n    - {line}\n", "actions.yaml").actions
        (matcher,) = action.matchers
        assert {condition.field.name for condition in matcher.conditions} == {kind.name}


def test_no_cell_of_the_references_holds_a_bare_bar_or_an_emphasis() -> None:
    for text in PAGES.values():
        for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
            rows = block.splitlines()
            columns = {len(re.findall(r"(?<!\\)\|", row)) for row in rows}
            assert len(columns) == 1, rows
        code_and_marks = r"```.*?```|`[^`\n]*`|^\* |\*absent\*|\*\*\w+\*\*"
        outside_code = re.sub(code_and_marks, "", text, flags=re.DOTALL | re.MULTILINE)
        assert not re.search(r"(?<!\\)\*", outside_code)


# --- the command line ---


def options(command: Any) -> Iterator[str]:
    """The options of a command by their long names."""
    for parameter in command.params:
        if parameter.param_type_name == "option":
            yield from (name for name in (*parameter.opts, *parameter.secondary_opts) if name.startswith("--"))


OPTIONS = [(name, option) for name, command in COMMANDS.items() for option in options(command)]


def test_the_command_line_has_what_these_tests_look_for() -> None:
    assert {"match", "stats", "import", "export"} <= set(COMMANDS)
    assert {("match", "--tag"), ("stats", "--by"), ("stats", "--jobs"), ("export", "--to")} <= set(OPTIONS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_section(name: str) -> None:
    assert section(page("cli.md"), f"## actioncli {name}").strip()


@pytest.mark.parametrize(("name", "option"), OPTIONS)
def test_every_option_is_described_with_its_command_or_among_the_common_ones(name: str, option: str) -> None:
    text = page("cli.md")
    described = section(text, f"## actioncli {name}") + section(text, "## Common to the commands that read events")
    described = described.replace("--progress/--no-progress", "--progress --no-progress")
    assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", described)


# --- PostHog ---


def differences(text: str) -> list[set[str]]:
    """The issue numbers in each row of a table of differences."""
    rows = [row for row in text.splitlines() if row.startswith("| ")][1:]
    return [set(re.findall(r"(?<![\w/])\d{3,}(?!\w)", row.rsplit("|", 2)[1])) for row in rows]


def test_the_page_about_posthog_has_every_operator_and_every_field() -> None:
    text = page("posthog.md")
    assert [operator.name for operator in OPERATORS if f"(operators.md#{operator.name})" not in text] == []
    own = ("uuid", "person_id", "created_at", *(f"$group_{index}" for index in range(1, 5)))
    named = [kind.name for kind in FIELDS if kind.name not in own]
    assert [name for name in named if f"(fields.md#{name.replace('$group_0', 'group_n')})" not in text] == []


def test_the_page_about_posthog_has_every_difference_of_the_rules() -> None:
    """The rows have the same order and the same issue numbers as the rules."""
    rules = differences(section(page("semantics.md"), "## 14. Where we differ from PostHog, and why"))
    assert len(rules) > 20
    assert differences(section(page("posthog.md"), "## Where we differ, and why")) == rules


def test_the_page_about_posthog_has_every_difference_of_selectors() -> None:
    rules = section(page("semantics.md"), "## 13. Import of PostHog actions").rpartition("| in the selector |")[2]
    said = section(page("posthog.md"), "## Selectors").rpartition("| in the selector |")[2]
    assert rules.count("\n|") == said.count("\n|") == 12


# --- links ---

READMES = ("benches", "sample_data", "tests/conformance")


def anchors(text: str) -> set[str]:
    """The anchors that GitHub generates for the headings."""
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


LINKED = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.glob("*.md")), *(ROOT / name / "README.md" for name in READMES)]


@pytest.mark.parametrize("path", LINKED, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_and_anchor_resolves(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        file, _, anchor = target.partition("#")
        if "://" in target:
            continue
        other = path.parent / file if file else path
        assert other.exists(), target
        assert not anchor or anchor in anchors(other.read_text(encoding="utf-8")), target
