"""Counts scanned events: a `Tally` for each part of a log, and the `Stats` made from their sum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, field

from actioncli.actions.model import Action
from actioncli.events.event_fields import FieldPath
from actioncli.events.timestamps import Microseconds, moment
from actioncli.grouping import EVENT, MATCHER, By, PeriodKey, key_text, largest
from actioncli.matching.engine import Engine
from actioncli.scanning.scanned import Scanned

if TYPE_CHECKING:
    from actioncli.scanning.compiled_tally import CompiledTally
from actioncli.stats import ActionStats, Group, MatcherStats, Stats
from actioncli.tallies import Cell, Span, Tally
from actioncli.users import PERSON, Users
from actioncli.zones import UTC_ZONE, clock_hours, local, zone

HOUR = 3_600_000_000
MINUTE = HOUR // 60
HourOf: TypeAlias = Callable[[Microseconds], int]
"""The hour of the local clock at a moment, counted from 1970."""
SERIES_LENGTH = 24
"""The most bars a sparkline has."""


class TallyCollector(Struct, frozen=True):
    """The collector of `stats`: a tally of each task."""

    by: By | None
    users: str = PERSON
    """Which users are counted, of `users.KINDS`."""
    zone: str = UTC_ZONE
    """The time zone of the hours in sparklines."""

    @property
    def reads(self) -> tuple[FieldPath, ...]:
        """The field to group by."""
        return (self.by.field,) if self.by and self.by.field else ()

    def collect(self, chunks: Iterable[Scanned], engine: Engine) -> Tally:
        """The tally of a task's events."""
        return count(chunks, engine, self.by, self.users, self.zone)

    def merged(self, tallies: Iterable[Tally]) -> Tally:
        """The sum of some tallies. It may reuse their cells."""
        total = Tally()
        for tally in tallies:
            total.merge(tally)
        return total


class VerdictNotes(Struct):
    """The times, users and keys of the events of one verdict, collected during a task and counted at its end."""

    times: list[Microseconds | None] = field(default_factory=list)
    users: list[int | None] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


def count(
    chunks: Iterable[Scanned], engine: Engine, by: By | None, users: str = PERSON, zone_name: str = UTC_ZONE
) -> Tally:
    """The tally of some scanned events."""
    by_event = by is not None and (by.field is not None or by.text == EVENT)
    period_of, hour_of = by.period_key() if by else None, _hours(zone_name)
    gathered: dict[int, VerdictNotes] = {}
    compiled: CompiledTally | None = None
    tally = Tally()
    for scanned in chunks:
        tally.events += len(scanned)
        every: Sequence[int] | None = None
        if scanned.found is not None and not by_event:
            if compiled is None:
                from actioncli.scanning.compiled_tally import CompiledTally  # noqa: PLC0415 - only with the core

                in_utc = hour_of is None and (by is None or zone(by.zone) is UTC)
                compiled = CompiledTally(HOUR if in_utc else MINUTE, users_by_stretch=period_of is not None)
            every = compiled.add(scanned, users)
            if not every:
                continue
        verdicts = scanned.verdicts
        matched = scanned.matched() if every is None else [index for index in every if verdicts[index]]
        numbers = list(map(verdicts.__getitem__, matched))
        times, hashes = scanned.times(matched, tally.unread), scanned.users(matched, users)
        for number, when, user in zip(numbers, times, hashes, strict=True):
            notes = gathered.get(number)
            if notes is None:
                notes = gathered[number] = VerdictNotes()
            notes.times.append(when)
            notes.users.append(user)
        if by_event:
            for number, key in zip(numbers, _keys(by, scanned, matched), strict=True):
                gathered[number].keys.append(key)
        if len(matched) < (len(scanned) if every is None else len(every)):
            unmatched = scanned.unmatched() if every is None else [index for index in every if not verdicts[index]]
            tally.span.add(scanned.extremes(unmatched, tally.unread))
    for number, notes in gathered.items():
        cell = tally.cells[engine.verdicts[number].key] = _cell(notes, period_of, hour_of)
        tally.span.merge(cell.span)
    if compiled is not None:
        _add_compiled(tally, compiled, engine, period_of, hour_of)
    return tally


def _add_compiled(
    tally: Tally, compiled: CompiledTally, engine: Engine, period_of: PeriodKey | None, hour_of: HourOf | None
) -> None:
    """Add what the compiled core counted."""
    tally.span.add(compiled.span or ())
    for found in compiled.cells():
        cell = Cell(found.events, Users.of(found.users))
        cell.span.add(found.span or ())
        groups: dict[str, tuple[int, Users]] = {}
        if compiled.stretch == HOUR and period_of is None:
            cell.hours = Counter(found.stretches)
        for stretch, events in () if cell.hours else found.stretches.items():
            moment = stretch * compiled.stretch
            cell.hours[moment // HOUR if hour_of is None else hour_of(moment)] += events
            if period_of is not None:
                had, known = groups.get(period := period_of(moment), (0, Users()))
                known |= Users.of(found.users_by_stretch[stretch])
                groups[period] = (had + events, known)
        cell.groups = groups
        key = engine.verdicts[found.verdict].key
        tally.merge(Tally(cells={key: cell}))


def _keys(by: By | None, scanned: Scanned, indexes: Sequence[int]) -> list[str]:
    """The keys of some events: their names, or their values of a field."""
    field = by.field if by else None
    if field is None:
        names = scanned.names
        return [names[index] for index in indexes]
    return list(map(key_text, scanned.values(field, indexes)))


def _hours(zone_name: str) -> HourOf | None:
    """The function from a moment to its hour in a time zone; None for UTC, which needs only a division."""
    of = zone(zone_name)
    return None if of is UTC else clock_hours(of)


def _cell(notes: VerdictNotes, period_of: Callable[[Microseconds | None], str] | None, hour_of: HourOf | None) -> Cell:
    known = [moment for moment in notes.times if moment is not None]
    hours = [moment // HOUR for moment in known] if hour_of is None else map(hour_of, known)
    cell = Cell(len(notes.times), Users(notes.users), hours=Counter(hours))
    cell.span.add(known)
    keys = notes.keys if period_of is None else map(period_of, notes.times)
    users: dict[str, list[int | None]] = {}
    for key, user in zip(keys, notes.users, strict=False):
        users.setdefault(key, []).append(user)
    cell.groups = {key: (len(found), Users(found)) for key, found in users.items()}
    return cell


def summarise(
    tally: Tally,
    actions: Sequence[Action],
    *,
    bad_lines: int = 0,
    skipped: int = 0,
    by: By | None = None,
    top: int | None = None,
    users: str = PERSON,
    zone_name: str = UTC_ZONE,
) -> Stats:
    """The counts per action, in file order. Times are in the time zone."""
    shown_in = zone(zone_name)
    matched = sum(cell.events for (found, _), cell in tally.cells.items() if found)
    return Stats(
        events=tally.events,
        matched=matched,
        unmatched=tally.events - matched,
        bad_lines=bad_lines,
        skipped=skipped,
        first_seen=_seen(tally.span.first, shown_in),
        last_seen=_seen(tally.span.last, shown_in),
        by=by.text if by else None,
        actions=tuple(
            _action_stats(action, cells, tally, by, top, shown_in)
            for action, cells in zip(actions, _by_action(tally, len(actions)), strict=True)
        ),
        users=users,
        zone=str(shown_in),
    )


ActionCell: TypeAlias = "tuple[Cell, bool, list[int]]"
"""A cell in which a matcher of an action holds: the cell, whether the action matches, and the matchers that hold."""


def _by_action(tally: Tally, actions: int) -> list[list[ActionCell]]:
    """The cells of each action, in one pass over all cells."""
    found: list[list[ActionCell]] = [[] for _ in range(actions)]
    for (matched, hits), cell in tally.cells.items():
        matchers: dict[int, list[int]] = {}
        for owner, hit in hits:
            matchers.setdefault(owner, []).append(hit)
        for owner, own in matchers.items():
            found[owner].append((cell, owner in matched, own))
    return found


def _action_stats(
    action: Action, cells: Sequence[ActionCell], tally: Tally, by: By | None, top: int | None, shown_in: tzinfo
) -> ActionStats:
    whole = Cell()
    own_events = [0] * len(action.matchers)
    by_matcher = [Cell() for _ in action.matchers]
    for cell, matched, hits in cells:
        if matched:
            whole.merge(cell)
        for hit in hits:
            own_events[hit] += cell.events
            if matched and by and by.text == MATCHER:
                by_matcher[hit].merge(cell)
    if by and by.text == MATCHER:
        whole.groups = {str(number): (cell.events, cell.users) for number, cell in enumerate(by_matcher, 1)}
    return ActionStats(
        action=action.name,
        events=whole.events,
        share=whole.events / tally.events if tally.events else 0.0,
        users=len(whole.users),
        first_seen=_seen(whole.span.first, shown_in),
        last_seen=_seen(whole.span.last, shown_in),
        matchers=tuple(MatcherStats(number, events) for number, events in enumerate(own_events, 1)),
        series=series(whole.hours, tally.span, None if shown_in is UTC else clock_hours(shown_in)),
        groups=_groups(whole, by, top) if by else None,
    )


def _groups(cell: Cell, by: By, top: int | None) -> tuple[Group, ...]:
    sizes = [(key, events) for key, (events, _) in cell.groups.items()]
    shown = largest(sizes, top, by)
    return tuple(Group(key, cell.groups[key][0], len(cell.groups[key][1])) for key in shown)


def _seen(when: Microseconds | None, shown_in: tzinfo) -> datetime | None:
    found = moment(when)
    return None if found is None else local(found, shown_in)


def series(hours: Counter[int], span: Span, hour_of: HourOf | None = None) -> tuple[int, ...]:
    """Events in equal intervals of the whole span: of whole days, or of whole hours if the span is short.

    `hour_of` returns the hour of a moment, counted as in `hours`; None means UTC.
    """
    if span.first is None or span.last is None:
        return ()
    first, last = (when // HOUR if hour_of is None else hour_of(when) for when in (span.first, span.last))
    if last - first >= 2 * 24:
        first -= first % 24
        stretch = 24 * -(-(last + 1 - first) // (24 * SERIES_LENGTH))
    else:
        stretch = -(-(last + 1 - first) // SERIES_LENGTH)
    bars = [0] * -(-(last + 1 - first) // stretch)
    for hour, events in hours.items():
        bars[(hour - first) // stretch] += events
    return tuple(bars)
