"""`actioncli explain`: why one event matches each action, or does not."""

from __future__ import annotations

from actioncli.actions.load import load_actions
from actioncli.actions.model import Field, check_names
from actioncli.commands.actions_file import find_actions
from actioncli.commands.inputs import Inputs
from actioncli.commands.one_event import Choice, Chosen, choose_event, sources_of
from actioncli.commands.options import InputOptions
from actioncli.commands.settings import settings_of
from actioncli.commands.terminal import stdout
from actioncli.errors import MATCHED, NOTHING_MATCHED, TROUBLE
from actioncli.explaining.tracing import Tracer
from actioncli.matching.readers import reader
from actioncli.outputs.explain_formats import render_trace
from actioncli.outputs.messages import print_message
from actioncli.outputs.screen import Screen
from actioncli.values import Value

SHORT = ("uuid", "event", "timestamp", "distinct_id", "url")
"""The fields of the event to print."""


def explain(
    options: InputOptions,
    *,
    uuid: str | None,
    line: int | None,
    where: list[str] | None,
    format: str,  # noqa: A002
) -> int:
    """Print the trace of every action, and return the exit code: whether an action matches."""
    choice = Choice(uuid, line, tuple(where or ()))
    choice.check(options)
    settings = settings_of(options)
    file = find_actions(settings.actions)
    actions = load_actions(file)
    check_names(actions, settings.only)
    inputs = Inputs(sources_of(settings), (file,))
    chosen = choose_event(settings, choice, inputs, actions)
    trace = Tracer(actions, settings.now, settings.only).trace(chosen.event, chosen.name)
    terminal = stdout(options.color)
    screen = Screen(terminal.width, terminal.color, terminal.unicode)
    event: dict[str, Value] = {"source": chosen.source, "line": chosen.line, **_short(chosen)}
    terminal.write(render_trace(event, trace, format, screen))
    if chosen.others:
        print_message(f"several events match: showing the first; choose another with {_choices(choice)}")
    if chosen.trouble:
        return TROUBLE
    return MATCHED if trace.matched else NOTHING_MATCHED


def _choices(choice: Choice) -> str:
    """The options that choose one of several events."""
    return "--uuid or --where" if choice.line is not None else "--uuid, --line or --where"


def _short(chosen: Chosen) -> dict[str, Value]:
    values = {name: reader(Field(name))(chosen.event) for name in SHORT}
    return {**values, "event": chosen.name}
