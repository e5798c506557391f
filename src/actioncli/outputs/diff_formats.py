"""`actioncli diff` in each format, from one `Report`.

The keys of `json` are promised to scripts: change them only by adding.
"""

from __future__ import annotations

from collections.abc import Callable

from actioncli.comparing import MovedEvent, Report
from actioncli.explaining.failures import Failure
from actioncli.outputs.diff_text import cells, diff_table, event_line, footer, headers, moved, reason_lines
from actioncli.outputs.explain_formats import condition_entry
from actioncli.outputs.formats import Format, format_named
from actioncli.outputs.json_text import json_indented
from actioncli.outputs.screen import Screen, visible
from actioncli.outputs.stats_formats import markdown_text, pipes


def render_diff(report: Report, format: str, screen: Screen) -> bytes:  # noqa: A002
    """The report in a format of `FORMATS`."""
    return format_named(FORMATS, format).write(report, screen)


def _json(report: Report, _screen: Screen) -> bytes:
    """One object, indented."""
    document = {
        "old": report.old,
        "new": report.new,
        "events": report.events,
        "bad_lines": report.bad_lines,
        "skipped": report.skipped,
        "different": bool(report.different),
        "actions": [
            {
                "action": action.action,
                "change": action.change,
                "edited": action.edited,
                "events_before": action.events_before,
                "events_after": action.events_after,
                "users_before": action.users_before,
                "users_after": action.users_after,
                "gained": action.gained,
                "lost": action.lost,
                "samples": {
                    "gained": [_move(move) for move in report.moves.get((action.action, True), ())],
                    "lost": [_move(move) for move in report.moves.get((action.action, False), ())],
                },
            }
            for action in report.actions
        ],
    }
    return json_indented(document)


def _move(move: MovedEvent) -> dict[str, object]:
    decided = None if move.reason is None else _decided(move.side, move.reason)
    return {"source": move.source, "line": move.line, **move.event, "decided": decided}


def _decided(side: str, reason: Failure) -> dict[str, object]:
    return {
        "side": side,
        "excepted": reason.excepted,
        "way": list(reason.path),
        "conditions": [condition_entry(condition) for condition in reason.conditions],
    }


def _markdown(report: Report, _screen: Screen) -> bytes:
    """A Markdown table of the actions that differ, with samples below it, for a pull request."""
    lines = []
    if report.different:
        lines += [pipes(list(headers(report))), pipes(["---", "---", "---:", "---:", "---:", "---:"])]
        lines += [pipes([markdown_text(cell) for cell in cells(action, unicode=True)]) for action in report.different]
        lines.append("")
    for action in report.different:
        samples = moved(report, action)
        if samples:
            lines += [f"**{markdown_text(action.action)}**", "", "```diff"]
            for sign, move in samples:
                lines.append(_fenced(f"{sign} {event_line(move)}"))
                lines += [_fenced(f"    {line}") for line in reason_lines(move)]
            lines += ["```", ""]
    return ("\n".join([*lines, footer(report)]) + "\n").encode("utf-8", "backslashreplace")


def _fenced(text: str) -> str:
    """Text that cannot end the code block that it is in."""
    return visible(text).replace("```", "'''")


FORMATS: tuple[Format[Callable[[Report, Screen], bytes]], ...] = (
    Format("table", "a table, and samples of events below it", diff_table),
    Format("json", "one object", _json),
    Format("markdown", "a table and samples of what differs", _markdown),
)
"""The formats of `diff`; the first is the default."""
