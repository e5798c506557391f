"""The library: load actions, scan sources for the events they match, or count them.

    import actioncli

    actions = actioncli.load_actions("actions.yaml")
    for match in actioncli.scan("events.jsonl", actions):
        print(match.event["distinct_id"], match.actions)
    print(actioncli.tally("events.jsonl", actions).actions[0].users)

If a source cannot be read, `ActioncliError` is raised after all that is readable was returned. Bad lines are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from functools import cached_property
from typing import Any, TypeVar

from msgspec import Struct

from actioncli.actions.load import load_actions
from actioncli.actions.model import Actions, check_names
from actioncli.arguments import (
    Sources,
    check_actions,
    check_count,
    check_text,
    names_of_actions,
    names_of_sources,
)
from actioncli.counting import TallyCollector, summarise
from actioncli.errors import ActioncliError
from actioncli.events.event import Event
from actioncli.grouping import grouped
from actioncli.inputs.finding import find_sources
from actioncli.matching.engine import Engine
from actioncli.scanning.intake import Intake
from actioncli.scanning.job import Job, Part
from actioncli.scanning.scanned import Collector, Scanned
from actioncli.scanning.windows import When, now_of, window_of
from actioncli.scanning.worker import Worker, parts
from actioncli.stats import Stats
from actioncli.tallies import Tally
from actioncli.tasks.splitting import tasks_of
from actioncli.tasks.task import Task
from actioncli.users import PERSON, check_kind
from actioncli.zones import zone

__all__ = ["ActioncliError", "Actions", "Match", "Stats", "load_actions", "scan", "tally"]

Result = TypeVar("Result")


@dataclass(frozen=True)
class Match:
    """An event of a source, and the actions that match it."""

    line: bytes
    """The JSON of the event as in the source, without its line break."""
    actions: tuple[str, ...]
    """Their names, in file order."""
    _event: Event = field(repr=False, compare=False)

    @cached_property
    def event(self) -> dict[str, Any]:
        """The event as a plain dict, made when first asked for."""
        return self._event.whole(self.line)


def scan(
    sources: Sources,
    actions: Actions,
    *,
    only: Sequence[str] = (),
    since: When | None = None,
    until: When | None = None,
    now: When | None = None,
    unmatched: bool = False,
    unique: bool = False,
) -> Iterator[Match]:
    """The events that the actions match, in the order of the sources; with `unmatched`, all other events.

    With `unique`, events that repeat the uuid of an earlier event are left out.
    `only` chooses actions by name or glob; `since` (included) and `until` (not) bound the events' timestamps;
    `now` is the moment that relative dates of conditions count back from.
    Times are datetimes, or text as for the command: ISO 8601, or relative such as `-7d`; without a zone they are UTC.

    Raises:
        ActioncliError: `only` names no action; or a source could not be read to its end, which is raised when all
            that could be read was given.
        TypeError, ValueError: an argument is of the wrong kind, or there are no sources. These and unknown names are
            raised by the call itself, everything else while the events are read.

    """
    names = names_of_sources(sources)
    worker = Worker(_job(Nothing(), actions, only, since, until, now, unique))
    return _matches(worker, names, unmatched)


def _matches(worker: Worker[None], names: list[str], unmatched: bool) -> Iterator[Match]:
    reading = _Reading(names)
    for task in reading.tasks():
        part = Part[None](task.source, None)
        for scanned in worker.scanned(task, part):
            for index, number in enumerate(scanned.verdicts):
                verdict = worker.engine.verdicts[number]
                if bool(verdict.actions) is not unmatched:
                    yield Match(scanned.line(index), worker.engine.names_of(verdict), scanned.event(index))
        reading.add(part)
    reading.check()


class _Reading:
    """The sources of a call and their problems. Its state grows with every part."""

    def __init__(self, names: list[str]) -> None:
        self._sources, self._problems = find_sources(names)
        self.intake = Intake()

    def tasks(self) -> Iterator[Task]:
        """The sources, cut into tasks."""
        return filter(None, tasks_of(self._sources))

    def add(self, part: Part[Any]) -> None:
        """Add the part of a task."""
        self.intake.add(part)
        if part.trouble:
            self._problems.append(part.trouble)

    def check(self) -> None:
        """Raise `ActioncliError` if some source could not be read to its end, or holds no event."""
        for name, source in self.intake.without_events():
            keys = f"; its keys: {', '.join(source.keys)}" if source.keys else ""
            self._problems.append(f"{name}: no line could be read as an event{keys}")
        if self._problems:
            raise ActioncliError("\n".join(self._problems))


def tally(
    sources: Sources,
    actions: Actions,
    *,
    by: str | None = None,
    top: int | None = None,
    week_start: str | None = None,
    timezone: str = "UTC",
    users: str = PERSON,
    only: Sequence[str] = (),
    since: When | None = None,
    until: When | None = None,
    now: When | None = None,
    unique: bool = False,
) -> Stats:
    """The counts per action that `actioncli stats` prints; the parameters are those of `scan` and of the command.

    Times that name no zone are those of `timezone`.

    Raises:
        ActioncliError: a source could not be read to its end, or a parameter names nothing.
        TypeError, ValueError: an argument is of the wrong kind, or there are no sources.

    """
    check_text("by", by, absent=True)
    check_text("timezone", timezone)
    check_count("top", top)
    names = names_of_sources(sources)
    groups = grouped(by, timezone, top, week_start)
    check_kind(users)
    job = _job(TallyCollector(groups, users, timezone), actions, only, since, until, now, unique, zone(timezone))
    total, reading = Tally(), _Reading(names)
    for part in parts(job, reading.tasks()):
        total.merge(part.result)
        reading.add(part)
    reading.check()
    return summarise(
        total,
        actions.named(names_of_actions(only)),
        bad_lines=reading.intake.bad_lines,
        skipped=reading.intake.skipped,
        by=groups,
        top=top,
        users=users,
        zone_name=timezone,
    )


class Nothing(Struct, frozen=True):
    """The collector of a caller that iterates over the scanned events itself."""

    def collect(self, chunks: Iterable[Scanned], engine: Engine) -> None:
        """Collect nothing."""


def _job(
    collector: Collector[Result],
    actions: Actions,
    only: Sequence[str],
    since: When | None,
    until: When | None,
    now: When | None,
    unique: bool = False,
    of: tzinfo = UTC,
) -> Job[Result]:
    check_actions(actions)
    names = names_of_actions(only)
    check_names(actions, names)
    moment = now_of(now, of)
    return Job(actions, collector, moment, names, window_of(since, until, moment, of), unique=unique)
