"""The formats of `actioncli explain`.

The keys of `json` are promised to scripts: change them only by adding.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from actioncli.explaining.tracing import ActionTrace, ConditionTrace, ElementFound, EventTrace, MatcherTrace
from actioncli.outputs.formats import Format, format_named
from actioncli.outputs.json_text import json_bytes, json_text
from actioncli.outputs.screen import Screen
from actioncli.outputs.trace_text import element_text, trace_text
from actioncli.values import Value


def render_trace(event: dict[str, Value], trace: EventTrace, format: str, screen: Screen) -> bytes:  # noqa: A002
    """Why actions match an event or do not, in a format of `FORMATS`; `event` has its source, its line and fields."""
    return format_named(FORMATS, format).write(event, trace, screen)


def _text(event: dict[str, Value], trace: EventTrace, screen: Screen) -> bytes:
    """A tree for people, below two lines about the event."""
    shown = {name: value if isinstance(value, str) else json_text(value) for name, value in event.items()}
    present = [name for name, value in event.items() if value is not None]
    first = [f"{shown['source']}:{shown['line']}", *(shown[name] for name in ("event", "timestamp") if name in present)]
    second = [f"{name} {shown[name]}" for name in ("uuid", "distinct_id", "url") if name in present]
    return trace_text(["  ".join(first), *(["  ".join(second)] if second else [])], trace, screen)


def _json(event: dict[str, Value], trace: EventTrace, _screen: Screen) -> bytes:
    """One object: the event in short, and every action with its matchers and conditions.

    An action that others refer to occurs once, in `actions` if it was selected, else in `references`.
    """
    document = {
        "event": event,
        "matched": list(trace.matched),
        "excepted": trace.excepted,
        "except": _matchers(trace.exceptions),
        "actions": [_action(action) for action in trace.actions],
        "references": [_action(action) for action in _referred(trace)],
    }
    return json_bytes(json_text(document) + "\n")


def _referred(trace: EventTrace) -> list[ActionTrace]:
    """The actions that are only referred to, each once."""
    selected = {action.name for action in trace.actions}
    found: dict[str, ActionTrace] = {}
    waiting = [*trace.actions, *(action for matcher in trace.exceptions for action in matcher.actions)]
    while waiting:
        action = waiting.pop(0)
        if action.name not in found:
            found[action.name] = action
            for matcher in (*action.matchers, *action.exceptions):
                waiting.extend(matcher.actions)
    return [action for action in found.values() if action.name not in selected]


def _action(action: ActionTrace) -> dict[str, object]:
    return {
        "action": action.name,
        "matches": action.matches,
        "matchers": _matchers(action.matchers),
        "except": _matchers(action.exceptions),
    }


def _matchers(matchers: Sequence[MatcherTrace]) -> list[dict[str, object]]:
    return [
        {
            "matcher": number,
            "holds": matcher.holds,
            "file": matcher.matcher.place.file if matcher.matcher.place else None,
            "line": matcher.matcher.place.line if matcher.matcher.place else None,
            "actions": [{"action": action.name, "matches": action.matches} for action in matcher.actions],
            "conditions": [condition_entry(condition) for condition in matcher.conditions],
        }
        for number, matcher in enumerate(matchers, start=1)
    ]


def condition_entry(trace: ConditionTrace) -> dict[str, object]:
    """A condition with its result and the value found; `elements` and `element` only for conditions on elements.

    `compares_items` is present, and true, if the value is an array whose items are compared.
    """
    operand = trace.condition.operand
    entry: dict[str, object] = {
        "field": str(trace.condition.field),
        "operator": trace.condition.operator,
        "operand": list(operand) if isinstance(operand, tuple) else operand,
        "holds": trace.holds,
        "found": trace.found,
    }
    if trace.compares_items:
        entry["compares_items"] = True
    if trace.reason is not None:
        entry["reason"], entry["hint"] = trace.reason.words, trace.reason.hint or None
    if trace.elements is not None:
        entry["elements"] = trace.elements
        entry["element"] = None if trace.element is None else _element(trace.element)
    return entry


def _element(found: ElementFound) -> dict[str, object]:
    entry: dict[str, object] = {
        "element": found.index + 1,
        "name": element_text(found.element),
        "meets": found.meets,
    }
    if found.lacks is not None:
        entry["missing"] = list(found.lacks.missing)
        key = "missing_parent" if found.lacks.is_parent else "missing_ancestor"
        entry[key] = found.lacks.ancestor or None
        entry["hint"] = found.lacks.hint or None
    return entry


FORMATS: tuple[Format[Callable[[dict[str, Value], EventTrace, Screen], bytes]], ...] = (
    Format("text", "a tree for people", _text),
    Format("json", "one object", _json),
)
"""The formats of `explain`; the first is the default."""
