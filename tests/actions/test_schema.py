"""The schema for editors and the loader are of one mind, as far as a schema can know."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft7Validator

from actioncli.actions.load import parse_actions
from actioncli.actions.model import Actions
from actioncli.actions.nodes import Mapping, Node, Scalar, Sequence
from actioncli.actions.schema import actions_schema
from actioncli.actions.write_yaml import write_yaml
from actioncli.actions.yaml_nodes import read_nodes
from actioncli.checking.table import RULES
from actioncli.conditions.operators import OPERATORS
from actioncli.errors import ActionsFileError
from laws import examples
from strategies import actions_models

ROOT = Path(__file__).parents[2]
VALIDATOR = Draft7Validator(actions_schema())


def as_json(node: Node | None) -> Any:
    """The tree as an editor's language server sees it."""
    match node:
        case Mapping():
            return {key.text: as_json(value) for key, value in node.entries}
        case Sequence():
            return [as_json(item) for item in node.items]
        case Scalar():
            return node.value
    return None


def schema_takes(text: str) -> bool:
    root, problems = read_nodes(text, "a.yaml")
    assert problems == ()
    return VALIDATOR.is_valid(as_json(root))


def loader_takes(text: str) -> bool:
    try:
        parse_actions(text, "a.yaml")
    except ActionsFileError:
        return False
    return True


def matcher(text: str) -> str:
    return f"actions:\n  A:\n    - {text}\n"


def operand(text: str) -> str:
    return matcher(f"properties: {{a: {{{text}}}}}")


GOOD = [
    "actions: {}",
    "actions: {A: [{}]}\nexcept: [{event: a}]",
    "actions: {A: [{}]}\nexcept:\ninclude:\nsource:",
    "actions: {A: [{}]}\nsource: {event: type, url: [req.url, 'page.\"the url\"'], properties: payload}",
    "actions: {A: {match: [{}], description: , tags: , except: , tests: }}",
    "actions: {A: {match: [{}], description: 5, tags: [a, 5], except: [{}]}}",
    "actions: {A: {match: [{}], tests: [{it: a, matches: {}}, {it: 5, rejects: {event: a, properties: {b: [1]}}}]}}",
    "actions: {5: [{}]}",
    "actions: {A: [{event: a}], B: [{action: A}, {action: }]}",
    *map(matcher, (
        "{}", "event: a", "event: 5",
        "event: [a, b]", "event: {is_not: ''}", "event: {regex: a, exact: [a]}", "event: ",
        "url: /a", "url: {exact: ''}", "url: {contains: [/a, /b]}", "text: {contains: ''}", "text: {regex: ''}",
        "text: [{contains: a}, {contains: b}]", "selector: a > b", "selector: [a, .b]", "selector: {is_not: [a, b]}",
        "tag_name: [a, 5]", "tag_name: {is_not: ''}", "href: {is_set: true}", "properties: ", "properties: {}",
        "properties: {a: '', b: 5, c: true, d: [a, 1]}", "properties: [{a: b}, {a: {gt: 5}}]", "person: {a: b}",
        "properties: {/a/b: c, /~0~1: d, a~: e, ' ': f}", "group: {0: {a: b}, 4: [{a: b}], 3: }",
        "group: {}", "group: ",
        "distinct_id: ''", "uuid: a", "person_id: [a]", "timestamp: {is_date_after: -7d}", "created_at: '2026-03-19'",
        "$group_0: a", "$group_4: {icontains: a}",
    )),
    *map(operand, (
        "exact: ''", "in: a", "in: [a]", "icontains_multi: a", "not_icontains_multi: [a, 5]", "gt: 5", "gt: '5.'",
        "gte: '-.5e3'", "lt: [1, '2']", "between: [1, 2]", "not_between: ['1', 2.5]", "is_set: true",
        "is_not_set: false", "is_date_after: '2026-03-19 10:00:00.5+02:00'",
        "is_date_exact: 2026-03-19", "is_date_before: [2026-03-19T10:00]",
        "is_date_after: 1774953000", "is_date_after: '1774953000000'", "is_date_after: 12M", "semver_eq: 1.2.3",
        "semver_neq: 5", "semver_gt: v1.2.3-rc.1", "semver_tilde: ['1']", "semver_wildcard: 1.2.*",
        "semver_wildcard: ' 1.* '", "semver_caret: '1.10'",
    )),
]  # fmt: skip
BAD = [
    "[]", "a", "actions:", "actions: []", "{}", "action: {}", "actions: {A: }", "actions: {A: []}", "actions: {A: a}",
    "actions: {A: {event: a}}", "actions: {A: {}}", "actions: {' ': [{}]}", "actions: {A: [a]}", "actions: {A: [~]}",
    "actions: {A: [{}]}\nsource: {evnt: type}", "actions: {A: [{}]}\nsource: {event: a..b}",
    "actions: {A: [{}]}\nsource: {}", "actions: {A: [{}]}\nexcept: {}", "actions: {A: [{}]}\nexcept: []",
    "actions: {A: [{}]}\ninclude: []", "actions: {A: [{}]}\ninclude: ' '", "actions: {A: [{}]}\ninclude: {a: b}",
    "actions: {A: {match: }}", "actions: {A: {match: {}}}", "actions: {A: {match: [{}], mtch: 5}}",
    "actions: {A: {match: [{}], tags: a}}", "actions: {A: {match: [{}], tags: []}}",
    "actions: {A: {match: [{}], tags: ['']}}", "actions: {A: {match: [{}], description: []}}",
    "actions: {A: {match: [{}], tests: []}}", "actions: {A: {match: [{}], tests: [a]}}",
    "actions: {A: {match: [{}], tests: [{it: a}]}}", "actions: {A: {match: [{}], tests: [{matches: {}}]}}",
    "actions: {A: {match: [{}], tests: [{it: a, matches: {}, rejects: {}}]}}",
    "actions: {A: {match: [{}], tests: [{it: ' ', matches: {}}]}}",
    "actions: {A: {match: [{}], tests: [{it: a, matches: b}]}}",
    "actions: {A: {match: [{}], tests: [{it: a, match: {}}]}}",
    *map(matcher, (
        "evnt: a", "event: ''", "event: [a, '']", "event: []", "event: {}", "event: {exact: ''}", "event: {exact: }",
        "event: {exct: a}", "event: [[a]]", "event: [~]", "event: [{exact: a}, b]", "url: ''", "url: {contains: ['']}",
        "selector: ' '", "selector: 5", "selector: {contains: a}", "selector: {is_not: ''}", "tag_name: {regex: a}",
        "tag_name: ''", "text: ''", "href: {exact: ''}", "properties: a", "properties: []", "properties: {'': a}",
        "properties: {a: }", "properties: {a: []}", "properties: {a: {}}", "properties: {a: {b: {c: d}}}",
        "properties: {/a~: b}", "properties: {/a~2: b}", "properties: [a]", "properties: [~]", "person: {a: {eq: b}}",
        "group: [{a: b}]", "group: {5: {a: b}}", "group: {0: a}", "action: [a]", "action: {a: b}", "$group_5: a",
    )),
    *map(operand, (
        "gt: ten", "gt: true", "gt: '5 '", 'gt: "5\\n"', "gt: []", "between: [1]", "between: 1", "between: [1, 2, 3]",
        "between: [1, a]", "is_set: a", "is_set: 'true'", "is_set: [true]", "is_date_exact: soon", "is_date_exact: 5",
        "is_date_exact: 2026-13-01", "is_date_exact: 0000-01-01", "is_date_exact: [2026-03-19, 2026-03-20]",
        "is_date_exact: 2026-03-19T24:00", "is_date_exact: 3 days", "is_date_exact: true", "semver_eq: 1.10",
        "semver_eq: 1.02.3", "semver_eq: 1.2.*", "semver_eq: -5", "semver_eq: true", "semver_wildcard: '*'",
        "semver_wildcard: 1.2.3.*", "semver_eq: [1.2.3, 1.2.4]", "icontains_multi: []", "exact: {a: b}", "in: [[a]]",
        "regex: ",
    )),
]  # fmt: skip


def test_the_schema_is_a_schema() -> None:
    Draft7Validator.check_schema(actions_schema())


@pytest.mark.parametrize("text", GOOD)
def test_both_take_a_good_file(text: str) -> None:
    assert (loader_takes(text), schema_takes(text)) == (True, True)


@pytest.mark.parametrize("text", BAD)
def test_both_refuse_a_bad_file(text: str) -> None:
    assert (loader_takes(text), schema_takes(text)) == (False, False)


@examples(200)
@given(actions_models())
def test_the_schema_takes_whatever_the_model_can_say(actions: Actions) -> None:
    assert schema_takes(write_yaml(actions))


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.name)
def test_the_schema_takes_the_operands_of_the_examples(operator: Any) -> None:
    operands = [list(e.operand) if isinstance(e.operand, tuple) else e.operand for e in operator.examples]
    files = [{"actions": {"A": [{"properties": {"a": {operator.name: written}}}]}} for written in operands]

    assert [file for file in files if not VALIDATOR.is_valid(file)] == []


@pytest.mark.parametrize("rule", RULES[1:], ids=lambda rule: rule.code)
def test_the_schema_has_no_opinion_on_what_only_rules_find(rule: Any) -> None:
    assert schema_takes(rule.example)
    assert schema_takes(rule.cure)


@pytest.mark.parametrize("file", ["actions.example.yaml", "src/actioncli/actions/starter.yaml"])
def test_the_schema_takes_the_example_and_the_starter(file: str) -> None:
    assert schema_takes((ROOT / file).read_text(encoding="utf-8"))
