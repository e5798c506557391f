"""The findings of `actioncli diagnose`."""

from __future__ import annotations

from msgspec import Struct

KINDS = ("dead", "shadowed", "equal", "subset", "overlapping", "everything", "unclaimed")
"""The kinds of findings, by the names that `--fail-on` takes."""


WEAK = ("", "part", "spelling", "element")
"""Codes of reasons that do not suggest that the value is the intended one."""


class Instead(Struct, frozen=True):
    """A value that events have instead of the wanted one."""

    value: str | None
    """None if absent."""
    events: int
    code: str = ""
    """Why it does not match, if known: a word for scripts."""
    reason: str = ""
    """The same as text."""
    hint: str = ""
    """How to match it."""


class NearMiss(Struct, frozen=True):
    """The events that fail the same conditions of a matcher, and no others."""

    lacking: tuple[str, ...]
    """The conditions (or `action: Name`) that do not hold."""
    events: int
    instead: tuple[Instead, ...] = ()
    """The values found for one condition; those with a reason first, then the most frequent."""
    exact: bool = True
    """Whether the counts of `instead` are exact; if not, they are lower bounds."""

    @property
    def explained(self) -> bool:
        """Whether it is known why some value does not match."""
        return any(instead.code not in WEAK for instead in self.instead)


class DeadMatcher(Struct, frozen=True):
    """A matcher that matches nothing."""

    action: str
    matcher: int
    place: str
    near: tuple[NearMiss, ...] = ()
    """The near misses that fail one condition alone, the most informative first."""
    pair: NearMiss | None = None
    """If there are none: the most frequent pair of failed conditions."""
    never: tuple[str, ...] = ()
    """Conditions that hold for no event of the right name."""
    absent_name: Instead | None = None
    """If no event has the name of the matcher: the nearest name, if any."""


class DeadAction(Struct, frozen=True):
    """An action that matches nothing."""

    action: str
    place: str
    excepted: int
    """The number of events that its matchers match and an `except` excludes."""


class Shadowed(Struct, frozen=True):
    """A matcher whose events all match earlier matchers of its action."""

    action: str
    matcher: int
    place: str
    by: tuple[int, ...]
    """The earlier matchers: one that matches all events, else all that match some."""
    events: int
    equal: bool
    """Whether the earlier matcher matches no other events."""


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
    """Events that no action matches and that have these values in common; None if not grouped by it, or absent."""

    events: int
    share: float
    """Of all events, 0 to 1."""
    event: str | None = None
    page: str | None = None
    tag: str | None = None
    text: str | None = None


class Unclaimed(Struct, frozen=True):
    """The events that no action matches."""

    events: int
    share: float
    excepted: int
    """The number of those that a matcher matches and an `except` excludes; they are in no group."""
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
    """All findings of one run."""

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
    """Pairs in which the second action matches all events of the first."""
    overlapping: tuple[Overlap, ...]
    everything: tuple[Everything, ...]
    unclaimed: Unclaimed

    def findings(self, kind: str) -> int:
        """The number of findings of a kind of `KINDS`."""
        return {
            "dead": len(self.dead_actions) + len(self.dead_matchers),
            "shadowed": len(self.shadowed),
            "equal": len(self.equal),
            "subset": len(self.subset),
            "overlapping": len(self.overlapping),
            "everything": len(self.everything),
            "unclaimed": self.unclaimed.events,
        }[kind]
