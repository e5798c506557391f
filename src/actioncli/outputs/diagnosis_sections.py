"""A diagnosis as sections of lines, which the formats text and markdown lay out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from actioncli.characters import revealed
from actioncli.diagnosis import DeadMatcher, Diagnosis, Group, Instead, NearMiss, Overlap, Unclaimed
from actioncli.outputs.humanize import counted, percent

NEAR_SHOWN = 2
"""The number of near misses shown for a matcher; JSON has all of them."""
VALUES_SHOWN = 3
PAGES_SHOWN = 3


class Line(Struct, frozen=True):
    """One line: its depth, an optional number before it, the text, and an aside after it."""

    depth: int
    text: str
    number: str = ""
    aside: str = ""


class Section(Struct, frozen=True):
    """Findings of one kind."""

    title: str
    lines: tuple[Line, ...]


def headline(diagnosis: Diagnosis) -> str:
    """The summary line."""
    share = f" ({percent(diagnosis.matched / diagnosis.events)})" if diagnosis.events else ""
    parts = [
        counted(diagnosis.events, "event"),
        f"{diagnosis.matched:,} matched{share}",
        counted(len(diagnosis.actions), "action"),
    ]
    if diagnosis.bad_lines:
        parts.append(counted(diagnosis.bad_lines, "bad line"))
    if diagnosis.skipped:
        parts.append(f"{counted(diagnosis.skipped, 'row')} without an event")
    return " · ".join(parts)


def sections(diagnosis: Diagnosis) -> tuple[Section, ...]:
    """The sections, the most serious first; kinds without a finding are omitted."""
    if not diagnosis.events:
        return (Section("No events: nothing to diagnose", ()),)
    found = (
        Section("Dead: these match nothing", tuple(_dead(diagnosis))),
        Section("Shadowed: earlier matchers of the action match all their events", tuple(_shadowed(diagnosis))),
        Section("Equal: these actions match the same events", tuple(_equal(diagnosis))),
        Section(
            "Everything: these actions match every event",
            tuple(Line(1, found.action, aside=found.place) for found in diagnosis.everything),
        ),
        Section("Subset: the second action matches all events of the first", tuple(_subset(diagnosis.subset))),
        Section("Overlapping: these actions share most of their events", tuple(_overlapping(diagnosis.overlapping))),
        Section(_unclaimed_title(diagnosis.unclaimed), tuple(_unclaimed(diagnosis.unclaimed))),
    )
    return tuple(section for section in found if section.lines)


def _dead(diagnosis: Diagnosis) -> Iterator[Line]:
    """Dead actions with their matchers, then dead matchers of others, in file order."""
    dead = {action.action: action for action in diagnosis.dead_actions}
    matchers: dict[str, list[DeadMatcher]] = {}
    for matcher in diagnosis.dead_matchers:
        matchers.setdefault(matcher.action, []).append(matcher)
    for counts in diagnosis.actions:
        action, own = dead.get(counts.action), matchers.get(counts.action, [])
        if action:
            yield Line(1, counts.action, aside=action.place)
            if action.excepted:
                yield Line(2, f"`except` excludes all {counted(action.excepted, 'event')} that its matchers match")
        elif own:
            yield Line(1, counts.action, aside="some matchers")
        for matcher in own:
            alone = action is not None and len(counts.matchers) == 1
            if not alone:
                yield Line(2, f"matcher {matcher.matcher}", aside=matcher.place)
            yield from _missed(matcher, 2 if alone else 3)


def _missed(matcher: DeadMatcher, depth: int) -> Iterator[Line]:
    """How close events came to a dead matcher."""
    near = matcher.near
    if matcher.absent_name:
        name = matcher.absent_name
        nearest = f"; the nearest is {name.value} ({_because(name)})" if name.value is not None else ""
        yield Line(depth, f"no event has that name{nearest}")
        near = tuple(miss for miss in near if miss.explained and miss.events < name.events)
    for miss in near[:NEAR_SHOWN]:
        yield from _near_miss(miss, depth)
    if len(near) > NEAR_SHOWN:
        yield Line(depth, f"and {counted(len(near) - NEAR_SHOWN, 'other condition')} that alone fails for some events")
    if matcher.pair:
        both = " and ".join(matcher.pair.lacking)
        yield Line(
            depth, f"no event fails on one condition alone; {counted(matcher.pair.events, 'event')} fail on {both}"
        )
    if matcher.never and not matcher.absent_name and (not near or matcher.pair):
        yield Line(depth, f"never holds: {matcher.never[0]}")


def _near_miss(miss: NearMiss, depth: int) -> Iterator[Line]:
    fail = "fails" if miss.events == 1 else "fail"
    yield Line(depth, f"{counted(miss.events, 'event')} {fail} only on {revealed(miss.lacking[0])}")
    for instead in miss.instead[:VALUES_SHOWN]:
        value = "(absent)" if instead.value is None else revealed(instead.value) or "(empty)"
        number = f"{instead.events:,}" if miss.exact else f"≥{instead.events:,}"
        yield Line(depth + 1, value, number, f"{instead.reason}{f': {instead.hint}' if instead.hint else ''}")


def _because(instead: Instead) -> str:
    events = counted(instead.events, "event")
    return f"{events}: {instead.reason}" if instead.reason else events


def _shadowed(diagnosis: Diagnosis) -> Iterator[Line]:
    for found in diagnosis.shadowed:
        several = len(found.by) > 1
        by = f"matchers {_listed(map(str, found.by))} together match" if several else f"matcher {found.by[0]} matches"
        what = "the same " if found.equal else "all its " if found.events > 1 else "its "
        text = f"{found.action}, matcher {found.matcher}: {by} {what}{counted(found.events, 'event')}"
        yield Line(1, text, aside=found.place)


def _equal(diagnosis: Diagnosis) -> Iterator[Line]:
    for found in diagnosis.equal:
        yield Line(1, _listed(found.actions), aside=counted(found.events, "event"))


def _listed(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _subset(overlaps: Sequence[Overlap]) -> Iterator[Line]:
    for found in overlaps:
        aside = f"{found.first_events:,} of {found.second_events:,} events ({percent(found.jaccard)})"
        yield Line(1, f"{found.first} ⊂ {found.second}", aside=aside)


def _overlapping(overlaps: Sequence[Overlap]) -> Iterator[Line]:
    for found in overlaps:
        aside = (
            f"{counted(found.both, 'event')} in both, {percent(found.jaccard)} of the events of either"
            f" ({found.first_events:,} and {found.second_events:,})"
        )
        yield Line(1, f"{found.first} ∩ {found.second}", aside=aside)


def _unclaimed_title(unclaimed: Unclaimed) -> str:
    held = f", {unclaimed.excepted:,} of them excluded by `except`" if unclaimed.excepted else ""
    return f"Unclaimed: no action matches {counted(unclaimed.events, 'event')} ({percent(unclaimed.share)}){held}"


def _unclaimed(unclaimed: Unclaimed) -> Iterator[Line]:
    """The names of the events, each with its most frequent pages and elements."""
    for event in unclaimed.by_event:
        yield Line(1, event.event or "", f"{event.events:,}", percent(event.share))
        own = [group for group in unclaimed.groups if group.event == event.event]
        for group in own[:PAGES_SHOWN]:
            if group.page or group.tag or group.text:
                yield Line(2, element_and_page(group), f"{group.events:,}")


def element_and_page(group: Group) -> str:
    """The element and the page of a group of events."""
    element = " ".join(filter(None, (group.tag, f"“{revealed(group.text)}”" if group.text else "")))
    return " · ".join(filter(None, (element, group.page)))
