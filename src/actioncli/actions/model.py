"""What the user means: actions, their matchers and conditions, validated, frozen and comparable.

`load.py` makes these from an actions file and has checked everything:
every operator exists and suits its field, every operand is of the operator's kind, every reference leads somewhere.
Nobody downstream asks "is this a string?".
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from actioncli.errors import Place
from actioncli.paths import Path
from actioncli.values import Operand


@dataclass(frozen=True, slots=True)
class Field:
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


@dataclass(frozen=True, slots=True)
class Condition:
    """One test of one field: an operator and what it compares with."""

    field: Field
    operator: str
    operand: Operand
    place: Place | None = dataclasses.field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Matcher:
    """Conditions, and actions of the same file, that must all hold; an empty matcher holds for every event."""

    conditions: tuple[Condition, ...] = ()
    actions: tuple[str, ...] = ()
    """Names of actions that must match too (`action:` of the file)."""
    place: Place | None = dataclasses.field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ActionTest:
    """A test written beside an action: an event, and whether the action must match it."""

    it: str
    matches: bool
    event: Mapping[str, object]
    place: Place | None = dataclasses.field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Action:
    """A name for the events that any of its matchers takes and none of its exceptions does."""

    name: str
    matchers: tuple[Matcher, ...]
    exceptions: tuple[Matcher, ...] = ()
    description: str = ""
    tags: tuple[str, ...] = ()
    tests: tuple[ActionTest, ...] = ()
    place: Place | None = dataclasses.field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the fields of an event stand in a log that is none of the known shapes (`source:` of the file)."""

    paths: tuple[tuple[str, tuple[Path, ...]], ...]
    """The paths of each field, of which the first that leads to a value counts."""
    place: Place | None = dataclasses.field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Actions:
    """All actions of a file and of the files it includes, in file order."""

    actions: tuple[Action, ...]
    exceptions: tuple[Matcher, ...] = ()
    """The file-wide `except`: what no action may claim."""
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
