"""`actioncli shapes`: the detected shape of each input, and the paths of its fields."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from actioncli.actions.load import load_actions
from actioncli.actions.model import Actions, check_names
from actioncli.commands.actions_file import actions_here
from actioncli.commands.inputs import inputs_of
from actioncli.commands.options import InputOptions
from actioncli.commands.run import Run
from actioncli.commands.settings import settings_of
from actioncli.commands.terminal import stdout
from actioncli.events.shapes.catalogue import BY_NAME
from actioncli.events.shapes.summary import ShapeSummary, add_to
from actioncli.matching.engine import Engine
from actioncli.outputs.shapes_formats import ShapeSeen, SourceSeen, render_shapes
from actioncli.scanning.scanned import Scanned


class ShapeCollector(Struct, frozen=True):
    """The collector of `shapes`: what was seen of each shape, by name."""

    def collect(self, chunks: Iterable[Scanned], engine: Engine) -> dict[str, ShapeSummary]:  # noqa: ARG002
        """What was seen in a task's events."""
        found: dict[str, ShapeSummary] = {}
        for scanned in chunks:
            every = range(len(scanned))
            if scanned.shape is None:
                add_to(found, ((scanned.event(index), scanned.batch(index)) for index in every))
                continue
            summary = found.setdefault(scanned.shape, ShapeSummary())
            for index in every:
                if summary.is_illustrated:
                    summary.events += len(every) - index
                    break
                summary.add(scanned.event(index))
        return found


def shapes(options: InputOptions, *, format: str) -> int:  # noqa: A002
    """Read all events, print their shapes, and return the exit code."""
    settings = settings_of(options)
    file = actions_here(settings.actions)
    actions = load_actions(file) if file else Actions(())
    check_names(actions, settings.only)
    inputs = inputs_of(settings, [file] if file else [])
    only_source = Actions((), source=actions.source)
    run = Run(settings, settings.job(only_source, ShapeCollector(), inputs.sources, repeats=False), inputs)
    sources: dict[str, SourceSeen] = {}
    for part in run.parts():
        source = sources.setdefault(part.source, SourceSeen(part.source))
        source.form = source.form or part.form
        source.skipped += part.skipped
        source.bad_lines += len(part.bad)
        for name, seen in part.result.items():
            source.seen.setdefault(name, ShapeSummary()).merge(seen)
    known = run.job.maker().shape
    for source in sources.values():
        source.shapes = [
            ShapeSeen(known if known and known.name == name else BY_NAME[name], seen)
            for name, seen in sorted(source.seen.items(), key=lambda item: (-item[1].events, item[0]))
        ]
    terminal = stdout(options.color, behind_pipe=True)
    terminal.write(render_shapes(list(sources.values()), format, width=terminal.width, unicode=terminal.unicode))
    return run.exit_code(any(source.seen for source in sources.values()))
