"""Conditions in one line, as an actions file says them."""

from __future__ import annotations

from actioncli.actions.model import Condition
from actioncli.actions.yaml_emitter import flow, scalar
from actioncli.conditions.fields import BY_NAME as FIELDS


def condition_text(condition: Condition) -> str:
    """The condition as in `url: /about` and `properties.amount: {gte: 100}`."""
    return f"{condition.field}: {operand_text(condition)}"


def operand_text(condition: Condition) -> str:
    """What the condition asks of its field."""
    operand = condition.operand
    if condition.operator != FIELDS[condition.field.name].default:
        return flow({condition.operator: operand})
    return flow(operand) if isinstance(operand, tuple) else scalar(operand)
