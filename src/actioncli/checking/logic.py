"""What conditions say of each other: when one implies another, and when two cannot both hold.

Both answers are sound and not complete: a yes is a proof, a no means that nothing was found.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias

from actioncli.actions.model import Condition, Field, Matcher
from actioncli.conditions.fields import BY_NAME as FIELD_BY_NAME
from actioncli.conditions.item_arrays import compares_items
from actioncli.conditions.operators import BY_NAME as OPERATOR_BY_NAME
from actioncli.conditions.operators.base import Context, Operator, Predicate, items
from actioncli.values import Scalar, Value, number

_SAME = {"in": "exact", "not_in": "is_not"}
_OPPOSITE = {"is_set": "is_not_set", "is_not_set": "is_set"}
_ANY_OF = frozenset(("exact", "contains", "starts_with", "ends_with", "regex", "icontains_multi"))
"""Positive operators whose lists mean any of, item by item."""
_NUMERIC = frozenset(("exact", "is_not", "gt", "gte", "lt", "lte", "between", "not_between"))
"""Operators to which all spellings of a number are the same, as long as one side is no text."""

Spelling: TypeAlias = tuple[Field, str, frozenset[str]]


def spelling(condition: Condition) -> Spelling:
    """The condition by its meaning: the same for two that differ only in how they are written."""
    operator = operator_of(condition)
    operands = () if operator in _OPPOSITE else items(condition.operand)
    return place_of(condition), operator, frozenset(map(repr, operands))  # 1 == true to Python, and not to an operator


def matcher_spelling(matcher: Matcher) -> tuple[frozenset[Spelling], frozenset[str]]:
    """The matcher by its meaning."""
    return frozenset(map(spelling, matcher.conditions)), frozenset(matcher.actions)


def place_of(condition: Condition) -> Field:
    """What is read: two fields may be names of one thing."""
    field = condition.field
    if field.name == "url":
        return Field("properties", "$current_url")
    if field.name == "person" and field.key == "distinct_id":
        return Field("distinct_id")
    return field


def operator_of(condition: Condition) -> str:
    """The operator's name, of several names for one the same.

    `is_set: false` is `is_not_set`; of several items, `icontains` takes each literally, as `icontains_multi` does.
    """
    if condition.operator in _OPPOSITE and condition.operand is False:
        return _OPPOSITE[condition.operator]
    if condition.operator in ("icontains", "not_icontains") and len(items(condition.operand)) > 1:
        return f"{condition.operator}_multi"
    return _SAME.get(condition.operator, condition.operator)


def _operator(condition: Condition) -> Operator:
    return OPERATOR_BY_NAME[operator_of(condition)]


def _has_several(condition: Condition) -> bool:
    """Whether the condition is met by one of several values, which says nothing of the others: elements, or items."""
    return FIELD_BY_NAME[condition.field.name].elements or _compares_items(condition)


def _compares_items(condition: Condition) -> bool:
    return compares_items(condition.field.name, condition.field.key, OPERATOR_BY_NAME[condition.operator])


def _accepts_absent(condition: Condition) -> bool:
    return OPERATOR_BY_NAME[condition.operator].absent(condition.operand)


def covers(wider: Matcher, narrower: Matcher, now: datetime) -> bool:
    """Whether every event that the narrower matcher takes is taken by the wider one too."""
    return set(wider.actions) <= set(narrower.actions) and all(
        any(implies(given, wanted, now) for given in narrower.conditions) for wanted in wider.conditions
    )


def implies(given: Condition, wanted: Condition, now: datetime) -> bool:
    """Whether the wanted condition holds wherever the given one does."""
    if place_of(given) != place_of(wanted):
        return False
    here, there = spelling(given), spelling(wanted)
    if here == there:
        return True
    if there[1] == "is_set":
        return not _accepts_absent(given)
    operator = _operator(wanted)
    if here[1] == there[1] and _SAME.get(operator.positive.name, operator.positive.name) in _ANY_OF:
        return here[2] <= there[2] if operator.positive is operator else there[2] <= here[2]
    if here[1] != "exact" or (_has_several(given) and operator.positive is not operator):
        return False
    answers = _answers(items(given.operand), wanted, now)
    return answers is not None and all(answers)


def contradicts(one: Condition, other: Condition, now: datetime) -> bool:
    """Whether no event can meet both conditions."""
    if place_of(one) != place_of(other):
        return False
    return any(_refutes(given, denied, now) for given, denied in ((one, other), (other, one)))


def _refutes(given: Condition, denied: Condition, now: datetime) -> bool:
    """Whether the given condition leaves no way for the other one to hold."""
    here, there = spelling(given), spelling(denied)
    if here[1] == "is_not_set":
        return not _accepts_absent(denied)
    operator = _operator(denied)
    if _compares_items(given):
        return False
    if operator.positive is not operator and _SAME.get(operator.positive.name, operator.positive.name) == here[1]:
        return here[2] <= there[2] if here[1] in _ANY_OF else here[2] == there[2]
    if here[1] != "exact" or _has_several(given):
        return False
    answers = _answers(items(given.operand), denied, now)
    return answers is not None and not any(answers)


def _answers(operands: Iterable[Scalar], condition: Condition, now: datetime) -> list[bool] | None:
    """What the condition says of the values that equal the operands; None where that depends on their spelling."""
    name = operator_of(condition)
    if name.startswith("is_date_") or name in {"is_set", "is_not_set"} or condition.field.name == "selector":
        return None
    context = Context(now, FIELD_BY_NAME[condition.field.name].folds_case)
    predicate = OPERATOR_BY_NAME[name].predicate(condition.operand, context)
    answers: list[bool] = []
    for operand in operands:
        answer = _answer(operand, predicate, numeric=name in _NUMERIC)
        if answer is None:
            return None
        answers.append(answer)
    return answers


def _answer(operand: Scalar, predicate: Predicate, *, numeric: bool) -> bool | None:
    """What the predicate says of all values that equal an operand; None where they are not of one mind."""
    values: list[Value] = [operand]
    if isinstance(operand, str) and operand[:1] in ("[", "{"):
        return None  # a list or mapping of that text form is equal too
    read = number(operand)
    if read is not None:
        if not numeric:
            return None
        values.append(read)
    elif operand in ("true", "false") or isinstance(operand, bool):
        truth = operand in ("true", True)
        values = [truth, "true" if truth else "false"]
    found = {predicate(value) for value in values}
    return found.pop() if len(found) == 1 else None
