"""`actioncli check`: finds mistakes in actions files, and runs their tests."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeAlias

from actioncli.actions.model import Actions
from actioncli.checking.check import Loaded, check_file, load
from actioncli.checking.table import CODES, RULES
from actioncli.checking.vocabulary import Vocabulary, VocabularyCollector, wanted_of
from actioncli.commands.actions_file import find_actions
from actioncli.commands.inputs import inputs_of
from actioncli.commands.options import InputOptions
from actioncli.commands.run import Run
from actioncli.commands.settings import settings_of
from actioncli.commands.terminal import stdout
from actioncli.errors import MATCHED, NOTHING_MATCHED, TROUBLE, ActioncliError
from actioncli.findings import FileReport, Level, Report
from actioncli.near import near
from actioncli.outputs.check_formats import FORMATS, render_check, summary
from actioncli.outputs.formats import format_named
from actioncli.outputs.messages import print_error, print_message
from actioncli.paths import Path
from actioncli.scanning.windows import now_of

CLEAN, FOUND = MATCHED, NOTHING_MATCHED
"""The exit codes: nothing was found, something was. A file or events that cannot be read are an error."""


Paths: TypeAlias = "tuple[tuple[str, tuple[Path, ...]], ...]"
"""The paths of fields in events, from `source`."""


def check(
    *,
    actions: Sequence[str] | None,
    events: list[str] | None,
    format: str,  # noqa: A002 - what users type
    ignore: Sequence[str] | None,
    now: str | None,
    jobs: int | None,
) -> int:
    """Check the files `actions`, print what was found, and return the exit code."""
    options = InputOptions(events=events, now=now, jobs=jobs)
    ignored = ignore or ()
    for code in ignored:
        if code not in CODES:
            raise ActioncliError(f"--ignore {code}: no such rule; {near(code, CODES) or 'see docs/checks.md'}")
    for rule in RULES:
        if rule.code in ignored and rule.level is Level.error:
            raise ActioncliError(f"--ignore {rule.code}: an error cannot be ignored, and {rule.title!r} is one")
    at = now_of(now, prefix="--")
    loaded, trouble = _load(actions or [find_actions(None, "actioncli check")])
    vocabularies: dict[Paths, Vocabulary] = {}
    if options.events:
        vocabularies, events_trouble = _vocabularies(loaded, options)
        trouble = trouble or events_trouble
    elif options.jobs is not None:
        raise ActioncliError("--jobs requires --events")
    report = Report(_once([check_file(each, at, vocabularies.get(_paths(each)), ignored) for each in loaded]), RULES)
    _print(report, format, read=bool(loaded))
    if trouble:
        return TROUBLE
    return FOUND if report.findings else CLEAN


def _load(files: Sequence[str]) -> tuple[list[Loaded], bool]:
    """The files that can be read, each once, and whether some cannot; it prints why not."""
    loaded, trouble = [], False
    for file in dict.fromkeys(map(os.path.normpath, files)):
        try:
            loaded.append(load(file))
        except ActioncliError as error:
            print_error(error)
            trouble = True
    return loaded, trouble


def _vocabularies(loaded: Sequence[Loaded], options: InputOptions) -> tuple[dict[Paths, Vocabulary], bool]:
    """The names and values in the events, by the `source` they are read with, and whether there was an error.

    The events are read once for all files of one `source`.
    """
    settings = settings_of(options)
    found: dict[Paths, Vocabulary] = {}
    trouble = False
    for each in loaded:
        paths = _paths(each)
        if each.actions is None or paths in found:
            continue
        wanted = wanted_of(other.actions for other in loaded if other.actions is not None and _paths(other) == paths)
        own = Actions((), source=each.actions.source)
        inputs = inputs_of(settings)
        job = settings.job(own, VocabularyCollector(wanted), inputs.sources, repeats=False)
        run = Run(settings, job, inputs, silent=bool(found))
        vocabulary = found[paths] = Vocabulary(wanted)
        for part in run.results():
            vocabulary.merge(part)
        if not vocabulary.events:
            read = f", as `source:` of {each.file} reads them" if paths else ""
            print_error(f"--events: no events{read}; nothing was compared with them")
        trouble = trouble or not vocabulary.events or run.exit_code(matched=True) == TROUBLE
    return found, trouble


def _paths(loaded: Loaded) -> Paths:
    """The `source` of a file as plain data."""
    return loaded.actions.source.paths if loaded.actions and loaded.actions.source else ()


def _once(reports: Sequence[FileReport]) -> tuple[FileReport, ...]:
    """The reports; a finding in a file that two others include is reported once."""
    seen: set[object] = set()
    kept = []
    for report in reports:
        new = [
            finding
            for finding in report.findings
            if (finding.rule.code, finding.problem.place, finding.problem.message) not in seen
        ]
        seen.update((finding.rule.code, finding.problem.place, finding.problem.message) for finding in new)
        kept.append(FileReport(report.file, tuple(new), report.tests, actions=report.actions, loaded=report.loaded))
    return tuple(kept)


def _print(report: Report, format: str, *, read: bool) -> None:  # noqa: A002
    """Print the report, and a summary if a file was read."""
    stdout().write(render_check(report, format))
    if read and format_named(FORMATS, format).summary:
        print_message(summary(report))
