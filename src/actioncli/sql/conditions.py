"""Conditions in SQL, each once; what cannot be said exactly becomes a problem at its place."""

from __future__ import annotations

from datetime import datetime

from actioncli.actions.model import Condition, Field
from actioncli.conditions.fields import BY_NAME as FIELD_BY_NAME
from actioncli.conditions.item_arrays import compares_items
from actioncli.conditions.operators import BY_NAME as OPERATOR_BY_NAME
from actioncli.conditions.operators.base import Context
from actioncli.errors import Problem
from actioncli.sql import expressions as sql
from actioncli.sql.columns import Layer
from actioncli.sql.elements import elements_expression
from actioncli.sql.expressions import Expr
from actioncli.sql.fields import Reading
from actioncli.sql.unsupported import UnsupportedCondition, UnsupportedError


class Conditions:
    """The conditions that were said so far; it has state, as their layer grows."""

    def __init__(self, reading: Reading, now: datetime) -> None:
        self._reading = reading
        self._now = Context(now)
        self.layer = Layer("c")
        self.refusals: dict[str, list[UnsupportedCondition]] = {}
        """By the action that they are in; the file-wide `except` has the empty name."""

    def column(self, condition: Condition, path: tuple[str, ...], owner: str) -> Expr:
        """The column of a condition; of one that cannot be said, FALSE, and a problem is noted."""
        try:
            return self.layer.column(self._said(condition), remark(condition))
        except UnsupportedError as refusal:
            steps = (*path, *_steps(condition.field), condition.operator)
            message = refusal.reason
            if refusal.gap:
                message = f"{self._reading.dialect.name} cannot say this exactly: {refusal.reason}"
            problem = Problem(message, steps, refusal.hint, condition.place)
            self.refusals.setdefault(owner, []).append(UnsupportedCondition(problem, refusal.gap))
            return sql.boolean(False)

    def _said(self, condition: Condition) -> Expr:
        if FIELD_BY_NAME[condition.field.name].elements:
            return elements_expression(self._reading, condition, self._now)
        if compares_items(condition.field.name, condition.field.key, OPERATOR_BY_NAME[condition.operator]):
            raise UnsupportedError("the items of an array here are compared one by one", "item-arrays")
        builder = self._reading.builder(condition.field)
        return OPERATOR_BY_NAME[condition.operator].to_non_null_expression(condition.operand, self._now, builder)


def _steps(field: Field) -> tuple[str, ...]:
    """The field as a path has it."""
    if field.name == "group":
        return field.name, str(field.index), field.key
    return (field.name, field.key) if field.key else (field.name,)


def remark(condition: Condition) -> str:
    """The condition in words, as a comment."""
    operand = condition.operand if isinstance(condition.operand, tuple) else (condition.operand,)
    return f"{condition.field} {condition.operator} {', '.join(map(str, operand))}"
