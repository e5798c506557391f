"""The one event that a command is about: `--uuid`, `--line`, `--where`, or the first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from actioncli.actions.model import Field
from actioncli.commands.options import InputOptions
from actioncli.commands.window import now_of, window_of
from actioncli.errors import ActioncliError
from actioncli.events.event import Event
from actioncli.events.event_fields import parse_field
from actioncli.events.located import Located, at_line, located
from actioncli.events.reading import tasks_of
from actioncli.events.records import plain
from actioncli.events.sources import Source, find_sources
from actioncli.events.timestamps import timestamp
from actioncli.matching.readers import Reader, path_reader, reader
from actioncli.outputs.messages import LOCATED
from actioncli.outputs.summary import counted
from actioncli.values import text_form

CHUNK = 1 << 16
"""Bytes that are read at once: the event may be the first."""


class Choice(Struct, frozen=True):
    """Which event, as typed."""

    uuid: str | None = None
    line: int | None = None
    where: tuple[str, ...] = ()

    @property
    def given(self) -> bool:
        """Whether there is any choice."""
        return self.uuid is not None or self.line is not None or bool(self.where)

    def check(self) -> None:
        """Refuse choices that contradict each other."""
        names = [
            name
            for name, given in (
                ("--uuid", self.uuid is not None),
                ("--line", self.line is not None),
                ("--where", bool(self.where)),
            )
            if given
        ]
        if len(names) > 1:
            raise ActioncliError(f"{' and '.join(names)} each choose the event: give one of them")


class Chosen(Struct, frozen=True):
    """The event, its name, and where it stands."""

    event: Event
    name: str
    source: str
    line: int
    others: bool
    """Whether there are more events that nobody has ruled out."""


def choose_event(options: InputOptions, choice: Choice, sources: Sequence[Source]) -> Chosen:
    """The event that is meant; raises `ActioncliError` where there is none."""
    choice.check()
    if choice.line is not None:
        return _at_line(sources, choice.line)
    meant, bad = _meant(options, choice), list[Located]()
    candidates = (one for one in _events(sources, bad) if meant(one))
    chosen = next(candidates, None)
    if chosen is None:
        raise ActioncliError("\n".join([_nothing(options, choice), *_bad_lines(bad)]))
    others = not choice.given and next(candidates, None) is not None
    return Chosen(chosen.event, chosen.name, chosen.source, chosen.line, others)


def sources_of(options: InputOptions) -> list[Source]:
    """The sources of a command that can do nothing with some of them; raises `ActioncliError` for complaints."""
    sources, complaints = find_sources(options.events or ())
    if complaints:
        raise ActioncliError("\n".join(complaints))
    return sources


def _events(sources: Sequence[Source], bad: list[Located]) -> Iterator[Chosen]:
    """All events; the first lines that cannot be read are noted."""
    for one in located(filter(None, tasks_of(sources, chunk=CHUNK))):
        chosen = _event(one)
        if chosen is not None:
            yield chosen
        elif one.record is None and len(bad) <= LOCATED:
            bad.append(one)


def _bad_lines(bad: Sequence[Located]) -> list[str]:
    """What stood in the way of finding the event."""
    more = ["more lines cannot be read"] if len(bad) > LOCATED else []
    return [f"{one.source}:{one.line}: {one.reason}" for one in bad[:LOCATED]] + more


def _event(one: Located) -> Chosen | None:
    """The event of a record; None for bad lines and records without an event's name."""
    name = plain(one.record.get("event")) if one.record is not None else None
    if one.record is None or name is None:
        return None
    return Chosen(Event(one.record), text_form(name), one.source, one.line, others=False)


def _at_line(sources: Sequence[Source], line: int) -> Chosen:
    if len(sources) != 1:
        raise ActioncliError(f"--line counts the lines of one file, and there are {counted(len(sources), 'file')}")
    first, *more = at_line(filter(None, tasks_of(sources, chunk=CHUNK)), line)
    chosen = _event(first)
    if chosen is None:
        raise ActioncliError(f"{first.source}:{line}: no event: the object has no `event`")
    return Chosen(chosen.event, chosen.name, chosen.source, line, bool(more))


def _meant(options: InputOptions, choice: Choice) -> Callable[[Chosen], bool]:
    if choice.uuid is not None:
        read, uuid = reader(Field("uuid")), choice.uuid
        return lambda one: (value := read(one.event)) is not None and text_form(value) == uuid
    window = window_of(options, now_of(options))
    wanted = [_field_and_text(text) for text in choice.where]

    def meant(one: Chosen) -> bool:
        return (not window.bounded or timestamp(one.event.record.get("timestamp")) in window) and all(
            (value := read(one.event)) is not None and text_form(value) == text for read, text in wanted
        )

    return meant


def _field_and_text(text: str) -> tuple[Reader, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise ActioncliError(f"--where {text!r}: write FIELD=VALUE, as in event=$pageview or properties.plan=pro")
    return path_reader(parse_field(name.strip(), "--where")), value


def _nothing(options: InputOptions, choice: Choice) -> str:
    within = " within --since and --until" if options.since or options.until else ""
    if choice.uuid is not None:
        return f"no event has the uuid {choice.uuid!r}"
    if choice.where:
        return f"no event has {' and '.join(choice.where)}{within}"
    return f"there is no event{within}"
