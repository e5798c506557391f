"""Conditions in SQL, each in a column. An unsupported condition becomes a problem."""

from __future__ import annotations

from datetime import datetime

from actioncli.actions.model import Condition, Field
from actioncli.conditions.as_regex import ascii_folded_as_regex
from actioncli.conditions.fields import BY_NAME as FIELD_BY_NAME
from actioncli.conditions.item_arrays import compares_items
from actioncli.conditions.operators import BY_NAME as OPERATOR_BY_NAME
from actioncli.conditions.operators.base import Context, Operator
from actioncli.conditions.operators.operands import items
from actioncli.errors import Problem
from actioncli.sql import expressions as sql
from actioncli.sql.chains import Chain
from actioncli.sql.columns import Layer
from actioncli.sql.expressions import Expr
from actioncli.sql.fields import Reading
from actioncli.sql.selectors import selector_expression
from actioncli.sql.unsupported import UnsupportedCondition, UnsupportedError
from actioncli.sql.values import TextBuilder


class Conditions:
    """The layer of the conditions. It is mutable: it grows with each condition."""

    def __init__(self, reading: Reading, now: datetime) -> None:
        self._reading = reading
        self._now = Context(now)
        self.layer = Layer("c")
        self.refusals: dict[str, list[UnsupportedCondition]] = {}
        """By the name of the action; the file-wide `except` has the empty name."""

    def column(self, condition: Condition, path: tuple[str, ...], owner: str) -> Expr:
        """The column of a condition. An unsupported condition is recorded in `refusals`, and is FALSE."""
        try:
            return self.layer.column(self._said(condition), comment(condition))
        except UnsupportedError as refusal:
            steps = (*path, *_steps(condition.field), condition.operator)
            message = refusal.reason
            if refusal.gap:
                message = f"{self._reading.dialect.name} cannot express this exactly: {refusal.reason}"
            problem = Problem(message, steps, refusal.hint, condition.place)
            self.refusals.setdefault(owner, []).append(UnsupportedCondition(problem, refusal.gap))
            return sql.boolean(False)

    def _said(self, condition: Condition) -> Expr:
        if FIELD_BY_NAME[condition.field.name].elements:
            return _elements_expression(self._reading, condition, self._now)
        if compares_items(condition.field.name, condition.field.key, OPERATOR_BY_NAME[condition.operator]):
            raise UnsupportedError("arrays are compared item by item", "item-arrays")
        builder = self._reading.builder(condition.field)
        return OPERATOR_BY_NAME[condition.operator].to_non_null_expression(condition.operand, self._now, builder)


def _steps(field: Field) -> tuple[str, ...]:
    """The field, as steps of the path in a message."""
    if field.name == "group":
        return field.name, str(field.index), field.key
    return (field.name, field.key) if field.key else (field.name,)


def comment(condition: Condition) -> str:
    """The condition as text, for a comment."""
    operand = condition.operand if isinstance(condition.operand, tuple) else (condition.operand,)
    return f"{condition.field} {condition.operator} {', '.join(map(str, operand))}"


def _elements_expression(reading: Reading, condition: Condition, now: Context) -> Expr:
    """A condition on `selector`, `tag_name`, `text` or `href` (`docs/semantics.md` 11)."""
    operator = OPERATOR_BY_NAME[condition.operator]
    chain, name = Chain(reading), condition.field.name
    if name == "selector":
        said = sql.any_of(selector_expression(chain, str(item)) for item in items(condition.operand))
    elif name == "tag_name":
        said = _of_tags(chain, [str(item) for item in items(condition.operand)])
    else:
        said = _of_values(chain, name, operator.positive, condition, now)
    return said if operator.positive is operator else sql.negate(said)


def _of_tags(chain: Chain, tags: list[str]) -> Expr:
    pattern = "|".join(map(ascii_folded_as_regex, tags))
    return chain.dialect.list_any(
        chain.tags(), "tag", lambda tag: _builder(chain, tag).matches_regex(f"^(?:{pattern})$")
    )


def _of_values(chain: Chain, name: str, operator: Operator, condition: Condition, now: Context) -> Expr:
    values = chain.values(name)
    folded = Context(now.now, folds_case=True)

    def test(value: Expr) -> Expr:
        builder = _builder(chain, value)
        return builder.coalesce(operator.to_expression(condition.operand, folded, builder), absent=False)

    met = chain.dialect.list_any(values, "value", test)
    if operator.absent(condition.operand):
        return sql.any_of([met, sql.negate(chain.dialect.list_is_longer(values, 0))])
    return met


def _builder(chain: Chain, value: Expr) -> TextBuilder:
    return TextBuilder(chain.dialect, lambda: value, None, always_there=True)
