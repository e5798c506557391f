"""One run over the sources of a command line: what `match`, `stats` and their like share.

It finds the sources, maps the job over them, tells people of bad lines and damaged files, and knows the exit code.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Generic, TypeVar

from msgspec.structs import replace

from actioncli.actions.load import load_actions
from actioncli.actions.model import Actions
from actioncli.actions.names import check_names
from actioncli.commands.actions_file import actions_here, find_actions
from actioncli.commands.input_report import InputReport
from actioncli.commands.options import InputOptions, OnBadLine
from actioncli.commands.quarantine import Quarantine
from actioncli.commands.sizes import THOROUGH, cores, identity, size_of, worth_a_pool
from actioncli.commands.terminal import coloured, is_looked_at
from actioncli.commands.window import now_of, window_of
from actioncli.errors import MATCHED, NOTHING_MATCHED, TROUBLE, ActioncliError
from actioncli.events.making import AUTO
from actioncli.inputs.arrivals import Arrivals
from actioncli.inputs.finding import search
from actioncli.inputs.sources import Source
from actioncli.near import near
from actioncli.outputs.messages import print_error, print_message
from actioncli.outputs.progress import Progress
from actioncli.paths import spelled
from actioncli.scanning.job import Job, Part, placed
from actioncli.scanning.scanned import Collector
from actioncli.scanning.worker import parts
from actioncli.tasks.following import Watch, followed
from actioncli.tasks.splitting import tasks_of

Result = TypeVar("Result")


def check_shape(name: str) -> None:
    """Refuse a name of `--shape` that no shape has, telling the nearest."""
    if name == AUTO:
        return
    from actioncli.events.shapes.catalogue import BY_NAME  # noqa: PLC0415 - few runs name a shape

    if name not in BY_NAME:
        known = (AUTO, *BY_NAME)
        raise ActioncliError(f"no shape is called {name!r}; {near(name, known) or 'there are: ' + ', '.join(known)}")


def _asked_of(options: InputOptions, collector: Collector[Result]) -> Callable[[Actions], Job[Result]]:
    """What the options ask of the events, as a job that lacks only its actions; refuses what makes no sense."""
    now = now_of(options)
    window = window_of(options, now)
    check_shape(options.shape)
    if options.cluster is not None and options.jobs is not None:
        raise ActioncliError("--jobs has no meaning with --cluster, whose workers do the work")
    if options.cluster is not None and options.unique:
        raise ActioncliError("--unique has no meaning with --cluster: one process must see all events in order")
    return lambda actions: Job(
        actions,
        collector,
        now,
        options.only,
        window,
        keep_bad=options.bad_lines is not None,
        stop_at_bad=options.on_bad_line is OnBadLine.fail,
        prefilter=not options.no_prefilter,
        profile=options.profile,
        unique=options.unique,
        shape=options.shape,
    )


def _wants_bar(wanted: bool | None, to_terminal: bool) -> bool:
    """Whether a bar may be shown: where nobody said so, if somebody looks at stderr and nothing else is shown there."""
    if wanted is None:
        return is_looked_at(sys.stderr) and not to_terminal
    return wanted and sys.stderr is not None


class Run(Generic[Result]):
    """A job under way. It holds state: what went wrong on the way decides the exit code at the end."""

    def __init__(
        self,
        options: InputOptions,
        collector: Collector[Result],
        *,
        to_terminal: bool = False,
        only_source: bool = False,
        actions: Actions | None = None,
        sources: Sequence[Source] | None = None,
        reads: Iterable[str] = (),
        again: bool = False,
        watch: Watch | None = None,
        looks_for_repeats: bool = True,
        names: bool = False,
    ) -> None:
        """Make the job ready.

        `to_terminal`: data goes to the terminal as it is found, and a progress bar would stand in its way.
        `only_source`: of the actions file, if there is one, only its `source` counts.
        `actions` and `sources` stand in for those that the options name; whoever gives them has checked them.
        `reads`: the files that they come from, which may not be written over.
        `again`: the sources were read before, and what is bad about them has been said.
        `watch`: the sources are followed as they grow, until it is over.
        `names`: the names of fields that events have are noted in the report.
        `looks_for_repeats`: people are told of events that repeat a uuid.
        """
        self._options = options
        self._watch = watch
        self._bar = _wants_bar(False if watch else options.progress, to_terminal)
        asked = _asked_of(options, collector)
        self._files = list(reads)
        if actions is None:
            file = actions_here(options.actions) if only_source else find_actions(options.actions)
            actions = load_actions(file) if file else Actions(())
            self._files += [file] if file else []
            check_names(actions, options.only)
        if only_source:
            actions = Actions((), source=actions.source)
        self._again = again
        self.chosen = actions.named(options.only)
        self.job = asked(actions)
        self.report = InputReport(_event_paths(actions))
        self._complained: set[str] = set()
        self._over = False
        self._complaints: list[str] = []
        self._notes: list[str] = []
        if sources is None:
            found = search(options.events or (), awaited=watch is not None)
            sources, self._complaints, self._notes = found.sources, found.complaints, found.said()
        self._sources = sources
        self._mapped = dict(actions.source.paths) if actions.source and options.shape == AUTO else {}
        self.job = replace(self.job, names=names or len(self._mapped) > 1)
        self.finished = False
        """Whether all of the input was read."""
        if looks_for_repeats and not (again or options.unique):
            thorough = sum(size or 0 for size in map(size_of, self._sources)) < THOROUGH
            self.job = replace(self.job, repeats=True, thorough=thorough)
        if options.bad_lines is not None:
            self.protect([Path(options.bad_lines)])

    def protect(self, outputs: Iterable[Path]) -> None:
        """Refuse outputs that would be written over what is still to be read, by whatever name."""
        inputs = {identity(source.path): source.name for source in self._sources if isinstance(source.path, Path)}
        inputs |= {identity(Path(file)): file for file in self._files}
        inputs.pop(None, None)
        for path in outputs:
            if identity(path) in inputs:
                raise ActioncliError(f"{inputs[identity(path)]} is read, and cannot be written at the same time")

    def results(self) -> Iterator[Result]:
        """The collector's results in the order of the input; what was bad about it is said at its end.

        A caller that stops early has seen enough, and is told nothing of the lines it passed.
        """
        for part in self.parts():
            yield part.result

    def parts(self) -> Iterator[Part[Result]]:
        """The same with what else is known of each part."""
        sources = self._sources
        for complaint in self._complaints:
            self._complain(complaint)
        for note in () if self._again else self._notes:
            print_message(f"actioncli: {note}")
        with ExitStack() as stack:
            keep = self._options.bad_lines
            quarantine = None if keep is None else stack.enter_context(closing(Quarantine(keep)))
            progress = stack.enter_context(self._progress(sources))
            report = None
            if self._options.profile and not self._again:
                from actioncli.commands.profile import ProfileReport  # noqa: PLC0415 - few runs are profiled

                report = stack.enter_context(closing(ProfileReport()))
            done = 0
            for part in placed(self._worked_out(sources)):
                given = time.thread_time()
                yield part
                if report:
                    report.add(part.profile, time.thread_time() - given)
                self._note(part, quarantine)
                done += part.size
                progress.update(done)
                if self._over:
                    break
        self.finished = not self._over
        self._tell()

    def _worked_out(self, sources: Sequence[Source]) -> Iterator[Part[Result]]:
        """The parts as they come from here, from a pool, or from a cluster."""
        if self._options.cluster is None:
            events = self._options.events or ()
            tasks = followed(sources, self._watch, Arrivals(events)) if self._watch else tasks_of(sources)
            jobs = 1 if self.job.unique else self._options.jobs or cores()
            return parts(self.job, tasks, jobs, worth_a_pool(sources))
        from actioncli.cluster.submit import spread  # noqa: PLC0415 - few runs need it

        return spread(self.job, sources, self._options.cluster)

    def stop(self) -> None:
        """Read nothing after the part at hand; what is bad up to there is said all the same."""
        self._over = True

    def exit_code(self, matched: bool) -> int:
        """Trouble counts even after partial output; else whether something matched."""
        if self._complained:
            return TROUBLE
        return MATCHED if matched else NOTHING_MATCHED

    def _complain(self, message: str) -> None:
        if message not in self._complained and not self._again:  # each span of a file that vanished says so
            print_error(message)
        self._complained.add(message)

    def _progress(self, sources: Sequence[Source]) -> Progress:
        sizes = [size_of(source) for source in sources]
        total = None if None in sizes else sum(size for size in sizes if size is not None)
        return Progress(total, enabled=self._bar, color=coloured(self._options.color, is_looked_at(sys.stderr)))

    def _note(self, part: Part[Result], quarantine: Quarantine | None) -> None:
        self.report.add(part)
        if quarantine is not None:
            quarantine.write(b"".join([line + b"\n" for line in part.bad_bytes]))
        if part.note and not self._again:
            print_message(f"actioncli: {part.note}")
        if part.trouble:
            self._complain(part.trouble)
        if part.bad and self.job.stop_at_bad:
            self._tell(stopped=True)
            raise ActioncliError("stopped at the first bad line, as --on-bad-line fail asks")
        if self._watch and not part.source:  # all that there is for now was read
            self._complain_of_sources()

    def _complain_of_sources(self) -> None:
        for trouble in self.report.troubles():
            self._complain(trouble)

    def _tell(self, *, stopped: bool = False) -> None:
        """What people should know about the input, once it has been read."""
        if not stopped:
            self._complain_of_sources()
            for field, message in self.report.unmapped(self._mapped):
                if field in ("timestamp", "distinct_id"):
                    self._complain(message)
                elif not self._again:
                    print_message(message)
        for note in () if self._again else self.report.notes():
            print_message(note)

    @property
    def bad_lines(self) -> int:
        """How many lines could not be read."""
        return self.report.bad_lines

    @property
    def skipped(self) -> int:
        """How many objects had no event's name."""
        return self.report.skipped


def _event_paths(actions: Actions) -> tuple[str, ...]:
    """Where `source` of the actions says that events have their names, as people write it."""
    return tuple(map(spelled, dict(actions.source.paths).get("event", ()))) if actions.source else ()
