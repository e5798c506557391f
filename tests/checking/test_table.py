"""The table of rules keeps its word, and `docs/checks.md` is what it says.

    UPDATE_CHECKS=1 pytest tests/checking/test_table.py

writes the page anew: read the difference like code.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from actioncli.checking.table import CODES, RULES
from actioncli.findings import Rule
from checking.found import codes

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"
HEAD = """\
# What `check` finds

`actioncli check` applies these rules to actions files, and runs the tests in them.
[cli.md](cli.md#actioncli-check) describes its options and formats, and [ci.md](ci.md) how to run it automatically.
Codes are stable: scripts can rely on their meaning.

If a finding is intended, add a comment at the end of its line, or disable the rule with `--ignore`:

```yaml
actions:
  Saw a sale:
    - url: /sale_50%off   # check: ignore AC102
```

Errors cannot be disabled.

| code | level | finds |
|---|---|---|
"""


def page() -> str:
    rows = [f"| [{rule.code}](#{anchor(rule)}) | {rule.level} | {rule.title} |\n" for rule in RULES]
    return HEAD + "".join(rows) + "".join(map(section, RULES))


def anchor(rule: Rule) -> str:
    return f"{rule.code.lower()}-{rule.name}"


def section(rule: Rule) -> str:
    why = re.sub(r"(?<=[.:?]) (?=[A-Z`(])", "\n", rule.why)
    parts = [f"\n## {rule.code} {rule.name}\n", f"{rule.title}.\n", f"{why}\n"]
    parts += ["Found:\n", f"```yaml\n{rule.example}```\n", "Clean:\n", f"```yaml\n{rule.cure}```\n"]
    if rule.events:
        parts += ["Held against these events:\n", f"```json\n{rule.events}```\n"]
    return "\n".join(parts)


def test_the_page_is_what_the_table_says() -> None:
    if os.environ.get("UPDATE_CHECKS"):
        PAGE.write_text(page(), encoding="utf-8")
    assert page() == PAGE.read_text(encoding="utf-8")


def test_codes_are_unique_and_in_order() -> None:
    assert sorted(set(CODES)) == list(CODES)
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_example_of_a_rule_is_found_by_it_alone(rule: Rule) -> None:
    assert {rule.code} == set(codes(rule.example, rule.events))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_cure_of_a_rule_is_clean(rule: Rule) -> None:
    assert codes(rule.cure, rule.events) == []


def test_a_comment_on_the_line_ignores_the_rules_it_names() -> None:
    text = "actions:\n  A:\n    - url: /a_b   # check: ignore AC101, AC102\n    - url: /c_d   # check: ignore AC101\n"

    assert codes(text) == ["AC102"]


def test_an_error_cannot_be_ignored() -> None:
    assert codes("actions:\n  A:\n    - evnt: a   # check: ignore AC001\n") == ["AC001"]
