"""What a run learned about its input, for people: bad lines, files without events, rows that are no events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from actioncli.errors import ActioncliError
from actioncli.events.timestamps import Unread
from actioncli.events.uuids import UuidSample
from actioncli.near import near, printable, shown
from actioncli.outputs.messages import LOCATED, bad_lines_report
from actioncli.outputs.summary import counted
from actioncli.paths import Path, spelled
from actioncli.scanning.job import Part

MOST_NAMES = 500
"""So many names of fields are kept as candidates."""
NAMES_SHOWN = 12
NAMED = 3
"""How many files of a kind are named."""
_ERROR_KEYS = frozenset({"error", "errors", "error_message", "detail", "message"})
"""An object with one of these and no event is most likely an error message of an API."""


class SourceCounts(Struct):
    """What one source held. It has state: it grows with every part."""

    events: bool = False
    """Whether any event was read."""
    skipped: int = 0
    keys: tuple[str, ...] = ()
    bad: bool = False
    failed: bool = False
    """Whether it is known already why it was not read to its end."""

    @property
    def holds_no_event(self) -> bool:
        """Whether there was something to read, and none of it is an event."""
        return not self.events and not self.failed and (self.skipped > 0 or self.bad)


class InputReport:
    """The sum of what the parts of a run say about the input. It has state: it grows with every part."""

    def __init__(self, event_paths: tuple[str, ...] = ()) -> None:
        """`event_paths`: where `source:` of the actions file says that events have their names."""
        self.bad_lines = self.skipped = 0
        self._event_paths = event_paths
        self._unread = Unread()
        self._undated = self._repaired = self._repeated = 0
        self._uuids = UuidSample()
        self._events = 0
        self._found: set[str] = set()
        self.names: dict[str, None] = {}
        """Names of fields that events have, if the run asked for them."""
        self._located: list[tuple[str, int, str]] = []
        self._sources: dict[str, SourceCounts] = {}
        self._unfinished: dict[str, bool] = {}
        self._told: set[str] = set()

    def add(self, part: Part[Any]) -> None:
        """Add a part, which is `placed`."""
        bad = len(part.bad) + part.unlocated
        self.bad_lines += bad
        self.skipped += part.skipped
        self._undated += part.undated
        self._unread.merge(part.unread)
        self._repaired += part.repaired
        self._repeated += part.repeated
        self._events += part.events
        self._found.update(part.mapped)
        if part.names:
            self.names.update(dict.fromkeys(part.names[: MOST_NAMES - len(self.names)]))
        if part.uuids is not None:
            self._uuids.merge(part.uuids)
        for one in part.bad[: LOCATED - len(self._located)]:
            self._located.append((part.source, part.before + one.index + 1, one.reason))
        source = self._sources.get(part.source)
        if source is None:
            source = self._sources[part.source] = SourceCounts()
        source.events = source.events or part.events > 0
        source.skipped += part.skipped
        source.keys = source.keys or part.keys
        source.bad = source.bad or bad > 0
        source.failed = source.failed or part.trouble is not None
        if part.next_page is not None:
            self._unfinished[part.source] = part.next_page

    def troubles(self) -> Iterator[str]:
        """A message for each source that held something and no event; each is given once."""
        for name, source in self._sources.items():
            if source.holds_no_event and name not in self._told:
                self._told.add(name)
                yield self._no_event(name, source)

    def notes(self) -> Iterator[str]:
        """What else people should know about the input, once it has been read."""
        if self.bad_lines:
            yield bad_lines_report(self._located, self.bad_lines)
        if self._repaired:
            yield f"{counted(self._repaired, 'line')} not in UTF-8, read with U+FFFD for what is not"
        if self._undated:
            such = f", such as {shown(str(self._unread.example))}" if self._unread.events else ""
            undated = counted(self._undated, "event")
            yield f"{undated} without a readable timestamp{such}, left out by --since or --until"
        yield from self._nameless()
        yield from self._further_pages()
        yield from self._repeats()

    def _nameless(self) -> Iterator[str]:
        """The rows without an event's name, in sources that have events too."""
        told = sum(source.skipped for source in self._sources.values() if source.holds_no_event)
        if self.skipped > told:
            keys = next((source.keys for source in self._sources.values() if source.events and source.keys), ())
            among = f"; keys of the first: {_listed(keys)}" if keys else ""
            yield f"skipped {counted(self.skipped - told, 'row')} without an event's name{among}"

    def _further_pages(self) -> Iterator[str]:
        names = [name for name, unfinished in self._unfinished.items() if unfinished]
        if names:
            more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
            yield (
                f"{', '.join(names[:NAMED])}{more}: a page of an API whose `next` names another page: "
                "these are not all events unless the other pages are among the input"
            )

    def _repeats(self) -> Iterator[str]:
        if self._repeated:
            yield f"dropped {counted(self._repeated, 'event')} whose uuid an earlier event has, as --unique asks"
        number, exact = self._uuids.repeats()
        if number:
            many = counted(number, "event") if exact else f"about {counted(rounded(number), 'event')}"
            verbs = ("has", "is") if number == 1 else ("have", "are")
            sampled = "" if exact else ", as a sample shows"
            yield (
                f"{many} {verbs[0]} the uuid of an earlier event and {verbs[1]} counted again{sampled}; "
                "--unique drops repeats"
            )

    def unmapped(self, paths: Mapping[str, tuple[Path, ...]]) -> Iterator[tuple[str, str]]:
        """The fields of `source:` that no event has, each with a message."""
        for field, places in paths.items():
            if self._events and field != "event" and field not in self._found:
                wanted = " or ".join(shown(spelled(path)) for path in places)
                guess = near(spelled(places[0]), self.names) or f"they have {_listed(tuple(self.names)[:NAMES_SHOWN])}"
                yield field, f"`source:` reads {field} from {wanted}, which no event has; {guess}"

    def _no_event(self, name: str, source: SourceCounts) -> str:
        said = f"{name}: no line could be read as an event"
        if not source.keys:
            return f"{said}: this is no export of events, or it is damaged"
        parts = [f"{said}; its keys: {_listed(source.keys)}"]
        if _ERROR_KEYS & set(source.keys):
            parts.append("this looks like an error message of an API")
        elif any(key[:1].isdigit() for key in source.keys):
            parts.append("a table needs its column names on the first line")
        if self._event_paths:
            wanted = " or ".join(map(shown, self._event_paths))
            parts.append(f"`source:` of the actions file reads the event's name from {wanted}")
        else:
            parts.append("if one of them holds the event's name, say so under `source:` in the actions file")
        return "; ".join(parts)


def rounded(number: int) -> int:
    """The number to two digits that count."""
    unit: int = 10 ** max(len(str(number)) - 2, 0)
    return round(number / unit) * unit


def check_compared(events: int) -> None:
    """Refuse to say that nothing differs where there was no event."""
    if not events:
        raise ActioncliError("there are no events: nothing was compared")


def unread_note(unread: Unread, *, by_period: bool) -> str:
    """What to say of the events of a run without a window whose time cannot be read."""
    among = "first and last seen and the periods of --by" if by_period else "first and last seen"
    unreadable = f"{counted(unread.events, 'event')} with a time that cannot be read"
    return f"{unreadable}, such as {shown(str(unread.example))}: not in {among}"


def _listed(keys: tuple[str, ...]) -> str:
    return ", ".join(printable(key) for key in keys)
