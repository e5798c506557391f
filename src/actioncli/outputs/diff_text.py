"""`actioncli diff` for people: the cells, samples and reasons of its table and of Markdown; and the table itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from actioncli.comparing import ActionDifference, MovedEvent, Report
from actioncli.outputs.drawing import GAP, hanging, padding, paint
from actioncli.outputs.drawing import cut as cut_to_width
from actioncli.outputs.humanize import counted
from actioncli.outputs.screen import Screen, visible
from actioncli.outputs.summary import USERS_TITLES
from actioncli.outputs.trace_text import condition_line, cut, value_text

SHOWN = 3
"""The number of conditions shown for a reason."""
_LEFT = 2
"""The number of left-aligned columns: names and changes. The others are numbers."""
_STYLES = {"-": "bad", "+": "good"}


def headers(report: Report) -> tuple[str, ...]:
    """The column headers."""
    return ("Action", "Change", "Events", "Lost", "Gained", USERS_TITLES[report.users])


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


def moved(report: Report, action: ActionDifference) -> list[tuple[str, MovedEvent]]:
    """The samples of lost and gained events, each with its sign. Added and removed actions have none."""
    if action.change != "changed":
        return []
    lost, gained = (report.moves.get((action.action, is_gain), ()) for is_gain in (False, True))
    return [("-", move) for move in lost] + [("+", move) for move in gained]


def event_line(move: MovedEvent) -> str:
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


def reason_lines(move: MovedEvent, *, unicode: bool = True) -> Iterator[str]:
    """The conditions that decided, as text."""
    reason = move.reason
    if reason is None:
        return
    separator = " › " if unicode else " > "
    where = f"{move.side}: {separator.join(reason.path)}" + (" excludes it" if reason.excepted else "")
    yield where
    for condition in reason.conditions[:SHOWN]:
        yield f"  {condition_line(condition, unicode=unicode)}"
    if len(reason.conditions) > SHOWN:
        yield f"  and {len(reason.conditions) - SHOWN} more"


def footer(report: Report) -> str:
    """The summary line."""
    different, alike = len(report.different), len(report.actions) - len(report.different)
    verb = "differs" if different == 1 else "differ"
    parts = [counted(report.events, "event"), f"{counted(different, 'action')} {verb}, {alike:,} unchanged"]
    if report.bad_lines:
        parts.append(counted(report.bad_lines, "bad line"))
    return " · ".join(parts)


def diff_table(report: Report, screen: Screen) -> bytes:
    """The table and the samples."""
    rows = [_visible(cells(action, unicode=screen.unicode), screen) for action in report.actions]
    heads = headers(report)
    widths = [max(map(cell_len, column)) for column in zip(heads, *rows, strict=True)]
    if screen.width is not None:
        others = sum(widths[1:]) + len(GAP) * (len(widths) - 1)
        widths[0] = max(min(widths[0], screen.width - others), 12)
    rule = screen.rule * (sum(widths) + len(GAP) * (len(widths) - 1))
    lines = [_line(heads, widths, screen, "header"), paint(rule, "quiet", color=screen.color)]
    for action, row in zip(report.actions, rows, strict=True):
        lines.append(_line(row, widths, screen, "quiet" if action.change == "unchanged" else ""))
    for action in report.actions:
        samples = moved(report, action)
        if samples:
            lines += ["", visible(action.action, unicode=screen.unicode)]
        for sign, move in samples:
            event = f"  {sign} {_shown(event_line(move), screen)}"
            for part in hanging(event, screen.width, 4, screen.ellipsis):
                lines.append(paint(part, _STYLES[sign], color=screen.color))
            for line in reason_lines(move, unicode=screen.unicode):
                lines += hanging(f"      {_shown(line, screen)}", screen.width, 4, screen.ellipsis)
    last = footer(report) if screen.unicode else footer(report).replace(" · ", ", ")
    end = [paint(line, "quiet", color=screen.color) for line in hanging(last, screen.width, 0, screen.ellipsis)]
    return "\n".join([*lines, "", *end, ""]).encode("utf-8", "backslashreplace")


def _shown(text: str, screen: Screen) -> str:
    return visible(text, unicode=screen.unicode)


def _visible(texts: Sequence[str], screen: Screen) -> list[str]:
    return [visible(text, unicode=screen.unicode) for text in texts]


def _line(texts: Sequence[str], widths: Sequence[int], screen: Screen, style: str) -> str:
    """One row, each cell cut and padded to its column."""
    parts = []
    for index, (text, width) in enumerate(zip(texts, widths, strict=True)):
        shown = text if screen.width is None else cut_to_width(text, width, screen.ellipsis)
        space = padding(shown, width)
        painted = paint(shown, style, color=screen.color)
        parts.append(painted + space if index < _LEFT else space + painted)
    return GAP.join(parts).rstrip(" ")
