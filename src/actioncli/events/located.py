"""The lines of sources with their places: for those who look for one event among many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from actioncli.errors import ActioncliError
from actioncli.events.decoding import decoded
from actioncli.events.records import Record
from actioncli.events.tasks import Task


class Located(Struct, frozen=True):
    """A record, or a line that is none, and where it stands."""

    source: str
    line: int
    """From 1."""
    record: Record | None
    reason: str = ""
    """Why the line is no record."""


def located(tasks: Iterable[Task]) -> Iterator[Located]:
    """All records and bad lines of the tasks, in their order; raises `ActioncliError` for what cannot be read."""
    source, before = "", 0
    for task in tasks:
        if task.source != source:
            source, before = task.source, 0
        for chunk in task.chunks():
            batch = decoded(chunk)
            records = [
                Located(source, before + number + 1, record)
                for number, record in zip(batch.numbers, batch.records, strict=True)
            ]
            bad = [Located(source, before + line.index + 1, None, line.reason) for line in batch.bad]
            yield from sorted(records + bad, key=lambda one: one.line) if bad else records
            before += batch.lines


def at_line(tasks: Iterable[Task], line: int) -> list[Located]:
    """What stands on a line: several records where several were written on one.

    Raises `ActioncliError` where there is no such line, or nothing on it that is a record.
    """
    found: list[Located] = []
    last = ""
    for one in located(tasks):
        last = one.source
        if one.line > line:
            break
        if one.line == line:
            found.append(one)
    for one in found:
        if one.record is None:
            raise ActioncliError(f"{one.source}:{one.line}: {one.reason}")
    if not found:
        raise ActioncliError(f"{last + ': ' if last else ''}there is no event on line {line}")
    return found
