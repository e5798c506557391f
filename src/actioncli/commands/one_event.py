"""The one event that a command is about: `--uuid`, `--line`, `--where`, or the first.

A regular run searches for it, so that all options of a run apply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from actioncli.actions.model import Actions, Field
from actioncli.commands.input_report import NAMES_SHOWN
from actioncli.commands.inputs import Inputs
from actioncli.commands.options import InputOptions
from actioncli.commands.run import Run
from actioncli.commands.settings import Settings
from actioncli.errors import TROUBLE, ActioncliError
from actioncli.events.event import Event
from actioncli.events.event_fields import FieldPath, parse_field
from actioncli.inputs.finding import find_sources
from actioncli.inputs.sources import Source
from actioncli.matching.engine import Engine
from actioncli.matching.readers import path_reader, reader
from actioncli.near import near, printable
from actioncli.outputs.humanize import counted
from actioncli.scanning.job import Part
from actioncli.scanning.scanned import Scanned, each_event
from actioncli.values import text_form


class Choice(Struct, frozen=True):
    """The options that choose an event, as typed."""

    uuid: str | None = None
    line: int | None = None
    where: tuple[str, ...] = ()

    @property
    def given(self) -> bool:
        """Whether any of them is given."""
        return self.uuid is not None or self.line is not None or bool(self.where)

    def check(self, options: InputOptions) -> None:
        """Raise `ActioncliError` for options that cannot be used together."""
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
            raise ActioncliError(f"{' and '.join(names)} cannot be used together")
        if self.line is not None and options.jobs is not None:
            raise ActioncliError("--jobs cannot be used with --line: one process counts the lines")


class Chosen(Struct, frozen=True):
    """The event, its name, source and line."""

    event: Event
    name: str
    source: str
    line: int
    others: bool
    """Whether more events match the options."""
    trouble: bool
    """Whether some of the input could not be read."""


class Candidate(Struct, frozen=True):
    """An event that matches the options."""

    line: bytes
    number: int
    """Its line in its task, from 1."""


class EventFinder(Struct, frozen=True):
    """The collector of the first events that match the options."""

    most: int
    uuid: str | None = None
    where: tuple[tuple[FieldPath, str], ...] = ()

    def collect(self, chunks: Iterable[Scanned], engine: Engine) -> list[Candidate]:  # noqa: ARG002
        """The first events of a task that match the options."""
        meant = self._meant()
        found: list[Candidate] = []
        for scanned, index in each_event(chunks):
            if meant(scanned.event(index)):
                found.append(Candidate(scanned.line(index), scanned.number(index)))
                if len(found) == self.most:
                    scanned.cut(index)
                    break
        return found

    def _meant(self) -> Callable[[Event], bool]:
        wanted = [(path_reader(field), text) for field, text in self.where]
        if self.uuid is not None:
            wanted.append((reader(Field("uuid")), self.uuid))

        def meant(event: Event) -> bool:
            values = ((read(event), text) for read, text in wanted)
            return all(value is not None and text_form(value) == text for value, text in values)

        return meant


class LineFinder(Struct):
    """The collector of the first events on a line. It counts lines, so it must run in this process."""

    away: int
    """The line, counted from the beginning of the next task; 1 is its first line."""

    def collect(self, chunks: Iterable[Scanned], engine: Engine) -> list[Candidate]:  # noqa: ARG002
        """The events of the task on the line, at most two."""
        found: list[Candidate] = []
        for scanned, index in each_event(chunks):
            number = scanned.number(index)
            if number > self.away or len(found) > 1:
                scanned.cut(index)
                break
            if number == self.away:
                found.append(Candidate(scanned.line(index), number))
        return found


def choose_event(
    settings: Settings, choice: Choice, inputs: Inputs, actions: Actions, *, silent: bool = False
) -> Chosen:
    """The chosen event, read as `source` of the actions says; raises `ActioncliError` if there is none.

    `silent`: another run over the same inputs prints their problems.
    """
    settings = replace(settings, only=())
    if silent:
        settings = replace(settings, bad_lines=None, stop_at_bad=False)
    search = _at_line if choice.line is not None else _first
    return search(settings, choice, inputs, Actions((), source=actions.source), silent)


def sources_of(settings: Settings) -> list[Source]:
    """The sources of a command that needs all of them; raises `ActioncliError` if one cannot be read."""
    sources, complaints = find_sources(settings.sources)
    if complaints:
        raise ActioncliError("\n".join(complaints))
    return sources


def _first(settings: Settings, choice: Choice, inputs: Inputs, actions: Actions, silent: bool) -> Chosen:
    """The first event that matches the options. Without options, it also finds out whether there is another event."""
    finding = EventFinder(1 if choice.given else 2, choice.uuid, tuple(map(_field_and_text, choice.where)))
    names = any(field.may_be_misspelled for field, _ in finding.where)
    job = settings.job(actions, finding, inputs.sources, names=names, repeats=not silent)
    run = Run(settings, job, inputs, silent=silent)
    first: tuple[Part[list[Candidate]], Candidate] | None = None
    events = 0
    for part in run.parts():
        events += len(part.result)
        if part.result and first is None:
            first = part, part.result[0]
        if first is not None:
            bad = len(part.bad)
            _forget_bad(part, first[1].number if part is first[0] else 0)
            if events >= finding.most or (run.job.stop_at_bad and bad):
                run.stop()
    if first is None:
        raise ActioncliError("\n".join([_nothing(settings, choice), *_absent(finding.where, run.intake.names)]))
    return _chosen(run, *first, others=events > 1)


def _at_line(settings: Settings, choice: Choice, inputs: Inputs, actions: Actions, silent: bool) -> Chosen:
    """The first event on a line."""
    line, sources = choice.line or 0, inputs.sources
    if len(sources) != 1:
        raise ActioncliError(f"--line requires one file, not {counted(len(sources), 'file')}")
    settings, at_line = replace(settings, processes=1), LineFinder(line)
    run = Run(settings, settings.job(actions, at_line, sources, repeats=not silent), inputs, silent=silent)
    name, chosen, reason, lines = "", None, "", 0
    for part in run.parts():
        if part.lines:
            if name and part.source != name:
                raise ActioncliError(f"--line requires one file, but {sources[0].name} contains several")
            name = part.source
        if part.result:
            chosen = part, part.result[0]
        lines = part.before + part.lines
        if 0 < line - part.before <= part.lines:
            reason = next((bad.reason for bad in part.bad if part.before + bad.index + 1 == line), "")
        if lines >= line:
            _forget_bad(part, line - part.before, itself=bool(reason))
            if name == sources[0].name:  # read on in an archive: with several files, its lines are not unique
                run.stop()
        at_line.away -= part.lines
    if reason:
        raise ActioncliError(f"{name}:{line}: {reason}")
    if chosen is None:
        raise ActioncliError(_no_event_there(name, line, _within(settings), is_there=lines >= line))
    return _chosen(run, *chosen, others=len(chosen[0].result) > 1)


def _no_event_there(name: str, line: int, within: str, *, is_there: bool) -> str:
    if is_there and not within:
        return f"{name}:{line}: no event on this line: it is blank, or its object has no event name"
    return f"{name + ': ' if name else ''}no event on line {line}{within}"


def _chosen(run: Run[list[Candidate]], part: Part[list[Candidate]], found: Candidate, *, others: bool) -> Chosen:
    """The event, parsed from its line."""
    (event,) = run.job.maker().of_line(found.line)
    trouble = run.exit_code(True) == TROUBLE
    return Chosen(event, event.name or "", part.source, part.before + found.number, others, trouble)


def _forget_bad(part: Part[list[Candidate]], number: int, *, itself: bool = False) -> None:
    """Keep only the bad lines before a line: those after it depend on the size of a task.

    `itself`: the line itself is bad. It is reported separately, and kept for `--bad-lines`.
    """
    before = [bad for bad in part.bad if bad.index + 1 < number]
    del part.bad_bytes[len(before) + itself :]
    part.bad = before


def _field_and_text(text: str) -> tuple[FieldPath, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise ActioncliError(f"--where {text!r}: write FIELD=VALUE, as in event=$pageview or properties.plan=pro")
    return parse_field(name.strip(), "--where"), value


def _absent(where: Sequence[tuple[FieldPath, str]], names: Iterable[str]) -> list[str]:
    """Messages about the fields of `--where` that none of the first events has, with similar names."""
    known = tuple(names)
    wrong = [field.text for field, _ in where if field.may_be_misspelled and known and field.text not in known]
    guesses = [near(text, known) or f"there are: {', '.join(map(printable, known[:NAMES_SHOWN]))}" for text in wrong]
    return [
        f"--where {printable(text)}: not a field of the first events; {guess}"
        for text, guess in zip(wrong, guesses, strict=True)
    ]


def _nothing(settings: Settings, choice: Choice) -> str:
    within = _within(settings)
    if choice.uuid is not None:
        return f"no event has the uuid {choice.uuid!r}{within}"
    if choice.where:
        return f"no event has {' and '.join(choice.where)}{within}"
    return f"no event{within}"


def _within(settings: Settings) -> str:
    return " within --since and --until" if settings.window.bounded else ""
