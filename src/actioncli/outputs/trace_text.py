"""`actioncli explain` for people: a tree of actions, matchers and conditions, each marked as true or false."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct, field
from rich.cells import cell_len

from actioncli.actions.write_yaml import condition_text
from actioncli.characters import revealed
from actioncli.events.elements import Element
from actioncli.explaining.nearest import described
from actioncli.explaining.tracing import ActionTrace, ConditionTrace, EventTrace, MatcherTrace
from actioncli.outputs.drawing import hanging, paint
from actioncli.outputs.json_text import json_text
from actioncli.outputs.screen import Screen, visible
from actioncli.values import Value

LONGEST_ELEMENT = 100
"""The longest shown name of an element, in characters."""
LONGEST = 200
"""The longest shown value or operand, in characters."""


class _Drawing(Struct):
    """Draws the lines of one action. Each action that it refers to is drawn once."""

    screen: Screen
    drawn: set[str] = field(default_factory=set)

    def line(self, depth: int, holds: bool, text: str, detail: str = "") -> str:
        """A mark, its subject, and why; wrapped at words if it is too long."""
        mark, color = marks(self.screen)[holds], self.screen.color
        between = " — " if self.screen.unicode else " - "
        head = f"{'  ' * depth}{mark} {self.shown(text)}"
        whole = head + (between + self.shown(detail) if detail else "")
        drawn, left = [], len(head.replace(" ", ""))
        for line in hanging(whole, self.screen.width, 6, self.screen.ellipsis):
            # The rest of the text is on this line; the explanation after it is in a quiet colour.
            own = _end_of(line, left)
            left -= len(line[:own].replace(" ", ""))
            drawn.append(line[:own] + paint(line[own:], "quiet", color=color))
        drawn[0] = drawn[0].replace(mark, paint(mark, "good" if holds else "bad", color=color), 1)
        return "\n".join(drawn)

    def shown(self, text: str) -> str:
        """The text without control characters."""
        return visible(text, unicode=self.screen.unicode)

    def action(self, action: ActionTrace, depth: int, prefix: str = "") -> Iterator[str]:
        """An action and its matchers."""
        detail = "excluded by the file's except" if action.excepted else ""
        if action.name in self.drawn:
            yield self.line(depth, action.matches, prefix + action.name, "as above")
            return
        self.drawn.add(action.name)
        yield self.line(depth, action.matches, prefix + action.name, detail)
        yield from self.matchers("matcher", action.matchers, depth + 1)
        yield from self.matchers("except", action.exceptions, depth + 1)

    def matchers(self, word: str, matchers: Sequence[MatcherTrace], depth: int) -> Iterator[str]:
        """Matchers or exceptions, numbered."""
        for number, matcher in enumerate(matchers, start=1):
            place = matcher.matcher.place
            title = f"{word} {number}" + (f" ({place.file}:{place.line})" if place else "")
            effect = "excludes the event" if word == "except" and matcher.holds else ""
            yield self.line(depth, matcher.holds, title, effect)
            if not (matcher.conditions or matcher.actions):
                yield f"{'  ' * (depth + 1)}{self.shown('(no conditions: every event)')}"
            for action in matcher.actions:
                yield from self.action(action, depth + 1, "action: ")
            for condition in matcher.conditions:
                yield self.line(depth + 1, condition.holds, wanted(condition), found(condition))


def _packed(items: Sequence[str], screen: Screen) -> Iterator[str]:
    """The facts about the event, as many on a line as fit."""
    line = items[0]
    for item in items[1:]:
        if screen.width is not None and cell_len(f"{line}  {item}") > screen.width:
            yield from hanging(line, screen.width, 2, screen.ellipsis)
            line = item
        else:
            line += f"  {item}"
    yield from hanging(line, screen.width, 2, screen.ellipsis)


def _end_of(line: str, characters: int) -> int:
    """The index in a line after so many characters, not counting spaces."""
    for place, character in enumerate(line):
        if characters <= 0:
            return place
        characters -= character != " "
    return len(line)


def trace_text(head: Sequence[str], trace: EventTrace, screen: Screen) -> bytes:
    """The tree of every action, below the facts about the event."""
    shown = [visible(line, unicode=screen.unicode) for line in head]
    lines = [part for line in shown for part in _packed(line.split("  "), screen)]
    if trace.exceptions:
        drawing = _Drawing(screen)
        title = drawing.line(0, trace.excepted, "except of the file", "no action matches it" * trace.excepted)
        lines += ["", title, *drawing.matchers("except", trace.exceptions, 1)]
    for action in trace.actions:
        lines += ["", *_Drawing(screen).action(action, 0)]
    return ("\n".join(lines) + "\n").encode("utf-8", "backslashreplace")


def marks(screen: Screen) -> tuple[str, str]:
    """The marks for no and for yes."""
    return ("✗", "✓") if screen.unicode else ("-", "+")


def condition_line(trace: ConditionTrace, *, unicode: bool = True) -> str:
    """A condition with its mark, and the value found."""
    mark = marks(Screen(unicode=unicode))[trace.holds]
    detail = found(trace)
    after = f"{' — ' if unicode else ' - '}{detail}" if detail else ""
    return f"{mark} {wanted(trace)}{after}"


def wanted(trace: ConditionTrace) -> str:
    """The condition as text."""
    return cut(revealed(condition_text(trace.condition)))


def found(trace: ConditionTrace) -> str:
    """The value found; empty if the condition states it already."""
    is_stated = trace.holds and trace.condition.operator == "exact" and not isinstance(trace.condition.operand, tuple)
    if trace.elements is None:
        if trace.found is None:
            return f"absent: {trace.hint}" if trace.hint else "absent"
        if trace.compares_items:
            return f"found {value_text(trace.found)}, compared item by item{why(trace)}"
        return "" if is_stated else f"found {value_text(trace.found)}{why(trace)}"
    if trace.elements == 0:
        return "the event has no elements"
    if trace.element is None:
        return f"no element of {trace.elements} has {_WORDS[trace.condition.field.name]}"
    name = f"element {trace.element.index + 1}, {element_text(trace.element.element)}"
    if trace.element.lacks is not None:
        return f"closest is {name}: {'; '.join(filter(None, (trace.element.lacks.words, trace.element.lacks.hint)))}"
    value = "" if trace.found is None or (is_stated and trace.element.meets) else f"found {value_text(trace.found)} on "
    return f"{value}{name}{why(trace)}"


def why(trace: ConditionTrace) -> str:
    """How the value differs from the wanted one, if that is known."""
    return "" if trace.reason is None else f"; {': '.join(filter(None, (trace.reason.words, trace.reason.hint)))}"


_WORDS = {"text": "a text", "href": "a link", "tag_name": "a tag", "selector": "a match"}


def value_text(value: Value) -> str:
    """A value as JSON."""
    return cut(revealed(json_text(value)))


def element_text(element: Element) -> str:
    """An element in short, as in `button#buy.btn.btn-primary`."""
    return cut(revealed(described(element)), LONGEST_ELEMENT)


def cut(text: str, longest: int = LONGEST) -> str:
    """The text, cut if it is too long."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
