"""PostHog's property filters read into conditions: sections 4, 5 and 13.5 to 13.7 of `docs/semantics.md`."""

from __future__ import annotations

import pytest

from actioncli.actions.model import Condition, Field
from actioncli.actions.posthog.filters import FILTER_TYPES, METADATA_KEYS, OPERATOR_REASONS, TYPE_REASONS
from actioncli.conditions.operators import BY_NAME
from actioncli.values import Operand
from actions.posthog.samples import conditions, filter_condition, filtered, findings, imported


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({"key": "plan"}, Field("properties", "plan")),
        ({"key": "plan", "type": None}, Field("properties", "plan")),
        ({"key": "$feature/x", "type": "feature"}, Field("properties", "$feature/x")),
        ({"key": "/a/b~c", "type": "event"}, Field("properties", "/~1a~1b~0c")),
        ({"key": "a/b", "type": "event"}, Field("properties", "a/b")),
        ({"key": "/a", "type": "person"}, Field("person", "/~1a")),
        ({"key": "distinct_id", "type": "person"}, Field("person", "distinct_id")),
        ({"key": "name", "type": "group", "group_type_index": 3}, Field("group", "name", 3)),
        ({"key": "event", "type": "event_metadata"}, Field("event")),
        ({"key": "distinct_id", "type": "event_metadata"}, Field("distinct_id")),
        ({"key": "$group_2", "type": "event_metadata"}, Field("$group_2")),
        ({"key": "text", "type": "element"}, Field("text")),
    ],
)
def test_the_type_of_a_filter_names_the_field(entry: dict[str, object], field: Field) -> None:
    assert filter_condition(**entry, value="x") == Condition(field, "exact", "x")


@pytest.mark.parametrize(
    ("entry", "operator", "operand"),
    [
        ({"value": "a"}, "exact", "a"),
        ({"value": ["a"], "operator": None}, "exact", "a"),
        ({"value": ["a", "b"], "operator": "is_not"}, "is_not", ("a", "b")),
        ({"value": 18, "operator": "min"}, "gte", 18),
        ({"value": 18, "operator": "max"}, "lte", 18),
        ({"value": True}, "exact", True),
        ({"value": ""}, "exact", ""),
        ({"value": "is_set", "operator": "is_set"}, "is_set", True),
        ({"operator": "is_not_set"}, "is_not_set", True),
        ({"value": [18, 65], "operator": "between"}, "between", (18, 65)),
    ],
)
def test_operators_and_values_are_carried_over(entry: dict[str, object], operator: str, operand: Operand) -> None:
    condition = filter_condition(key="k", **entry)
    assert (condition.operator, repr(condition.operand)) == (operator, repr(operand))


def test_two_filters_on_one_key_with_one_operator_both_hold() -> None:
    entries = [{"key": "k", "value": value, "operator": "icontains"} for value in ("a", "b")]
    entries.insert(1, {"key": "other", "value": "c"})
    assert [condition.operand for condition in conditions({"properties": entries})] == ["a", "b", "c"]


def test_an_element_filter_joins_the_condition_of_the_step() -> None:
    step = {"event": "$autocapture", "text": "A", "properties": [{"key": "text", "type": "element", "value": "B"}]}
    assert conditions(step)[1:] == [Condition(Field("text"), "exact", "A"), Condition(Field("text"), "exact", "B")]


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ({"value": None}, "no `value`"),
        ({"operator": "is_not"}, "no `value`"),
        ({"value": []}, "an empty list as `value`"),
        ({"value": "x", "type": "group"}, "no `group_type_index`"),
        ({"operator": "is_set", "type": "group", "group_type_index": None}, "no `group_type_index`"),
    ],
)
def test_a_filter_that_insights_drop_is_dropped_with_a_warning(entry: dict[str, object], why: str) -> None:
    step = filtered(key="k", **entry)
    assert conditions(step) == [Condition(Field("event"), "exact", "order")]
    assert findings(step) == [f"warning: A › step 1 › properties.k: {why}: the filter is dropped, as insights do"]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            {"type": "cohort", "value": 42},
            "filters of type `cohort` are not supported: cohort membership is not in an event log",
        ),
        (
            {"type": "hogql", "value": None},
            "filters of type `hogql` are not supported: it is SQL, which only PostHog can run",
        ),
        (
            {"type": "moon_phase"},
            f"filters of type `moon_phase` are not supported: supported are {', '.join(FILTER_TYPES)}",
        ),
        *(
            ({"type": kind, "value": "x"}, f"filters of type `{kind}` are not supported: {reason}")
            for kind, reason in TYPE_REASONS.items()
        ),
        (
            {"operator": "flag_evaluates_to", "value": []},
            "the operator `flag_evaluates_to` is not supported: the value of a flag is not in an event log",
        ),
        (
            {"operator": "is_cleaned_path_exact", "value": "/"},
            f"the operator `is_cleaned_path_exact` is not supported: {OPERATOR_REASONS['is_cleaned_path_exact']}",
        ),
        (
            {"operator": "sounds_like", "value": "x"},
            "the operator `sounds_like` is not supported: it is not among the operators known here",
        ),
    ],
)
def test_an_unsupported_type_or_operator_refuses_the_action(entry: dict[str, object], message: str) -> None:
    result = imported({"event": "a"}, filtered(key="k", **entry))
    assert list(map(str, result.findings)) == [f"refused: A › step 2 › properties.k: {message}"]
    assert result.actions.actions == ()


@pytest.mark.parametrize("operator", ["exact", "is_not", "in", "not_in", "regex", "not_regex", None])
@pytest.mark.parametrize("kind", ["event", "feature", "person", None])
def test_an_empty_list_is_dropped_where_insights_take_it_so(operator: str | None, kind: str | None) -> None:
    (said,) = findings(filtered(key="k", type=kind, operator=operator, value=[]))
    dropped = "an empty list as `value`: the filter is dropped, as insights do"
    assert said == f"warning: A › step 1 › properties.k: {dropped}"


DROPPING = ("exact", "is_not", "in", "not_in", "regex", "not_regex", "is_set", "is_not_set")


@pytest.mark.parametrize("operator", [name for name in BY_NAME if name not in DROPPING])
def test_an_empty_list_refuses_the_action_with_any_other_operator(operator: str) -> None:
    (said,) = findings(filtered(key="k", operator=operator, value=[]))
    what = f"an empty list as `value` of `{operator}`: insights match almost nothing, or fail"
    assert said == f"refused: A › step 1 › properties.k: {what}"


@pytest.mark.parametrize("key", ["selector", "tag_name", "text", "href"])
def test_an_empty_list_is_dropped_from_a_negated_element_filter(key: str) -> None:
    (said, _) = findings({"properties": [{"key": key, "type": "element", "operator": "is_not", "value": []}]})
    assert said.startswith(f"warning: A › step 1 › properties.{key}: an empty list as `value`: the filter is dropped")


@pytest.mark.parametrize("operator", ["exact", "in", "not_regex", "regex", "icontains", None])
@pytest.mark.parametrize("key", ["selector", "tag_name", "text", "href"])
def test_an_empty_list_refuses_the_action_in_an_element_filter(key: str, operator: str | None) -> None:
    result = imported({"properties": [{"key": key, "type": "element", "operator": operator, "value": []}]})
    assert result.actions.actions == ()
    assert [(finding.level, finding.field) for finding in result.findings] == [("refused", f"properties.{key}")]


@pytest.mark.parametrize("kind", ["event", "feature", "person", "group", None])
@pytest.mark.parametrize("value", ["Bot", None, []])
def test_a_property_that_posthog_computes_refuses_the_action(kind: str | None, value: object) -> None:
    (said,) = findings(filtered(key="$virt_traffic_type", type=kind, operator="is_not", value=value))
    what = "PostHog computes `$virt_` properties at query time: no export carries them"
    assert said == f"refused: A › step 1 › properties.$virt_traffic_type: {what}"


@pytest.mark.parametrize(
    ("operator", "value", "said"),
    [
        ("starts_with", "10%", "`%` acts as a wildcard, as in insights"),
        ("not_ends_with", ["a", "b_c"], "`_` acts as a wildcard, as in insights"),
        ("ends_with", "C:\\", "insights treat a backslash as an escape; here it is literal"),
        ("icontains", ["a_b"], "`_` acts as a wildcard, as in insights"),
    ],
)
def test_what_is_no_literal_in_a_pattern_is_a_warning(operator: str, value: object, said: str) -> None:
    assert findings(filtered(key="k", operator=operator, value=value)) == [
        f"warning: A › step 1 › properties.k: {said}"
    ]


def test_lists_of_literals_have_no_wildcards() -> None:
    assert findings(filtered(key="k", operator="icontains", value=["a_b", "c%"])) == []


@pytest.mark.parametrize("operator", ["not_icontains", "not_icontains_multi"])
def test_a_negated_list_is_noted_for_what_insights_make_of_absent_values(operator: str) -> None:
    assert findings(filtered(key="k", operator=operator, value=["a", "b"])) == [
        "note: A › step 1 › properties.k: insights exclude events without this property; here they match"
    ]
    assert findings(filtered(key="k", operator=operator, value=["a"])) == []


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            {"key": "attr_id", "type": "element", "value": "x"},
            "properties.attr_id: unknown key of type `element`, expected one of selector, tag_name, text, href",
        ),
        (
            {"key": "team", "type": "event_metadata", "value": "x"},
            f"properties.team: unknown key of type `event_metadata`, expected one of {', '.join(METADATA_KEYS)}",
        ),
        (
            {"key": "tag_name", "type": "element", "value": "x", "operator": "icontains"},
            "properties.tag_name: `tag_name` takes only `exact` and `is_not`, not `icontains`",
        ),
        (
            {"key": "k", "type": "group", "group_type_index": 5, "value": "x"},
            "properties.k: `group_type_index` must be a number from 0 to 4, not 5",
        ),
        (
            {"key": "k", "value": {"a": 1}},
            "properties.k: `value` must be a text, a finite number, a boolean or a list of these",
        ),
        (
            {"key": "k", "value": ["a", None]},
            "properties.k: `value` must be a text, a finite number, a boolean or a list of these",
        ),
        ({"value": "x"}, "properties: the filter has no `key`"),
    ],
)
def test_an_invalid_filter_is_an_error(entry: dict[str, object], message: str) -> None:
    assert findings(filtered(**entry)) == [f"error: A › step 1 › {message}"]


@pytest.mark.parametrize("properties", ["x", {"a": 1}, ["x"]])
def test_properties_that_are_no_list_of_filters_are_an_error(properties: object) -> None:
    ((_, level),) = [(finding.message, finding.level) for finding in imported({"properties": properties}).findings]
    assert level == "error"


@pytest.mark.parametrize(
    ("operator", "value"),
    [
        ("regex", "(unclosed"),
        ("regex", "(?!a)"),
        ("gt", "ten"),
        ("between", [65, 18]),
        ("between", [1]),
        ("is_date_after", "soon"),
        ("semver_eq", "new"),
        ("semver_wildcard", "*"),
        ("semver_wildcard", "1.2.3.*"),
    ],
)
def test_an_operand_that_the_operator_cannot_take_is_an_error(operator: str, value: object) -> None:
    (finding,) = imported(filtered(key="k", operator=operator, value=value)).findings
    assert (finding.level, finding.action, finding.step, finding.field) == ("error", "A", 1, "properties.k")


def test_every_problem_of_an_action_is_reported() -> None:
    levels = [f.level for f in imported({"event": 5, "xpath": "x"}, filtered(key="k", type="cohort")).findings]
    assert levels == ["refused", "error", "refused"]


def test_bounds_that_nothing_lies_between_are_an_error() -> None:
    entries = [{"key": "n", "operator": "gt", "value": "10"}, {"key": "n", "operator": "lt", "value": 5}]
    assert findings({"event": "a", "properties": entries}) == [
        "error: A › step 1 › properties.n: impossible range: `gt` 10 and `lt` 5 cannot both hold"
    ]


@pytest.mark.parametrize("key", ["text", "href", "tag_name", "selector"])
def test_an_element_filter_with_an_empty_value_is_no_condition(key: str) -> None:
    step = {"event": "$autocapture", "properties": [{"key": key, "type": "element", "value": ""}]}
    assert conditions(step) == [Condition(Field("event"), "exact", "$autocapture")]
    assert findings(step) == [
        f"warning: A › step 1 › properties.{key}: empty: ignored here; insights treat it as a condition"
    ]


def test_an_empty_text_among_others_is_kept() -> None:
    entry = {"key": "text", "type": "element", "value": ["", "a"]}
    assert filter_condition(**entry) == Condition(Field("text"), "in", ("", "a"))
