"""The JSON Schema of actions files, draft-07, for editors: built from the tables of fields and operators.

What it refuses, the loader refuses; it cannot know whether a selector, a regular expression or a name is right.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from actioncli.actions.document import ACTION_KEYS
from actioncli.actions.matchers import ACTION, GROUP_INDEXES
from actioncli.actions.source import SOURCE_KEYS
from actioncli.conditions.fields import FIELDS, PLAIN, FieldKind
from actioncli.conditions.operators import OPERATORS
from actioncli.conditions.operators.base import Operator

Schema: TypeAlias = dict[str, Any]

_NULL: Schema = {"type": "null"}
_SCALAR: Schema = {"type": ["string", "number", "boolean"]}
_TEXT: Schema = {**_SCALAR, "pattern": r"\S"}
_STEP = r'(?:"(?:[^"]|"")+"|[^."\s]+)'
_PATH: Schema = {**_SCALAR, "pattern": rf"^{_STEP}(?:\.{_STEP})*(?![\s\S])"}
"""A dotted path, as `paths.py` reads it."""
_PATHS: Schema = {"oneOf": [_PATH, {"type": "array", "minItems": 1, "items": _PATH}]}
_PROPERTY_NAME = r"^(?!/)[\s\S]|^/(?:[^~]|~[01])*(?![\s\S])"
"""Any that is not empty; one that begins with `/` is a JSON Pointer."""


def actions_schema() -> Schema:
    """The schema of an actions file."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "actioncli actions file",
        "type": "object",
        "required": ["actions"],
        "additionalProperties": False,
        "properties": {
            "actions": {
                "description": "The actions, by name.",
                "type": "object",
                "propertyNames": {"pattern": r"\S"},
                "additionalProperties": {"$ref": "#/definitions/action"},
            },
            "except": _or_null(_ref("matchers"), "Exceptions of the whole file: no action matches these events."),
            "include": _or_null(_some(_TEXT), "Further files to read, relative to this one."),
            "source": {
                "description": "Where the fields of events of an unknown shape are.",
                "type": ["object", "null"],
                "minProperties": 1,
                "properties": {
                    key: {"oneOf": [_PATH, {"type": "array", "minItems": 1, "items": _PATH}]} for key in SOURCE_KEYS
                },
                "additionalProperties": False,
            },
        },
        "definitions": {
            "action": {"anyOf": [_ref("matchers"), _ref("long_action")]},
            "long_action": _long_action(),
            "test": _test(),
            "matchers": {
                "description": "Matchers: an event matches if any of them holds.",
                "type": "array",
                "minItems": 1,
                "items": _ref("matcher"),
            },
            "matcher": _matcher(),
            **{f"{operator.name}_operand": _operand(operator) for operator in OPERATORS},
            **{f"{kind.name}_condition": _condition(kind) for kind in FIELDS if _is_special(kind)},
            "condition": _condition(FieldKind("", "", reads="", examples=())),
        },
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}


def _or_null(schema: Schema, description: str) -> Schema:
    return {"description": description, "anyOf": [schema, _NULL]}


def _some(item: Schema) -> Schema:
    """One, or a list of them."""
    return {"anyOf": [item, {"type": "array", "minItems": 1, "items": item}]}


def _long_action() -> Schema:
    properties: Schema = {
        "description": {"description": "A description of the action.", "type": ["string", "number", "boolean", "null"]},
        "tags": _or_null({"type": "array", "minItems": 1, "items": _TEXT}, "Tags for finding the action."),
        "match": _ref("matchers"),
        "except": _or_null(
            _ref("matchers"), "Exceptions: events that the action does not match although a matcher holds."
        ),
        "tests": _or_null(
            {"type": "array", "minItems": 1, "items": _ref("test")},
            "Events that the action matches, and events that it does not.",
        ),
    }
    return {
        "type": "object",
        "required": ["match"],
        "additionalProperties": False,
        "properties": {key: properties[key] for key in ACTION_KEYS},
    }


def _test() -> Schema:
    event = {"type": "object"}
    return {
        "type": "object",
        "required": ["it"],
        "oneOf": [{"required": ["matches"]}, {"required": ["rejects"]}],
        "additionalProperties": False,
        "properties": {
            "it": {"description": "What it tests, as in `matches a click`.", **_TEXT},
            "matches": {"description": "An event that the action matches.", **event},
            "rejects": {"description": "An event that the action does not match.", **event},
        },
    }


def _matcher() -> Schema:
    fields = {kind.name: {"description": f"{kind.summary}.", **_field(kind)} for kind in FIELDS}
    fields[ACTION] = {"description": "the name of another action of this file.", "type": [*_SCALAR["type"], "null"]}
    return {
        "description": "Conditions that must all hold.",
        "type": "object",
        "additionalProperties": False,
        "properties": fields,
    }


def _is_special(kind: FieldKind) -> bool:
    """Whether conditions on the field differ from those on any property."""
    return bool(kind.blank_is_error or kind.operators or kind.default != PLAIN)


def _field(kind: FieldKind) -> Schema:
    if kind.name == "group":
        indexes = {index: {"anyOf": [*_keyed(), _NULL]} for index in GROUP_INDEXES}
        return {"anyOf": [{"type": "object", "additionalProperties": False, "properties": indexes}, _NULL]}
    if kind.keyed:
        return {"anyOf": [*_keyed(), _NULL]}
    condition = _ref(f"{kind.name}_condition" if _is_special(kind) else "condition")
    several = {"type": "array", "minItems": 1, "items": {"allOf": [{"type": "object"}, condition]}}
    return {"anyOf": [condition, several, _NULL]}


def _keyed() -> list[Schema]:
    """A mapping of property names to conditions, or a list of such mappings."""
    mapping = {
        "type": "object",
        "propertyNames": {"pattern": _PROPERTY_NAME},
        "additionalProperties": _ref("condition"),
    }
    return [mapping, {"type": "array", "minItems": 1, "items": mapping}]


def _condition(kind: FieldKind) -> Schema:
    """A value or a list of them for the field's own operator, or a mapping of operators."""
    chosen = [operator for operator in OPERATORS if not kind.operators or operator.name in kind.operators]
    operands = {operator.name: {"description": f"{operator.summary}.", **_of(kind, operator)} for operator in chosen}
    mapping = {"type": "object", "minProperties": 1, "additionalProperties": False, "properties": operands}
    (default,) = (operator for operator in chosen if operator.name == kind.default)
    return {"anyOf": [_of(kind, default), mapping]}


def _of(kind: FieldKind, operator: Operator) -> Schema:
    """The operand of an operator on a field, which may refuse blank ones."""
    if kind.name == "selector":
        return _some({"type": "string", "pattern": r"\S"})
    if operator.name == kind.default and kind.blank_is_error:
        return _operand(operator, {"minLength": 1} if kind.blank_is_error == "empty" else {"pattern": r"\S"})
    return {"allOf": [_ref(f"{operator.name}_operand")]}


def _operand(operator: Operator, further: Schema | None = None) -> Schema:
    """The operand of an operator on any field."""
    kind = operator.positive.kind
    item = {**kind.item, **(further or {})}
    if not kind.listed:
        return item
    listed: Schema = {"type": "array", "minItems": kind.least, "items": item}
    if kind.most is not None:
        listed["maxItems"] = kind.most
    return listed if kind.least > 1 else {"anyOf": [item, listed]}
