"""Convert steps of PostHog's actions to matchers, field by field (`docs/semantics.md`, sections 1.4, 2.1 and 13)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from actioncli.actions.model import Condition, Field
from actioncli.actions.posthog.filters import AS_IN_INSIGHTS, ELEMENT_KEYS, EMPTY, checked, filter_parts
from actioncli.actions.posthog.findings import Remark
from actioncli.actions.posthog.shapes import STEP_KEYS
from actioncli.actions.ranges import contradictions
from actioncli.conditions.fields import BY_NAME, FIELDS, PLAIN
from actioncli.conditions.operators import OPERATORS
from actioncli.conditions.operators.operands import shown

MODES = {name: BY_NAME[name].default for name in ("url", "text", "href")}
"""The fields with a `..._matching`, and its default."""
MODE_OPERATORS = tuple(sorted(operator.name for operator in OPERATORS if operator.posthog_mode))
WITHOUT_MEANING = ("selector_regex", "selector_warning", "id", "action_id", "name")
"""Keys that PostHog derives, or wrote once."""
EVERY_EVENT = "it has no conditions and matches every event"
ONLY_AUTOCAPTURE = "insights test this only when `event` is $autocapture; here it is always tested"

_ORDER = {kind.name: number for number, kind in enumerate(FIELDS)}


def step_parts(step: object) -> Iterator[Condition | Remark]:
    """The conditions of a step, in the order of an actions file, and remarks about it."""
    if not isinstance(step, dict):
        yield Remark("error", "", "a step must be an object")
        return
    parts = [*_unknown_keys(step), *_field_parts(step), *_filters(step)]
    conditions = [part for part in parts if isinstance(part, Condition)]
    yield from (part for part in parts if isinstance(part, Remark))
    if not conditions and all(isinstance(part, Remark) and part.level == "warning" for part in parts):
        yield Remark("warning", "", f"{EVERY_EVENT}, {AS_IN_INSIGHTS}")
    for first, second in contradictions(conditions):
        bounds = " and ".join(f"`{bound.operator}` {shown(bound.operand)}" for bound in (first, second))
        yield Remark("error", str(first.field), f"impossible range: {bounds} cannot both hold")
    yield from in_order(conditions)


def in_order(conditions: list[Condition]) -> list[Condition]:
    """The conditions as a person would list them: by field, and those of one property together.

    All must hold, so their order means nothing.
    """
    fields = [condition.field for condition in conditions]
    return sorted(conditions, key=lambda c: (_ORDER[c.field.name], c.field.index, fields.index(c.field)))


def _unknown_keys(step: Mapping[str, object]) -> Iterator[Remark]:
    """A refusal for each key that may carry a meaning unknown here."""
    for key, value in step.items():
        if key not in STEP_KEYS and key not in WITHOUT_MEANING and value not in (None, "", [], {}):
            yield Remark("refused", key, "unknown key of a step: its condition cannot be tested")


def _field_parts(step: Mapping[str, object]) -> Iterator[Condition | Remark]:
    """The step's own fields, each a condition unless it is blank."""
    tested = []
    for name in ("event", "url", *ELEMENT_KEYS):
        value = step.get(name)
        if value is None:
            continue
        if not isinstance(value, str):
            yield Remark("error", name, "must be a text")
            continue
        if name == "selector":
            value = value.strip()
        if not value:
            if name in ("tag_name", "text", "href"):
                yield Remark("warning", name, EMPTY)
            continue
        if name in ELEMENT_KEYS:
            tested.append(name)
        yield from _field(step, name, value)
    if tested and step.get("event") != "$autocapture":
        yield Remark("warning", ", ".join(tested), ONLY_AUTOCAPTURE)


def _field(step: Mapping[str, object], name: str, value: str) -> Iterator[Condition | Remark]:
    """One field that is not blank, with its mode."""
    mode = (step.get(f"{name}_matching") or MODES[name]) if name in MODES else PLAIN
    if mode in MODE_OPERATORS and isinstance(mode, str):
        yield from checked(Field(name), mode, value, name)
    else:
        yield Remark("error", f"{name}_matching", f"unknown mode `{mode}`, expected {', '.join(MODE_OPERATORS)}")


def _filters(step: Mapping[str, object]) -> Iterator[Condition | Remark]:
    """The step's property filters."""
    filters = step.get("properties")
    if isinstance(filters, list):
        for entry in filters:
            yield from filter_parts(entry)
    elif filters is not None and filters != {}:
        yield Remark("error", "properties", "must be a list of filters")
