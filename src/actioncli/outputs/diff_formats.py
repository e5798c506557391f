"""`actioncli diff` as bytes: one function a format, all of the same `Report`.

The keys of `json` are promised to scripts: change them only by adding.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from actioncli.comparing import ActionDifference, Move, Report
from actioncli.explaining.trace_reasons import Reason
from actioncli.outputs.json_text import json_bytes
from actioncli.outputs.screen import Screen, visible
from actioncli.outputs.stats_formats import markdown_text, pipes
from actioncli.outputs.summary import USERS_TITLES, counted
from actioncli.outputs.trace_json import condition_entry
from actioncli.outputs.trace_text import condition_line, cut, value_text

SHOWN = 3
"""Conditions that are shown of a reason."""


def render_diff(report: Report, format: str, screen: Screen) -> bytes:  # noqa: A002
    """The report in a format of `DIFF_FORMATS`."""
    return DIFF_FORMATS[format](report, screen)


def headers(report: Report) -> tuple[str, ...]:
    """The heads of the columns."""
    return ("Action", "Change", "Events", "Gone", "Come", USERS_TITLES[report.users])


def cells(action: ActionDifference, *, unicode: bool) -> tuple[str, ...]:
    """The row of an action."""
    arrow = " → " if unicode else " -> "
    change = "unchanged, but edited" if action.change == "unchanged" and action.edited else action.change

    def pair(before: int, after: int) -> str:
        return f"{before:,}" if before == after else f"{before:,}{arrow}{after:,}"

    return (
        action.action,
        change,
        pair(action.events_before, action.events_after),
        f"-{action.lost:,}" if action.lost else "",
        f"+{action.gained:,}" if action.gained else "",
        pair(action.users_before, action.users_after),
    )


def moved(report: Report, action: ActionDifference) -> list[tuple[str, Move]]:
    """The samples of what came and went, each with its sign; an action that one side lacks needs none."""
    if action.change != "changed":
        return []
    gone, come = (report.moves.get((action.action, gained), ()) for gained in (False, True))
    return [("-", move) for move in gone] + [("+", move) for move in come]


def event_line(move: Move) -> str:
    """An event in one line."""
    known = [
        value if isinstance(value, str) else value_text(value)
        for key, value in move.event.items()
        if value is not None and key not in ("uuid", "text", "distinct_id")
    ]
    text = move.event.get("text")
    uuid = move.event.get("uuid")
    name = f"{move.source}:{move.line}" if uuid is None else f"{move.source}:{move.line} {uuid}"
    return cut("  ".join([name, *known, *([value_text(text)] if text is not None else [])]))


def reason_lines(move: Move, *, unicode: bool = True) -> Iterator[str]:
    """What decided, in words."""
    reason = move.reason
    if reason is None:
        return
    separator = " › " if unicode else " > "
    where = f"{move.side}: {separator.join(reason.way)}" + (" takes it away" if reason.excepted else "")
    yield where
    for condition in reason.conditions[:SHOWN]:
        yield f"  {condition_line(condition, unicode=unicode)}"
    if len(reason.conditions) > SHOWN:
        yield f"  and {len(reason.conditions) - SHOWN} more"


def footer(report: Report) -> str:
    """The whole in one line."""
    different, alike = len(report.different), len(report.actions) - len(report.different)
    verb = "differs" if different == 1 else "differ"
    parts = [counted(report.events, "event"), f"{counted(different, 'action')} {verb}, {alike:,} unchanged"]
    if report.bad_lines:
        parts.append(counted(report.bad_lines, "bad line"))
    return " · ".join(parts)


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
    return json_bytes(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def _move(move: Move) -> dict[str, object]:
    decided = None if move.reason is None else _decided(move.side, move.reason)
    return {"source": move.source, "line": move.line, **move.event, "decided": decided}


def _decided(side: str, reason: Reason) -> dict[str, object]:
    return {
        "side": side,
        "excepted": reason.excepted,
        "way": list(reason.way),
        "conditions": [condition_entry(condition) for condition in reason.conditions],
    }


def _markdown(report: Report, _screen: Screen) -> bytes:
    """A pipe table of what differs, and samples beneath it, to paste into a pull request."""
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
    """Text that cannot end the block it stands in."""
    return visible(text).replace("```", "'''")


def _table(report: Report, screen: Screen) -> bytes:
    """What people look at."""
    from actioncli.outputs.diff_table import diff_table  # noqa: PLC0415 - loads rich, which no other format needs

    return diff_table(report, screen)


DIFF_FORMATS: dict[str, Callable[[Report, Screen], bytes]] = {"table": _table, "json": _json, "markdown": _markdown}
"""Every format by its name; the first is what people look at."""
