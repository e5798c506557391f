"""Read conditions from YAML nodes: operators and their operands.

A value or a list is the operand of the field's default operator; a mapping has several operators, which must all hold.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from actioncli.actions.model import Condition, Field
from actioncli.actions.nodes import Mapping, Node, Scalar, Sequence, kind_of
from actioncli.actions.posthog_hints import FILTER_KEYS
from actioncli.actions.reporter import Reporter
from actioncli.conditions.fields import FieldKind
from actioncli.conditions.operators import BY_NAME, OTHER_NAMES
from actioncli.conditions.operators.base import Operator
from actioncli.conditions.operators.operands import OperandError
from actioncli.near import near, one_of, shown
from actioncli.values import Operand


def read_conditions(node: Node, field: Field, kind: FieldKind, reporter: Reporter) -> Iterator[Condition]:
    """The conditions of one field or property; problems go to the reporter."""
    if not isinstance(node, Mapping):
        yield from _condition(BY_NAME[kind.default], node, field, kind, reporter)
        return
    if not node.entries:
        reporter.problem(node, "an empty mapping, expected operators", "write `{operator: value}`")
    for key, value in node.entries:
        here = reporter.at(key.text)
        operator = BY_NAME.get(key.text)
        if operator is None:
            here.problem(key, "unknown operator", _operator_hint(key.text, field))
        elif kind.operators and operator.name not in kind.operators:
            hint = f"it takes {one_of(kind.operators)}"
            here.problem(key, f"{shown(operator.name)} is not an operator of {shown(kind.name)}", hint)
        else:
            yield from _condition(operator, value, field, kind, here)


def _operator_hint(name: str, field: Field) -> str:
    if name in FILTER_KEYS:
        return "the operator is the key and its operand the value, as in `{contains: text}`"
    other = OTHER_NAMES.get(name.lower())
    if other:
        return f"did you mean {shown(other)}?"
    hint = near(name, BY_NAME)
    if hint or not field.key:
        return hint or "operators are `exact`, `is_not`, `icontains`, `regex`, `gt`, `is_set` and so on"
    inner = name.replace("~", "~0").replace("/", "~1")
    outer = field.key if field.key.startswith("/") else f"/{field.key.replace('~', '~0')}"
    return f"write {shown(f'{outer}/{inner}')} as the key to look inside a property"


def _condition(
    operator: Operator, node: Node, field: Field, kind: FieldKind, reporter: Reporter
) -> Iterator[Condition]:
    """The condition; nothing if a problem of its operand was reported."""
    if isinstance(node, Scalar | Sequence):
        scalars = list(_scalars(node, reporter))
        count = len(node.items) if isinstance(node, Sequence) else 1
        sound = [scalar for scalar, here in scalars if _suits(scalar, operator, kind, here)]
        if not count:
            reporter.problem(node, "an empty list: there is nothing to compare with", "list at least one value")
        elif len(sound) == count:
            operand = _checked(operator, node, sound, reporter)
            if operand is not None:
                yield Condition(field, operator.name, operand, node.place)
    else:
        reporter.problem(node, f"{kind_of(node)}, expected a value or a list of values")


def _scalars(node: Scalar | Sequence, reporter: Reporter) -> Iterator[tuple[Scalar, Reporter]]:
    """The valid values of an operand, each with its reporter."""
    listed: list[tuple[Node, Reporter]] = [(node, reporter)]
    if isinstance(node, Sequence):
        listed = [(item, reporter.at(number)) for number, item in enumerate(node.items, start=1)]
    for item, here in listed:
        if not isinstance(item, Scalar):
            here.problem(item, f"{kind_of(item)}, expected a single value")
        elif item.value is None:
            here.problem(item, "no value", "write a value, or test with `{is_set: true}` or `{is_not_set: true}`")
        elif isinstance(item.value, float) and not math.isfinite(item.value):
            here.problem(item, f"{shown(item.text)}: no event can hold this number", "put it in quotes if it is text")
        else:
            yield item, here


def _suits(scalar: Scalar, operator: Operator, kind: FieldKind, reporter: Reporter) -> bool:
    """Whether the field accepts the value: no blank text where that is an error, and only valid selectors."""
    if operator.name == kind.default and isinstance(scalar.value, str):
        text = scalar.text.strip() if kind.blank_is_error == "blank" else scalar.text
        if kind.blank_is_error and not text:
            reporter.problem(scalar, "an empty text", f"leave {shown(kind.name)} out to match any")
            return False
    return kind.name != "selector" or _is_selector(scalar, reporter)


def _is_selector(scalar: Scalar, reporter: Reporter) -> bool:
    from actioncli.conditions.selectors import SelectorError, compile_selector  # noqa: PLC0415  (most files have none)

    if not isinstance(scalar.value, str):
        reporter.problem(scalar, f"{kind_of(scalar)}, expected a CSS selector")
        return False
    try:
        compile_selector(scalar.value)
    except SelectorError as error:
        reporter.problem_at(scalar.place_at(error.position), error.message, error.hint)
        return False
    return True


def _checked(operator: Operator, node: Scalar | Sequence, scalars: list[Scalar], reporter: Reporter) -> Operand | None:
    """The operand as the operator takes it; None after reporting every wrong item."""
    values = [scalar.value for scalar in scalars]
    try:
        return operator.check(values if isinstance(node, Sequence) else values[0])
    except OperandError as error:
        first = error
    if first.item is None:
        _report(first, scalars[0] if len(scalars) == 1 else node, reporter)
        return None
    wrong: OperandError | None = first
    start = 0
    while wrong is not None and wrong.item is not None:
        index = start + wrong.item
        _report(wrong, scalars[index], reporter.at(index + 1))
        start = index + 1
        wrong = _error(operator, values[start:])
    return None


def _error(operator: Operator, values: Iterable[object]) -> OperandError | None:
    """The first error in the rest of a list, or None."""
    try:
        operator.check(list(values))
    except OperandError as error:
        return error
    return None


def _report(error: OperandError, node: Scalar | Sequence, reporter: Reporter) -> None:
    place = node.place
    if error.position is not None and isinstance(node, Scalar):
        place = node.place_at(error.position)
    reporter.problem_at(place, error.message, error.hint)
