"""Convert property filters of PostHog to conditions (`docs/semantics.md`, sections 4, 5 and 13)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from actioncli.actions.model import Condition, Field
from actioncli.actions.posthog.findings import Remark
from actioncli.actions.posthog.selector_remarks import selector_remarks
from actioncli.conditions.fields import BY_NAME as FIELDS
from actioncli.conditions.fields import PLAIN
from actioncli.conditions.operators import ALIASES, BY_NAME
from actioncli.conditions.operators.equality import In
from actioncli.conditions.operators.operands import OperandError, items
from actioncli.conditions.selectors import SelectorError, compile_selector, escape_classes
from actioncli.values import Operand, Scalar

FILTER_TYPES = ("event", "feature", "person", "group", "event_metadata", "element")
METADATA_KEYS = (
    "event",
    "uuid",
    "distinct_id",
    "person_id",
    "timestamp",
    "created_at",
    *(f"$group_{n}" for n in range(5)),
)
ELEMENT_KEYS = ("selector", "tag_name", "text", "href")
VIRTUAL = "$virt_"
"""The prefix of keys that PostHog computes."""
_KINDS_OF_PROPERTIES = (None, "event", "feature", "person", "group")

EMPTY = "empty: ignored here; insights treat it as a condition"
AS_IN_INSIGHTS = "as in insights"
"""The end of remarks that are not about a difference."""
_OF_COHORTS = ("cohort", "static-cohort", "dynamic-cohort", "precalculated-cohort")
_OF_LOGS = ("log", "log_attribute", "log_resource_attribute", "span", "span_attribute", "span_resource_attribute")
TYPE_REASONS = {
    **dict.fromkeys(_OF_COHORTS, "cohort membership is not in an event log"),
    "hogql": "it is SQL, which only PostHog can run",
    "session": "sessions are computed by PostHog",
    "behavioral": "PostHog computes behavioral filters from many events",
    "person_metadata": "fields of the person record, such as its creation time, are not part of an event",
    "recording": "session recordings are not in an event log",
    "log_entry": "console logs of session recordings are not in an event log",
    **dict.fromkeys(
        ("data_warehouse", "data_warehouse_person_property"), "tables of the data warehouse are not in an event log"
    ),
    "error_tracking_issue": "PostHog keeps the issues of error tracking apart from events",
    **dict.fromkeys(_OF_LOGS, "PostHog keeps logs and traces apart from events"),
    "revenue_analytics": "revenue is computed by PostHog",
    "flag": "the value of a flag is not in an event log; the property `$feature/<flag>` is",
    "workflow_variable": "variables exist only inside a workflow",
}
"""Why filters of a type cannot be tested on exported events."""
OPERATOR_REASONS = {
    "is_cleaned_path_exact": "the rules that clean a path are settings of the PostHog project",
    "flag_evaluates_to": "the value of a flag is not in an event log",
}


def filter_parts(entry: object) -> Iterator[Condition | Remark]:
    """The condition of a filter, and remarks about it; only remarks if it has no equivalent."""
    if not isinstance(entry, dict):
        yield Remark("error", "properties", "a filter must be an object with `key`, `value`, `operator` and `type`")
        return
    key = entry.get("key")
    place = f"properties.{key}" if isinstance(key, str) and key else "properties"
    refusals = (*_refusals(entry, place), *_refused_lists(entry, place))
    if refusals:
        yield from refusals
        return
    operator = _operator(entry)
    dropped = _why_dropped(entry, operator)
    if dropped:
        yield Remark("warning", place, f"{dropped}: the filter is dropped, as insights do")
        return
    field = _field(entry, place)
    if isinstance(field, Remark):
        yield field
        return
    operand = _operand(entry.get("value"), operator) if _needs_value(operator) else True
    if operand is None:
        yield Remark("error", place, "`value` must be a text, a finite number, a boolean or a list of these")
        return
    if FIELDS[field.name].blank_is_error and operator == FIELDS[field.name].default:
        if operand == "" or (field.name == "selector" and isinstance(operand, str) and not operand.strip()):
            yield Remark("warning", place, EMPTY)
            return
        if isinstance(operand, tuple) and "" in operand and field.name != "selector":
            # In an actions file an empty text is an error, except with an explicit operator.
            operator = In.name
    yield from checked(field, operator, operand, place)


def checked(field: Field, operator: str, operand: Operand, place: str) -> Iterator[Condition | Remark]:
    """The condition with remarks on its pattern or selector, or an error if field, operator and operand do not fit."""
    kind = FIELDS[field.name]
    if kind.operators and operator not in kind.operators:
        taken = " and ".join(f"`{name}`" for name in kind.operators)
        yield Remark("error", place, f"`{field.name}` takes only {taken}, not `{operator}`")
        return
    try:
        operand = BY_NAME[operator].check(operand)
    except OperandError as error:
        where = "" if error.position is None else f", at character {error.position + 1}"
        hint = f" ({error.hint})" if error.hint else ""
        yield Remark("error", place, f"{error.message}{where}{hint}")
        return
    if field.name == "selector":
        selectors, remarks = _selectors(operand, place)
        yield from remarks
        if any(remark.level == "error" for remark in remarks):
            return
        operand = selectors
    yield from _wildcard_remarks(operator, operand, place)
    if not kind.elements:
        yield from _absent_remarks(operator, operand, place)
    yield Condition(field, operator, operand)


def property_key(key: str) -> str:
    """The key for an actions file; one that begins with `/` becomes a JSON Pointer to itself."""
    return "/" + key.replace("~", "~0").replace("/", "~1") if key.startswith("/") else key


def _needs_value(operator: str) -> bool:
    """Whether the filter of an operator, if it is known, needs a `value`."""
    return operator not in BY_NAME or BY_NAME[operator].positive.posthog_needs_value


def _refusals(entry: Mapping[str, object], place: str) -> Iterator[Remark]:
    """Why the filter cannot be carried over at all (13.6): its type or its operator."""
    kind = entry.get("type")
    if kind is not None and kind not in FILTER_TYPES:
        reason = TYPE_REASONS.get(str(kind), f"supported are {', '.join(FILTER_TYPES)}")
        yield Remark("refused", place, f"filters of type `{kind}` are not supported: {reason}")
    operator = entry.get("operator")
    if operator is not None and (not isinstance(operator, str) or ALIASES.get(operator, operator) not in BY_NAME):
        reason = OPERATOR_REASONS.get(str(operator), "it is not among the operators known here")
        yield Remark("refused", place, f"the operator `{operator}` is not supported: {reason}")

    if kind in _KINDS_OF_PROPERTIES and str(entry.get("key")).startswith(VIRTUAL):
        yield Remark("refused", place, "PostHog computes `$virt_` properties at query time: no export carries them")


def _refused_lists(entry: Mapping[str, object], place: str) -> Iterator[Remark]:
    """The refusal of an empty list that insights do not take for no condition (13.5)."""
    operator = _operator(entry)
    if entry.get("value") != [] or operator not in BY_NAME or not _needs_value(operator):
        return
    is_of_elements = entry.get("type") == "element"
    known = BY_NAME[operator]
    if not (known.posthog_drops_empty_list_of_elements if is_of_elements else known.positive.posthog_drops_empty_list):
        what = f"an empty list as `value` of `{operator}`{' in an element filter' if is_of_elements else ''}"
        yield Remark("refused", place, f"{what}: insights match almost nothing, or fail")


def _operator(entry: Mapping[str, object]) -> str:
    """The name of the operator; PostHog's default is `exact`."""
    operator = entry.get("operator")
    return ALIASES.get(operator, operator) if isinstance(operator, str) else PLAIN


def _why_dropped(entry: Mapping[str, object], operator: str) -> str:
    """Why insights take a filter for no condition (13.5); empty if they do not."""
    if entry.get("type") == "group" and entry.get("group_type_index") is None:
        return "no `group_type_index`"
    if not _needs_value(operator):
        return ""
    if entry.get("value") is None:
        return "no `value`"
    return "an empty list as `value`" if entry["value"] == [] else ""


def _field(entry: Mapping[str, object], place: str) -> Field | Remark:
    """The field that a filter reads (section 4)."""
    kind, key = entry.get("type") or "event", entry.get("key")
    if not isinstance(key, str) or not key:
        return Remark("error", place, "the filter has no `key`")
    if kind == "element" or kind == "event_metadata":
        known = ELEMENT_KEYS if kind == "element" else METADATA_KEYS
        if key in known:
            return Field(key)
        return Remark("error", place, f"unknown key of type `{kind}`, expected one of {', '.join(known)}")
    if kind == "group":
        index = entry["group_type_index"]
        if isinstance(index, bool) or not isinstance(index, int) or not 0 <= index <= 4:
            return Remark("error", place, f"`group_type_index` must be a number from 0 to 4, not {index!r}")
        return Field("group", property_key(key), index)
    return Field("person" if kind == "person" else "properties", property_key(key))


def _operand(value: object, operator: str) -> Operand | None:
    """A filter's `value` as an operand; None if it cannot be one."""
    if not isinstance(value, list):
        return _scalar(value)
    items = tuple(item for item in map(_scalar, value) if item is not None)
    return BY_NAME[operator].one_item(items) if len(items) == len(value) else None


def _scalar(value: object) -> Scalar | None:
    """A JSON value as a scalar; None for null, lists, objects, and numbers too large for a float."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, str | int | float) else None


def _selectors(operand: Operand, place: str) -> tuple[Operand, tuple[Remark, ...]]:
    """Selectors that compile, with raw class names escaped (13.8), and remarks on what insights make of them."""
    several = operand if isinstance(operand, tuple) else (operand,)
    remarks: list[Remark] = []
    selectors: list[Scalar] = []
    for selector in map(str, several):
        usable, said = _selector(selector, place)
        selectors.append(usable)
        remarks += said
    return (tuple(selectors) if isinstance(operand, tuple) else selectors[0]), tuple(dict.fromkeys(remarks))


def _selector(selector: str, place: str) -> tuple[str, list[Remark]]:
    """One of them."""
    remarks: list[Remark] = []
    usable, error = selector, _selector_error(selector)
    if error is not None:
        escaped = escape_classes(selector)
        if escaped is None:
            hint = f" ({error.hint})" if error.hint else ""
            where = f"`{selector}`, at character {error.position + 1}"
            return selector, [Remark("error", place, f"{where}: {error.message}{hint}")]
        usable = escaped
        remarks.append(Remark("note", place, f"the class names of `{selector}` are escaped: `{usable}`"))
    said = selector_remarks(usable, escaped_here=error is not None)
    return usable, remarks + [Remark(level, place, message) for level, message in said]


def _selector_error(selector: str) -> SelectorError | None:
    """What is wrong with a selector; None for a good one."""
    try:
        compile_selector(selector)
    except SelectorError as error:
        return error
    return None


def _wildcard_remarks(operator: str, operand: Operand, place: str) -> Iterator[Remark]:
    """What characters of a pattern mean that may be meant literally (13.4)."""
    if not BY_NAME[operator].positive.has_wildcards(operand):
        return
    text = "".join(pattern for pattern in items(operand) if isinstance(pattern, str))
    wildcards = [f"`{character}`" for character in "%_" if character in text]
    if wildcards:
        said = f"{' and '.join(wildcards)} {'act as wildcards' if len(wildcards) > 1 else 'acts as a wildcard'}"
        yield Remark("warning", place, f"{said}, {AS_IN_INSIGHTS}")
    if "\\" in text:
        yield Remark("warning", place, "insights treat a backslash as an escape; here it is literal")


def _absent_remarks(operator: str, operand: Operand, place: str) -> Iterator[Remark]:
    """What insights make of a missing property where a negation has a list (5.5)."""
    if BY_NAME[operator].posthog_requires_presence and len(items(operand)) > 1:
        yield Remark("note", place, "insights exclude events without this property; here they match")
