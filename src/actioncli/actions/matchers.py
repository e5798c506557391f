"""From the YAML of matchers to matchers of the model: their fields, properties by name, and the actions they name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from actioncli.actions.model import Condition, Field, Matcher
from actioncli.actions.nodes import Mapping, Node, Scalar, Sequence, kind_of
from actioncli.actions.operands import read_conditions
from actioncli.actions.posthog_hints import matcher_hint, property_filter
from actioncli.actions.ranges import contradictions
from actioncli.actions.reporter import Reporter
from actioncli.conditions.fields import BY_NAME, FIELDS, FieldKind
from actioncli.near import near, one_of, shown

ACTION = "action"
"""The only key of a matcher that is not a field of the event."""

MATCHER_KEYS = (*(kind.name for kind in FIELDS), ACTION)

_COMMON_KEYS = tuple(key for key in MATCHER_KEYS if not key.startswith("$"))
"""What a hint lists; `$group_0` to `$group_4` would bury the rest."""

GROUP_INDEXES = ("0", "1", "2", "3", "4")

_BROKEN_ESCAPE = re.compile("~(?![01])")
"""What RFC 6901 forbids in a JSON Pointer."""


def read_matchers(node: Node, reporter: Reporter) -> tuple[Matcher, ...]:
    """A list of matchers; problems go to the reporter."""
    if isinstance(node, Mapping) and any(key.text in MATCHER_KEYS for key, _ in node.entries):
        reporter.problem(node, "a single matcher, expected a list of matchers", "begin it with `- `")
        _read_matcher(node, reporter)
        return ()
    if not isinstance(node, Sequence):
        event = _bare_text(node)
        hint = f"write {shown(f'- event: {event}')}" if event else "begin each matcher with `- `"
        reporter.problem(node, f"{kind_of(node)}, expected a list of matchers", hint)
        return ()
    if not node.items:
        reporter.problem(
            node, "an empty list, expected at least one matcher", "write a matcher, such as `- event: $pageview`"
        )
    read = (_read_matcher(item, reporter.at(number)) for number, item in enumerate(node.items, start=1))
    return tuple(matcher for matcher in read if matcher is not None)


def _bare_text(node: Node) -> str:
    """The text of what is probably the bare name of an event; empty for another node."""
    return node.text.strip() if isinstance(node, Scalar) and isinstance(node.value, str) else ""


def _read_matcher(node: Node, reporter: Reporter) -> Matcher | None:
    if not isinstance(node, Mapping):
        event = _bare_text(node)
        hint = f"write {shown(f'event: {event}')}" if event else "write its conditions, such as `event: $pageview`"
        reporter.problem(node, f"{kind_of(node)}, expected a matcher", hint)
        return None
    conditions: list[Condition] = []
    actions: list[str] = []
    for key, value in node.entries:
        here = reporter.at(key.text)
        if key.text in BY_NAME:
            conditions.extend(_read_field(BY_NAME[key.text], value, here))
        elif key.text == ACTION:
            actions.extend(_read_action(value, here))
        else:
            hint = matcher_hint(key.text) or near(key.text, MATCHER_KEYS) or f"fields are {one_of(_COMMON_KEYS)}"
            here.problem(key, "unknown field", hint)
    for first, second in contradictions(conditions):
        here = reporter
        for step in _steps(second.field):
            here = here.at(step)
        bounds = " and ".join(f"`{bound.operator}: {_written(bound)}`" for bound in (first, second))
        here.problem_at(second.place, f"impossible range: {bounds} cannot both hold")
    return Matcher(tuple(conditions), tuple(actions), node.place)


def _steps(field: Field) -> tuple[str, ...]:
    """The field as a path has it."""
    if field.name == "group":
        return field.name, str(field.index), field.key
    return (field.name, field.key) if field.key else (field.name,)


def _written(condition: Condition) -> str:
    """The operand of a bound, as it is written in YAML."""
    if isinstance(condition.operand, tuple):
        return f"[{', '.join(map(str, condition.operand))}]"
    return str(condition.operand)


def _read_action(node: Node, reporter: Reporter) -> Iterator[str]:
    if isinstance(node, Sequence):
        reporter.problem(node, "a list, expected the name of one action", "write a matcher for each name")
    elif not isinstance(node, Scalar):
        reporter.problem(node, f"{kind_of(node)}, expected the name of an action")
    elif node.value is not None:
        reporter.refer(node)
        yield node.text


def _read_field(kind: FieldKind, node: Node, reporter: Reporter) -> Iterator[Condition]:
    """The conditions on one field; none where it is null."""
    if isinstance(node, Scalar) and node.value is None:
        return
    if not kind.keyed:
        # A list of mappings, for an operator that is there twice; any other list is an operand.
        several = isinstance(node, Sequence) and node.items and all(isinstance(item, Mapping) for item in node.items)
        for number, item in enumerate(node.items if isinstance(node, Sequence) and several else (node,), start=1):
            yield from read_conditions(item, Field(kind.name), kind, reporter.at(number) if several else reporter)
    elif kind.name == "group":
        yield from _read_groups(kind, node, reporter)
    else:
        yield from _read_properties(kind, 0, node, reporter)


def _read_groups(kind: FieldKind, node: Node, reporter: Reporter) -> Iterator[Condition]:
    if not isinstance(node, Mapping):
        hint = "write `group: {0: {name: Acme}}`"
        reporter.problem(node, f"{kind_of(node)}, expected a mapping from group type index to properties", hint)
        return
    for key, value in node.entries:
        here = reporter.at(key.text)
        if key.text not in GROUP_INDEXES:
            here.problem(key, f"{shown(key.text)} is not a group type index", f"expected {one_of(GROUP_INDEXES)}")
        elif not (isinstance(value, Scalar) and value.value is None):
            yield from _read_properties(kind, int(key.text), value, here)


def _read_properties(kind: FieldKind, index: int, node: Node, reporter: Reporter) -> Iterator[Condition]:
    """The conditions of a mapping of property names, or of a list of such mappings."""
    if isinstance(node, Sequence):
        if not node.items:
            reporter.problem(node, "an empty list, expected mappings of property names to conditions")
        for number, item in enumerate(node.items, start=1):
            yield from _read_mapping(kind, index, item, reporter.at(number))
    else:
        yield from _read_mapping(kind, index, node, reporter)


def _read_mapping(kind: FieldKind, index: int, node: Node, reporter: Reporter) -> Iterator[Condition]:
    if not isinstance(node, Mapping):
        hint = "write `name: value`"
        reporter.problem(node, f"{kind_of(node)}, expected a mapping of property names to conditions", hint)
        return
    if written := property_filter(node):
        reporter.problem(node, "a property filter of PostHog", f"write {shown(written)}")
        return
    for key, value in node.entries:
        here = reporter.at(key.text)
        if not key.text:
            here.problem(key, "an empty property name")
        elif key.text.startswith("/") and _BROKEN_ESCAPE.search(key.text):
            here.problem(key, "not a JSON Pointer: `~` must be followed by `0` or `1`", "write `~0` for `~`")
        else:
            yield from read_conditions(value, Field(kind.name, key.text, index), kind, here)
