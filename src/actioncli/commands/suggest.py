"""`actioncli suggest`: actions for unmatched events, or for one event, as YAML."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace

from actioncli.actions.load import load_actions
from actioncli.actions.model import Action, Actions, check_names
from actioncli.actions.write_yaml import write_yaml
from actioncli.commands.actions_file import actions_here
from actioncli.commands.inputs import Inputs
from actioncli.commands.one_event import Choice, choose_event, sources_of
from actioncli.commands.options import InputOptions
from actioncli.commands.run import Run
from actioncli.commands.settings import settings_of
from actioncli.commands.terminal import stdout
from actioncli.errors import ActioncliError
from actioncli.inputs.remote.stores import RemoteFile
from actioncli.inputs.sources import Source
from actioncli.outputs.humanize import counted, percent
from actioncli.outputs.messages import print_message
from actioncli.suggesting.candidates import exact_candidate
from actioncli.suggesting.measuring import (
    CandidateCollector,
    MeasureCollector,
    Measured,
    Suggested,
    Suggestion,
    suggestions,
    variants,
)
from actioncli.users import DISTINCT_ID, PERSON

MORE = 3
"""The number of candidates to measure, as a multiple of those to print."""
NOUNS = {PERSON: "user", DISTINCT_ID: "distinct id"}
"""The name of a user in messages, by kind."""
SPLITS = 3
"""The most properties to show for an event."""


def suggest(options: InputOptions, *, uuid: str | None, line: int | None, top: int, users: str) -> int:
    """Print an actions file, and return the exit code: whether there is a suggestion."""
    choice = Choice(uuid, line)
    choice.check(options)
    settings = settings_of(options)
    file = actions_here(settings.actions)
    files = (file,) if file else ()
    existing = load_actions(file) if file else Actions(())
    if settings.only and not file:
        raise ActioncliError("--action requires an actions file: give one with -a")
    check_names(existing, settings.only)
    with _files(sources_of(settings)) as sources:
        inputs = Inputs(sources, files)
        if choice.given:
            chosen = choose_event(settings, choice, inputs, existing, silent=True)
            candidates = [exact_candidate(chosen.event, chosen.name)]
        else:
            first = Run(settings, settings.job(existing, CandidateCollector(), sources), inputs)
            suggested = Suggested()
            for suggested_part in first.results():
                suggested.merge(suggested_part)
            candidates = suggested.most(top * MORE)
        listed = variants(candidates)
        custom = frozenset(number for number, (candidate, _) in enumerate(listed) if candidate.custom)
        tried = Actions(
            tuple(Action(str(number), (matcher,)) for number, (_, matcher) in enumerate(listed)), source=existing.source
        )
        # The first pass printed the problems of the input, unless it stopped early, and wrote the bad lines.
        second = replace(settings, only=(), bad_lines=settings.bad_lines if choice.given else None)
        collector = MeasureCollector(existing, settings.now, settings.only, custom, users)
        job = second.job(tried, collector, sources, repeats=choice.given)
        run = Run(second, job, inputs, silent=not choice.given)
        measured = Measured()
        for part in run.results():
            measured.merge(part)
    found = _named(suggestions(listed, measured.measures)[:top], existing)
    header = f"No action matches {measured.unmatched:,} of {counted(measured.events, 'event')}."
    notes = {one.action.name: list(_notes(one, measured.events, NOUNS[users])) for one in found}
    terminal = stdout(settings.color)
    terminal.write(write_yaml(Actions(tuple(one.action for one in found)), notes, header).encode())
    if not found:
        print_message("nothing to suggest: every event is matched, or none has a usable name")
    return run.exit_code(bool(found))


@contextmanager
def _files(sources: Sequence[Source]) -> Iterator[list[Source]]:
    """The sources as files that can be read twice; pipes are copied to temporary files."""
    with tempfile.TemporaryDirectory(prefix="actioncli-") as directory:
        yield [_file(source, Path(directory, str(number))) for number, source in enumerate(sources)]


def _file(source: Source, copy: Path) -> Source:
    if isinstance(source.path, RemoteFile) or (source.path is not None and source.path.is_file()):
        return source
    try:
        with copy.open("wb") as target:
            if source.path is None:
                shutil.copyfileobj(sys.stdin.buffer, target)
            else:
                with source.path.open("rb") as pipe:
                    shutil.copyfileobj(pipe, target)
    except OSError as error:
        raise ActioncliError(f"{source.name}: cannot copy for the second pass: {error.strerror}") from error
    return Source(source.name, copy)


def _named(found: Iterable[Suggestion], existing: Actions) -> list[Suggestion]:
    """The suggestions with unique names."""
    taken = set(existing.names())
    named = []
    for one in found:
        name, number = one.action.name, 2
        while name in taken:
            name, number = f"{one.action.name} ({number})", number + 1
        taken.add(name)
        named.append(replace(one, action=replace(one.action, name=name)))
    return named


def _notes(one: Suggestion, events: int, noun: str) -> Iterator[str]:
    """The comments of a suggestion; `noun` is the name of a user."""
    share = percent(one.events / events) if events else percent(0)
    matched = one.events - one.unmatched
    already = f"; {matched:,} of them already matched" if matched else ""
    yield f"{counted(one.events, 'event')} ({share}), {counted(one.users, noun)}{already}"
    for key, counts in one.splits[:SPLITS]:
        yield f"{key}: " + ", ".join(f"{value} ({count:,})" for value, count in counts)
