"""Hints for keys of PostHog's actions that have another name in an actions file."""

from __future__ import annotations

from actioncli.actions.nodes import Mapping, Scalar
from actioncli.conditions.fields import BY_NAME as FIELDS
from actioncli.conditions.fields import PLAIN
from actioncli.conditions.operators import BY_NAME as OPERATORS
from actioncli.near import shown

_MATCHING = {"text_matching": "text", "url_matching": "url", "href_matching": "href"}
_RENAMED = {"event_name": "event", "name": "event", "$event": "event", "current_url": "url", "elements_text": "text"}
FILTER_KEYS = ("operator", "value", "key", "type")
"""What a property filter of PostHog consists of."""
_CONVERT = "`actioncli import FILE` converts PostHog's actions"


def file_hint(key: str) -> str:
    """The hint for a top-level key; empty if it is not a key of PostHog."""
    return _CONVERT if key in ("results", "steps", "steps_json", "next") else ""


def action_hint(key: str) -> str:
    """The hint for a key of an action; empty if it is not a key of PostHog."""
    if key in ("steps", "steps_json"):
        return "did you mean `match`?"
    return "the key above is the name of the action" if key == "name" else ""


def matcher_hint(key: str) -> str:
    """The hint for a key of a matcher; empty if it is not a key of PostHog."""
    if key in _MATCHING:
        field = _MATCHING[key]
        return f"write the operator under the field, as in `{field}: {{contains: ...}}`"
    if key in _RENAMED:
        return f"did you mean {shown(_RENAMED[key])}?"
    if key in FILTER_KEYS:
        return "write `properties: {NAME: {OPERATOR: VALUE}}`"
    if key in OPERATORS and key not in FIELDS:
        return f"an operator goes under its field, as in `url: {{{key}: ...}}`"
    return "did you mean `match`?" if key in ("steps", "steps_json") else ""


def property_filter(node: Mapping) -> str:
    """How a filter such as `{key: plan, operator: exact, value: pro}` is written here; empty if it is none."""
    entries = {key.text: value for key, value in node.entries}
    if not {"key", "value"} <= entries.keys() or entries.keys().isdisjoint({"operator", "type"}):
        return ""
    if not entries.keys() <= {"label", "group_type_index", *FILTER_KEYS}:
        return ""
    key, value, operator = entries["key"], entries["value"], entries.get("operator")
    name = key.text if isinstance(key, Scalar) else "NAME"
    operand = value.text if isinstance(value, Scalar) else "[...]"
    tested = operator.text if isinstance(operator, Scalar) and operator.value is not None else PLAIN
    return f"{name}: {operand}" if tested == PLAIN else f"{name}: {{{tested}: {operand}}}"
