"""Properties whose arrays PostHog looks into: what is asked of them is asked of each item (`docs/semantics.md` 5.4).

    predicate_on("properties", "$exception_types", BY_NAME["exact"], "TypeError", context)(["TypeError"])  # True

The array of any other property is its compact JSON text.
"""

from __future__ import annotations

import json

from actioncli.conditions.operators.base import Context, Operator, Predicate
from actioncli.values import Operand, Value, text_form

KEYS = ("$exception_types", "$exception_values", "$exception_sources", "$exception_functions")
"""The event properties, lists of texts that PostHog makes of `$exception_list`."""


def compares_items(field: str, key: str, operator: Operator) -> bool:
    """Whether an operator on a field is asked of each item of an array there."""
    return field == "properties" and key.removeprefix("/") in KEYS and operator.positive.of_items


def predicate_on(field: str, key: str, operator: Operator, operand: Operand, context: Context) -> Predicate:
    """The test of present values of a field; of an array whose items are compared, one that meets it is enough.

    So it is with a negated operator: one item that is not what it names will do. It holds for an array without items.
    """
    test = operator.predicate(operand, context)
    if not compares_items(field, key, operator):
        return test
    without_items = operator.positive is not operator

    def some_item(value: Value) -> bool:
        if not isinstance(value, list):
            return test(value)
        items = [item for item in value if item is not None]
        return any(map(test, items)) if items else without_items

    return some_item


def items_in(text: str) -> list[str] | None:
    """The text forms of the items of an array, from its own; None for a text that is no array, or not all of one."""
    if not text.startswith("["):
        return None
    try:
        listed = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return [text_form(item) for item in listed if item is not None] if isinstance(listed, list) else None
