"""Writes the model as an actions file in the style of a person; loading it gives an equal model.

Short forms wherever the format has them: a plain value for a field's own operator, a list for several,
an action's matchers alone when it has no description, tags, exceptions or tests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from actioncli.actions.model import Action, Actions, Condition, Matcher
from actioncli.actions.yaml_emitter import Inline, Node, block, comment, flow, scalar
from actioncli.conditions.fields import BY_NAME as FIELDS
from actioncli.paths import Path, spelled


def write_yaml(actions: Actions, notes: Mapping[str, Sequence[str]] | None = None, header: str = "") -> str:
    """The text of an actions file, with the `header` as a comment on top and `notes` above the actions they name.

    Notes on names that the model does not have (actions that were left out) follow the header.
    Conditions on one field stand together; of several that share an operator too,
    all but the first go to further mappings of a list.
    """
    notes = notes or {}
    names = set(actions.names())
    lines = [line for text in header.splitlines() for line in comment(text)]
    lines += [line for name, about in notes.items() if name not in names for note in about for line in comment(note)]
    lines += [""] if lines else []
    if not actions.actions:
        lines.append("actions: {}")
    for number, action in enumerate(actions.actions):
        lines.append("" if number else "actions:")
        lines += [line for note in notes.get(action.name, ()) for line in comment(note, 2)]
        lines += block({action.name: _action(action)}, 2)
    if actions.exceptions:
        lines += ["", *block({"except": [_matcher(matcher) for matcher in actions.exceptions]})]
    if actions.source:
        lines += ["", *block({"source": {field: _paths(paths) for field, paths in actions.source.paths}})]
    return "\n".join(lines) + "\n"


def _paths(paths: tuple[Path, ...]) -> Node:
    """One path as it is, several as a list."""
    texts = tuple(map(spelled, paths))
    return texts[0] if len(texts) == 1 else texts


def _action(action: Action) -> Node:
    """An action in its short form, or in the long one if it has more than matchers."""
    matchers = [_matcher(matcher) for matcher in action.matchers]
    if not (action.description or action.tags or action.exceptions or action.tests):
        return matchers
    node: dict[str | int, Node] = {}
    if action.description:
        node["description"] = action.description
    if action.tags:
        node["tags"] = action.tags
    node["match"] = matchers
    if action.exceptions:
        node["except"] = [_matcher(matcher) for matcher in action.exceptions]
    if action.tests:
        node["tests"] = [
            {"it": test.it, "matches" if test.matches else "rejects": Inline(_json_mapping(test.event))}
            for test in action.tests
        ]
    return node


def _matcher(matcher: Matcher) -> Node:
    """A matcher as a mapping from field to condition; the format lets it name one action."""
    node: dict[str | int, Node] = {}
    if matcher.actions:
        (node["action"],) = matcher.actions
    by_field: dict[str, list[Condition]] = {}
    for condition in matcher.conditions:
        by_field.setdefault(condition.field.name, []).append(condition)
    for name, conditions in by_field.items():
        node[name] = _field(name, conditions)
    return node


def _field(name: str, conditions: Sequence[Condition]) -> Node:
    """The conditions on one field: what `_mappings` makes of them, alone or as a list."""
    if name == "group":
        by_index = groupby(sorted(conditions, key=_index), key=_index)
        return {index: _alone(tuple(_mappings(tuple(of_index)))) for index, of_index in by_index}
    if FIELDS[name].keyed:
        return _alone(tuple(_mappings(conditions)))
    parts = tuple(_without_repeats(conditions))
    return _conditions(conditions) if len(parts) == 1 else tuple(map(_operators, parts))


def _index(condition: Condition) -> int:
    return condition.field.index


def _alone(nodes: Sequence[Node]) -> Node:
    """The only node, or the list of them."""
    return nodes[0] if len(nodes) == 1 else nodes


def _mappings(conditions: Sequence[Condition]) -> Iterator[Node]:
    """Conditions on keys, as mappings from key to condition: one, unless a key or an operator comes back."""
    mapping: dict[str | int, Node] = {}
    for key, run in groupby(conditions, key=lambda condition: condition.field.key):
        for part in _without_repeats(tuple(run)):
            if key in mapping:
                yield mapping
                mapping = {}
            mapping[key] = _conditions(part)
    yield mapping


def _without_repeats(conditions: Sequence[Condition]) -> Iterator[Sequence[Condition]]:
    """The conditions cut before each operator that the part has already."""
    part: list[Condition] = []
    for condition in conditions:
        if condition.operator in (other.operator for other in part):
            yield part
            part = []
        part.append(condition)
    yield part


def _conditions(conditions: Sequence[Condition]) -> Node:
    """Conditions on one thing: a plain value or list if they say only that, else operators and operands."""
    first = conditions[0]
    if len(conditions) == 1 and first.operator == FIELDS[first.field.name].default:
        return first.operand
    return _operators(conditions)


def _operators(conditions: Sequence[Condition]) -> Inline:
    """The same as a mapping from operator to operand."""
    return Inline({condition.operator: condition.operand for condition in conditions})


def _json_mapping(value: Mapping[str, object]) -> Mapping[str | int, Node]:
    """An event of a test as a tree that can be written."""
    return {key: _json(item) for key, item in value.items()}


def _json(value: object) -> Node:
    """A JSON value as one."""
    if isinstance(value, Mapping):
        return _json_mapping(value)
    if isinstance(value, list | tuple):
        return [_json(item) for item in value]
    if isinstance(value, str | int | float | None):
        return value
    raise TypeError(f"not a JSON value: {value!r}")


def condition_text(condition: Condition) -> str:
    """The condition as in `url: /about` and `properties.amount: {gte: 100}`."""
    return f"{condition.field}: {operand_text(condition)}"


def operand_text(condition: Condition) -> str:
    """The operand, or the operator with its operand, as YAML."""
    operand = condition.operand
    if condition.operator != FIELDS[condition.field.name].default:
        return flow({condition.operator: operand})
    return flow(operand) if isinstance(operand, tuple) else scalar(operand)
