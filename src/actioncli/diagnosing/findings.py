"""Turns the evidence of a run into its diagnosis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from datetime import datetime
from typing import TypeVar

from actioncli.actions.model import Action, Actions
from actioncli.diagnosing.collecting import UnmatchedKey
from actioncli.diagnosing.evidence import Evidence
from actioncli.diagnosing.frequent import FrequentValues
from actioncli.diagnosing.misses import dead_matchers, where
from actioncli.diagnosing.overlaps import equal_and_overlapping, shadowed
from actioncli.diagnosis import ActionCounts, DeadAction, Diagnosis, Everything, Group, Unclaimed
from actioncli.matching.engine import Engine

Key = TypeVar("Key", bound=Hashable)

GROUPS_PER_EVENT = 3
"""The groups that are listed for each event name at least."""


def diagnosis_of(
    evidence: Evidence,
    engine: Engine,
    actions: Actions,
    chosen: Sequence[Action],
    now: datetime,
    *,
    top: int,
    bad_lines: int = 0,
    skipped: int = 0,
) -> Diagnosis:
    """The diagnosis of the chosen actions. `top` is the most groups and pairs to list."""
    counts = _counts(evidence, chosen)
    equal, subset, overlapping = equal_and_overlapping(engine.names, evidence.verdicts, evidence.events, top)
    return Diagnosis(
        events=evidence.events,
        matched=sum(count for (matched, _), count in evidence.verdicts.items() if matched),
        bad_lines=bad_lines,
        skipped=skipped,
        actions=counts,
        dead_actions=_dead_actions(evidence, chosen, counts),
        dead_matchers=dead_matchers(actions, chosen, engine, evidence, now),
        shadowed=shadowed(chosen, evidence.verdicts),
        equal=equal,
        subset=subset,
        overlapping=overlapping,
        everything=tuple(
            Everything(action.name, where(action.place))
            for action, count in zip(chosen, counts, strict=True)
            if count.events == evidence.events > 0
        ),
        unclaimed=_unclaimed_events(evidence, top),
    )


def _counts(evidence: Evidence, chosen: Sequence[Action]) -> tuple[ActionCounts, ...]:
    events: Counter[int] = Counter()
    hits: Counter[tuple[int, int]] = Counter()
    for (matched, matchers), count in evidence.verdicts.items():
        for position in matched:
            events[position] += count
        for hit in matchers:
            hits[hit] += count
    return tuple(
        ActionCounts(
            action.name, events[position], tuple(hits[position, number] for number in range(len(action.matchers)))
        )
        for position, action in enumerate(chosen)
    )


def _dead_actions(
    evidence: Evidence, chosen: Sequence[Action], counts: Sequence[ActionCounts]
) -> tuple[DeadAction, ...]:
    excepted: Counter[int] = Counter()
    for (_, matchers), count in evidence.verdicts.items():
        for position in {position for position, _ in matchers}:
            excepted[position] += count
    return tuple(
        DeadAction(action.name, where(action.place), excepted[position])
        for position, (action, count) in enumerate(zip(chosen, counts, strict=True))
        if count.events == 0
    )


def _unclaimed_events(evidence: Evidence, top: int) -> Unclaimed:
    unclaimed = {matchers: 0 for _, matchers in evidence.verdicts}
    for (matched, matchers), count in evidence.verdicts.items():
        if not matched:
            unclaimed[matchers] += count
    total = sum(unclaimed.values())
    whole = max(evidence.events, 1)

    def groups(values: FrequentValues[Key], group: Callable[[Key, int, float], Group]) -> tuple[Group, ...]:
        return tuple(group(key, count, count / whole) for key, count in values.ranked()[:top])

    return Unclaimed(
        events=total,
        share=total / whole,
        excepted=total - unclaimed.get((), 0),
        by_event=groups(evidence.by_event, lambda name, n, share: Group(n, share, event=name)),
        by_page=groups(evidence.by_page, lambda page, n, share: Group(n, share, page=page)),
        by_element=groups(
            evidence.by_element, lambda key, n, share: Group(n, share, tag=key[0] or None, text=key[1] or None)
        ),
        groups=tuple(
            Group(count, count / whole, name, page or None, tag or None, text or None)
            for (name, page, tag, text), count in _listed(evidence, top)
        ),
        exact=evidence.unmatched.exact,
    )


def _listed(evidence: Evidence, top: int) -> list[tuple[UnmatchedKey, int]]:
    """The largest groups of all, and the largest few of each listed event name."""
    names = Counter({name: GROUPS_PER_EVENT for name, _ in evidence.by_event.ranked()[:top]})
    listed = []
    for place, (key, count) in enumerate(evidence.unmatched.ranked()):
        if place < top or names[key[0]] > 0:
            listed.append((key, count))
        names[key[0]] -= 1
    return listed
