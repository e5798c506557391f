"""Actions and matchers that match the same events, from the counts of every verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations

from actioncli.actions.model import Action
from actioncli.diagnosing.misses import where
from actioncli.diagnosis import Equal, Overlap, Shadowed
from actioncli.matching.matches import VerdictKey

LEAST_JACCARD = 0.5
"""The least share of common events for which two actions are reported as overlapping."""


def shadowed(actions: Sequence[Action], verdicts: Mapping[VerdictKey, int]) -> tuple[Shadowed, ...]:
    """The matchers whose events all match earlier matchers of the same action, in file order."""
    shared: dict[tuple[int, int], Counter[int]] = {}
    events: Counter[tuple[int, int]] = Counter()
    alone: set[tuple[int, int]] = set()
    for (_, hits), count in verdicts.items():
        of_action: dict[int, list[int]] = {}
        for position, number in hits:
            of_action.setdefault(position, []).append(number)
        for position, numbers in of_action.items():
            alone.add((position, min(numbers)))
            for number in numbers:
                events[position, number] += count
                if number != min(numbers):
                    shared.setdefault((position, number), Counter()).update(
                        {other: count for other in numbers if other < number}
                    )
    found = []
    for (position, number), others in sorted(shared.items()):
        if (position, number) in alone:
            continue
        size = events[position, number]
        whole = [other for other, count in sorted(others.items()) if count == size]
        equal = next((other for other in whole if events[position, other] == size), None)
        by = [equal] if equal is not None else whole[:1] or sorted(others)
        action = actions[position]
        place = where(action.matchers[number].place)
        by_numbers = tuple(other + 1 for other in by)
        found.append(Shadowed(action.name, number + 1, place, by_numbers, size, equal is not None))
    return tuple(found)


def equal_and_overlapping(
    names: Sequence[str], verdicts: Mapping[VerdictKey, int], events: int, top: int
) -> tuple[tuple[Equal, ...], tuple[Overlap, ...], tuple[Overlap, ...]]:
    """Actions with the same events; pairs in which one contains the other; pairs that share many events.

    Actions that match everything or nothing are in no pair. Of equal actions, only the first is in pairs.
    """
    sizes: Counter[int] = Counter()
    where_matched: dict[int, int] = {}
    for index, ((matched, _), count) in enumerate(verdicts.items()):
        for position in matched:
            sizes[position] += count
            where_matched[position] = where_matched.get(position, 0) | 1 << index
    same: dict[int, list[int]] = {}
    for position in sorted(where_matched):
        same.setdefault(where_matched[position], []).append(position)
    equal = tuple(
        Equal(tuple(names[position] for position in group), sizes[group[0]])
        for group in same.values()
        if len(group) > 1
    )
    first_of = {group[0] for group in same.values() if sizes[group[0]] < events}
    both: Counter[tuple[int, int]] = Counter()
    for (matched, _), count in verdicts.items():
        for pair in combinations([position for position in matched if position in first_of], 2):
            both[pair] += count
    subset, overlapping = [], []
    for pair, count in both.items():
        one, other = sorted(pair, key=lambda position: (sizes[position] != count, position))
        overlap = Overlap(names[one], names[other], sizes[one], sizes[other], count)
        if sizes[one] == count:
            subset.append(overlap)
        elif overlap.jaccard >= LEAST_JACCARD:
            overlapping.append(overlap)
    return equal, _largest(subset, top), _largest(overlapping, top)


def _largest(overlaps: list[Overlap], top: int) -> tuple[Overlap, ...]:
    ranked = sorted(overlaps, key=lambda overlap: (-overlap.jaccard, overlap.first, overlap.second))
    return tuple(ranked[:top])
