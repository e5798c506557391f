"""Conditions on elements (`docs/semantics.md` 11): some element meets the positive operator, or none does."""

from __future__ import annotations

from actioncli.actions.model import Condition
from actioncli.conditions.as_regex import ascii_folded_as_regex
from actioncli.conditions.operators import BY_NAME as OPERATOR_BY_NAME
from actioncli.conditions.operators.base import Context, Operator
from actioncli.conditions.operators.operands import items
from actioncli.sql import expressions as sql
from actioncli.sql.chains import Chain
from actioncli.sql.expressions import Expr
from actioncli.sql.fields import Reading
from actioncli.sql.selectors import selector_expression
from actioncli.sql.values import TextBuilder


def elements_expression(reading: Reading, condition: Condition, now: Context) -> Expr:
    """The condition on a selector, a tag, a text or a link."""
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
