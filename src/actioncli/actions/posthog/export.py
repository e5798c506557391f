"""Export the model as PostHog's actions: JSON for its API, HCL for Terraform.

An action that PostHog cannot express is left out, with a finding.
Some conditions are exported in another form with the same meaning, such as a list of URLs as several steps.
Importing the result gives actions that match the same events.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import TypeAlias

from msgspec import Struct

from actioncli.actions.model import Action, Actions, Condition, Matcher
from actioncli.actions.posthog.filters import AS_IN_INSIGHTS, ELEMENT_KEYS, METADATA_KEYS, VIRTUAL
from actioncli.actions.posthog.findings import Finding, Remark
from actioncli.actions.posthog.hcl import action_resource, resource_names
from actioncli.actions.posthog.read import once_per_run
from actioncli.actions.posthog.steps import MODE_OPERATORS, MODES, step_parts
from actioncli.conditions.fields import BY_NAME as FIELDS
from actioncli.conditions.fields import PLAIN
from actioncli.conditions.operators import BY_NAME
from actioncli.conditions.operators.base import NotInPostHog

Json: TypeAlias = "str | int | float | list[Json] | dict[str, Json] | None"
Step: TypeAlias = dict[str, Json]

MOST_STEPS = 100
"""How many steps the lists of one matcher may multiply to."""
STEP_FIELDS = ("event", "url", *ELEMENT_KEYS)


class _Placed(Struct, frozen=True):
    """Where a condition goes: to fields of a step, one set of them for each step it needs, or to a filter."""

    steps: tuple[Step, ...] = ()
    filter: Step | None = None


def export_posthog(actions: Actions) -> tuple[list[dict[str, Json]], tuple[Finding, ...]]:
    """The actions for PostHog's API, and findings: actions left out, and differences of counts."""
    exported: list[dict[str, Json]] = []
    findings: list[Finding] = []
    for action in actions.actions:
        steps, about = _steps(action, file_wide=bool(actions.exceptions))
        findings += about
        if any(finding.leaves_out for finding in about):
            continue
        tags: list[Json] = list(action.tags)
        exported.append(
            {"name": action.name, "description": action.description, "tags": tags, "steps": list[Json](steps)}
        )
    return exported, tuple(once_per_run(findings))


def export_terraform(actions: Actions) -> tuple[str, tuple[Finding, ...]]:
    """The same as `posthog_action` resources of PostHog's Terraform provider."""
    exported, findings = export_posthog(actions)
    names = resource_names(str(action["name"]) for action in exported)
    return "\n".join(action_resource(name, action) for name, action in zip(names, exported, strict=True)), findings


def _steps(action: Action, *, file_wide: bool) -> tuple[list[Step], list[Finding]]:
    """An action's steps, and the findings on it."""
    findings = []
    if action.exceptions or file_wide:
        whose = "its own" if action.exceptions else "the file's"
        message = f"PostHog's actions have no exceptions, and {whose} may exclude events from this one"
        findings.append(Finding("refused", action.name, None, "except", message))
    if action.tests:
        findings.append(Finding("note", action.name, None, "tests", "PostHog's actions have no tests: dropped"))
    steps: list[Step] = []
    for number, matcher in enumerate(action.matchers, 1):
        parts = tuple(_matcher_parts(matcher))
        findings += [part.about(action.name, number) for part in parts if isinstance(part, Remark)]
        steps += [part for part in parts if not isinstance(part, Remark)]
    return steps, findings


def _matcher_parts(matcher: Matcher) -> Iterator[Step | Remark]:
    """The steps for a matcher, and remarks."""
    for name in matcher.actions:
        yield Remark("refused", "action", f"PostHog's actions cannot refer to other actions, such as `{name}`")
    placed = tuple(_placed(matcher.conditions))
    yield from (part for part in placed if isinstance(part, Remark))
    fields = [part.steps for part in placed if isinstance(part, _Placed) and part.steps]
    filters: list[Json] = [part.filter for part in placed if isinstance(part, _Placed) and part.filter]
    needed = 1
    for alternatives in fields:
        needed *= len(alternatives)
    if needed > MOST_STEPS:
        yield Remark("refused", "", f"its lists would take {needed} steps, more than {MOST_STEPS}")
        return
    differences: dict[Remark, None] = {}
    for chosen in product(*fields):
        step: Step = {key: value for field in chosen for key, value in field.items()}
        if filters:
            step["properties"] = filters
        yield step or {"event": None}
        differences |= dict.fromkeys(_differences(step))
    yield from differences


def _differences(step: Step) -> Iterator[Remark]:
    """Where insights count a step differently, as an import of it would say."""
    for part in step_parts(step):
        if isinstance(part, Remark) and not part.message.endswith(AS_IN_INSIGHTS):
            yield part


def _placed(conditions: Iterable[Condition]) -> Iterator[_Placed | Remark]:
    """Where each condition goes; a step holds one condition on each of its own fields."""
    conditions = tuple(conditions)
    in_steps: dict[str, Condition] = {}
    # First those that a filter may not express, such as `contains` of several patterns.
    for condition in sorted(conditions, key=lambda condition: bool(BY_NAME[condition.operator].posthog)):
        if _step_fields(condition):
            in_steps.setdefault(condition.field.name, condition)
    for condition in conditions:
        if in_steps.get(condition.field.name) is condition:
            yield _Placed(steps=_step_fields(condition))
        else:
            placed = _filter(condition)
            yield placed if isinstance(placed, Remark) else _Placed(filter=placed)


def _step_fields(condition: Condition) -> tuple[Step, ...]:
    """The condition as fields of one step or of several; none if a filter has to say it."""
    name, operator = condition.field.name, condition.operator
    items = condition.operand if isinstance(condition.operand, tuple) else (condition.operand,)
    texts = [item.strip() if name == "selector" else item for item in items if isinstance(item, str) and item]
    if name not in STEP_FIELDS or len(texts) < len(items) or not all(texts):
        return ()
    if operator not in (MODE_OPERATORS if name in MODES else (PLAIN,)):
        return ()
    if len(texts) > 1 and name in ELEMENT_KEYS and BY_NAME[operator].posthog:
        return ()
    return tuple({name: text, f"{name}_matching": operator} if name in MODES else {name: text} for text in texts)


def _filter(condition: Condition) -> Step | Remark:
    """The condition as a property filter."""
    where = _filter_key(condition)
    if isinstance(where, Remark):
        return where
    folds_case = FIELDS[condition.field.name].folds_case
    try:
        operator, operand = BY_NAME[condition.operator].to_posthog(condition.operand, folds_case=folds_case)
    except NotInPostHog as reason:
        return Remark("refused", str(condition.field), str(reason))
    return {**where, "operator": operator, "value": list(operand) if isinstance(operand, tuple) else operand}


def _filter_key(condition: Condition) -> Step | Remark:
    """A filter's `key` and `type`."""
    field = condition.field
    if field.name == "url":
        return {"key": "$current_url", "type": "event"}
    if field.name in ELEMENT_KEYS:
        return {"key": field.name, "type": "element"}
    if field.name in METADATA_KEYS:
        return {"key": field.name, "type": "event_metadata"}
    key = field.key
    if key.startswith("/"):
        if "/" in key[1:]:
            return Remark("refused", str(field), "PostHog's filters cannot reach into a property, as this pointer does")
        key = key[1:].replace("~1", "/").replace("~0", "~")
    if key.startswith(VIRTUAL):
        return Remark("refused", str(field), f"PostHog computes properties that begin with `{VIRTUAL}` itself")
    if not key:
        return Remark("refused", str(field), "PostHog's filters need a key")
    if field.name == "group":
        return {"key": key, "type": "group", "group_type_index": field.index}
    return {"key": key, "type": "person" if field.name == "person" else "event"}
