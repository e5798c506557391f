"""The actions in plain words that every dialect can spell: tests on columns, joined by all, any and not.

It knows what the actions files of the benchmark use, and stumbles over anything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from actioncli.actions.model import Action, Actions, Condition, Matcher
from benches.peers.css import literal_and_pattern


@dataclass(frozen=True, slots=True)
class Column:
    """A field of the record, or a key of `properties` or `person_properties`."""

    table: str
    key: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Test:
    """A question to one column of the event."""

    column: Column
    operator: str
    operand: str | float | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Every:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Some:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Node


Node: TypeAlias = Test | Every | Some | Not
Names: TypeAlias = frozenset[str] | None
"""The event names that can match; None: any."""

EVENT = Column("", "event")
CHAIN = Column("", "elements_chain")
TABLES = {"properties": "properties", "person": "person_properties"}


@dataclass(frozen=True, slots=True)
class Case:
    """One way for an action to match: of these event names, those that meet the tests."""

    names: Names
    node: Every


@dataclass(frozen=True, slots=True)
class Wanted:
    """One action: what it takes, and what it does not."""

    name: str
    cases: tuple[Case, ...]
    exceptions: tuple[Node, ...] = ()

    def names(self) -> Names:
        """Event names it can match."""
        found: frozenset[str] = frozenset()
        for case in self.cases:
            if case.names is None:
                return None
            found |= case.names
        return found

    def given(self, name: str | None) -> Node:
        """What is left to test once the event's name is known; None: any name that no action asks for."""
        cases = [case.node for case in self.cases if case.names is None or name in case.names]
        return self._whole(tuple(cases))

    def node(self) -> Node:
        """The whole question, event names included."""
        return self._whole(
            tuple(
                case.node if case.names is None else Every((one_of_names(case.names), *case.node.parts))
                for case in self.cases
            )
        )

    def _whole(self, cases: tuple[Node, ...]) -> Node:
        node: Node = cases[0] if len(cases) == 1 else Some(cases)
        return Every((node, *(Not(exception) for exception in self.exceptions))) if self.exceptions else node


def one_of_names(names: frozenset[str]) -> Test:
    """A test of the event's name."""
    return Test(EVENT, "in", tuple(sorted(names)))


def wanted(actions: Actions) -> list[Wanted]:
    """All actions, those they refer to written out."""
    known: dict[str, Wanted] = {}
    for action in actions.actions:
        known[action.name] = _action(action, known)
    return list(known.values())


def _action(action: Action, known: dict[str, Wanted]) -> Wanted:
    cases = [case for matcher in action.matchers for case in _cases(matcher, known)]
    exceptions = [case.node for matcher in action.exceptions for case in _cases(matcher, known)]
    return Wanted(action.name, tuple(cases), tuple(exceptions))


def _cases(matcher: Matcher, known: dict[str, Wanted]) -> list[Case]:
    names: Names = None
    parts = []
    for condition in matcher.conditions:
        if condition.field.name == "event":
            names = frozenset(_texts(condition))
        else:
            parts.append(_test(condition))
    if not matcher.actions:
        return [Case(names, Every(_cheap_first(parts)))]
    [other] = [known[name] for name in matcher.actions]
    assert names is None
    assert not other.exceptions
    return [Case(case.names, Every(_cheap_first([*parts, *case.node.parts]))) for case in other.cases]


def _cheap_first(parts: list[Node]) -> tuple[Node, ...]:
    return tuple(sorted(parts, key=is_costly))


def is_costly(node: Node) -> bool:
    """Whether a regular expression is in it."""
    if isinstance(node, Test):
        return node.operator == "regex"
    return is_costly(node.part) if isinstance(node, Not) else any(map(is_costly, node.parts))


def _texts(condition: Condition) -> tuple[str, ...]:
    operand = condition.operand
    return tuple(str(item) for item in (operand if isinstance(operand, tuple) else (operand,)))


def _test(condition: Condition) -> Node:
    name, operator, operand = condition.field.name, condition.operator, condition.operand
    if name == "selector":
        literal, pattern = literal_and_pattern(str(operand))
        found = Test(CHAIN, "contains", literal)
        return Every((found, Test(CHAIN, "regex", pattern))) if pattern else found
    if name in ("text", "href"):
        return _element(name, operator, _texts(condition))
    key = "$current_url" if name == "url" else condition.field.key
    column = Column(TABLES.get(name, "properties"), key)
    if isinstance(operand, bool) and operator == "exact":
        return Test(Column(column.table, key, "boolean"), "is", operand)
    if operator in ("gt", "gte", "lt", "lte") or (operator == "exact" and isinstance(operand, int | float)):
        assert isinstance(operand, int | float)
        return Test(Column(column.table, key, "number"), operator, operand)
    if operator == "exact":
        return Test(column, "in", _texts(condition))
    if operator == "is_not":
        return Not(Test(column, "in", _texts(condition)))
    if operator == "is_set":
        return Test(column, "is_set", "")
    [text] = _texts(condition)
    assert operator in ("contains", "starts_with", "ends_with", "regex"), operator
    assert operator != "contains" or not set("%_") & set(text)
    return Test(column, operator, text)


def _element(name: str, operator: str, texts: tuple[str, ...]) -> Node:
    """A text or link, as it stands in the chain: quoted, quotes with a backslash."""
    spelled = [text.replace('"', '\\"') for text in texts]
    if operator == "exact":
        found = tuple(Test(CHAIN, "contains", f'{name}="{text}"') for text in spelled)
        return found[0] if len(found) == 1 else Some(found)
    [text] = spelled
    if operator == "starts_with":
        return Test(CHAIN, "contains", f'{name}="{text}')
    assert operator == "regex"
    return Test(CHAIN, "regex", f'{name}="({text.removeprefix("^")})')
