"""Messages about the input of a run: bad lines, files without events, rows that are not events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from actioncli.actions.model import Source
from actioncli.errors import ActioncliError
from actioncli.events.event_fields import FieldPath
from actioncli.events.timestamps import Unread
from actioncli.near import near, printable, shown
from actioncli.outputs.humanize import counted
from actioncli.outputs.messages import bad_lines_report, print_message
from actioncli.paths import Path, spelled
from actioncli.scanning.intake import Intake, SourceCounts

NAMES_SHOWN = 12
"""The number of names to list if none is similar."""
NAMED = 3
"""The most files to name in a message."""
_ERROR_KEYS = frozenset({"error", "errors", "error_message", "detail", "message"})
"""Keys of error messages of APIs."""


class InputReport:
    """Messages about the input of a run. Its state: each source without events is reported once."""

    def __init__(self, source: Source | None = None, *, is_used: bool = True) -> None:
        """`source`: that of the actions file; `is_used`: whether it applies, which it does unless a shape is named."""
        self.intake = Intake()
        self._paths: dict[str, tuple[Path, ...]] = dict(source.paths) if source else {}
        self._mapped = self._paths if is_used else {}
        self._reported: set[str] = set()

    def problems(self) -> Iterator[str]:
        """A message for each source that is not empty and has no event; each is returned once."""
        for name, source in self.intake.without_events():
            if name not in self._reported:
                self._reported.add(name)
                yield self._no_event(name, source)

    def notes(self) -> Iterator[str]:
        """Other messages about the input, after it has been read."""
        if self.intake.bad_lines:
            yield bad_lines_report(self.intake.located, self.intake.bad_lines)
        if self.intake.repaired:
            yield f"{counted(self.intake.repaired, 'line')} not valid UTF-8; invalid bytes were read as U+FFFD"
        if self.intake.undated:
            such = f", such as {shown(str(self.intake.unread.example))}" if self.intake.unread.events else ""
            undated = counted(self.intake.undated, "event")
            yield f"{undated} without a readable timestamp{such}, excluded by --since or --until"
        yield from self._nameless()
        yield from self._further_pages()
        yield from self._repeats()

    def _nameless(self) -> Iterator[str]:
        """A message about rows without an event name in sources that also have events."""
        reported = sum(source.skipped for _, source in self.intake.without_events())
        if self.intake.skipped > reported:
            keys = next((source.keys for source in self.intake.sources.values() if source.events and source.keys), ())
            among = f"; keys of the first: {_listed(keys)}" if keys else ""
            yield f"skipped {counted(self.intake.skipped - reported, 'row')} without an event's name{among}"

    def _further_pages(self) -> Iterator[str]:
        names = [name for name, source in self.intake.sources.items() if source.next_page]
        if names:
            more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
            yield (
                f"{', '.join(names[:NAMED])}{more}: one page of an API response; `next` names another page, "
                "so some events are missing unless the other pages are in the input"
            )

    def _repeats(self) -> Iterator[str]:
        if self.intake.repeated:
            yield f"dropped {counted(self.intake.repeated, 'event')} whose uuid an earlier event has (--unique)"
        number, exact = self.intake.uuids.repeats()
        if number:
            many = counted(number, "event") if exact else f"about {counted(rounded(number), 'event')}"
            verbs = ("has", "is") if number == 1 else ("have", "are")
            sampled = "" if exact else " (estimated from a sample)"
            yield (
                f"{many} {verbs[0]} the uuid of an earlier event and {verbs[1]} counted again{sampled}; "
                "--unique drops repeats"
            )

    def unmapped(self) -> Iterator[tuple[str, str]]:
        """The fields of `source:` that no event has, each with a message."""
        intake = self.intake
        for field, places in self._mapped.items():
            if intake.events and field != "event" and field not in intake.mapped:
                wanted = " or ".join(shown(spelled(path)) for path in places)
                guess = (
                    near(spelled(places[0]), intake.names) or f"they have {_listed(tuple(intake.names)[:NAMES_SHOWN])}"
                )
                yield field, f"`source:` reads {field} from {wanted}, which no event has; {guess}"

    def _no_event(self, name: str, source: SourceCounts) -> str:
        said = f"{name}: no line could be read as an event"
        if not source.keys:
            return f"{said}: not an export of events, or damaged"
        parts = [f"{said}; its keys: {_listed(source.keys)}"]
        if _ERROR_KEYS & set(source.keys):
            parts.append("this looks like an error message of an API")
        elif any(key[:1].isdigit() for key in source.keys):
            parts.append("a table needs its column names on the first line")
        if names := self._paths.get("event"):
            wanted = " or ".join(shown(spelled(path)) for path in names)
            parts.append(f"`source:` of the actions file reads the event's name from {wanted}")
        else:
            parts.append("if one of them is the event's name, map it under `source:` in the actions file")
        return "; ".join(parts)


def rounded(number: int) -> int:
    """The number rounded to two significant digits."""
    unit: int = 10 ** max(len(str(number)) - 2, 0)
    return round(number / unit) * unit


def check_compared(events: int) -> None:
    """Raise `ActioncliError` if there was no event to compare."""
    if not events:
        raise ActioncliError("no events: nothing was compared")


def unread_note(unread: Unread, *, by_period: bool) -> str:
    """A message about events with an unreadable time, for a run without a window."""
    among = "first and last seen and the periods of --by" if by_period else "first and last seen"
    unreadable = f"{counted(unread.events, 'event')} with an unreadable time"
    return f"{unreadable}, such as {shown(str(unread.example))}: not in {among}"


def report_absent(option: str, absent: Iterable[FieldPath], names: Iterable[str], others: Iterable[str] = ()) -> None:
    """Report the fields that no event has: properties on stderr, because a log may lack them by chance.

    `names` are the fields that events have, `others` the other values of the option.

    Raises:
        ActioncliError: a field that is not a property, and so is most likely misspelled.

    """
    candidates = tuple(dict.fromkeys((*others, *names)))
    wrong = []
    for path in absent:
        kind = "property" if path.is_property else "field"
        guess = near(path.text, candidates) or f"there are: {', '.join(map(printable, candidates[:NAMES_SHOWN]))}"
        if path.text in candidates:
            guess = "other events have it"
        message = f"{option} {printable(path.text)}: no event that matches has this {kind}; {guess}"
        if path.is_property:
            print_message(message)
        else:
            wrong.append(message)
    if wrong:
        raise ActioncliError("\n".join(wrong))


def _listed(keys: tuple[str, ...]) -> str:
    return ", ".join(printable(key) for key in keys)
