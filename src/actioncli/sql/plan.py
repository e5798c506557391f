"""Actions in SQL, as layers of columns: conditions, then matchers and actions, in the order of references.

    c1, c2, …  conditions      m1_1, m1_2, …  matchers of action 1, on their own      a1, a2, …  actions

If the file has a top-level `except`, `r1, r2, …` are the actions before it is applied, and `x` is the `except` itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct, field

from actioncli.actions.model import Action, Actions, Matcher
from actioncli.sql import expressions as sql
from actioncli.sql.conditions import Conditions
from actioncli.sql.expressions import Expr
from actioncli.sql.fields import Reading
from actioncli.sql.unsupported import UnsupportedCondition


class ActionColumns(Struct, frozen=True):
    """The columns of an action: whether it matches, and whether each matcher does."""

    name: str
    matches: Expr
    matchers: tuple[Expr, ...]


class Plan(Struct, frozen=True):
    """The layers of a statement, from the bottom, and the columns of the actions."""

    layers: tuple[list[Expr], ...]
    actions: tuple[ActionColumns, ...]
    refusals: dict[str, list[UnsupportedCondition]] = field(default_factory=dict)
    """Unsupported conditions, by action; if there are any, the plan cannot be used."""


def plan(actions: Actions, chosen: Sequence[Action], reading: Reading, now: datetime) -> Plan:
    """The plan of the chosen actions and of the actions they refer to."""
    builder = _Builder(actions, reading, now)
    builder.need([name for matcher in actions.exceptions for name in matcher.actions])
    builder.need([action.name for action in chosen])
    return builder.plan(chosen)


class _Builder:
    """Builds the layers."""

    def __init__(self, actions: Actions, reading: Reading, now: datetime) -> None:
        self._reading = reading
        self._exceptions = actions.exceptions
        self._actions = {action.name: action for action in actions.actions}
        self._numbers = {action.name: number for number, action in enumerate(actions.actions, start=1)}
        self._conditions = Conditions(reading, now)
        self._height: dict[str, int] = {}
        """The level of each action: above all actions that it refers to."""
        self._prefix = "r" if actions.exceptions else "a"

    def need(self, names: Sequence[str]) -> None:
        """Find the level of these actions and of all that they refer to; references have no cycles."""
        waiting = list(reversed(names))
        while waiting:
            name = waiting[-1]
            below = list(_references(self._actions[name]))
            unknown = [other for other in below if other not in self._height]
            if unknown:
                waiting += unknown
            else:
                waiting.pop()
                self._height[name] = 1 + max((self._height[other] for other in below), default=-1)

    def plan(self, chosen: Sequence[Action]) -> Plan:
        """All layers, with the conditions that they need."""
        heights = range(max(self._height.values(), default=-1) + 1)
        levels = [self._level(height, {action.name for action in chosen}) for height in heights]
        said = [self._said(action) for action in chosen]
        if self._exceptions:
            taken = sql.any_of(
                [
                    self._matcher(matcher, ("except", str(number)), "")
                    for number, matcher in enumerate(self._exceptions, start=1)
                ]
            )
            levels.append([sql.alias(taken, "x")])
            levels.append(self._without_taken(chosen))
        reading, conditions = self._reading, self._conditions
        layers = [reading.split.named(), reading.derived.named(), conditions.layer.named(), *levels]
        return Plan(tuple(layer for layer in layers if layer), tuple(said), conditions.refusals)

    def _level(self, height: int, chosen: set[str]) -> list[Expr]:
        columns = []
        for name, own in self._height.items():
            if own == height:
                action, number = self._actions[name], self._numbers[name]
                path = ("actions", name)
                matchers = [self._matcher(m, (*path, str(n)), name) for n, m in enumerate(action.matchers, start=1)]
                excepted = [
                    self._matcher(m, (*path, "except", str(n)), name) for n, m in enumerate(action.exceptions, start=1)
                ]
                if name in chosen:
                    columns += [sql.alias(m.copy(), f"m{number}_{n}") for n, m in enumerate(matchers, start=1)]
                claimed, taken = sql.any_of(matchers), sql.negate(sql.any_of(excepted))
                columns.append(sql.alias(sql.all_of([claimed, taken]), f"{self._prefix}{number}"))
        return columns

    def _matcher(self, matcher: Matcher, path: tuple[str, ...], owner: str) -> Expr:
        conditions = [self._conditions.column(condition, path, owner) for condition in matcher.conditions]
        named = [sql.column(f"{self._prefix}{self._numbers[name]}") for name in matcher.actions]
        return sql.all_of([*conditions, *named])

    def _said(self, action: Action) -> ActionColumns:
        number = self._numbers[action.name]
        matchers = [sql.column(f"m{number}_{place}") for place in range(1, len(action.matchers) + 1)]
        if self._exceptions:
            # An event in the file-wide `except` matches no action, nor a matcher that refers to one.
            matchers = [
                sql.all_of([column, sql.negate(sql.column("x"))]) if matcher.actions else column
                for column, matcher in zip(matchers, action.matchers, strict=True)
            ]
        return ActionColumns(action.name, sql.column(f"a{number}"), tuple(matchers))

    def _without_taken(self, chosen: Sequence[Action]) -> list[Expr]:
        numbers = [self._numbers[action.name] for action in chosen]
        free = sql.negate(sql.column("x"))
        return [sql.alias(sql.all_of([sql.column(f"r{number}"), free.copy()]), f"a{number}") for number in numbers]


def _references(action: Action) -> Iterator[str]:
    for matcher in (*action.matchers, *action.exceptions):
        yield from matcher.actions
