"""Merges the parts of many tasks into few parts with the same information.

Results are merged by the collector, if it can.
Information about a source is kept: bad lines keep their numbers, and problems and notes their order.
A source that there is nothing to tell of leaves only its counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Protocol, TypeVar, runtime_checkable

from msgspec.structs import replace

from actioncli.events.names import with_names
from actioncli.events.uuids import UuidSample
from actioncli.scanning.job import Part

Result = TypeVar("Result")

LOCATED = 20
"""The most bad lines with a place in merged parts, which is more than are shown."""


@runtime_checkable
class Mergeable(Protocol[Result]):
    """A collector whose results can be merged."""

    def merged(self, results: Iterable[Result]) -> Result:
        """The sum of some results, which it may change; of no results, an empty one."""


def merged_parts(parts: Iterable[Part[Any]], collector: Mergeable[Any]) -> list[Part[Any]]:
    """Merged parts with the same information. The first has the sum of the results, and the others have empty results.

    Merged parts of neighbors can be merged again, in order.
    """
    kept: list[Part[Any]] = []

    def results() -> Iterator[Any]:
        for part in parts:
            yield part.result
            _keep(kept, part)

    whole = collector.merged(results())
    for part in kept:
        part.result = collector.merged(())
    if kept:
        kept[0].result = whole
    return kept


def _keep(kept: list[Part[Any]], part: Part[Any]) -> None:
    room = LOCATED - sum(len(one.bad) for one in kept)
    last = kept[-1] if kept else None
    if last is not None and _goes_on(last, part):
        last.bad += [bad.moved(last.lines) for bad in part.bad[:room]]
        last.lines += part.lines
        last.trouble = last.trouble or part.trouble
        last.note = last.note or part.note
        last.events += part.events
        last.keys = last.keys or part.keys
        last.next_page = last.next_page if part.next_page is None else part.next_page
        _count(last, part)
        last.unlocated += max(0, len(part.bad) - room)
        return
    if last is not None and len(kept) > 1 and not _tells(last):
        _count(kept[-2], kept.pop())  # its source has ended, and began after the previous one
    kept.append(
        replace(
            part,
            bad=part.bad[:room],
            bad_bytes=list(part.bad_bytes),
            unlocated=part.unlocated + max(0, len(part.bad) - room),
        )
    )


def _tells(part: Part[Any]) -> bool:
    """Whether a part has information that needs the name of its source."""
    return bool(part.bad or part.trouble or part.note or part.next_page or (part.skipped and not part.events))


def _goes_on(last: Part[Any], part: Part[Any]) -> bool:
    """Whether two parts of a source can be one without losing information."""
    if last.source != part.source or (part.note and (last.note or last.trouble)):
        return False
    return not (last.trouble and part.trouble) or last.trouble == part.trouble


def _count(into: Part[Any], part: Part[Any]) -> None:
    """Add the counts of a part."""
    into.skipped += part.skipped
    into.undated += part.undated
    into.unread.merge(part.unread)
    into.names = with_names(into.names, part.names)
    into.mapped = tuple(dict.fromkeys((*into.mapped, *part.mapped)))
    if part.uuids is not None:
        into.uuids = into.uuids or UuidSample()
        into.uuids.merge(part.uuids)
    into.repaired += part.repaired
    into.unlocated += part.unlocated
    into.bad_bytes += part.bad_bytes
    into.size += part.size
    if into.profile is not None and part.profile is not None:
        into.profile.merge(part.profile)
