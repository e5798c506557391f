"""The counts of a run over its inputs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct, field

from actioncli.events.timestamps import Unread
from actioncli.events.uuids import UuidSample
from actioncli.scanning.job import Part

MOST_NAMES = 500
"""Names of fields that are kept as candidates for a name that no event has."""
MOST_LOCATED = 5
"""Bad lines whose places are kept; the others are counted."""


class SourceCounts(Struct):
    """The counts of one source. Its state grows with every part."""

    events: bool = False
    """Whether any event was read."""
    skipped: int = 0
    keys: tuple[str, ...] = ()
    bad: bool = False
    failed: bool = False
    """Whether a problem was reported that ended it early."""
    next_page: bool = False
    """Whether it ends with a page of an API that names another one."""

    @property
    def holds_no_event(self) -> bool:
        """Whether it is not empty and has no event."""
        return not self.events and not self.failed and (self.skipped > 0 or self.bad)


class Intake(Struct):
    """The sum of the counts of all parts. Its state grows with every part."""

    bad_lines: int = 0
    skipped: int = 0
    undated: int = 0
    unread: Unread = field(default_factory=Unread)
    repaired: int = 0
    repeated: int = 0
    events: int = 0
    uuids: UuidSample = field(default_factory=UuidSample)
    mapped: set[str] = field(default_factory=set)
    """The fields of `source:` that some event has."""
    names: dict[str, None] = field(default_factory=dict)
    """Names of fields that events have, in order, if the job notes them."""
    located: list[tuple[str, int, str]] = field(default_factory=list)
    """The source, line and reason of the first bad lines."""
    sources: dict[str, SourceCounts] = field(default_factory=dict)

    def add(self, part: Part[Any]) -> None:
        """Add a part that comes from `with_lines_before`."""
        bad = len(part.bad) + part.unlocated
        self.bad_lines += bad
        self.skipped += part.skipped
        self.undated += part.undated
        self.unread.merge(part.unread)
        self.repaired += part.repaired
        self.repeated += part.repeated
        self.events += part.events
        self.mapped.update(part.mapped)
        if part.names:
            self.names.update(dict.fromkeys(part.names[: MOST_NAMES - len(self.names)]))
        if part.uuids is not None:
            self.uuids.merge(part.uuids)
        for one in part.bad[: MOST_LOCATED - len(self.located)]:
            self.located.append((part.source, part.before + one.index + 1, one.reason))
        source = self.sources.get(part.source)
        if source is None:
            source = self.sources[part.source] = SourceCounts()
        source.events = source.events or part.events > 0
        source.skipped += part.skipped
        source.keys = source.keys or part.keys
        source.bad = source.bad or bad > 0
        source.failed = source.failed or part.trouble is not None
        if part.next_page is not None:
            source.next_page = part.next_page

    def without_events(self) -> Iterator[tuple[str, SourceCounts]]:
        """The sources that are not empty and have no event."""
        return ((name, source) for name, source in self.sources.items() if source.holds_no_event)
