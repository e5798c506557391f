"""The model: actions, their matchers and conditions, validated and immutable.

`load.py` makes it from an actions file and validates it:
every operator exists and fits its field, every operand fits its operator, every reference is defined.
Other code need not check again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

from msgspec import Struct

from actioncli.errors import ActioncliError, Place
from actioncli.near import near
from actioncli.paths import Path
from actioncli.values import Operand


class Field(Struct, frozen=True):
    """Which part of an event a condition reads: a name of `conditions.fields.FIELDS`, and a key where it takes one.

    `key` is a property name of `properties`, `person` and `group` (one that begins with `/` is a JSON Pointer);
    `index` is the group type index of `group`, 0 to 4.
    """

    name: str
    key: str = ""
    index: int = 0

    def __str__(self) -> str:
        """The field in words, as in `properties.$browser` or `group.0.name`."""
        if self.name == "group":
            return f"group.{self.index}.{self.key}"
        return f"{self.name}.{self.key}" if self.key else self.name


class Placed(Struct, frozen=True, eq=False):
    """A part of a file; parts are equal if they say the same, wherever they are."""

    def __eq__(self, other: object) -> bool:
        return self.__class__ is other.__class__ and self._said() == other._said()

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self._said())

    def __repr__(self) -> str:
        return f"{self.__class__.__name__}{self._said()!r}"

    def _said(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__struct_fields__ if name != "place")


class Condition(Placed, frozen=True):
    """One test of one field: an operator and what it compares with."""

    field: Field
    operator: str
    operand: Operand
    place: Place | None = None


class Matcher(Placed, frozen=True):
    """Conditions, and actions of the same file, that must all hold; an empty matcher holds for every event."""

    conditions: tuple[Condition, ...] = ()
    actions: tuple[str, ...] = ()
    """Names of actions that must match too (`action:` of the file)."""
    place: Place | None = None


class ActionTest(Placed, frozen=True):
    """A test written beside an action: an event, and whether the action must match it."""

    it: str
    matches: bool
    event: Mapping[str, object]
    place: Place | None = None


class Action(Placed, frozen=True):
    """A name for the events that a matcher matches and no exception does."""

    name: str
    matchers: tuple[Matcher, ...]
    exceptions: tuple[Matcher, ...] = ()
    description: str = ""
    tags: tuple[str, ...] = ()
    tests: tuple[ActionTest, ...] = ()
    place: Place | None = None


class Source(Placed, frozen=True):
    """Where the fields of an event stand in a log that is none of the known shapes (`source:` of the file)."""

    paths: tuple[tuple[str, tuple[Path, ...]], ...]
    """The paths of each field, of which the first that leads to a value counts."""
    place: Place | None = None


class Actions(Struct, frozen=True):
    """All actions of a file and of the files it includes, in file order."""

    actions: tuple[Action, ...]
    exceptions: tuple[Matcher, ...] = ()
    """The exceptions of the whole file: no action matches these events."""
    source: Source | None = None
    """What the file says of the log."""

    def names(self) -> tuple[str, ...]:
        """The actions' names, in file order."""
        return tuple(action.name for action in self.actions)

    def named(self, globs: Sequence[str]) -> tuple[Action, ...]:
        """The actions whose name equals one of the globs or fits it, in file order; no globs: all actions."""
        if not globs:
            return self.actions
        return tuple(a for a in self.actions if any(a.name == glob or fnmatchcase(a.name, glob) for glob in globs))


_LISTED = 20
"""The number of actions that a message lists."""


def check_names(actions: Actions, only: Iterable[str]) -> None:
    """Raise `ActioncliError` for a name or glob that matches no action; the message suggests the nearest."""
    for pattern in only:
        if not actions.named((pattern,)):
            names = actions.names()
            some = ", ".join(names[:_LISTED]) + (f" and {len(names) - _LISTED:,} more" if len(names) > _LISTED else "")
            raise ActioncliError(
                f"no action is named {pattern!r}; {near(pattern, names) or 'the actions are: ' + some}"
            )
