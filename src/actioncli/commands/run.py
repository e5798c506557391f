"""A run of a job over the inputs of a command, as `match`, `stats` and the others use it.

    settings = settings_of(options)
    run = run_of(settings, TallyCollector(by=None))
    for part in run.parts():
        ...
    return run.exit_code(matched)

It runs the job over the sources, reports problems of the input, and decides the exit code.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from actioncli.actions.load import load_actions
from actioncli.actions.model import Action, check_names
from actioncli.commands.actions_file import find_actions
from actioncli.commands.input_report import InputReport
from actioncli.commands.inputs import Inputs, inputs_of
from actioncli.commands.options import InputOptions
from actioncli.commands.settings import Settings, size_of
from actioncli.commands.terminal import is_terminal, use_color
from actioncli.errors import MATCHED, NOTHING_MATCHED, TROUBLE, ActioncliError
from actioncli.events.making import AUTO
from actioncli.inputs.sources import Source
from actioncli.outputs.messages import print_error, print_message
from actioncli.outputs.progress import Progress
from actioncli.scanning.intake import Intake
from actioncli.scanning.job import Job, Part, with_lines_before
from actioncli.scanning.scanned import Collector
from actioncli.scanning.worker import parts
from actioncli.tasks.splitting import tasks_of
from actioncli.tasks.task import Task

if TYPE_CHECKING:
    from actioncli.commands.following import FollowWatch
    from actioncli.tasks.following import Watch

Result = TypeVar("Result")

POOL_THRESHOLD = 8 << 20
"""Up to this many bytes of input, one process is faster than starting several."""


class Problems:
    """The problems of a run. Each one is printed once, and any one makes the exit code 2."""

    def __init__(self, *, silent: bool = False) -> None:
        """`silent`: another run over the same inputs prints them."""
        self._silent = silent
        self._found: set[str] = set()

    def add(self, message: str) -> None:
        """Print a problem, unless it was printed before."""
        if message not in self._found and not self._silent:
            print_error(message)
        self._found.add(message)

    def exit_code(self, matched: bool) -> int:
        """2 if there is a problem, even after partial output; else 0 if something matched, or 1."""
        if self._found:
            return TROUBLE
        return MATCHED if matched else NOTHING_MATCHED


class BadLinesFile:
    """The file of `--bad-lines`. It is not buffered, so that a full disk is reported at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._file = path.open("wb", buffering=0)
        except OSError as error:
            raise self._error(error) from error

    def write(self, data: bytes) -> None:
        """Append all of the data."""
        try:
            while data:
                data = data[self._file.write(data) :]
        except OSError as error:
            raise self._error(error) from error

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _error(self, error: OSError) -> ActioncliError:
        return ActioncliError(f"cannot write {self._path}: {error.strerror}")


class Run(Generic[Result]):
    """A job over some inputs. Its state is what it has learned about the inputs."""

    def __init__(
        self,
        settings: Settings,
        job: Job[Result],
        inputs: Inputs,
        *,
        watch: Watch | None = None,
        to_terminal: bool = False,
        silent: bool = False,
    ) -> None:
        """`watch`: follow the sources as they grow, until it ends.

        `to_terminal`: data is printed to the terminal during the run, so no progress bar is shown.
        `silent`: the same inputs were read before, and their problems were printed.
        """
        self._settings, self._watch, self._silent = settings, watch, silent
        self._bar = False if watch else _wants_bar(settings.progress, to_terminal)
        self._over = False
        self.job = job
        self.inputs = inputs
        self.report = InputReport(job.actions.source, is_used=settings.shape == AUTO)
        self.problems = Problems(silent=silent)
        self.finished = False
        """Whether all of the input was read."""
        if settings.bad_lines is not None:
            inputs.protect([settings.bad_lines])

    def results(self) -> Iterator[Result]:
        """The results of the collector in the order of the input. Problems of the input are printed at the end.

        If the caller stops early, they are not printed.
        """
        for part in self.parts():
            yield part.result

    def parts(self) -> Iterator[Part[Result]]:
        """As `results`, but the whole parts."""
        for problem in self.inputs.problems:
            self.problems.add(problem)
        self._tell(f"actioncli: {note}" for note in self.inputs.notes)
        with ExitStack() as stack:
            keep = self._settings.bad_lines
            bad_lines = None if keep is None else stack.enter_context(closing(BadLinesFile(keep)))
            progress = stack.enter_context(self._progress())
            report = None
            if self._settings.profile and not self._silent:
                from actioncli.commands.profile import ProfileReport  # noqa: PLC0415 - few runs are profiled

                report = stack.enter_context(closing(ProfileReport()))
            done = 0
            for part in with_lines_before(self._worked_out()):
                given = time.thread_time()
                yield part
                if report:
                    report.add(part.profile, time.thread_time() - given)
                self._add(part, bad_lines)
                done += part.size
                progress.update(done)
                if self._over:
                    break
        self.finished = not self._over
        self._report_input()

    def stop(self) -> None:
        """Stop after the current part. Problems up to there are still printed."""
        self._over = True

    def exit_code(self, matched: bool) -> int:
        """The exit code, as `Problems.exit_code`."""
        return self.problems.exit_code(matched)

    @property
    def chosen(self) -> tuple[Action, ...]:
        """The actions that the run reports on."""
        return self.job.actions.named(self.job.only)

    @property
    def intake(self) -> Intake:
        """The sums over the parts so far."""
        return self.report.intake

    def _worked_out(self) -> Iterator[Part[Result]]:
        """The parts, computed in this process, by a pool, or by a cluster."""
        sources, cluster = self.inputs.sources, self._settings.cluster
        if cluster is None:
            tasks = self._followed(self._watch) if self._watch else tasks_of(sources)
            return parts(self.job, tasks, self._settings.processes, _pool_threshold(sources))
        from actioncli.cluster.submit import run_on_cluster  # noqa: PLC0415 - few runs need it

        return run_on_cluster(self.job, sources, cluster)

    def _followed(self, watch: Watch) -> Iterator[Task | None]:
        from actioncli.inputs.arrivals import Arrivals  # noqa: PLC0415 - few runs follow files
        from actioncli.tasks.following import followed  # noqa: PLC0415

        return followed(self.inputs.sources, watch, Arrivals(self._settings.sources))

    def _progress(self) -> Progress:
        sizes = [size_of(source) for source in self.inputs.sources]
        total = None if None in sizes else sum(size for size in sizes if size is not None)
        return Progress(total, enabled=self._bar, color=use_color(self._settings.color, is_terminal(sys.stderr)))

    def _add(self, part: Part[Result], bad_lines: BadLinesFile | None) -> None:
        """Add the counts and problems of a part."""
        self.report.intake.add(part)
        if bad_lines is not None:
            bad_lines.write(b"".join([line + b"\n" for line in part.bad_bytes]))
        if part.note:
            self._tell([f"actioncli: {part.note}"])
        if part.trouble:
            self.problems.add(part.trouble)
        if part.bad and self.job.stop_at_bad:
            self._tell(self.report.notes())
            raise ActioncliError("stopped at the first bad line (--on-bad-line fail)")
        if self._watch and not part.source:  # everything that is there so far was read
            self._add_problems()

    def _add_problems(self) -> None:
        for problem in self.report.problems():
            self.problems.add(problem)

    def _report_input(self) -> None:
        """Print the problems and notes about the input at the end."""
        self._add_problems()
        for field, message in self.report.unmapped():
            if field in ("timestamp", "distinct_id"):
                self.problems.add(message)
            else:
                self._tell([message])
        self._tell(self.report.notes())

    def _tell(self, notes: Iterable[str]) -> None:
        if not self._silent:
            for note in notes:
                print_message(note)


def run_of(
    settings: Settings,
    collector: Collector[Result],
    *,
    watch: Watch | None = None,
    to_terminal: bool = False,
    names: bool = False,
    repeats: bool = True,
) -> Run[Result]:
    """The run of a collector over the inputs and with the actions that the settings name.

    `watch` and `to_terminal` are those of `Run`, `names` and `repeats` those of `Settings.job`.

    Raises:
        ActioncliError: there is no actions file, or it is wrong, or `--action` names no action of it.

    """
    file = find_actions(settings.actions)
    actions = load_actions(file)
    check_names(actions, settings.only)
    inputs = inputs_of(settings, [file], awaited=watch is not None)
    job = settings.job(actions, collector, inputs.sources, names=names, repeats=repeats)
    return Run(settings, job, inputs, watch=watch, to_terminal=to_terminal)


def watch_of(options: InputOptions, follow: bool) -> FollowWatch | None:
    """The watch of a run with `--follow`; refuses options that cannot be used with it."""
    if not follow:
        return None
    if "-" in (options.events or ()):
        raise ActioncliError("--follow cannot be used with standard input, which is always read as it arrives")
    if options.cluster is not None:
        raise ActioncliError("--follow cannot be used with --cluster")
    if options.progress:
        raise ActioncliError("--progress cannot be used with --follow")
    from actioncli.commands.following import FollowWatch  # noqa: PLC0415 - few runs follow files

    return FollowWatch()


def _wants_bar(wanted: bool | None, to_terminal: bool) -> bool:
    """Whether to show a progress bar; by default if stderr is a terminal and no data is printed to a terminal."""
    if wanted is None:
        return is_terminal(sys.stderr) and not to_terminal
    return wanted and sys.stderr is not None


def _pool_threshold(sources: Sequence[Source]) -> int:
    """The number of bytes to read before starting processes; 0 if the input is known to be large."""
    plain = sum(filter(None, map(size_of, sources)))
    return 0 if plain > 2 * POOL_THRESHOLD else POOL_THRESHOLD
