"""Properties whose arrays PostHog looks into: conditions on them test each item (`docs/semantics.md` 5.4).

    predicate_on("properties", "$exception_types", BY_NAME["exact"], "TypeError", context)(["TypeError"])  # True

An array of any other property is tested as compact JSON.
"""

from __future__ import annotations

import json

from actioncli.conditions.operators.base import Context, Operator, Predicate
from actioncli.values import Operand, Value, text_form

KEYS = ("$exception_types", "$exception_values", "$exception_sources", "$exception_functions")
"""The event properties: lists of texts that PostHog derives from `$exception_list`."""


def compares_items(field: str, key: str, operator: Operator) -> bool:
    """Whether an operator tests each item of an array in this field."""
    return field == "properties" and key.removeprefix("/") in KEYS and operator.positive.compares_items


def predicate_on(field: str, key: str, operator: Operator, operand: Operand, context: Context) -> Predicate:
    """The test of present values of a field; for an array whose items are compared, one matching item is enough.

    The same holds for a negated operator: it matches if one item does not match its inner operator.
    An array without items matches negated operators only.
    """
    test = operator.predicate(operand, context)
    if not compares_items(field, key, operator):
        return test
    without_items = operator.is_negated

    def some_item(value: Value) -> bool:
        if not isinstance(value, list):
            return test(value)
        items = [item for item in value if item is not None]
        return any(map(test, items)) if items else without_items

    return some_item


def items_in(text: str) -> list[str] | None:
    """The text forms of the items of an array, given its JSON; None if the text is not a complete JSON array."""
    if not text.startswith("["):
        return None
    try:
        listed = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return [text_form(item) for item in listed if item is not None] if isinstance(listed, list) else None
