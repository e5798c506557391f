"""Logic of conditions: when one implies another, and when two cannot both hold.

Both tests are sound but not complete: True is a proof, False means that none was found.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias

from actioncli.actions.model import Condition, Field, Matcher
from actioncli.conditions.fields import BY_NAME as FIELD_BY_NAME
from actioncli.conditions.item_arrays import compares_items
from actioncli.conditions.operators import BY_NAME as OPERATOR_BY_NAME
from actioncli.conditions.operators.base import Context, Operator, Predicate
from actioncli.conditions.operators.operands import items
from actioncli.conditions.operators.presence import IsNotSet, IsSet
from actioncli.values import Scalar, Value, number

Meaning: TypeAlias = tuple[Field, Operator, frozenset[str]]
"""What a condition means: what it reads, the operator, and the operands as Python writes them."""


def meaning(condition: Condition) -> Meaning:
    """The meaning of a condition; the same for two that differ only in how they are written."""
    name, operands = OPERATOR_BY_NAME[condition.operator].canonical(condition.operand)
    # As text, since 1 equals True in Python, but not for operators.
    return field_read(condition), OPERATOR_BY_NAME[name], frozenset(map(repr, operands))


def matcher_meaning(matcher: Matcher) -> tuple[frozenset[Meaning], frozenset[str]]:
    """The meaning of a matcher."""
    return frozenset(map(meaning, matcher.conditions)), frozenset(matcher.actions)


def field_read(condition: Condition) -> Field:
    """The field that is read; two fields may name the same value."""
    field = condition.field
    if field.name == "url":
        return Field("properties", "$current_url")
    if field.name == "person" and field.key == "distinct_id":
        return Field("distinct_id")
    return field


def _has_several(condition: Condition) -> bool:
    """Whether one of several values (elements or items) may meet the condition, whatever the others are."""
    return FIELD_BY_NAME[condition.field.name].elements or _compares_items(condition)


def _compares_items(condition: Condition) -> bool:
    return compares_items(condition.field.name, condition.field.key, OPERATOR_BY_NAME[condition.operator])


def _accepts_absent(condition: Condition) -> bool:
    return OPERATOR_BY_NAME[condition.operator].absent(condition.operand)


def covers(wider: Matcher, narrower: Matcher, now: datetime) -> bool:
    """Whether the wider matcher matches every event that the narrower one matches."""
    return set(wider.actions) <= set(narrower.actions) and all(
        any(implies(given, wanted, now) for given in narrower.conditions) for wanted in wider.conditions
    )


def implies(given: Condition, wanted: Condition, now: datetime) -> bool:
    """Whether the wanted condition holds for every event for which the given one holds."""
    if field_read(given) != field_read(wanted):
        return False
    here, there = meaning(given), meaning(wanted)
    if here == there:
        return True
    operator = there[1]
    if operator.name == IsSet.name:
        return not _accepts_absent(given)
    if here[1] is operator and operator.positive.lists_mean_any:
        return there[2] <= here[2] if operator.is_negated else here[2] <= there[2]
    if not here[1].is_equality or (_has_several(given) and operator.is_negated):
        return False
    answers = _answers(items(given.operand), wanted, operator, now)
    return answers is not None and all(answers)


def contradicts(one: Condition, other: Condition, now: datetime) -> bool:
    """Whether no event can meet both conditions."""
    if field_read(one) != field_read(other):
        return False
    return any(_refutes(given, denied, now) for given, denied in ((one, other), (other, one)))


def _refutes(given: Condition, denied: Condition, now: datetime) -> bool:
    """Whether the other condition cannot hold if the given one does."""
    here, there = meaning(given), meaning(denied)
    if here[1].name == IsNotSet.name:
        return not _accepts_absent(denied)
    if _compares_items(given):
        return False
    operator = there[1]
    if operator.is_negated and operator.positive.name == here[1].name:
        return here[2] <= there[2] if here[1].lists_mean_any else here[2] == there[2]
    if not here[1].is_equality or _has_several(given):
        return False
    answers = _answers(items(given.operand), denied, operator, now)
    return answers is not None and not any(answers)


def _answers(operands: Iterable[Scalar], condition: Condition, operator: Operator, now: datetime) -> list[bool] | None:
    """The condition's answers for the values that equal the operands; None if they depend on the spelling."""
    same_answer_for = operator.positive.same_answer_for
    if not same_answer_for or condition.field.name == "selector":
        return None
    context = Context(now, FIELD_BY_NAME[condition.field.name].folds_case)
    predicate = operator.predicate(condition.operand, context)
    answers: list[bool] = []
    for operand in operands:
        answer = _answer(operand, predicate, numeric=same_answer_for == "numbers")
        if answer is None:
            return None
        answers.append(answer)
    return answers


def _answer(operand: Scalar, predicate: Predicate, *, numeric: bool) -> bool | None:
    """The answer for all values that equal an operand; None if they differ."""
    values: list[Value] = [operand]
    if isinstance(operand, str) and operand[:1] in ("[", "{"):
        return None  # a list or mapping with that text form is equal too
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
