"""`actioncli explain`: for one event and each action, why it matches or does not."""

from __future__ import annotations

from actioncli.actions.load import load_actions
from actioncli.actions.model import Field
from actioncli.actions.names import check_names
from actioncli.commands.actions_file import find_actions
from actioncli.commands.one_event import Choice, Chosen, choose_event, sources_of
from actioncli.commands.options import InputOptions
from actioncli.commands.terminal import stdout
from actioncli.commands.window import now_of
from actioncli.errors import MATCHED, NOTHING_MATCHED, TROUBLE
from actioncli.explaining.tracing import Tracer
from actioncli.matching.readers import reader
from actioncli.outputs.json_text import json_text
from actioncli.outputs.messages import print_message
from actioncli.outputs.screen import Screen
from actioncli.outputs.trace_json import trace_json
from actioncli.values import Value

SHORT = ("uuid", "event", "timestamp", "distinct_id", "url")
"""What is told of the event itself."""


def explain(options: InputOptions, choice: Choice, format: str) -> int:  # noqa: A002
    """Print why, and return the exit code: whether some action matches."""
    actions = load_actions(find_actions(options.actions))
    check_names(actions, options.only)
    chosen = choose_event(options, choice, sources_of(options), actions)
    trace = Tracer(actions, now_of(options), options.only).trace(chosen.event, chosen.name)
    terminal = stdout(options.color)
    if format == "json":
        event: dict[str, object] = {"source": chosen.source, "line": chosen.line, **_short(chosen)}
        terminal.write(trace_json(event, trace))
    else:
        from actioncli.outputs.trace_text import trace_text  # noqa: PLC0415 - loads rich, which JSON does not need

        terminal.write(trace_text(_head(chosen), trace, Screen(terminal.width, terminal.color, terminal.unicode)))
    if chosen.others:
        print_message(f"this is the first event of several: choose with {_choices(choice)}")
    if chosen.trouble:
        return TROUBLE
    return MATCHED if trace.matched else NOTHING_MATCHED


def _choices(choice: Choice) -> str:
    """What tells the events apart that may be meant."""
    return "--uuid or --where" if choice.line is not None else "--uuid, --line or --where"


def _short(chosen: Chosen) -> dict[str, Value]:
    values = {name: reader(Field(name))(chosen.event) for name in SHORT}
    return {**values, "event": chosen.name}


def _head(chosen: Chosen) -> list[str]:
    """The event in two lines."""
    short = {name: value for name, value in _short(chosen).items() if value is not None}
    shown = {name: value if isinstance(value, str) else json_text(value) for name, value in short.items()}
    first = [f"{chosen.source}:{chosen.line}", *(shown[name] for name in ("event", "timestamp") if name in shown)]
    second = [f"{name} {shown[name]}" for name in ("uuid", "distinct_id", "url") if name in shown]
    return ["  ".join(first), *(["  ".join(second)] if second else [])]
