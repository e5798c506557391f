"""`actioncli diff`: how a change of actions changes the events that they match."""

from __future__ import annotations

import errno
import posixpath
import subprocess

from actioncli.actions.load import load_actions, parse_actions
from actioncli.actions.model import Actions, Field
from actioncli.commands.input_report import check_compared
from actioncli.commands.inputs import inputs_of
from actioncli.commands.options import InputOptions
from actioncli.commands.run import Run
from actioncli.commands.settings import settings_of
from actioncli.commands.terminal import stdout
from actioncli.comparing import Comparison, ComparisonCollector, MovedEvent, Report, Sample, SampleKey, differences
from actioncli.errors import MATCHED, NOTHING_MATCHED, TROUBLE, ActioncliError, ActionsFileError
from actioncli.events.event import Event
from actioncli.events.making import AUTO, EventMaker
from actioncli.explaining.failures import why_not
from actioncli.explaining.tracing import EventTrace, Tracer
from actioncli.matching.readers import reader
from actioncli.near import near
from actioncli.outputs.diff_formats import render_diff
from actioncli.outputs.messages import print_error, print_message
from actioncli.outputs.screen import Screen
from actioncli.values import Value

SAME, DIFFERENT = MATCHED, NOTHING_MATCHED
"""The exit codes of diff(1)."""
GIT = "git:"
"""The prefix of a file in a git revision, as in `git:main:actions.yaml`."""
SHORT = ("uuid", "event", "timestamp", "distinct_id", "url")


def diff(options: InputOptions, *, old: str, new: str, format: str, samples: int, users: str) -> int:  # noqa: A002
    """Print the differences, and return the exit code: 0 for none, 1 for some."""
    before, after = _sides(old, new)
    _check_sources(options, before, after)
    _check_names(options.only, before, after)
    settings = settings_of(options)
    now = settings.now
    inputs = inputs_of(settings, (old, new))
    collector = ComparisonCollector(after, now, settings.only, samples, users)
    run = Run(settings, settings.job(before, collector, inputs.sources), inputs)
    total = Comparison()
    for part in run.parts():
        total.merge(part.result, part.source, part.before, samples)
    check_compared(total.events)
    report = Report(
        old,
        new,
        total.events,
        run.intake.bad_lines,
        run.intake.skipped,
        differences(before.named(options.only), after.named(options.only), total),
        _moves(total, run.job.maker(), Tracer(before, now, options.only), Tracer(after, now, options.only)),
        users,
    )
    terminal = stdout(options.color)
    terminal.write(render_diff(report, format, Screen(terminal.width, terminal.color, terminal.unicode)))
    code = run.exit_code(True)
    return code if code == TROUBLE else DIFFERENT if report.different else SAME


def _sides(old: str, new: str) -> tuple[Actions, Actions]:
    """The actions of both sides; prints the problems of each invalid file before it raises `ActioncliError`."""
    sides = []
    for side, name in (("old", old), ("new", new)):
        try:
            sides.append(_load_side(name))
        except ActionsFileError as error:
            print_error(f"the {side} file, {name}, cannot be used:")
            print_message(error)
        except ActioncliError as error:
            print_error(f"the {side} file cannot be used: {error}")
    if len(sides) < 2:
        raise ActioncliError("nothing was compared")
    return sides[0], sides[1]


def _load_side(name: str) -> Actions:
    """The actions of a side; raises `ActioncliError` as `load_actions` does, and for errors of git.

    Files that it includes are read from the same revision.
    """
    if not name.startswith(GIT):
        return load_actions(name)
    revision, colon, path = name.removeprefix(GIT).partition(":")
    if not colon or not revision or not path:
        raise ActioncliError(f"{name}: write git:REV:path, as in git:main:actions.yaml")
    if revision.startswith("-"):
        raise ActioncliError(f"{name}: a revision cannot start with a hyphen")
    prefix = f"{GIT}{revision}:"

    def content(file: str) -> bytes:
        return _blob(revision, _normal(file.removeprefix(prefix)))

    try:
        text = content(name)
    except OSError as error:
        raise ActioncliError(f"{name}: {error.strerror}") from None
    return parse_actions(text, name, content)


def _normal(path: str) -> str:
    """The path as git takes it: from the root of the repository, or from here if it begins with `./` or `../`."""
    normal = posixpath.normpath(path)
    return f"./{normal}" if path.startswith("./") else normal


def _blob(revision: str, path: str) -> bytes:
    """The content of a file in a revision; raises `OSError` with the message of git."""
    command = ["git", "cat-file", "blob", f"{revision}:{path}"]
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - no shell, and no option: see above
    except FileNotFoundError:
        raise OSError(errno.ENOENT, "git is not installed, or not on the PATH") from None
    if done.returncode:
        words = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["git cannot read it"]
        raise OSError(errno.ENOENT, f"git: {words[0].removeprefix('fatal: ')}")
    return done.stdout


def _check_names(only: tuple[str, ...], old: Actions, new: Actions) -> None:
    """Raise `ActioncliError` for a name of `--action` that neither side has."""
    for pattern in only:
        if not old.named((pattern,)) and not new.named((pattern,)):
            names = dict.fromkeys((*new.names(), *old.names()))
            guess = near(pattern, names)
            raise ActioncliError(f"neither file has an action named {pattern!r}" + (f"; {guess}" if guess else ""))


def _check_sources(options: InputOptions, old: Actions, new: Actions) -> None:
    """Raise `ActioncliError` if the two sides read the events differently."""
    if options.shape == AUTO and _paths(old) != _paths(new):
        raise ActioncliError(
            "the two files differ in `source:`, so they read events differently; "
            "make them the same, or set the shape of the events with --shape"
        )


def _paths(actions: Actions) -> object:
    return actions.source.paths if actions.source else ()


def _moves(total: Comparison, maker: EventMaker, old: Tracer, new: Tracer) -> dict[SampleKey, tuple[MovedEvent, ...]]:
    return {
        (action, gained): tuple(_move(action, gained, sample, _event_of(maker, sample), old, new) for sample in samples)
        for (action, gained), samples in total.samples.items()
    }


def _move(action: str, gained: bool, sample: Sample, event: Event, old: Tracer, new: Tracer) -> MovedEvent:
    """A sample event, and why one of the sides does not match it."""
    name = event.name or ""
    matching, other = (new, old) if gained else (old, new)
    trace = other.trace(event, name)
    found = next((one for one in trace.actions if one.name == action), None)
    hit = _first_hit(matching.trace(event, name), action)
    reason = None if found is None else why_not(trace, found, hit)
    return MovedEvent(sample.source, sample.number, _short(event, name), "old" if gained else "new", reason)


def _event_of(maker: EventMaker, sample: Sample) -> Event:
    """The event of a sample, parsed from its line."""
    (event,) = maker.of_line(sample.line)
    return event


def _first_hit(trace: EventTrace, name: str) -> int:
    """The first matcher of an action that holds."""
    action = next(one for one in trace.actions if one.name == name)
    return next(index for index, matcher in enumerate(action.matchers) if matcher.holds)


def _short(event: Event, name: str) -> dict[str, Value]:
    values = {field: reader(Field(field))(event) for field in SHORT}
    text = next((element.text for element in event.elements if element.text), None)
    return {**values, "event": name, "text": text}
