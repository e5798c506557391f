"""What `actioncli diagnose` found, as people and scripts see it."""

from __future__ import annotations

from msgspec import Struct

KINDS = ("dead", "shadowed", "equal", "subset", "overlapping", "everything", "unclaimed")
"""The kinds of findings, by the names that `--fail-on` takes."""


WEAK = ("", "part", "spelling", "element")
"""Codes of reasons that say how a value differs without saying that it is meant."""


class Instead(Struct, frozen=True):
    """A value that was there instead of the wanted one."""

    value: str | None
    """None is an absent one."""
    events: int
    code: str = ""
    """Why it was not taken, where that can be told: a word for scripts."""
    reason: str = ""
    """The same in words."""
    hint: str = ""
    """What would take it."""


class NearMiss(Struct, frozen=True):
    """The events that lack the same of a matcher, and nothing else of it."""

    lacking: tuple[str, ...]
    """The conditions (or `action: Name`) that were not met."""
    events: int
    instead: tuple[Instead, ...] = ()
    """What was there, for one condition; values with a reason first, then the commonest."""
    exact: bool = True
    """Whether the counts of `instead` are exact; if not, they are lower bounds."""

    @property
    def explained(self) -> bool:
        """Whether it can be told why some value was not taken."""
        return any(instead.code not in WEAK for instead in self.instead)


class DeadMatcher(Struct, frozen=True):
    """A matcher that matches nothing."""

    action: str
    matcher: int
    place: str
    near: tuple[NearMiss, ...] = ()
    """What was missed by one condition alone, the most telling first."""
    pair: NearMiss | None = None
    """Where nothing was: what the most events lack that lack two."""
    never: tuple[str, ...] = ()
    """Conditions that no event of the right name meets."""
    absent_name: Instead | None = None
    """Where no event has the name that the matcher wants: the nearest name there is, if any."""


class DeadAction(Struct, frozen=True):
    """An action that matches nothing."""

    action: str
    place: str
    excepted: int
    """Events that its matchers match and an `except` takes."""


class Shadowed(Struct, frozen=True):
    """A matcher all of whose events earlier matchers of its action match too."""

    action: str
    matcher: int
    place: str
    by: tuple[int, ...]
    """The earlier matchers: one that matches all of them, else all that match some."""
    events: int
    equal: bool
    """Whether that one matches nothing else."""


class Equal(Struct, frozen=True):
    """Actions that match the same events."""

    actions: tuple[str, ...]
    events: int


class Overlap(Struct, frozen=True):
    """Two actions that share events."""

    first: str
    second: str
    first_events: int
    second_events: int
    both: int

    @property
    def jaccard(self) -> float:
        """The events of both as a share of the events of either, 0 to 1."""
        return self.both / (self.first_events + self.second_events - self.both)


class Everything(Struct, frozen=True):
    """An action that matches every event."""

    action: str
    place: str


class Group(Struct, frozen=True):
    """Events that no action claims and that have this in common; what is None was not asked or is not there."""

    events: int
    share: float
    """Of all events, 0 to 1."""
    event: str | None = None
    page: str | None = None
    tag: str | None = None
    text: str | None = None


class Unclaimed(Struct, frozen=True):
    """What no action claims."""

    events: int
    share: float
    excepted: int
    """Those of them that some matcher matches and an `except` takes; they are in no group."""
    by_event: tuple[Group, ...]
    by_page: tuple[Group, ...]
    by_element: tuple[Group, ...]
    groups: tuple[Group, ...]
    """By event, page and element at once."""
    exact: bool


class ActionCounts(Struct, frozen=True):
    """The events of an action, and of each of its matchers on its own."""

    action: str
    events: int
    matchers: tuple[int, ...]


class Diagnosis(Struct, frozen=True):
    """Everything that was found in one run."""

    events: int
    matched: int
    bad_lines: int
    skipped: int
    actions: tuple[ActionCounts, ...]
    dead_actions: tuple[DeadAction, ...]
    dead_matchers: tuple[DeadMatcher, ...]
    shadowed: tuple[Shadowed, ...]
    equal: tuple[Equal, ...]
    subset: tuple[Overlap, ...]
    """Pairs of which the first takes nothing that the second does not."""
    overlapping: tuple[Overlap, ...]
    everything: tuple[Everything, ...]
    unclaimed: Unclaimed

    def findings(self, kind: str) -> int:
        """How many findings of a kind of `KINDS` there are."""
        return {
            "dead": len(self.dead_actions) + len(self.dead_matchers),
            "shadowed": len(self.shadowed),
            "equal": len(self.equal),
            "subset": len(self.subset),
            "overlapping": len(self.overlapping),
            "everything": len(self.everything),
            "unclaimed": self.unclaimed.events,
        }[kind]
